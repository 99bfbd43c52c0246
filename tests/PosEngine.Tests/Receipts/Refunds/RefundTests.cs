using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Pricing;
using PosEngine.Pricing.Oracle;
using PosEngine.Support;

namespace PosEngine.Receipts;

/// <summary>Refunds of a till that may make them offline, from its own records.</summary>
public sealed class RefundTests
{
    [Fact]
    public async Task M5_a_refund_gives_back_what_was_paid_the_way_it_came()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(2);
        var sale = (await till.Pos.Checkout.CompleteAsync(ticket, [Payment.Card(Money.Of(2)), Payment.Cash(Money.Of(5))])).Value;

        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Reason = "cold" })).Value;

        Assert.Equal("1-1002", refund.Number);
        Assert.Equal(new RefundReference(sale.Id, "1-1001") { DeviceId = till.Pos.Device.Id, Reason = "cold", CashThrough = Money.Of(3) }, refund.RefundOf);
        Assert.Equal(-sale.Totals.Gross, refund.Totals.Gross);
        Assert.Equal(-sale.Totals.Tax, refund.Totals.Tax);
        Assert.Equal(Money.Of(-2), Assert.Single(refund.Payments).Amount);
        Assert.Equal(Money.Of(3), refund.Change);
        Assert.Equal(Money.Zero, refund.CashRounding);
        var shift = till.Pos.Shifts.Current.Value!;
        Assert.Equal((1, Money.Of(-5), Money.Of(100)), (shift.RefundCount, shift.Refunds, shift.Cash.Expected));
        Assert.Equal(default, shift.Totals);
    }

    [Fact]
    public async Task M5_steps_give_back_the_whole_and_then_nothing_is_left()
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync(3);
        var line = sale.Lines[0].Id;

        for (var left = 3; left > 0; left--)
        {
            Assert.Equal([new RefundableLine(line, Quantity.Of(left), Money.Of(left * 2.50m)) { MayBeLess = true }], (await till.Pos.Receipts.GetRefundableAsync(sale.Id)).Value);
            (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(line, Quantity.One)] })).EnsureDone();
            await till.RestartAsync();
            await till.SignInAsync();
        }

        Assert.Empty((await till.Pos.Receipts.GetRefundableAsync(sale.Id)).Value);
        await till.AssertRefusedAsync(RefusalCodes.RefundTooMuch, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Refusal);
    }

    [Fact]
    public async Task M7_a_refund_is_read_back_and_priced_again_as_it_was()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(3);
        ticket.AddDiscount(Discount.Percent(new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)), "Summer", Rate.Percent(10m))).EnsureDone();
        var sale = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(10)))).Value;

        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] })).Value;
        var read = (await till.Pos.Receipts.GetAsync(refund.Id)).Value;

        Assert.True(read.IsPricedRight());
        Assert.Equal(refund.Priced, read.Priced);
        Assert.Equal(refund.RefundOf, read.RefundOf);
        Assert.Equal(refund.Lines[0].Return!.Figures, read.Lines[0].Return!.Figures);
        Assert.Equal(Money.Of(0.25m), -read.Priced.Lines[0].Discounts[0].Applied);
        Assert.False(read.Explain().Steps.IsEmpty);
    }

    [Fact]
    public void M5_the_rows_of_a_part_that_goes_back_add_up()
    {
        var line = new LineId(RandomTickets.Id(1));
        var request = new PriceRequest
        {
            Currency = Currency.EUR,
            Lines = [new() { Id = line, UnitPrice = Money.Of(2.49m), Quantity = Quantity.Of(2), Discounts = [Discount.Percent(default, "Summer", Rate.Percent(5))] }],
        };
        var sale = StoredReceipts.Of(request, Pricer.Price(request));

        var first = RefundReceipt.Of(sale, default, GoneBack.Nothing, [new(line, Quantity.One)], payBackBy: null, () => RandomTickets.Id(9)).Priced.Lines[0];
        var second = RefundReceipt.Of(sale, default, new GoneBack([new(line, Quantity.One)]), [new(line, Quantity.One)], payBackBy: null, () => RandomTickets.Id(9)).Priced.Lines[0];

        Assert.Equal((Money.Of(-2.50m), Money.Of(-0.13m), Money.Of(-2.37m)), (first.Subtotal, first.Discounts[0].Applied, first.Gross));
        Assert.Equal((Money.Of(-2.48m), Money.Of(-0.12m), Money.Of(-2.36m)), (second.Subtotal, second.Discounts[0].Applied, second.Gross));
    }

    [Fact]
    public async Task M5_a_refund_gives_back_the_rounding_of_the_total_and_rounds_cash_only_where_it_pays_cash()
    {
        await using var till = await ReadyAsync(configure: static options =>
        {
            options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.Refund);
            options.PricingPolicy = PricingPolicy.EN16931 with { TotalStep = Money.Of(0.20m), CashStep = Money.Of(0.05m) };
        });
        till.GoOffline();
        var byCard = (await till.Pos.Checkout.CompleteAsync(till.RingUp(1), Payment.Card(Money.Of(2.60m)))).Value;
        var inCash = (await till.Pos.Checkout.CompleteAsync(till.RingUp(3), Payment.Cash(Money.Of(7.60m)))).Value;

        var first = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = byCard.Id })).Value;
        var second = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = inCash.Id, PayBackBy = PaymentType.Card })).Value;

        Assert.Equal((-byCard.Totals.Rounding, -byCard.Total, Money.Zero), (first.Totals.Rounding, first.Total, first.CashRounding));
        Assert.Equal((-inCash.Totals.Rounding, -inCash.Total, Money.Zero), (second.Totals.Rounding, second.Total, second.CashRounding));
        Assert.True((await till.Pos.Receipts.GetAsync(first.Id)).Value.IsPricedRight());
    }

    [Fact]
    public async Task D10_the_same_refund_again_gives_the_same_receipt()
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync(2);
        var request = new RefundRequest { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)], RefundId = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)) };

        var first = (await till.Pos.Receipts.RefundAsync(request)).Value;
        await till.RestartAsync();
        await till.SignInAsync();

        Assert.Equal(first.Number, (await till.Pos.Receipts.RefundAsync(request)).Value.Number);
        Assert.Single((await till.EntriesAsync(EntryKinds.Receipt)), entry => entry.GetProperty("data").TryGetProperty("refund_of", out _));
    }

    [Fact]
    public async Task P1_a_refund_needs_its_permission_and_another_way_to_pay_back_one_more()
    {
        await using var till = await ReadyAsync("""["refunds"]""");
        var sale = await till.SellAsync();

        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, PayBackBy = PaymentType.Card })).Refusal);
        (await till.Pos.Session.SwitchAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Refusal);
    }

    [Fact]
    public async Task P1_offline_the_default_policy_refuses_and_says_so()
    {
        await using var till = await ReadyAsync(allowOffline: false);
        var sale = await till.SellAsync();
        till.GoOffline();

        await till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = new(Guid.Empty) })).Refusal);
    }

    [Fact]
    public async Task P2_a_policy_can_decide_by_the_receipt()
    {
        await using var till = await ReadyAsync(configure: static options => options.OfflinePolicy = OfflinePolicy.Loyverse
            .Allow(Capability.Refund, when: static till => till.Subject is Receipt receipt && receipt.Total <= Money.Of(5)));
        var (small, large) = (await till.SellAsync(2), await till.SellAsync(3));
        till.GoOffline();

        Assert.False(till.Pos.Capabilities.Decide(Capability.Refund, large).IsAllowed);
        await till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = large.Id })).Refusal);
        Assert.True(till.Pos.Capabilities.Decide(Capability.Refund, small).IsAllowed);
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = small.Id })).EnsureDone();
    }

    [Fact]
    public async Task What_cannot_be_refunded_is_refused_and_nothing_is_written()
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync(2);
        var line = sale.Lines[0].Id;

        async Task Refuse(string code, RefundRequest request) => await till.AssertRefusedAsync(code, async () => (await till.Pos.Receipts.RefundAsync(request)).Refusal);
        await Refuse(RefusalCodes.ReceiptUnknown, new() { ReceiptId = new(Guid.Empty) });
        await Refuse(RefusalCodes.ReasonInvalid, new() { ReceiptId = sale.Id, Reason = new('x', 501) });
        await Refuse(RefusalCodes.RefundTooMuch, new() { ReceiptId = sale.Id, Lines = [new(line, Quantity.Of(3))] });
        await Refuse(RefusalCodes.RefundTooMuch, new() { ReceiptId = sale.Id, Lines = [new(line, Quantity.One), new(line, Quantity.One)] });
        await Refuse(RefusalCodes.RefundTooMuch, new() { ReceiptId = sale.Id, Lines = [new(new(Guid.Empty), Quantity.One)] });
        await Refuse(RefusalCodes.RefundTooMuch, new() { ReceiptId = sale.Id, Lines = [new(line, -Quantity.One)] });

        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;
        await Refuse(RefusalCodes.RefundTooMuch, new() { ReceiptId = refund.Id });
        (await till.Pos.Shifts.CloseAsync(Money.Zero)).EnsureDone();
        await Refuse(RefusalCodes.ShiftClosed, new() { ReceiptId = sale.Id });
    }

    [Fact]
    public async Task M5_a_refund_is_nothing_that_can_be_refunded()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(2);
        ticket.AddDiscount(Discount.Fixed(new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)), "Voucher", Money.Of(1)) with { Taxes = [] }).EnsureDone();
        var sale = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(4)))).Value;
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;

        // It carries the discount back, as a line above zero.
        Assert.Equal(Money.Of(4), refund.Change);
        Assert.Contains(refund.Lines, static line => line.Quantity > Quantity.Zero);
        Assert.Empty((await till.Pos.Receipts.GetRefundableAsync(refund.Id)).Value);
        await till.AssertRefusedAsync(RefusalCodes.RefundTooMuch, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = refund.Id })).Refusal);
    }

    [Fact]
    public async Task Money_goes_back_another_way_where_that_is_asked_for()
    {
        await using var till = await ReadyAsync();
        var sale = (await till.Pos.Checkout.CompleteAsync(till.RingUp(2), Payment.Card(Money.Of(5)))).Value;

        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, PayBackBy = PaymentType.Cash, Restocks = false })).Value;

        Assert.Empty(refund.Payments);
        Assert.Equal(Money.Of(5), refund.Change);
        Assert.False((await till.Pos.Receipts.GetAsync(refund.Id)).Value.RefundOf!.Restocks);
    }

    private static async Task<TillHost> ReadyAsync(
        string permissions = """["refunds", "refunds_otherwise"]""", bool allowOffline = true, Action<PosEngineOptions>? configure = null)
    {
        var till = new TillHost(configure ?? (options => options.OfflinePolicy = allowOffline ? OfflinePolicy.Loyverse.Allow(Capability.Refund) : OfflinePolicy.Loyverse));
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, permissions);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        if (allowOffline && configure is null)
            till.GoOffline();
        return till;
    }
}
