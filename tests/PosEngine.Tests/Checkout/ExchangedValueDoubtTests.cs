using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;
using static PosEngine.Checkout.ValueShop;

namespace PosEngine.Checkout;

/// <summary>What an exchange moves is moved once, and only for a receipt: whatever is lost, given up or done instead.</summary>
public sealed class ExchangedValueDoubtTests
{
    [Theory]
    [InlineData(LoopbackFault.LoseReply)]
    [InlineData(LoopbackFault.LoseRequest)]
    public async Task D4_an_exchange_whose_answer_is_lost_is_asked_for_again_and_moves_once(LoopbackFault fault)
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, Payment.Cash(Money.Of(10)));
        till.Settle();
        var ticket = till.RingUp(6);
        RefundRequest back = new() { ReceiptId = sale.Id };
        Lose(till, fault);

        var unanswered = await till.Pos.Checkout.ExchangeAsync(ticket, back, [Pay(5)]);
        Assert.Equal((PosOutcome.Unknown, RefusalCodes.ValueUnanswered, TicketStatus.Open), (unanswered.Outcome, unanswered.Refusal?.Code, ticket.Current.Status));
        var receipt = (await till.Pos.Checkout.ExchangeAsync(ticket, back, [Pay(5)])).Value;

        Assert.Equal(unanswered.UnknownReceipt, receipt.Id);
        Assert.Equal(Money.Of(15), await BalanceAsync(till));
        Assert.Equal([20m, -5m], await IntendedAsync(till));
        Assert.Empty(await till.EntriesAsync(EntryKinds.ValueReleased));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task What_was_asked_for_with_the_wrong_receipt_is_taken_back_when_the_right_one_is_there()
    {
        await using var till = await StartAsync();
        var (wrong, right) = (await SellAsync(till, 4, Payment.Cash(Money.Of(10))), await SellAsync(till, 4, Payment.Cash(Money.Of(10))));
        till.Settle();
        var ticket = till.RingUp(6);
        Lose(till, LoopbackFault.LoseReply);
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = wrong.Id }, [Pay(5)])).Outcome);

        (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = right.Id }, [Pay(5)])).EnsureDone();

        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal(Money.Of(15), await BalanceAsync(till));
    }

    [Fact]
    public async Task What_a_sale_asked_for_and_an_exchange_came_of_its_ticket_is_taken_back()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, Payment.Cash(Money.Of(10)));
        till.Settle();
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard("6006-0000", Money.Of(25)).EnsureDone();
        Lose(till, LoopbackFault.LoseReply);
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(25)))).Outcome);

        (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, [Payment.Cash(Money.Of(15))])).EnsureDone();

        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal(Money.Of(25), await BalanceAsync(till, "6006-0000"));
    }

    [Theory]
    [InlineData("sold")]
    [InlineData("discarded")]
    [InlineData("released")]
    [InlineData("refunded")]
    [InlineData("restarted")]
    public async Task What_an_exchange_asked_for_and_does_not_come_of_it_is_taken_back(string instead)
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, Payment.Cash(Money.Of(10)));
        till.Settle();
        var ticket = till.RingUp(6);
        Lose(till, LoopbackFault.LoseReply);
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, [Pay(5)])).Outcome);
        Assert.Equal(Money.Of(15), await BalanceAsync(till));

        switch (instead)
        {
            case "sold":
                (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(15)))).EnsureDone();
                break;
            case "discarded":
                (await till.Pos.Tickets.DiscardAsync(ticket)).EnsureDone();
                break;
            case "released":
                (await till.Pos.Receipts.ReleaseRefundAsync(sale.Id)).EnsureDone();
                break;
            case "refunded":
                (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();
                break;
            default:
                await till.RestartAsync();
                await till.SignInAsync();
                break;
        }

        Assert.Single(await till.EntriesAsync(EntryKinds.ValueReleased));
        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal(Money.Of(20), await BalanceAsync(till));
    }

    [Fact]
    public async Task Of_two_payments_the_first_is_taken_back_where_the_second_is_refused()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, TillHost.Carla, Payment.Cash(Money.Of(10)));
        till.Settle();
        var ticket = till.RingUp(6);

        Assert.Equal(RefusalCodes.ValueTooLittle, (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, [Pay(3), new(StoreCredit, Money.Of(2))])).Refusal?.Code);

        Assert.Equal((TicketStatus.Open, Money.Of(20)), (ticket.Current.Status, await BalanceAsync(till)));
        Assert.Equal(2, (await till.EntriesAsync(EntryKinds.ValueReleased)).Count);
        Assert.Empty(till.Ledger().State.Values);
        Assert.Empty(till.Ledger().State.Refunds);
    }

    [Fact]
    public async Task D4_a_till_without_a_back_office_keeps_to_its_keys_as_well()
    {
        var keeper = new ModelKeeper();
        await using var till = await StartAloneAsync(keeper);
        var sale = (await till.Pos.Checkout.CompleteAsync(CardTicket(till, Card, 12), Payment.Cash(Money.Of(12)))).Value;
        var ticket = CardTicket(till, OtherCard, 20);
        RefundRequest back = new() { ReceiptId = sale.Id };
        keeper.Answers = static move => move.Amount < 0 ? true : false;

        var unanswered = await till.Pos.Checkout.ExchangeAsync(ticket, back, [Payment.Cash(Money.Of(8))]);
        keeper.Answers = static _ => true;
        var receipt = (await till.Pos.Checkout.ExchangeAsync(ticket, back, [Payment.Cash(Money.Of(8))])).Value;

        Assert.Equal(unanswered.UnknownReceipt, receipt.Id);
        Assert.Equal([12m, -12m, 20m], keeper.Moves.Select(static move => Money.FromUnits(move.Amount).ToDecimal()));
        Assert.Empty(till.Ledger().State.Values);

        // A refund of unknown outcome keeps to its keys too, and ends with whatever takes its place.
        keeper.Answers = static _ => false;
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = receipt.Id })).Outcome);
        keeper.Answers = static _ => true;
        (await till.Pos.Checkout.ExchangeAsync(CardTicket(till, Card, 20), new() { ReceiptId = receipt.Id }, [])).EnsureDone();
        Assert.Equal((20m, 0m), (BalanceOf(keeper, Card), BalanceOf(keeper, OtherCard)));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task What_is_given_up_while_it_is_asked_for_comes_to_stand_on_no_receipt()
    {
        var keeper = new ModelKeeper();
        await using var till = await StartAloneAsync(keeper);
        var sale = (await till.Pos.Checkout.CompleteAsync(CardTicket(till, Card, 12), Payment.Cash(Money.Of(12)))).Value;
        var ticket = CardTicket(till, OtherCard, 20);
        RefundRequest back = new() { ReceiptId = sale.Id };
        keeper.Granted = move =>
        {
            if (move.Amount < 0)
                return;

            // Both cards are granted when somebody gives all of it up.
            till.Pos.Receipts.ReleaseRefundAsync(sale.Id).GetAwaiter().GetResult().EnsureDone();
            SpinWait.SpinUntil(() => BalanceOf(keeper, OtherCard) == 0);
        };

        var refused = await till.Pos.Checkout.ExchangeAsync(ticket, back, [Payment.Cash(Money.Of(8))]);

        Assert.Equal((PosOutcome.Refused, RefusalCodes.ValueUnanswered, TicketStatus.Open), (refused.Outcome, refused.Refusal?.Code, ticket.Current.Status));
        SpinWait.SpinUntil(() => till.Ledger().State.Values.IsEmpty);
        Assert.Equal((12m, 0m), (BalanceOf(keeper, Card), BalanceOf(keeper, OtherCard)));

        keeper.Granted = null;
        (await till.Pos.Checkout.ExchangeAsync(ticket, back, [Payment.Cash(Money.Of(8))])).EnsureDone();
        Assert.Equal((0m, 20m), (BalanceOf(keeper, Card), BalanceOf(keeper, OtherCard)));
        Assert.Empty(till.Ledger().State.Values);
    }

    private static decimal BalanceOf(ModelKeeper keeper, string card) => Money.FromUnits(keeper.BalanceOf(new(StoredValueKind.GiftCard, card))).ToDecimal();

    private static async Task<TillHost> StartAloneAsync(ModelKeeper keeper)
    {
        var till = new TillHost { StandsAlone = true, StoredValue = keeper };
        await till.StartAsync();
        var ann = (await till.Pos.Session.EnrolAsync("Ann", "1234")).Value;
        (await till.Pos.Session.SignInAsync(ann.Id, "1234")).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    private static ITicket CardTicket(TillHost till, string code, decimal amount)
    {
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(code, Money.Of(amount)).EnsureDone();
        return ticket;
    }
}
