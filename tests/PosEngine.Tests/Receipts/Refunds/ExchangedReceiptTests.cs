using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>A return and a sale on one receipt.</summary>
public sealed class ExchangedReceiptTests
{
    [Fact]
    public async Task The_customer_pays_the_difference_and_the_receipt_tells_both_halves_apart()
    {
        await using var till = await ReadyAsync();
        var sale = (await till.Pos.Checkout.CompleteAsync(till.RingUp(2), [Payment.Card(Money.Of(2)), Payment.Cash(Money.Of(3))])).Value;
        var ticket = till.RingUp(3);
        var back = new RefundRequest { ReceiptId = sale.Id, Reason = "too small" };

        Assert.Equal(Money.Of(2.5m), (await till.Pos.Checkout.GetExchangeDueAsync(ticket, back, PaymentType.Cash)).Value);
        var done = (await till.Pos.Checkout.ExchangeAsync(ticket, back, [Payment.Cash(Money.Of(5))])).Value;
        await till.RestartAsync();
        await till.SignInAsync();

        var receipt = (await till.Pos.Receipts.GetAsync(done.Id)).Value;
        Assert.Equal(("1-1002", ticket.Id, Money.Of(2.5m), Money.Of(2.5m)), (receipt.Number, receipt.TicketId, receipt.Total, receipt.Change));
        Assert.Equal((sale.Id, "too small"), (receipt.RefundOf!.ReceiptId, receipt.RefundOf.Reason));
        Assert.Equal([Quantity.Of(-2), Quantity.Of(3)], receipt.Lines.Select(static line => line.Quantity));
        Assert.Equal([sale.Lines[0].Id, null], receipt.Lines.Select(static line => line.Return?.LineId));
        Assert.Equal([("Cash", Money.Of(3)), ("Card", Money.Of(2))], receipt.RefundOf.Exchange!.Credit.Select(static credit => (credit.Type.Name, credit.Amount)));
        Assert.Equal(done.RefundOf, receipt.RefundOf);
        Assert.True(receipt.IsPricedRight());
        Assert.DoesNotContain(receipt.Explain().Steps, static step => step.Rule == ExplanationRule.Stored);
        var shift = till.Pos.Shifts.Current.Value!;
        Assert.Equal((2, 1, Money.Of(-5), Money.Of(7.5m), Money.Of(105.5m)), (shift.ReceiptCount, shift.RefundCount, shift.Refunds, shift.Totals.Gross, shift.Cash.Expected));
    }

    [Fact]
    public async Task What_the_return_is_worth_more_goes_back_to_cards_first_and_a_card_is_never_turned_into_cash()
    {
        await using var till = await ReadyAsync();
        var sale = (await till.Pos.Checkout.CompleteAsync(till.RingUp(4), [Payment.Card(Money.Of(6)), Payment.Cash(Money.Of(4))])).Value;
        var ticket = till.RingUp(2);
        var back = new RefundRequest { ReceiptId = sale.Id };

        Assert.Equal(Money.Of(-5), (await till.Pos.Checkout.GetExchangeDueAsync(ticket, back, PaymentType.Cash)).Value);
        var receipt = (await till.Pos.Checkout.ExchangeAsync(ticket, back, [])).Value;

        Assert.Equal((Money.Of(-5), Money.Zero), (receipt.Total, receipt.Change));
        Assert.Equal((PaymentType.Card.Id, Money.Of(-5)), (Assert.Single(receipt.Payments).Type.Id, receipt.Payments[0].Amount));

        // Of what was sold, 4.00 was paid in cash and 1.00 by card, on the first receipt.
        var rest = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = receipt.Id })).Value;
        Assert.Equal((Money.Of(-1), Money.Of(4)), (Assert.Single(rest.Payments).Amount, rest.Change));
        Assert.Equal((Money.Of(100), default(Totals)), (till.Pos.Shifts.Current.Value!.Cash.Expected, till.Pos.Shifts.Current.Value!.Totals));
        Assert.All(till.Pos.Shifts.Current.Value!.Payments, static total => Assert.Equal(Money.Zero, total.Amount));
    }

    [Fact]
    public async Task M5_what_was_sold_with_it_can_go_back_and_what_came_back_cannot()
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync(1);
        var receipt = (await till.Pos.Checkout.ExchangeAsync(till.RingUp(2), new() { ReceiptId = sale.Id }, [Payment.Cash(Money.Of(2.5m))])).Value;
        var (returned, sold) = (receipt.Lines[0].Id, receipt.Lines[1].Id);

        Assert.Equal([new RefundableLine(sold, Quantity.Of(2), Money.Of(5)) { MayBeLess = true }], (await till.Pos.Receipts.GetRefundableAsync(receipt.Id)).Value);
        Assert.Empty((await till.Pos.Receipts.GetRefundableAsync(sale.Id)).Value);
        await till.AssertRefusedAsync(RefusalCodes.RefundTooMuch, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = receipt.Id, Lines = [new(returned, Quantity.One)] })).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.RefundTooMuch, async () => (await till.Pos.Checkout.ExchangeAsync(till.RingUp(1), new() { ReceiptId = sale.Id }, [])).Refusal);

        // Once more exchanged, and then everything is back.
        var again = (await till.Pos.Checkout.ExchangeAsync(till.RingUp(1), new() { ReceiptId = receipt.Id, Lines = [new(sold, Quantity.One)] }, [])).Value;
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = again.Id })).EnsureDone();
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = receipt.Id })).EnsureDone();
        Assert.Equal((Money.Of(100), default(Totals)), (till.Pos.Shifts.Current.Value!.Cash.Expected, till.Pos.Shifts.Current.Value!.Totals));
    }

    [Fact]
    public async Task M4_each_half_is_rounded_as_on_a_receipt_of_its_own()
    {
        await using var till = await ReadyAsync(static options => options.PricingPolicy = PricingPolicy.EN16931 with { TotalStep = Money.Of(0.20m), CashStep = Money.Of(0.05m) });
        var sale = (await till.Pos.Checkout.CompleteAsync(till.RingUp(1), Payment.Cash(Money.Of(2.60m)))).Value;
        var ticket = till.RingUp(3);

        var receipt = (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, [Payment.Cash(Money.Of(5))])).Value;

        Assert.Equal((ticket.Current.Totals.Payable - sale.Total, ticket.Current.Totals.Rounding - sale.Totals.Rounding), (receipt.Total, receipt.Totals.Rounding));
        Assert.True((await till.Pos.Receipts.GetAsync(receipt.Id)).Value.IsPricedRight());
        var rest = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = receipt.Id })).Value;
        Assert.Equal((-ticket.Current.Totals.Payable, ticket.Current.Totals.Payable), (rest.Total, rest.Change));
        Assert.Equal(Money.Of(100), till.Pos.Shifts.Current.Value!.Cash.Expected);
    }

    [Fact]
    public async Task What_does_not_fit_is_refused_and_leaves_ticket_and_receipt_as_they_were()
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync(1);
        var ticket = till.RingUp(2);
        var back = new RefundRequest { ReceiptId = sale.Id };

        async Task RefuseAsync(string code, params Payment[] payments) =>
            await till.AssertRefusedAsync(code, async () => (await till.Pos.Checkout.ExchangeAsync(ticket, back, payments)).Refusal);

        await RefuseAsync(RefusalCodes.PaymentShort);
        await RefuseAsync(RefusalCodes.PaymentShort, Payment.Cash(Money.Of(2.49m)));
        await RefuseAsync(RefusalCodes.PaymentOver, Payment.Card(Money.Of(5)));
        await RefuseAsync(RefusalCodes.AmountInvalid, Payment.Card(Money.Of(-1)), Payment.Cash(Money.Of(10)));
        await till.AssertRefusedAsync(RefusalCodes.TicketEmpty, async () => (await till.Pos.Checkout.ExchangeAsync(till.Pos.Tickets.Start(), back, [])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ReceiptUnknown, async () => (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = new(Guid.Empty) }, [])).Refusal);
        Assert.Equal(Tickets.TicketStatus.Open, ticket.Current.Status);

        var first = (await till.Pos.Checkout.ExchangeAsync(ticket, back, [Payment.Card(Money.Of(2.5m))])).Value;
        Assert.Equal(first.Id, (await till.Pos.Checkout.ExchangeAsync(ticket, back, [Payment.Card(Money.Of(2.5m))])).Value.Id);
        Assert.Equal(first.Id, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(10)))).Value.Id);
        Assert.Equal(Tickets.TicketStatus.Paid, ticket.Current.Status);
    }

    [Fact]
    public async Task Nobody_cashes_in_a_card_by_paying_more_than_the_difference()
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync(2);

        await till.AssertRefusedAsync(RefusalCodes.PaymentOver, async () => (await till.Pos.Checkout.ExchangeAsync(till.RingUp(4), new() { ReceiptId = sale.Id }, [Payment.Card(Money.Of(6))])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.PaymentOver, async () => (await till.Pos.Checkout.ExchangeAsync(till.RingUp(1), new() { ReceiptId = sale.Id }, [Payment.Card(Money.Of(1))])).Refusal);
        Assert.Equal(Money.Of(1), (await till.Pos.Checkout.ExchangeAsync(till.RingUp(4), new() { ReceiptId = sale.Id }, [Payment.Card(Money.Of(4)), Payment.Cash(Money.Of(2))])).Value.Change);
    }

    [Theory]
    [InlineData("[]", RefusalCodes.PermissionMissing)]
    [InlineData("[\"view_all_receipts\"]", null)]
    [InlineData("[\"refunds\"]", null)]
    public async Task Of_a_closed_shift_only_who_may_see_or_refund_it_is_told_what_an_exchange_comes_to(string permissions, string? code)
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync(1);
        (await till.Pos.Shifts.CloseAsync(Money.Of(102.5m))).EnsureDone();
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, permissions, isTrusted: false);
        till.GoOnline();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var own = await till.SellAsync(1);

        Assert.Equal(code, (await till.Pos.Checkout.GetExchangeDueAsync(till.RingUp(2), new() { ReceiptId = sale.Id }, PaymentType.Cash)).Refusal?.Code);
        Assert.Equal(Money.Of(2.5m), (await till.Pos.Checkout.GetExchangeDueAsync(till.RingUp(2), new() { ReceiptId = own.Id }, PaymentType.Cash)).Value);
    }

    [Fact]
    public async Task A_ticket_below_zero_is_paid_out_with_the_return()
    {
        await using var till = await ReadyAsync();
        var sale = await till.SellAsync(1);
        var ticket = till.Pos.Tickets.Start();
        ticket.TakeBack(till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value, Quantity.One, "no receipt").EnsureDone();

        var receipt = (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, [])).Value;

        Assert.Equal((Money.Of(-5), Money.Of(5)), (receipt.Total, receipt.Change));
        Assert.Empty(receipt.RefundOf!.Exchange!.Credit);
    }

    [Fact]
    public async Task Offline_it_is_refused_as_every_refund_is()
    {
        await using var till = await ReadyAsync(static options => options.OfflinePolicy = OfflinePolicy.Loyverse, offline: false);
        var sale = await till.SellAsync(1);
        till.GoOffline();

        await till.AssertRefusedAsync(ReasonCodes.RefundOffline, async () => (await till.Pos.Checkout.ExchangeAsync(till.RingUp(1), new() { ReceiptId = sale.Id }, [])).Refusal);
    }

    [Fact]
    public async Task M5_two_tills_do_not_take_back_the_same_thing_and_an_answer_that_was_lost_is_asked_for_again()
    {
        await using var first = await ReadyAsync(offline: false);
        await using var second = await ReadyAsync(offline: false, office: first.BackOffice);
        var sale = await first.SellAsync(1);
        first.Settle();
        var back = new RefundRequest { ReceiptId = sale.Id };
        var ticket = first.RingUp(1);

        first.BackOffice.Fault = static call => call == LoopbackCall.ReserveRefund ? LoopbackFault.LoseReply : LoopbackFault.None;
        Assert.Equal(RefusalCodes.BackOfficeUnanswered, (await first.Pos.Checkout.ExchangeAsync(ticket, back, [])).Refusal?.Code);
        first.BackOffice.Fault = null;
        Assert.Equal(RefusalCodes.RefundInProgress, (await second.Pos.Checkout.ExchangeAsync(second.RingUp(1), back, [])).Refusal?.Code);
        var receipt = (await first.Pos.Checkout.ExchangeAsync(ticket, back, [])).Value;
        first.Settle();

        Assert.Equal(RefusalCodes.RefundTooMuch, (await second.Pos.Receipts.RefundAsync(back)).Refusal?.Code);
        (await second.Pos.Receipts.RefundAsync(new() { ReceiptId = receipt.Id })).EnsureDone();
        second.Settle();
        Assert.Equal(RefusalCodes.RefundTooMuch, (await first.Pos.Checkout.ExchangeAsync(first.RingUp(1), new() { ReceiptId = receipt.Id }, [])).Refusal?.Code);
        Assert.Equal(receipt.Id.Value, (await first.EntriesAsync("refund-intended"))[0].GetProperty("data").GetProperty("refund").GetGuid());
    }

    [Theory]
    [InlineData(true, 10)]
    [InlineData(false, 9)]
    public async Task What_came_back_is_on_the_shelf_and_what_was_sold_is_not(bool restocks, int left)
    {
        await using var till = await ReadyAsync(offline: false);
        var coffee = till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value.Id;
        var sale = await till.SellAsync(1);
        till.Settle();
        till.BackOffice.SetStock(coffee, Quantity.Of(10));
        (await till.Pos.Checkout.ExchangeAsync(till.RingUp(1), new() { ReceiptId = sale.Id, Restocks = restocks }, [])).EnsureDone();
        till.Settle();

        Assert.Equal(Quantity.Of(left), Assert.Single(await till.BackOffice.GetStockAsync([coffee], default)).Quantity);
    }

    private static async Task<TillHost> ReadyAsync(Action<PosEngineOptions>? configure = null, bool offline = true, LoopbackBackOffice? office = null)
    {
        var till = new TillHost(options =>
        {
            options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.Refund);
            options.DeviceNumber = office is null ? 1 : 2;
            configure?.Invoke(options);
        })
        {
            Transport = office,
        };
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds", "refunds_otherwise", "refunds_without_receipt"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        if (offline)
            till.GoOffline();
        else
            till.Settle();
        return till;
    }
}
