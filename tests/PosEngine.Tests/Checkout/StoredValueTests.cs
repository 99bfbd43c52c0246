using PosEngine.Capabilities;
using PosEngine.Hardware.Printing;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>Gift cards and store credit, kept by the back office: nothing is taken twice, and nothing is taken for a sale that is not made.</summary>
public sealed class StoredValueTests
{
    private const string Card = "6006-4711";

    private static readonly PaymentType GiftCard = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f2")), Name = "Gift card", Kind = PaymentKind.GiftCard };
    private static readonly PaymentType StoreCredit = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f3")), Name = "Store credit", Kind = PaymentKind.StoreCredit };
    private static readonly StoredValueAccount CardAccount = new(StoredValueKind.GiftCard, Card);

    [Fact]
    public async Task A_gift_card_that_is_sold_is_no_revenue_and_pays_until_it_is_empty()
    {
        await using var till = await StartAsync();
        var sold = await SellCardAsync(till, 12);

        Assert.Equal((BusinessCase.MultiPurposeVoucherSale, Card, "Gift card …4711"), (sold.Lines[0].BusinessCase, sold.Lines[0].GiftCard, sold.Lines[0].Name));
        Assert.True(sold.IsPricedRight());
        Assert.Equal((Money.Zero, Money.Of(112)), (till.Pos.Shifts.Current.Value!.GrossSales, till.Pos.Shifts.Current.Value!.Cash.Expected));
        Assert.Equal(Money.Of(12), await BalanceAsync(till));

        var paid = (await till.Pos.Checkout.CompleteAsync(till.RingUp(), Pay(5))).Value;
        Assert.Equal((Card, Money.Of(5), GiftCard.Id), (Assert.Single(paid.Payments).Code, paid.Payments[0].Amount, paid.Payments[0].Type.Id));
        Assert.Equal(Card, (await till.Pos.Receipts.GetAsync(paid.Id)).Value.Payments[0].Code);
        till.Settle();
        Assert.Equal(Money.Of(7), await BalanceAsync(till));

        var refusal = (await till.Pos.Checkout.CompleteAsync(till.RingUp(4), Pay(10))).Refusal!;
        Assert.Equal((RefusalCodes.ValueTooLittle, "There is only €7.00."), (refusal.Code, refusal.Message));
        (await till.Pos.Checkout.CompleteAsync(till.RingUp(4), [Pay(7), Payment.Cash(Money.Of(3))])).EnsureDone();
        till.Settle();
        Assert.Equal(Money.Zero, await BalanceAsync(till));
        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal([("Cash", 15m), ("Gift card", 12m)], till.Pos.Shifts.Current.Value!.Payments.Select(static total => (total.Type.Name, total.Amount.ToDecimal())));
        Assert.Contains("Gift card …4711", (await till.Pos.Receipts.GetDocumentAsync(paid.Id)).Value.ToText(42), StringComparison.Ordinal);
        Assert.DoesNotContain(Card, (await till.Pos.Receipts.GetDocumentAsync(paid.Id)).Value.ToText(42), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_no_card_or_not_known_is_refused()
    {
        await using var till = await StartAsync();

        await till.AssertRefusedAsync(RefusalCodes.GiftCardInvalid, async () => (await till.Pos.Checkout.Begin(till.RingUp()).Value.AddAsync(new(GiftCard, Money.Of(5)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.GiftCardInvalid, () => Task.FromResult(till.Pos.Tickets.Start().SellGiftCard(" ", Money.Of(5)).Refusal));
        await till.AssertRefusedAsync(RefusalCodes.GiftCardInvalid, () => Task.FromResult(till.Pos.Tickets.Start().SellGiftCard(new string('1', 101), Money.Of(5)).Refusal));
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, () => Task.FromResult(till.Pos.Tickets.Start().SellGiftCard(Card, Money.Zero).Refusal));
        await till.AssertRefusedAsync(RefusalCodes.CustomerNeeded, async () => (await till.Pos.Checkout.Begin(till.RingUp()).Value.AddAsync(new(StoreCredit, Money.Of(5)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ValueUnknown, async () => (await till.Pos.Checkout.GetBalanceAsync(CardAccount)).Refusal);
        var ticket = till.RingUp();
        Assert.Equal(RefusalCodes.ValueUnknown, (await till.Pos.Checkout.CompleteAsync(ticket, Pay(5))).Refusal?.Code);
        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal(TicketStatus.Open, ticket.Current.Status);
    }

    [Fact]
    public async Task A_payment_whose_answer_is_lost_is_asked_for_again_and_taken_once()
    {
        await using var till = await StartAsync();
        await SellCardAsync(till, 12);
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        Lose(till, LoopbackCall.Move, LoopbackFault.LoseReply);

        var unanswered = await session.AddAsync(Pay(5));
        Assert.Equal((PosOutcome.Unknown, RefusalCodes.ValueUnanswered), (unanswered.Outcome, unanswered.Refusal?.Code));
        Assert.Empty(session.Payments.Value);
        var paid = (await session.AddAsync(Pay(5))).Value;
        (await session.CompleteAsync()).EnsureDone();

        till.Settle();
        Assert.Equal(Money.Of(7), await BalanceAsync(till));
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
        await using var till = await StartAsync();
        await SellCardAsync(till, 12);
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        Lose(till, LoopbackCall.Move, fault);
        Assert.Equal(PosOutcome.Unknown, (await session.AddAsync(Pay(5))).Outcome);

        (await session.AddAsync(Payment.Cash(Money.Of(5)))).EnsureDone();
        (await session.CompleteAsync()).EnsureDone();

        Assert.Single(await till.EntriesAsync(EntryKinds.ValueReleased));
        till.Settle();
        Assert.Equal(Money.Of(12), await BalanceAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task What_is_paid_and_given_up_is_taken_back()
    {
        await using var till = await StartAsync();
        await SellCardAsync(till, 12);
        var session = till.Pos.Checkout.Begin(till.RingUp(4)).Value;
        var first = (await session.AddAsync(Pay(4))).Value;
        (await session.AddAsync(Pay(3))).EnsureDone();
        Assert.Equal(Money.Of(5), await BalanceAsync(till));

        (await session.RemoveAsync(first.Id)).EnsureDone();
        Assert.Equal(Money.Of(9), await BalanceAsync(till));
        (await session.CancelAsync()).EnsureDone();
        Assert.Equal(Money.Of(12), await BalanceAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task What_is_given_up_without_a_connection_is_taken_back_once_there_is_one()
    {
        await using var till = await StartAsync();
        await SellCardAsync(till, 12);
        var session = till.Pos.Checkout.Begin(till.RingUp()).Value;
        (await session.AddAsync(Pay(5))).EnsureDone();
        till.GoOffline();
        (await session.CancelAsync()).EnsureDone();
        Assert.Single(till.Ledger().State.Values);

        till.GoOnline();
        till.Settle();

        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal(Money.Of(12), await BalanceAsync(till));
    }

    [Fact]
    public async Task A_restart_takes_back_what_nobody_knows_of_and_keeps_what_was_paid()
    {
        await using var till = await StartAsync();
        await SellCardAsync(till, 12);
        var ticket = till.RingUp(4);
        var session = till.Pos.Checkout.Begin(ticket).Value;
        (await session.AddAsync(Pay(4))).EnsureDone();
        Lose(till, LoopbackCall.Move, LoopbackFault.LoseReply);
        Assert.Equal(PosOutcome.Unknown, (await session.AddAsync(Pay(3))).Outcome);

        await till.RestartAsync();
        await till.SignInAsync();

        Assert.Equal(4, -Assert.Single(till.Ledger().State.Values).Value.Amount / Money.UnitsPerOne);
        Assert.Equal(Money.Of(8), await BalanceAsync(till));
        session = till.Pos.Checkout.Begin(till.Pos.Tickets.Open.Single(open => open.Id == ticket.Id)).Value;
        (await session.AddAsync(Pay(6))).EnsureDone();
        (await session.CompleteAsync()).EnsureDone();
        till.Settle();
        Assert.Equal(Money.Of(2), await BalanceAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task A_card_whose_answer_is_lost_is_sold_once()
    {
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(Card, Money.Of(12)).EnsureDone();
        ticket.SellGiftCard(Card, Money.Of(12)).EnsureDone();
        Lose(till, LoopbackCall.Move, LoopbackFault.LoseReply);

        var unanswered = await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(24)));
        Assert.Equal((PosOutcome.Unknown, RefusalCodes.ValueUnanswered, TicketStatus.Open), (unanswered.Outcome, unanswered.Refusal?.Code, ticket.Current.Status));
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(24)))).Value;
        Assert.Equal(receipt.Id, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(24)))).Value.Id);

        till.Settle();
        Assert.Equal(Money.Of(24), await BalanceAsync(till));
        Assert.Equal(2, (await till.EntriesAsync(EntryKinds.ValueIntended)).Count);
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task A_card_that_is_paid_with_another_and_whose_answer_is_lost_is_sold_once_by_the_same_call()
    {
        await using var till = await StartAsync();
        await SellCardAsync(till, 12);
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard("6006-4712", Money.Of(5)).EnsureDone();
        var moves = 0;
        till.BackOffice.Fault = asked => asked == LoopbackCall.Move && ++moves == 2 ? LoopbackFault.LoseReply : LoopbackFault.None;

        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Checkout.CompleteAsync(ticket, Pay(5))).Outcome);
        await till.AssertRefusedAsync(RefusalCodes.TicketInPayment, async () => (await till.Pos.Checkout.CompleteAsync(ticket, [Pay(3), Payment.Cash(Money.Of(2))])).Refusal);
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Pay(5))).Value;

        till.Settle();
        Assert.Equal((Money.Of(5), Money.Of(7)), (Assert.Single(receipt.Payments).Amount, await BalanceAsync(till)));
        Assert.Equal(Money.Of(5).Units, (await till.BackOffice.GetBalanceAsync(new(StoredValueKind.GiftCard, "6006-4712"), default)).Available);
        Assert.Equal(3, (await till.EntriesAsync(EntryKinds.ValueIntended)).Count);
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task A_card_is_asked_for_only_where_nothing_else_stands_against_the_sale()
    {
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(Card, Money.Of(12)).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.PaymentShort, async () => (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(11)))).Refusal);
    }

    [Fact]
    public async Task Offline_they_wait_unless_the_policy_lets_them_be_and_then_what_was_spent_twice_is_reported()
    {
        await using var till = await StartAsync();
        await SellCardAsync(till, 5);
        var inPayment = till.Pos.Checkout.Begin(till.RingUp()).Value;
        till.GoOffline();
        await till.AssertRefusedAsync(ReasonCodes.StoredValueOffline, () => Task.FromResult(till.Pos.Tickets.Start().SellGiftCard(Card, Money.Of(5)).Refusal));
        await till.AssertRefusedAsync(ReasonCodes.StoredValueOffline, async () => (await inPayment.AddAsync(Pay(5))).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.StoredValueOffline, async () => (await till.Pos.Checkout.GetBalanceAsync(CardAccount)).Refusal);

        await using var lenient = await StartAsync(static options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.StoredValue));
        await SellCardAsync(lenient, 5);
        lenient.GoOffline();
        (await lenient.Pos.Checkout.CompleteAsync(lenient.RingUp(), Pay(5))).EnsureDone();
        var tooMuch = (await lenient.Pos.Checkout.CompleteAsync(lenient.RingUp(), Pay(5))).Value;
        Assert.Empty(lenient.Ledger().State.Values);

        lenient.GoOnline();
        lenient.Settle();

        Assert.Equal(Money.Of(-5), await BalanceAsync(lenient));
        Assert.Equal(SyncState.NeedsAttention, (await lenient.Pos.Receipts.ListAsync()).Value.Single(row => row.Id == tooMuch.Id).State);
    }

    [Fact]
    public async Task A_refund_goes_back_to_the_card_and_a_card_goes_back_only_with_what_is_left_on_it()
    {
        await using var till = await StartAsync();
        var sold = await SellCardAsync(till, 12);
        var paid = (await till.Pos.Checkout.CompleteAsync(till.RingUp(), Pay(5))).Value;
        till.Settle();

        Assert.Equal(RefusalCodes.ValueTooLittle, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sold.Id })).Refusal?.Code);
        Lose(till, LoopbackCall.Move, LoopbackFault.LoseReply);
        var unanswered = await till.Pos.Receipts.RefundAsync(new() { ReceiptId = paid.Id });
        Assert.Equal((PosOutcome.Unknown, RefusalCodes.ValueUnanswered), (unanswered.Outcome, unanswered.Refusal?.Code));
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = paid.Id })).Value;
        Assert.Equal((unanswered.UnknownReceipt, Card, Money.Of(-5)), (refund.Id, Assert.Single(refund.Payments).Code, refund.Payments[0].Amount));
        till.Settle();
        Assert.Equal(Money.Of(12), await BalanceAsync(till));

        Assert.Equal(Money.Of(12), (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sold.Id })).Value.Change);
        till.Settle();
        Assert.Equal(Money.Zero, await BalanceAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task What_was_paid_in_cash_goes_back_as_store_credit_or_to_a_new_card()
    {
        await using var till = await StartAsync();
        var ticket = till.RingUp();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        var (named, nameless) = ((await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value, await till.SellAsync());
        till.Settle();

        Assert.Equal(RefusalCodes.CustomerNeeded, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = nameless.Id, PayBackBy = StoreCredit })).Refusal?.Code);
        Assert.Equal(RefusalCodes.GiftCardInvalid, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = nameless.Id, PayBackBy = GiftCard })).Refusal?.Code);
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = named.Id, PayBackBy = StoreCredit })).Value;
        Assert.Equal((StoreCredit.Id, Money.Of(-5), Money.Zero), (Assert.Single(refund.Payments).Type.Id, refund.Payments[0].Amount, refund.Change));
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = nameless.Id, PayBackBy = GiftCard, PayBackCode = Card })).EnsureDone();
        till.Settle();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal((Money.Of(5), Money.Of(5)), (await BalanceAsync(till), (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.StoreCredit));

        ticket = till.RingUp();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, new Payment(StoreCredit, Money.Of(5)))).EnsureDone();
        till.Settle();
        Assert.Equal(0, (await till.Pos.Checkout.GetBalanceAsync(new(StoredValueKind.StoreCredit, $"{TillHost.Carla}"))).Value.Available);
    }

    [Fact]
    public async Task In_training_nothing_is_really_taken()
    {
        await using var till = await StartAsync();
        await SellCardAsync(till, 12);
        (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.TrainingMode, async () => (await till.Pos.Checkout.Begin(till.RingUp()).Value.AddAsync(Pay(5))).Refusal);

        await SellCardAsync(till, 7);

        Assert.Equal(Money.Of(12), await BalanceAsync(till));
    }

    [Fact]
    public async Task Somebody_else_than_the_back_office_may_keep_them()
    {
        var keeper = new LoopbackBackOffice();
        await using var till = new TillHost { StandsAlone = true };
        await till.StartAsync();
        var refusal = till.Pos.Capabilities.Decide(Capability.StoredValue);
        Assert.Equal((CapabilityStatus.Unavailable, ReasonCodes.StoredValueMissing), (refusal.Status, refusal.ReasonCode));
        await till.Pos.DisposeAsync();

        await using var pos = new Engine(new EngineParts { Options = till.Options(), StoredValue = keeper, Time = till.Time, Logger = till.Logger, Scheduler = new Scheduling.InlineScheduler() });
        await pos.StartAsync();
        var ann = (await pos.Session.EnrolAsync("Ann", "1234")).Value;
        (await pos.Session.SignInAsync(ann.Id, "1234")).EnsureDone();
        (await pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var ticket = pos.Tickets.Start();
        ticket.SellGiftCard(Card, Money.Of(12)).EnsureDone();
        var receipt = (await pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(12)))).Value;
        Assert.Equal(StoredValueVerdict.Granted, (await keeper.MoveAsync(new(pos.Device.Id, await KeyAsync(pos), receipt.Id, CardAccount, Money.Of(12).Units), default)).Verdict);
    }

    [Fact]
    public async Task The_same_part_asked_for_twice_at_once_is_paid_as_often_as_it_was_granted()
    {
        await using var till = await StartAsync();
        var keeper = (HeldKeeper)till.StoredValue!;
        await SellCardAsync(till, 10);
        var session = till.Pos.Checkout.Begin(till.RingUp(20)).Value;
        var reply = new TaskCompletionSource();
        keeper.BeforeMove = (_, _) => reply.Task;
        var (first, second) = (session.AddAsync(Pay(10)), session.AddAsync(Pay(10)));

        reply.SetResult();

        Assert.Equal([null, RefusalCodes.ValueTooLittle], new[] { await first, await second }.Select(static added => added.Refusal?.Code).Order());
        Assert.Equal((Money.Of(10), Money.Of(40)), (Assert.Single(session.Payments.Value).Amount, session.Due(PaymentType.Cash)));
        Assert.Equal(Money.Zero, await BalanceAsync(till));
    }

    [Fact]
    public async Task D10_two_taps_that_pay_all_with_a_card_lead_to_one_receipt()
    {
        await using var till = await StartAsync();
        var keeper = (HeldKeeper)till.StoredValue!;
        await SellCardAsync(till, 12);
        var ticket = till.RingUp(4);
        var reply = new TaskCompletionSource();
        keeper.BeforeMove = (_, _) => reply.Task;
        var (first, second) = (till.Pos.Checkout.CompleteAsync(ticket, Pay(10)), till.Pos.Checkout.CompleteAsync(ticket, Pay(10)));

        reply.SetResult();

        Assert.Equal((await first).Value.Id, (await second).Value.Id);
        till.Settle();
        Assert.Equal(Money.Of(2), await BalanceAsync(till));
        Assert.Single(await till.EntriesAsync(EntryKinds.PaymentReceived));
        Assert.Empty(await till.EntriesAsync(EntryKinds.PaymentCancelled));
    }

    [Fact]
    public async Task Of_two_taps_the_second_is_asked_for_where_the_first_is_refused()
    {
        await using var till = await StartAsync();
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
        Assert.Equal(Money.Of(2), await BalanceAsync(till));
    }

    [Fact]
    public async Task A_payment_that_is_under_way_goes_on_where_paying_the_whole_is_refused()
    {
        await using var till = await StartAsync();
        await SellCardAsync(till, 12);
        var ticket = till.RingUp(4);
        var session = till.Pos.Checkout.Begin(ticket).Value;

        Assert.Equal(RefusalCodes.CustomerNeeded, (await till.Pos.Checkout.CompleteAsync(ticket, [Pay(9), new Payment(StoreCredit, Money.Of(1))])).Refusal?.Code);

        Assert.Equal((0, TicketStatus.InPayment), (session.Payments.Value.Length, ticket.Current.Status));
        Assert.Equal(Money.Of(12), await BalanceAsync(till));
        (await session.AddAsync(Pay(10))).EnsureDone();
        (await session.CompleteAsync()).EnsureDone();
    }

    [Fact]
    public async Task Whoever_stops_waiting_for_the_second_payment_has_not_paid_the_first()
    {
        await using var till = await StartAsync();
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
        Assert.Equal(Money.Of(10), await BalanceAsync(till));
        (await till.Pos.Checkout.CompleteAsync(ticket, Pay(10))).EnsureDone();
    }

    [Fact]
    public async Task What_a_refund_asked_for_is_taken_back_where_the_refund_is_given_up()
    {
        await using var till = await StartAsync();
        var sale = await till.SellAsync();
        till.Settle();
        Lose(till, LoopbackCall.Move, LoopbackFault.LoseReply);
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
        await using var till = await StartAsync();
        var sale = await till.SellAsync();
        till.Settle();
        Lose(till, LoopbackCall.Move, LoopbackFault.LoseReply);
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
        await using var till = await StartAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(Card, Money.Of(12)).EnsureDone();
        Lose(till, LoopbackCall.Move, LoopbackFault.LoseReply);
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(12)))).Outcome);

        (isParked ? await till.Pos.Tickets.ParkAsync(ticket, "Ann") : await till.Pos.Tickets.DiscardAsync(ticket)).EnsureDone();

        Assert.Single(await till.EntriesAsync(EntryKinds.ValueReleased));
        Assert.Empty(till.Ledger().State.Values);
    }

    private static async Task<Guid> KeyAsync(Engine pos)
    {
        await foreach (var entry in pos.Journal.ReadAsync(kinds: [EntryKinds.ValueIntended]))
        {
            using var body = System.Text.Json.JsonDocument.Parse(entry.Body);
            return body.RootElement.GetProperty("data").GetProperty("key").GetGuid();
        }

        throw new InvalidOperationException("Nothing was announced.");
    }

    private static Payment Pay(decimal amount) => new(GiftCard, Money.Of(amount)) { Code = Card };

    private static async Task<Receipt> SellCardAsync(TillHost till, decimal amount)
    {
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(Card, Money.Of(amount)).EnsureDone();
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(amount)))).Value;
        till.Settle();
        return receipt;
    }

    private static async Task<Money> BalanceAsync(TillHost till) => Money.FromUnits((await till.BackOffice.GetBalanceAsync(CardAccount, default)).Available);

    private static void Lose(TillHost till, LoopbackCall call, LoopbackFault fault) => till.BackOffice.Fault = asked =>
    {
        if (asked != call)
            return LoopbackFault.None;
        till.BackOffice.Fault = null;
        return fault;
    };

    private static async Task<TillHost> StartAsync(Action<PosEngineOptions>? configure = null)
    {
        var till = new TillHost(configure);
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """[ "refunds", "refunds_otherwise", "training" ]""");
        foreach (var (type, kind) in new[] { (GiftCard, "gift_card"), (StoreCredit, "store_credit") })
            till.SetReference("payment_type", $"{type.Id}", $$"""{ "id": "{{type.Id}}", "name": "{{type.Name}}", "type": "{{kind}}" }""");
        till.StoredValue = new HeldKeeper(till.BackOffice);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }
}
