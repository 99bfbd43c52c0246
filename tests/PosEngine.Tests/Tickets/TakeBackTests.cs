using PosEngine.Capabilities;
using PosEngine.Catalog;
using PosEngine.Checkout;
using PosEngine.Employees;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Tickets;

/// <summary>Goods that come back without their receipt.</summary>
public sealed class TakeBackTests
{
    [Fact]
    public async Task What_comes_back_without_its_receipt_is_paid_out_on_a_receipt_of_the_same_series()
    {
        await using var till = await ReadyAsync();
        var sold = await till.SellAsync(2);
        var ticket = till.Pos.Tickets.Start();
        var line = ticket.TakeBack(Coffee(till), Quantity.Of(2), "too cold", restocks: false).Value;

        Assert.Equal(-sold.Total, ticket.Current.Totals.Payable);
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, [])).Value;
        await till.RestartAsync();
        await till.SignInAsync();

        var read = (await till.Pos.Receipts.GetAsync(receipt.Id)).Value;
        Assert.Equal(("1-1002", null, -sold.Totals.Tax, sold.Total), (read.Number, read.RefundOf, read.Totals.Tax, read.Change));
        Assert.Equal((line.Id, new TakenBack("too cold", Restocks: false)), (read.Lines[0].Id, read.Lines[0].TakenBack));
        Assert.Equal(Money.Of(100), till.Pos.Shifts.Current.Value!.Cash.Expected);
        Assert.True(read.IsPricedRight());
        Assert.Equal(RefusalCodes.RefundTooMuch, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = receipt.Id })).Refusal?.Code);
    }

    [Fact]
    public async Task M4_coins_are_rounded_as_they_are_for_a_sale_and_a_card_gives_back_to_the_cent()
    {
        await using var till = await ReadyAsync(options: static options => options.PricingPolicy = PricingPolicy.Default with { CashStep = Money.Of(0.05m) });
        var item = Coffee(till) with { Price = Money.Of(2.48m) };
        var (sold, back, byCard) = (till.Pos.Tickets.Start(), till.Pos.Tickets.Start(), till.Pos.Tickets.Start());
        sold.Add(item).EnsureDone();
        back.TakeBack(item, Quantity.One, "torn").EnsureDone();
        byCard.TakeBack(item, Quantity.One, "torn").EnsureDone();

        var sale = (await till.Pos.Checkout.CompleteAsync(sold, Payment.Cash(Money.Of(5)))).Value;
        var refund = (await till.Pos.Checkout.CompleteAsync(back, [])).Value;
        var card = (await till.Pos.Checkout.CompleteAsync(byCard, Payment.Card(Money.Of(-2.48m)))).Value;

        Assert.Equal((Money.Of(0.02m), Money.Of(2.5m)), (sale.CashRounding, sale.Change));
        Assert.Equal((Money.Of(-0.02m), Money.Of(2.5m)), (refund.CashRounding, refund.Change));
        Assert.Equal((Money.Zero, Money.Zero, Money.Of(-2.48m)), (card.CashRounding, card.Change, Assert.Single(card.Payments).Amount));
        Assert.All([sale, refund, card], static receipt => Assert.DoesNotContain(receipt.Explain().Steps, static step => step.Rule == ExplanationRule.Stored));
    }

    [Fact]
    public async Task Another_way_back_than_cash_needs_leave_and_a_total_below_zero()
    {
        await using var till = await ReadyAsync("""["refunds_without_receipt"]""");
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, """["refunds_otherwise"]""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();
        ticket.TakeBack(Coffee(till), Quantity.One, "torn").EnsureDone();
        var payment = Payment.Card(Money.Of(-1.5m));

        var refusal = (await till.Pos.Checkout.CompleteAsync(ticket, payment)).Refusal!;
        Assert.Equal((RefusalCodes.PermissionMissing, true), (refusal.Code, refusal.CanBeApproved));
        var approval = (await till.Pos.Session.ApproveAsync(refusal, TillHost.Bob, TillHost.BobsPin)).Value;
        Assert.Equal(RefusalCodes.ApprovalInvalid, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Card(Money.Of(-2)) with { Approval = approval })).Refusal?.Code);
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, payment with { Approval = approval })).Value;

        Assert.Equal((Money.Of(1), Money.Of(-1.5m)), (receipt.Change, Assert.Single(receipt.Payments).Amount));
        var entry = Assert.Single(await till.EntriesAsync("receipt"));
        Assert.Equal((TillHost.Ann.Value, TillHost.Bob.Value), (entry.GetProperty("employee").GetGuid(), entry.GetProperty("approved_by").GetGuid()));
    }

    [Fact]
    public async Task Nothing_goes_back_by_card_beside_a_sale_or_above_the_total()
    {
        await using var till = await ReadyAsync();
        var back = till.Pos.Tickets.Start();
        back.TakeBack(Coffee(till), Quantity.One, "torn").EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await till.Pos.Checkout.CompleteAsync(till.RingUp(1), [Payment.Cash(Money.Of(10)), Payment.Card(Money.Of(-5))])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.PaymentShort, async () => (await till.Pos.Checkout.CompleteAsync(back, Payment.Card(Money.Of(-2.51m)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await till.Pos.Checkout.CompleteAsync(back, Payment.Cash(Money.Of(-1)))).Refusal);
        (await till.Pos.Checkout.CompleteAsync(back, [])).EnsureDone();
    }

    [Fact]
    public async Task Whoever_may_refund_receipts_may_not_therefore_do_without_them()
    {
        await using var till = await ReadyAsync("""["refunds"]""");
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, """["refunds_without_receipt"]""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();

        var refusal = ticket.TakeBack(Coffee(till), Quantity.One, "torn").Refusal!;
        Assert.Equal(RefusalCodes.PermissionMissing, refusal.Code);
        Assert.Equal(RefusalCodes.PermissionMissing, till.Pos.Capabilities.Decide(Capability.Refund, ticket).ReasonCode);
        var approval = (await till.Pos.Session.ApproveAsync(refusal, TillHost.Bob, TillHost.BobsPin)).Value;
        ticket.TakeBack(Coffee(till), Quantity.One, "torn", approval: approval).EnsureDone();

        Assert.Equal(TillHost.Bob, ticket.Current.Lines[0].TakenBack!.ApprovedBy);
        Assert.Equal(RefusalCodes.ApprovalInvalid, ticket.TakeBack(Coffee(till), Quantity.One, "torn", approval: approval).Refusal?.Code);
        (await till.Pos.Tickets.ParkAsync(ticket, "table 4")).EnsureDone();
        Assert.Equal(TillHost.Bob, (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value.Current.Lines[0].TakenBack!.ApprovedBy);
    }

    [Theory]
    [InlineData("modifiers")]
    [InlineData("surcharge")]
    [InlineData("price")]
    [InlineData("taxes")]
    public async Task What_was_approved_to_go_back_does_not_grow_without_leave(string how)
    {
        await using var till = await ReadyAsync("""["price_overrides", "tax_overrides"]""");
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, """["refunds_without_receipt"]""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();
        var allowed = await ApproveAsync(till, ticket.TakeBack(Coffee(till), Quantity.One, "torn").Refusal);
        var line = ticket.TakeBack(Coffee(till), Quantity.One, "torn", approval: allowed).Value;
        var deposit = ticket.Add(Pfand, -Quantity.One).Value;

        foreach (var id in new[] { line.Id, deposit.Id })
        {
            var payable = ticket.Current.Totals.Payable;
            Assert.Equal(RefusalCodes.PermissionMissing, Raise(ticket, id, how, 100)?.Code);
            Assert.Equal(payable, ticket.Current.Totals.Payable);
            var approval = await ApproveAsync(till, Raise(ticket, id, how, 100));
            Assert.Equal(RefusalCodes.ApprovalInvalid, Raise(ticket, id, how, 101, approval)?.Code);
            Assert.Null(Raise(ticket, id, how, 100, approval)?.Code);
            Assert.True(ticket.Current.Totals.Payable < payable);
        }
    }

    [Fact]
    public async Task A_discount_first_is_no_way_round_it_and_less_goes_back_without_asking()
    {
        await using var till = await ReadyAsync("""["price_overrides"]""");
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, """["refunds_without_receipt"]""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();
        var line = ticket.TakeBack(Coffee(till), Quantity.One, "torn", approval: await ApproveAsync(till, ticket.TakeBack(Coffee(till), Quantity.One, "torn").Refusal)).Value.Id;
        ticket.AddDiscount(Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "All", Rate.Percent(100)), line).EnsureDone();

        Assert.All(["modifiers", "surcharge", "price"], how => Assert.Equal(RefusalCodes.PermissionMissing, Raise(ticket, line, how, 100)?.Code));
        ticket.SetModifiers(line, [new("used", Money.Of(-1), Quantity.One)]).EnsureDone();
        Assert.Equal(RefusalCodes.PermissionMissing, ticket.SetModifiers(line, []).Refusal?.Code);
        ticket.OverridePrice(line, Money.Of(2)).EnsureDone();
    }

    [Fact]
    public async Task Offline_a_deposit_that_is_handed_back_does_not_grow()
    {
        await using var till = await ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        var deposit = ticket.Add(Pfand, -Quantity.One).Value;
        till.GoOffline();

        Assert.All(["modifiers", "surcharge"], how => Assert.Equal(ReasonCodes.RefundOffline, Raise(ticket, deposit.Id, how, 100)?.Code));
        ticket.ChangeQuantity(deposit.Id, Quantity.Of(-2)).EnsureDone();
    }

    [Fact]
    public async Task Offline_nothing_is_taken_back()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();
        till.GoOffline();

        Assert.Equal(ReasonCodes.RefundOffline, ticket.TakeBack(Coffee(till), Quantity.One, "torn").Refusal?.Code);
    }

    [Fact]
    public async Task What_was_refused_leaves_the_ticket_as_it_was()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();
        var before = ticket.Current;
        var coffee = Coffee(till);

        Assert.Equal(RefusalCodes.ReasonInvalid, ticket.TakeBack(coffee, Quantity.One, "  ").Refusal?.Code);
        Assert.Equal(RefusalCodes.ReasonInvalid, ticket.TakeBack(coffee, Quantity.One, new string('x', 501)).Refusal?.Code);
        Assert.Equal(RefusalCodes.QuantityInvalid, ticket.TakeBack(coffee, Quantity.Zero, "torn").Refusal?.Code);
        Assert.Equal(RefusalCodes.PriceFixed, ticket.TakeBack(coffee, Quantity.One, "torn", price: Money.Of(99)).Refusal?.Code);
        Assert.Same(before, ticket.Current);
    }

    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 9)]
    public async Task It_is_on_the_shelf_again_where_it_can_be_sold_again(bool restocks, int left)
    {
        await using var till = await ReadyAsync();
        till.BackOffice.SetStock(Coffee(till).Id, Quantity.Of(10));
        var ticket = till.RingUp(1);
        ticket.TakeBack(Coffee(till), Quantity.One, "torn", restocks).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Zero))).EnsureDone();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(Quantity.Of(left), Assert.Single(await till.BackOffice.GetStockAsync([Coffee(till).Id], default)).Quantity);
    }

    private static Refusal? Raise(ITicket ticket, LineId line, string how, decimal by, Approval? approval = null) => how switch
    {
        "modifiers" => ticket.SetModifiers(line, [new("x", Money.Of(by), Quantity.One)], approval).Refusal,
        "surcharge" => ticket.AddSurcharge(Surcharge.Fixed(new(new Guid(3, 0, 0, new byte[8])), "Extra", Money.Of(by)), line, approval).Refusal,
        "price" => ticket.OverridePrice(line, Money.Of(by), approval: approval).Refusal,
        _ => ticket.OverrideTaxes(line, [new() { Id = new(new Guid(4, 0, 0, new byte[8])), Name = "Levy", Rate = Rate.Zero, AmountPerUnit = Money.Of(by), Kind = TaxKind.Added }], approval: approval).Refusal,
    };

    private static async Task<Approval> ApproveAsync(TillHost till, Refusal? refusal) => (await till.Pos.Session.ApproveAsync(refusal!, TillHost.Bob, TillHost.BobsPin)).Value;

    private static Item Pfand { get; } = new() { Id = new(new("0193b000-0000-7000-8000-000000000101")), Name = "Pfand", Price = Money.Of(0.25m), BusinessCase = BusinessCase.Deposit };

    private static Item Coffee(TillHost till) => till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;

    private static async Task<TillHost> ReadyAsync(string permissions = """["refunds", "refunds_without_receipt", "refunds_otherwise"]""", Action<PosEngineOptions>? options = null)
    {
        var till = await TillHost.ReadyAsync(options);
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, permissions);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.SignInAsync();
        return till;
    }
}
