using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Pricing;
using PosEngine.Pricing.Oracle;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>Price reductions after the sale: an amount of a line is paid back, and the goods stay with the customer.</summary>
public sealed class RefundAmountTests
{
    private static readonly LineId Line = new(RandomTickets.Id(1));

    [Fact]
    public async Task M5_an_amount_is_paid_back_and_nothing_comes_back()
    {
        await using var till = await OfflineAsync();
        var sale = await till.SellAsync(3);
        var line = sale.Lines[0].Id;

        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(line, Money.Of(1.20m))], Reason = "scratched" })).Value;

        Assert.Equal((Money.Of(-1.20m), Money.Of(1.20m)), (refund.Total, refund.Change));
        var back = Assert.Single(refund.Lines);
        Assert.Equal((Quantity.Zero, Money.Of(1.20m)), (back.Quantity, back.Return!.Amount));
        Assert.Equal(Money.Of(-0.20m), refund.Totals.Tax);
        Assert.Equal([new RefundableLine(line, Quantity.Of(3), Money.Of(6.30m)) { MayBeLess = true }], (await till.Pos.Receipts.GetRefundableAsync(sale.Id)).Value);
    }

    [Fact]
    public async Task M7_it_is_stored_with_the_amount_read_back_and_priced_again()
    {
        await using var till = await OfflineAsync();
        var sale = await till.SellAsync(3);
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(sale.Lines[0].Id, Money.Of(1.20m))] })).Value;
        var other = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] })).Value;

        var read = (await till.Pos.Receipts.GetAsync(refund.Id)).Value;

        Assert.True(read.IsPricedRight());
        Assert.Equal(refund.Lines[0].Return!.Figures, read.Lines[0].Return!.Figures);
        Assert.Equal((refund.Lines[0].Return!.Share, Money.Of(1.20m)), (read.Lines[0].Return!.Share, read.Lines[0].Return!.Amount));
        Assert.Contains(read.Explain().Steps, static step => step is { Figure: "line/1/gross", Rule: ExplanationRule.Returned } && step.Result == Money.Of(-1.20m));
        var written = (await till.EntriesAsync(EntryKinds.Receipt)).Select(static entry => entry.GetProperty("data").GetProperty("lines")[0]).Where(static back => back.TryGetProperty("returns", out _)).ToList();
        Assert.Equal((0, 120_000), (written[0].GetProperty("quantity").GetInt64(), written[0].GetProperty("returns").GetProperty("amount").GetInt64()));
        Assert.False(written[1].GetProperty("returns").TryGetProperty("amount", out _));
        Assert.Equal(Money.Zero, (await till.Pos.Receipts.GetAsync(other.Id)).Value.Lines[0].Return!.Amount);
    }

    [Fact]
    public async Task M5_what_goes_back_last_pays_what_is_left_of_it_and_then_nothing_is()
    {
        await using var till = await OfflineAsync();
        var sale = await till.SellAsync(3);
        var line = sale.Lines[0].Id;
        async Task<Money> BackAsync(RefundedLine part) => -(await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [part] })).Value.Total;

        Assert.Equal(Money.Of(2.50m), await BackAsync(new(line, Quantity.One)));
        Assert.Equal(Money.Of(4), await BackAsync(RefundedLine.ByAmount(line, Money.Of(4))));
        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Equal(Money.Of(1), await BackAsync(new(line, Quantity.One)));
        Assert.Equal([new RefundableLine(line, Quantity.One, Money.Zero) { MayBeLess = true }], (await till.Pos.Receipts.GetRefundableAsync(sale.Id)).Value);
        await till.AssertRefusedAsync(RefusalCodes.RefundAmountTooLarge, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(line, Money.Of(0.01m))] })).Refusal);
        Assert.Equal(Money.Zero, await BackAsync(new(line, Quantity.One)));
        Assert.Empty((await till.Pos.Receipts.GetRefundableAsync(sale.Id)).Value);
        await till.AssertRefusedAsync(RefusalCodes.RefundTooMuch, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(line, Quantity.One)] })).Refusal);
    }

    [Fact]
    public async Task More_than_is_left_is_refused_with_what_is_left()
    {
        await using var till = await OfflineAsync();
        var sale = await till.SellAsync(2);
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(sale.Lines[0].Id, Money.Of(1.20m))] })).EnsureDone();

        var refused = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(sale.Lines[0].Id, Money.Of(3.81m))] })).Refusal!;

        Assert.Equal((RefusalCodes.RefundAmountTooLarge, "Of this line, only €3.80 is left to be refunded."), (refused.Code, refused.Message));
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(sale.Lines[0].Id, Money.Of(3.80m))] })).EnsureDone();
    }

    [Fact]
    public async Task What_has_no_price_to_reduce_is_refused()
    {
        await using var till = await OfflineAsync();
        var ticket = till.RingUp(2);
        ticket.AddTip(Money.Of(2)).EnsureDone();
        var sale = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Card(Money.Of(7)))).Value;
        var (coffee, tip) = (sale.Lines[0].Id, sale.Lines[1].Id);

        async Task Refuse(string code, params RefundedLine[] lines) =>
            await till.AssertRefusedAsync(code, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [.. lines] })).Refusal);
        await Refuse(RefusalCodes.RefundAmountInvalid, RefundedLine.ByAmount(tip, Money.Of(1)));
        await Refuse(RefusalCodes.RefundAmountInvalid, RefundedLine.ByAmount(coffee, Money.Of(-1)));
        await Refuse(RefusalCodes.RefundAmountInvalid, RefundedLine.ByAmount(coffee, Money.Of(0.005m)));
        await Refuse(RefusalCodes.RefundAmountInvalid, RefundedLine.ByAmount(coffee, Money.Of(1)) with { Quantity = Quantity.One });
        await Refuse(RefusalCodes.RefundTooMuch, RefundedLine.ByAmount(coffee, Money.Of(1)), new(coffee, Quantity.One));
        await Refuse(RefusalCodes.RefundTooMuch, RefundedLine.ByAmount(coffee, Money.Zero));
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(tip, Quantity.One)] })).EnsureDone();
    }

    [Theory]
    [InlineData(BusinessCase.Sale, null, null)]
    [InlineData(BusinessCase.Deposit, null, RefusalCodes.RefundAmountInvalid)]
    [InlineData(BusinessCase.DownPayment, null, RefusalCodes.RefundAmountInvalid)]
    [InlineData(BusinessCase.MultiPurposeVoucherSale, null, RefusalCodes.RefundAmountInvalid)]
    [InlineData(BusinessCase.Sale, "6006-4711", RefusalCodes.RefundAmountInvalid)]
    public void Only_goods_and_services_have_a_price_to_reduce(BusinessCase businessCase, string? giftCard, string? refused)
    {
        var sale = SaleOf(2.50m, 2);
        sale = sale with { Lines = [sale.Lines[0] with { BusinessCase = businessCase, GiftCard = giftCard }] };

        Assert.Equal(refused, new RefundBasis(sale, GoneBack.Nothing).FindFault([RefundedLine.ByAmount(Line, Money.Of(1))])?.Code);
    }

    [Fact]
    public void What_cost_nothing_is_not_reduced() =>
        Assert.Equal(RefusalCodes.RefundAmountInvalid, new RefundBasis(SaleOf(0m, 1), GoneBack.Nothing).FindFault([RefundedLine.ByAmount(Line, Money.Of(1))])?.Code);

    [Fact]
    public void M5_parts_of_a_cent_are_left_to_the_last_step()
    {
        var sale = SaleOf(3.3333m, 3);
        Assert.Equal(Money.Of(10), sale.Total);
        var (one, after) = (new RefundedLine(Line, Quantity.One), GoneBack.Nothing with { Money = null });

        Assert.Equal(Money.Of(-3.33m), Refund(sale, after, one).Total);
        after = after.With([one]);
        var most = RefundedLine.ByAmount(Line, Money.Of(6.67m));
        Assert.Null(new RefundBasis(sale, after).FindFault([most]));
        Assert.Equal((RefusalCodes.RefundAmountTooLarge, Money.Of(6.67m)), new RefundBasis(sale, after).FindFault([RefundedLine.ByAmount(Line, Money.Of(6.68m))]));
        Assert.Equal(Money.Of(-6.67m), Refund(sale, after, most).Total);
        Assert.Equal(Money.Zero, Refund(sale, after.With([most]), new(Line, Quantity.Of(2))).Total);
    }

    [Fact]
    public void M1_what_does_not_fit_64_bits_is_an_error()
    {
        var sale = SaleOf(90_000_000.07m, 99_991.001m);

        Assert.Throws<OverflowException>(() => Refund(sale, GoneBack.Nothing, RefundedLine.ByAmount(Line, Money.Of(1))));
    }

    [Fact]
    public async Task M5_of_two_tills_neither_pays_back_what_the_other_did()
    {
        await using var first = await OnlineAsync();
        await using var second = await OnlineAsync(first.BackOffice);
        var sale = await first.SellAsync(3);
        first.Settle();
        var line = sale.Lines[0].Id;
        (await first.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(line, Money.Of(6))] })).EnsureDone();
        first.Settle();

        var refused = (await second.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(line, Money.Of(1.51m))] })).Refusal!;

        Assert.Equal((RefusalCodes.RefundAmountTooLarge, true), (refused.Code, refused.Message.Contains("1.50", StringComparison.Ordinal)));
        second.Settle();
        var rest = (await second.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;
        Assert.Equal((Money.Of(-1.50m), Quantity.Of(-3)), (rest.Total, rest.Lines[0].Quantity));
        var intended = (await first.EntriesAsync(EntryKinds.RefundIntended))[0].GetProperty("data").GetProperty("lines")[0];
        Assert.Equal((0, 600_000), (intended.GetProperty("quantity").GetInt64(), intended.GetProperty("amount").GetInt64()));
    }

    [Fact]
    public async Task A_right_to_an_amount_that_was_not_answered_is_asked_for_again()
    {
        await using var till = await OnlineAsync();
        var sale = await till.SellAsync(2);
        till.Settle();
        var request = new RefundRequest { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(sale.Lines[0].Id, Money.Of(1))] };
        till.BackOffice.Fault = static call => call == LoopbackCall.ReserveRefund ? LoopbackFault.LoseReply : LoopbackFault.None;
        Assert.Equal(RefusalCodes.BackOfficeUnanswered, (await till.Pos.Receipts.RefundAsync(request)).Refusal?.Code);
        till.BackOffice.Fault = null;

        Assert.Equal(Money.Of(-1), (await till.Pos.Receipts.RefundAsync(request)).Value.Total);
        Assert.Single(await till.EntriesAsync(EntryKinds.RefundIntended));
    }

    [Fact]
    public async Task Limits_of_a_policy_count_amounts()
    {
        await using var till = await OfflineAsync(OfflinePolicy.Loyverse.Limit(Capability.Refund, ReasonCodes.RefundOwnCash, PolicyCondition.AmountUpTo(Money.Of(5)) & PolicyCondition.PaidBackUpTo(Money.Of(6))));
        var (one, two) = (await till.SellAsync(4), await till.SellAsync(4));
        RefundRequest Of(Receipt sale, decimal amount) => new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(sale.Lines[0].Id, Money.Of(amount))] };

        await till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await till.Pos.Receipts.RefundAsync(Of(one, 5.01m))).Refusal);
        (await till.Pos.Receipts.RefundAsync(Of(one, 3))).EnsureDone();
        await till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await till.Pos.Receipts.RefundAsync(Of(one, 2.01m))).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await till.Pos.Receipts.RefundAsync(Of(two, 3.01m))).Refusal);
        (await till.Pos.Receipts.RefundAsync(Of(two, 3))).EnsureDone();
    }

    [Fact]
    public async Task P1_an_approval_is_for_the_amount_that_it_was_given_for()
    {
        await using var till = await OfflineAsync(permissions: "[]");
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, """["refunds"]""");
        till.GoOnline();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        till.GoOffline();
        var sale = await till.SellAsync(2);
        RefundRequest Of(decimal amount) => new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(sale.Lines[0].Id, Money.Of(amount))] };
        var asked = (await till.Pos.Receipts.RefundAsync(Of(1.20m))).Refusal!;
        var approval = (await till.Pos.Session.ApproveAsync(asked, TillHost.Bob, TillHost.BobsPin)).Value;

        Assert.Equal(RefusalCodes.ApprovalInvalid, (await till.Pos.Receipts.RefundAsync(Of(1.30m) with { Approval = approval })).Refusal?.Code);
        (await till.Pos.Receipts.RefundAsync(Of(1.20m) with { Approval = approval })).EnsureDone();
        Assert.Contains("1.2 of its price", Assert.Single(await till.EntriesAsync("operation-approved")).GetProperty("data").GetProperty("arguments").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_exchange_takes_goods_back_and_no_amounts()
    {
        await using var till = await OfflineAsync();
        var sale = await till.SellAsync(2);
        var back = new RefundRequest { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(sale.Lines[0].Id, Money.Of(1))] };

        await till.AssertRefusedAsync(RefusalCodes.ExchangeByQuantity, async () => (await till.Pos.Checkout.ExchangeAsync(till.RingUp(1), back, [Payment.Cash(Money.Of(1.50m))])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ExchangeByQuantity, async () => (await till.Pos.Checkout.GetExchangeDueAsync(till.RingUp(1), back, PaymentType.Cash)).Refusal);
    }

    private static Receipt SaleOf(decimal price, decimal quantity)
    {
        var request = new PriceRequest { Currency = Currency.EUR, Lines = [new() { Id = Line, UnitPrice = Money.Of(price), Quantity = Quantity.Of(quantity) }] };
        var sale = StoredReceipts.Of(request, Pricer.Price(request));
        return sale with { Payments = [new(new(RandomTickets.Id(2)), PaymentType.Card, sale.Total)] };
    }

    private static Receipt Refund(Receipt sale, GoneBack gone, RefundedLine line) => RefundReceipt.Of(sale, default, gone, [line], payBackBy: null, static () => RandomTickets.Id(9));

    private static async Task<TillHost> OfflineAsync(OfflinePolicy? policy = null, string permissions = """["refunds"]""")
    {
        var till = await TillHost.ReadyAsync(permissions, options => options.OfflinePolicy = policy ?? OfflinePolicy.Loyverse.Allow(Capability.Refund));
        till.GoOffline();
        return till;
    }

    private static async Task<TillHost> OnlineAsync(LoopbackBackOffice? backOffice = null)
    {
        var till = new TillHost(options => options.DeviceNumber = backOffice is null ? 1 : 2) { Transport = backOffice };
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        till.Settle();
        return till;
    }
}
