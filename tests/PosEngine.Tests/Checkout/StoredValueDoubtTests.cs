using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;
using static PosEngine.Checkout.ValueShop;

namespace PosEngine.Checkout;

/// <summary>Nothing is taken twice, and nothing for a sale that is not made: whatever is lost, given up or asked for at once.</summary>
public sealed class StoredValueDoubtTests
{
    [Fact]
    public async Task A_payment_whose_answer_is_lost_is_asked_for_again_and_taken_once()
    {
        await using var till = await StartEmptyAsync();
        await SellCardAsync(till, 12);
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        Lose(till, LoopbackFault.LoseReply);

        var unanswered = await session.AddAsync(Pay(5));
        Assert.Equal((PosOutcome.Unknown, RefusalCodes.ValueUnanswered), (unanswered.Outcome, unanswered.Refusal?.Code));
        Assert.Empty(session.Payments.Value);
        var paid = (await session.AddAsync(Pay(5))).Value;
        (await session.CompleteAsync()).EnsureDone();

        till.Settle();
        Assert.Equal(Money.Of(7), await BalanceNowAsync(till));
        var intended = Assert.Single(await till.EntriesAsync(EntryKinds.ValueIntended), entry => entry.GetProperty("data").GetProperty("amount").GetInt64() < 0);
        Assert.Equal(paid.Id.Value, intended.GetProperty("data").GetProperty("key").GetGuid());
        Assert.Empty(await till.EntriesAsync(EntryKinds.ValueReleased));
    }

    [Theory]
    [InlineData(LoopbackFault.LoseReply)]
    [InlineData(LoopbackFault.LoseRequest)]
    [InlineData(LoopbackFault.Overtaken)]
    public async Task What_was_asked_for_and_is_paid_otherwise_is_taken_back(LoopbackFault fault)
    {
        await using var till = await StartEmptyAsync();
        await SellCardAsync(till, 12);
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        Lose(till, fault);
        Assert.Equal(PosOutcome.Unknown, (await session.AddAsync(Pay(5))).Outcome);

        (await session.AddAsync(Payment.Cash(Money.Of(5)))).EnsureDone();
        (await session.CompleteAsync()).EnsureDone();

        Assert.Single(await till.EntriesAsync(EntryKinds.ValueReleased));
        till.Settle();
        Assert.Equal(Money.Of(12), await BalanceNowAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task What_is_paid_and_given_up_is_taken_back()
    {
        await using var till = await StartEmptyAsync();
        await SellCardAsync(till, 12);
        var session = till.Pos.Checkout.Begin(till.RingUp(4)).Value;
        var first = (await session.AddAsync(Pay(4))).Value;
        (await session.AddAsync(Pay(3))).EnsureDone();
        Assert.Equal(Money.Of(5), await BalanceNowAsync(till));

        (await session.RemoveAsync(first.Id)).EnsureDone();
        Assert.Equal(Money.Of(9), await BalanceNowAsync(till));
        (await session.CancelAsync()).EnsureDone();
        Assert.Equal(Money.Of(12), await BalanceNowAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task What_is_given_up_without_a_connection_is_taken_back_once_there_is_one()
    {
        await using var till = await StartEmptyAsync();
        await SellCardAsync(till, 12);
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        (await session.AddAsync(Pay(5))).EnsureDone();
        till.GoOffline();
        (await session.CancelAsync()).EnsureDone();
        Assert.Single(till.Ledger().State.Values);

        till.GoOnline();
        till.Settle();

        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal(Money.Of(12), await BalanceNowAsync(till));
    }

    [Fact]
    public async Task A_restart_takes_back_what_nobody_knows_of_and_keeps_what_was_paid()
    {
        await using var till = await StartEmptyAsync();
        await SellCardAsync(till, 12);
        var ticket = till.RingUp(4);
        var session = till.Pos.Checkout.Begin(ticket).Value;
        (await session.AddAsync(Pay(4))).EnsureDone();
        Lose(till, LoopbackFault.LoseReply);
        Assert.Equal(PosOutcome.Unknown, (await session.AddAsync(Pay(3))).Outcome);

        await till.RestartAsync();
        await till.SignInAsync();

        Assert.Equal(4, -Assert.Single(till.Ledger().State.Values).Value.Amount / Money.UnitsPerOne);
        Assert.Equal(Money.Of(8), await BalanceNowAsync(till));
        session = till.Pos.Checkout.Begin(till.Pos.Tickets.Open.Single(open => open.Id == ticket.Id)).Value;
        (await session.AddAsync(Pay(6))).EnsureDone();
        (await session.CompleteAsync()).EnsureDone();
        till.Settle();
        Assert.Equal(Money.Of(2), await BalanceNowAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task A_card_whose_answer_is_lost_is_sold_once()
    {
        await using var till = await StartEmptyAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(Card, Money.Of(12)).EnsureDone();
        ticket.SellGiftCard(Card, Money.Of(12)).EnsureDone();
        Lose(till, LoopbackFault.LoseReply);

        var unanswered = await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(24)));
        Assert.Equal((PosOutcome.Unknown, RefusalCodes.ValueUnanswered, TicketStatus.Open), (unanswered.Outcome, unanswered.Refusal?.Code, ticket.Current.Status));
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(24)))).Value;
        Assert.Equal(receipt.Id, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(24)))).Value.Id);

        till.Settle();
        Assert.Equal(Money.Of(24), await BalanceNowAsync(till));
        Assert.Equal(2, (await till.EntriesAsync(EntryKinds.ValueIntended)).Count);
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task A_card_that_is_paid_with_another_and_whose_answer_is_lost_is_sold_once_by_the_same_call()
    {
        await using var till = await StartEmptyAsync();
        await SellCardAsync(till, 12);
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard("6006-4712", Money.Of(5)).EnsureDone();
        var moves = 0;
        till.BackOffice.Fault = asked => asked == LoopbackCall.Move && ++moves == 2 ? LoopbackFault.LoseReply : LoopbackFault.None;

        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Checkout.CompleteAsync(ticket, Pay(5))).Outcome);
        await till.AssertRefusedAsync(RefusalCodes.TicketInPayment, async () => (await till.Pos.Checkout.CompleteAsync(ticket, [Pay(3), Payment.Cash(Money.Of(2))])).Refusal);
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Pay(5))).Value;

        till.Settle();
        Assert.Equal((Money.Of(5), Money.Of(7)), (Assert.Single(receipt.Payments).Amount, await BalanceNowAsync(till)));
        Assert.Equal(Money.Of(5).Units, (await till.BackOffice.GetBalanceAsync(new(StoredValueKind.GiftCard, "6006-4712"), default)).Available);
        Assert.Equal(3, (await till.EntriesAsync(EntryKinds.ValueIntended)).Count);
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task What_was_paid_for_a_card_that_is_refused_when_it_is_asked_for_again_is_given_back()
    {
        await using var till = await StartEmptyAsync();
        await SellCardAsync(till, 12);
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(OtherCard, Money.Of(5)).EnsureDone();
        var keeper = (HeldKeeper)till.StoredValue!;
        keeper.BeforeMove = (move, _) => move.Amount < 0 ? Task.CompletedTask : Task.FromException(new BackOfficeException(BackOfficeError.Transient, "Lost."));
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Checkout.CompleteAsync(ticket, Pay(5))).Outcome);
        keeper.BeforeMove = (move, _) => Task.FromException(new BackOfficeException(BackOfficeError.Rejected, "No such card.") { WasReached = true });

        Assert.Equal(PosOutcome.Refused, (await till.Pos.Checkout.CompleteAsync(ticket, Pay(5))).Outcome);

        till.Settle();
        Assert.Equal((TicketStatus.Open, Money.Of(12)), (ticket.Current.Status, await BalanceNowAsync(till)));
        Assert.Empty(till.Ledger().State.Payments);
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task The_same_part_asked_for_twice_at_once_is_paid_as_often_as_it_was_granted()
    {
        await using var till = await StartEmptyAsync();
        var keeper = (HeldKeeper)till.StoredValue!;
        await SellCardAsync(till, 10);
        var session = till.Pos.Checkout.Begin(till.RingUp(20)).Value;
        var reply = new TaskCompletionSource();
        keeper.BeforeMove = (_, _) => reply.Task;
        var (first, second) = (session.AddAsync(Pay(10)), session.AddAsync(Pay(10)));

        reply.SetResult();

        Assert.Equal([null, RefusalCodes.ValueTooLittle], new[] { await first, await second }.Select(static added => added.Refusal?.Code).Order());
        Assert.Equal((Money.Of(10), Money.Of(40)), (Assert.Single(session.Payments.Value).Amount, session.Due(PaymentType.Cash)));
        Assert.Equal(Money.Zero, await BalanceNowAsync(till));
    }

    [Fact]
    public async Task D10_two_taps_that_pay_all_with_a_card_lead_to_one_receipt()
    {
        await using var till = await StartEmptyAsync();
        var keeper = (HeldKeeper)till.StoredValue!;
        await SellCardAsync(till, 12);
        var ticket = till.RingUp(4);
        var reply = new TaskCompletionSource();
        keeper.BeforeMove = (_, _) => reply.Task;
        var (first, second) = (till.Pos.Checkout.CompleteAsync(ticket, Pay(10)), till.Pos.Checkout.CompleteAsync(ticket, Pay(10)));

        reply.SetResult();

        Assert.Equal((await first).Value.Id, (await second).Value.Id);
        till.Settle();
        Assert.Equal(Money.Of(2), await BalanceNowAsync(till));
        Assert.Single(await till.EntriesAsync(EntryKinds.PaymentReceived));
        Assert.Empty(await till.EntriesAsync(EntryKinds.PaymentCancelled));
    }

    [Fact]
    public async Task Of_two_taps_the_second_is_asked_for_where_the_first_is_refused()
    {
        await using var till = await StartEmptyAsync();
        var keeper = (HeldKeeper)till.StoredValue!;
        await SellCardAsync(till, 12);
        var ticket = till.RingUp(4);
        var reply = new TaskCompletionSource();
        keeper.BeforeMove = (_, _) => reply.Task;
        var tooMuch = till.Pos.Checkout.CompleteAsync(ticket, [Pay(9), new Payment(StoreCredit, Money.Of(1))]);
        var second = till.Pos.Checkout.CompleteAsync(ticket, Pay(10));

        reply.SetResult();

        Assert.Equal(RefusalCodes.CustomerNeeded, (await tooMuch).Refusal?.Code);
        (await second).EnsureDone();
        till.Settle();
        Assert.Equal(Money.Of(2), await BalanceNowAsync(till));
    }

    [Fact]
    public async Task A_payment_that_is_under_way_goes_on_where_paying_the_whole_is_refused()
    {
        await using var till = await StartEmptyAsync();
        await SellCardAsync(till, 12);
        var ticket = till.RingUp(4);
        var session = till.Pos.Checkout.Begin(ticket).Value;

        Assert.Equal(RefusalCodes.CustomerNeeded, (await till.Pos.Checkout.CompleteAsync(ticket, [Pay(9), new Payment(StoreCredit, Money.Of(1))])).Refusal?.Code);

        Assert.Equal((0, TicketStatus.InPayment), (session.Payments.Value.Length, ticket.Current.Status));
        Assert.Equal(Money.Of(12), await BalanceNowAsync(till));
        (await session.AddAsync(Pay(10))).EnsureDone();
        (await session.CompleteAsync()).EnsureDone();
    }

    [Fact]
    public async Task Whoever_stops_waiting_for_the_second_payment_has_not_paid_the_first()
    {
        await using var till = await StartEmptyAsync();
        var keeper = (HeldKeeper)till.StoredValue!;
        await SellCardAsync(till, 10);
        var ticket = till.RingUp(4);
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        using var cancellation = new CancellationTokenSource();
        keeper.BeforeMove = (move, token) =>
        {
            if (move.Account.Kind == StoredValueKind.StoreCredit)
                cancellation.Cancel();
            token.ThrowIfCancellationRequested();
            return Task.CompletedTask;
        };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => till.Pos.Checkout.CompleteAsync(ticket, [Pay(4), new Payment(StoreCredit, Money.Of(6))], cancellation.Token));

        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
        Assert.Equal(2, (await till.EntriesAsync(EntryKinds.ValueReleased)).Count);
        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal(Money.Of(10), await BalanceNowAsync(till));
        (await till.Pos.Checkout.CompleteAsync(ticket, Pay(10))).EnsureDone();
    }

    [Fact]
    public async Task What_a_refund_asked_for_is_taken_back_where_the_refund_is_given_up()
    {
        await using var till = await StartEmptyAsync();
        var sale = await till.SellAsync();
        till.Settle();
        Lose(till, LoopbackFault.LoseReply);
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, PayBackBy = GiftCard, PayBackCode = Card })).Outcome);
        Assert.Single(till.Ledger().State.Values);

        (await till.Pos.Receipts.ReleaseRefundAsync(sale.Id)).EnsureDone();

        Assert.Single(await till.EntriesAsync(EntryKinds.ValueReleased));
        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal(Money.Of(5), (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value.Change);
    }

    [Fact]
    public async Task What_a_refund_asked_for_is_taken_back_where_another_takes_its_place()
    {
        await using var till = await StartEmptyAsync();
        var sale = await till.SellAsync();
        till.Settle();
        Lose(till, LoopbackFault.LoseReply);
        RefundRequest one = new() { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)], PayBackBy = GiftCard, PayBackCode = Card };
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Receipts.RefundAsync(one)).Outcome);

        Assert.Equal(Money.Of(5), (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value.Change);

        Assert.Single(await till.EntriesAsync(EntryKinds.ValueReleased));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_ticket_asked_for_is_taken_back_where_it_is_discarded_or_parked(bool isParked)
    {
        await using var till = await StartEmptyAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(Card, Money.Of(12)).EnsureDone();
        Lose(till, LoopbackFault.LoseReply);
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(12)))).Outcome);

        (isParked ? await till.Pos.Tickets.ParkAsync(ticket, "Ann") : await till.Pos.Tickets.DiscardAsync(ticket)).EnsureDone();

        Assert.Single(await till.EntriesAsync(EntryKinds.ValueReleased));
        Assert.Empty(till.Ledger().State.Values);
    }
}
