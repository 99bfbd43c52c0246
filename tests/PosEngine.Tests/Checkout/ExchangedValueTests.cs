using System.Text.Json;
using PosEngine.Capabilities;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>Exchanges in which somebody else keeps what pays or is paid: only the difference is moved, once, and only for a receipt.</summary>
public sealed class ExchangedValueTests
{
    private const string Card = "6006-4711";
    private const string OtherCard = "6006-4712";

    private static readonly PaymentType GiftCard = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f2")), Name = "Gift card", Kind = PaymentKind.GiftCard };
    private static readonly PaymentType StoreCredit = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f3")), Name = "Store credit", Kind = PaymentKind.StoreCredit };
    private static readonly PaymentType OnAccount = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f1")), Name = "On account", Kind = PaymentKind.OnAccount };
    private static readonly PaymentType Points = new() { Id = new(new("0193b000-0000-7000-8000-0000000000f4")), Name = "Points", Kind = PaymentKind.Points };
    private static readonly CustomerId Dora = new(new Guid("0193b000-0000-7000-8000-0000000000d4"));

    [Fact]
    public async Task A_card_that_paid_pays_only_the_difference_and_gets_back_all_of_what_was_sold()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, Pay(10));
        var ticket = till.RingUp(6);
        Assert.Equal(Money.Of(5), (await till.Pos.Checkout.GetExchangeDueAsync(ticket, new() { ReceiptId = sale.Id }, GiftCard)).Value);

        var done = await ExchangeAsync(till, ticket, sale, Pay(5));

        var receipt = (await till.Pos.Receipts.GetAsync(done.Id)).Value;
        Assert.Equal(done.RefundOf, receipt.RefundOf);
        Assert.Equal((Money.Of(5), Card), (Assert.Single(receipt.Payments).Amount, receipt.Payments[0].Code));
        Assert.Equal((Money.Of(10), Card), (Assert.Single(receipt.RefundOf!.Exchange!.Credit).Amount, receipt.RefundOf.Exchange.Credit[0].Code));
        Assert.Equal([20m, -10m, -5m], await IntendedAsync(till));
        Assert.Equal(Money.Of(5), await BalanceAsync(till));
        Assert.Empty(till.Ledger().State.Values);

        var back = await RefundAsync(till, receipt);
        Assert.Equal((Money.Of(-15), Money.Zero), (back.Payments.Aggregate(Money.Zero, static (sum, payment) => sum + payment.Amount), back.Change));
        Assert.All(back.Payments, static payment => Assert.Equal((GiftCard.Id, Card), (payment.Type.Id, payment.Code)));
        Assert.Equal(Money.Of(20), await BalanceAsync(till));
    }

    [Fact]
    public async Task What_is_left_of_the_return_goes_back_to_the_card_and_what_was_sold_is_exchanged_again()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, Pay(10));

        var less = await ExchangeAsync(till, till.RingUp(2), sale);
        Assert.Equal((Money.Of(-5), Card), (Assert.Single(less.Payments).Amount, less.Payments[0].Code));
        Assert.Equal(Money.Of(15), await BalanceAsync(till));

        var more = await ExchangeAsync(till, till.RingUp(4), less, Payment.Cash(Money.Of(5)));
        Assert.Equal([20m, -10m, 5m], await IntendedAsync(till));
        var back = await RefundAsync(till, more);
        Assert.Equal((Money.Of(-5), Card, Money.Of(5)), (Assert.Single(back.Payments).Amount, back.Payments[0].Code, back.Change));
        Assert.Equal((Money.Of(20), Money.Of(120)), (await BalanceAsync(till), till.Pos.Shifts.Current.Value!.Cash.Expected));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task Part_of_the_difference_is_paid_by_card_and_the_rest_in_cash()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, Payment.Cash(Money.Of(10)));

        var receipt = await ExchangeAsync(till, till.RingUp(6), sale, Pay(3), Payment.Cash(Money.Of(2)));

        Assert.Equal(Money.Of(17), await BalanceAsync(till));
        var back = await RefundAsync(till, receipt);
        Assert.Equal((Money.Of(-3), Money.Of(12)), (Assert.Single(back.Payments).Amount, back.Change));
        Assert.Equal((Money.Of(20), Money.Of(120)), (await BalanceAsync(till), till.Pos.Shifts.Current.Value!.Cash.Expected));
    }

    [Fact]
    public async Task A_gift_card_is_sold_for_what_comes_back_and_comes_back_itself()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, Payment.Cash(Money.Of(10)));
        var ticket = till.Pos.Tickets.Start();
        ticket.SellGiftCard(OtherCard, Money.Of(25)).EnsureDone();

        var sold = await ExchangeAsync(till, ticket, sale, Payment.Cash(Money.Of(15)));
        Assert.Equal(Money.Of(25), await BalanceAsync(till, OtherCard));

        var taken = await ExchangeAsync(till, till.RingUp(2), sold);
        Assert.Equal((Money.Of(20), Money.Zero), (taken.Change, await BalanceAsync(till, OtherCard)));
        Assert.Equal([20m, 25m, -25m], await IntendedAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task A_gift_card_of_which_something_was_spent_does_not_come_back()
    {
        await using var till = await StartAsync();
        var card = (await till.Pos.Receipts.FindByNumberAsync("1-1001")).Value;
        await SellAsync(till, 4, Pay(10));
        var ticket = till.RingUp(2);

        var refusal = (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = card.Id }, [])).Refusal!;

        Assert.Equal((RefusalCodes.ValueTooLittle, TicketStatus.Open), (refusal.Code, ticket.Current.Status));
        Assert.Empty(till.Ledger().State.Values);
        Assert.Empty(till.Ledger().State.Refunds);
        Assert.Equal(Money.Of(10), await BalanceAsync(till));
    }

    [Fact]
    public async Task Store_credit_pays_and_is_paid_also_where_only_what_comes_back_says_whose_it_is()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, TillHost.Carla, Payment.Cash(Money.Of(10)));
        till.Settle();
        var credited = (await till.Pos.Checkout.ExchangeAsync(till.RingUp(1), new() { ReceiptId = sale.Id, PayBackBy = StoreCredit }, [])).Value;
        Assert.Equal((TillHost.Carla, Money.Of(-7.5m)), (credited.CustomerId, Assert.Single(credited.Payments).Amount));
        Assert.Equal(Money.Of(7.5m), await CreditAsync(till));

        var paid = await ExchangeAsync(till, till.RingUp(3), credited, new Payment(StoreCredit, Money.Of(5)));
        Assert.Equal(Money.Of(2.5m), await CreditAsync(till));

        var tooMuch = till.RingUp(6);
        Assert.Equal(RefusalCodes.ValueTooLittle, (await till.Pos.Checkout.ExchangeAsync(tooMuch, new() { ReceiptId = paid.Id }, [new(StoreCredit, Money.Of(7.5m))])).Refusal?.Code);
        Assert.Equal((Money.Of(-7.5m), Money.Zero), ((await RefundAsync(till, paid)).Total, till.Pos.Shifts.Current.Value!.Cash.Expected - Money.Of(130)));
        Assert.Equal(Money.Of(10), await CreditAsync(till));
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task On_account_only_what_is_owed_more_is_held_against_the_limit()
    {
        await using var till = await StartAsync();
        SetCarla(till, limit: 12);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var sale = await SellAsync(till, 4, TillHost.Carla, new Payment(OnAccount, Money.Of(10)));
        till.Settle();
        var ticket = till.RingUp(6);

        var refusal = (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, [new(OnAccount, Money.Of(5))])).Refusal!;
        Assert.Equal((RefusalCodes.CreditExceeded, "The customer can owe €2.00 more at most. Please have the rest paid otherwise."), (refusal.Code, refusal.Message));
        var receipt = await ExchangeAsync(till, ticket, sale, new(OnAccount, Money.Of(2)), Payment.Cash(Money.Of(3)));

        Assert.Equal(Money.Of(12), (await CarlaAsync(till)).Owed);
        var back = await RefundAsync(till, receipt);
        Assert.Equal(Money.Of(3), back.Change);
        Assert.Equal(Money.Zero, (await CarlaAsync(till)).Owed);
    }

    [Fact]
    public async Task What_is_owed_is_not_paid_with_what_was_bought_on_account()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, TillHost.Carla, new Payment(OnAccount, Money.Of(10)));
        till.Settle();
        var ticket = till.Pos.Tickets.Start();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        ticket.SettleAccount(Money.Of(4)).EnsureDone();

        Assert.Equal(RefusalCodes.AmountInvalid, (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, [])).Refusal?.Code);
        Assert.Empty(till.Ledger().State.Refunds);
    }

    [Fact]
    public async Task Points_pay_go_back_and_are_earned_for_what_is_paid_otherwise()
    {
        await using var till = await StartAsync(points: 400);
        var sale = await SellAsync(till, 4, TillHost.Carla, new(Points, Money.Of(2)), Payment.Cash(Money.Of(8)));
        Assert.Equal((40, 240), (sale.PointsEarned, (await CarlaAsync(till)).Points));

        // The return pays 8.00 in cash and 200 points; 100 more are spent, and 12.00 earn 60.
        var receipt = await ExchangeAsync(till, till.RingUp(6), sale, new(Points, Money.Of(1)), Payment.Cash(Money.Of(4)));

        Assert.Equal((20, 100), (receipt.PointsEarned, receipt.PointsSpent));
        Assert.Equal([(Money.Of(8), null), (Money.Of(2), 200L)], receipt.RefundOf!.Exchange!.Credit.Select(static credit => (credit.Amount, credit.Points)));
        Assert.Equal(160, (await CarlaAsync(till)).Points);
        Assert.Equal([-200, -100], (await till.EntriesAsync(EntryKinds.ValueIntended)).Select(AmountOf).Where(static amount => amount is < 0 and > -1_000));

        var back = await RefundAsync(till, receipt);
        Assert.Equal((-60, -300, Money.Of(12)), (back.PointsEarned, back.PointsSpent, back.Change));
        Assert.Equal(400, (await CarlaAsync(till)).Points);
        Assert.Empty(till.Ledger().State.Values);
    }

    [Fact]
    public async Task A_rest_that_is_worth_no_point_moves_none()
    {
        await using var till = await StartAsync(points: 10);
        till.SetReference("settings", "shop", JsonSerializer.Serialize(new { loyalty = new { earn_rate = 0, point_value = Money.Of(1).Units } }));
        till.SetReference("item", "0193b000-0000-7000-8000-000000000205", """
            { "id": "0193b000-0000-7000-8000-000000000205", "name": "Cake", "barcodes": ["4012345678925"], "price": 960000, "taxes": [] }
            """);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var sale = await SellAsync(till, 4, TillHost.Carla, new Payment(Points, Money.Of(10)));
        var ticket = till.Pos.Tickets.Start();
        ticket.Scan("4012345678925").EnsureDone();

        var receipt = await ExchangeAsync(till, ticket, sale);

        Assert.Equal((Money.Of(-0.40m), 0L), (Assert.Single(receipt.Payments).Amount, receipt.Payments[0].Points));
        Assert.Empty(till.Ledger().State.Values);
        Assert.Equal(0, (await CarlaAsync(till)).Points);
    }

    [Fact]
    public async Task M5_part_of_the_points_pays_and_the_rest_goes_back()
    {
        await using var till = await StartAsync(points: 1_000);
        var sale = await SellAsync(till, 4, TillHost.Carla, new Payment(Points, Money.Of(10)));
        Assert.Equal((0, 0), (sale.PointsEarned, (await CarlaAsync(till)).Points));

        var receipt = await ExchangeAsync(till, till.RingUp(1), sale);

        Assert.Equal((-750L, 250L), (Assert.Single(receipt.Payments).Points, Assert.Single(receipt.RefundOf!.Exchange!.Credit).Points));
        Assert.Equal((0, 750), (receipt.PointsEarned, (await CarlaAsync(till)).Points));
        Assert.Equal(-250, (await RefundAsync(till, receipt)).PointsSpent);
        Assert.Equal(1_000, (await CarlaAsync(till)).Points);
    }

    [Fact]
    public async Task Points_that_were_spent_are_taken_back_only_if_somebody_means_it()
    {
        await using var till = await StartAsync(points: 0);
        var sale = await SellAsync(till, 40, TillHost.Carla, Payment.Cash(Money.Of(100)));
        await SellAsync(till, 4, TillHost.Carla, new(Points, Money.Of(4)), Payment.Cash(Money.Of(6)));
        Assert.Equal(130, (await CarlaAsync(till)).Points);
        var ticket = till.RingUp(4);
        RefundRequest back = new() { ReceiptId = sale.Id };

        // 500 would be taken back, and 50 are earned.
        Assert.Equal(RefusalCodes.PointsSpent, (await till.Pos.Checkout.ExchangeAsync(ticket, back, [])).Refusal?.Code);
        Assert.Empty(till.Ledger().State.Values);
        (await till.Pos.Checkout.ExchangeAsync(ticket, back with { AcceptsNegativePoints = true }, [])).EnsureDone();

        Assert.Equal(-320, (await CarlaAsync(till)).Points);
    }

    [Fact]
    public async Task What_belongs_to_two_customers_is_not_moved_on_one_receipt()
    {
        await using var till = await StartAsync(points: 400);
        var earned = await SellAsync(till, 4, TillHost.Carla, Payment.Cash(Money.Of(10)));
        var owed = await SellAsync(till, 4, TillHost.Carla, new Payment(OnAccount, Money.Of(10)));
        till.Settle();
        foreach (var sale in new[] { earned, owed })
        {
            var ticket = RingUp(till, 6, Dora);
            await till.AssertRefusedAsync(RefusalCodes.ExchangeSeparately, async () => (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, [Payment.Cash(Money.Of(5))])).Refusal);
            await till.AssertRefusedAsync(RefusalCodes.ExchangeSeparately, async () => (await till.Pos.Checkout.GetExchangeDueAsync(ticket, new() { ReceiptId = sale.Id }, PaymentType.Cash)).Refusal);
            Assert.Equal(TicketStatus.Open, ticket.Current.Status);
        }
    }

    [Fact]
    public async Task A_card_is_whoever_has_it_and_pays_for_another_customer()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, TillHost.Carla, Pay(10));

        var receipt = await ExchangeAsync(till, RingUp(till, 6, Dora), sale, Pay(5));

        Assert.Equal((Dora, Money.Of(5)), (receipt.CustomerId, await BalanceAsync(till)));
    }

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
    public async Task Nothing_is_announced_where_anything_else_stands_against_it()
    {
        await using var till = await StartAsync();
        var sale = await SellAsync(till, 4, Payment.Cash(Money.Of(10)));
        till.Settle();
        var ticket = till.RingUp(6);
        RefundRequest back = new() { ReceiptId = sale.Id };

        await till.AssertRefusedAsync(RefusalCodes.PaymentShort, async () => (await till.Pos.Checkout.ExchangeAsync(ticket, back, [Pay(4)])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.PaymentOver, async () => (await till.Pos.Checkout.ExchangeAsync(ticket, back, [Pay(6)])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.GiftCardInvalid, async () => (await till.Pos.Checkout.ExchangeAsync(ticket, back, [new(GiftCard, Money.Of(5))])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.CustomerNeeded, async () => (await till.Pos.Checkout.ExchangeAsync(ticket, back, [new(StoreCredit, Money.Of(5))])).Refusal);
        (await till.Pos.Shifts.CloseAsync(Money.Of(130))).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.ShiftClosed, async () => (await till.Pos.Checkout.ExchangeAsync(ticket, back, [Pay(5)])).Refusal);
    }

    [Fact]
    public async Task Offline_the_policy_is_asked_about_both_halves()
    {
        await using var till = await StartAsync(points: 400, configure: static options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.Refund));
        var (byCard, inCash) = (await SellAsync(till, 4, Pay(10)), await SellAsync(till, 4, TillHost.Carla, Payment.Cash(Money.Of(10))));
        var cardTicket = till.Pos.Tickets.Start();
        cardTicket.SellGiftCard(OtherCard, Money.Of(10)).EnsureDone();
        till.Settle();
        till.GoOffline();

        await RefuseAsync(ReasonCodes.StoredValueOffline, till.RingUp(2), byCard);
        await RefuseAsync(ReasonCodes.StoredValueOffline, till.RingUp(6), inCash, Pay(5));
        await RefuseAsync(ReasonCodes.StoredValueOffline, cardTicket, inCash);
        await RefuseAsync(ReasonCodes.PointsOffline, till.RingUp(6), inCash, new Payment(Points, Money.Of(5)));

        async Task RefuseAsync(string code, ITicket ticket, Receipt sale, params Payment[] payments) =>
            await till.AssertRefusedAsync(code, async () => (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, payments)).Refusal);
    }

    [Fact]
    public async Task Where_the_policy_lets_it_be_the_receipt_moves_what_nobody_was_asked_for()
    {
        await using var till = await StartAsync(configure: static options => options.OfflinePolicy = OfflinePolicy.Permissive.Allow(Capability.StoredValue));
        var sale = await SellAsync(till, 4, Payment.Cash(Money.Of(10)));
        till.Settle();
        till.GoOffline();
        (await till.Pos.Checkout.ExchangeAsync(till.RingUp(6), new() { ReceiptId = sale.Id }, [Pay(5)])).EnsureDone();
        Assert.Empty(till.Ledger().State.Values);

        till.GoOnline();

        Assert.Equal(Money.Of(15), await BalanceAsync(till));
    }

    [Fact]
    public async Task D4_a_till_without_a_back_office_keeps_to_its_keys_as_well()
    {
        var keeper = new ModelKeeper();
        await using var till = new TillHost { StandsAlone = true, StoredValue = keeper };
        await till.StartAsync();
        var ann = (await till.Pos.Session.EnrolAsync("Ann", "1234")).Value;
        (await till.Pos.Session.SignInAsync(ann.Id, "1234")).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var sale = (await till.Pos.Checkout.CompleteAsync(CardTicket(Card, 12), Payment.Cash(Money.Of(12)))).Value;
        var ticket = CardTicket(OtherCard, 20);
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
        (await till.Pos.Checkout.ExchangeAsync(CardTicket(Card, 20), new() { ReceiptId = receipt.Id }, [])).EnsureDone();
        Assert.Equal((20, 0), (Money.FromUnits(keeper.BalanceOf(new(StoredValueKind.GiftCard, Card))).ToDecimal(), keeper.BalanceOf(new(StoredValueKind.GiftCard, OtherCard))));
        Assert.Empty(till.Ledger().State.Values);

        ITicket CardTicket(string code, decimal amount)
        {
            var sold = till.Pos.Tickets.Start();
            sold.SellGiftCard(code, Money.Of(amount)).EnsureDone();
            return sold;
        }
    }

    [Fact]
    public async Task A_refund_is_not_turned_into_points()
    {
        await using var till = await StartAsync(points: 400);
        var sale = await SellAsync(till, 4, TillHost.Carla, Payment.Cash(Money.Of(10)));

        await till.AssertRefusedAsync(RefusalCodes.RefundToPoints, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, PayBackBy = Points })).Refusal);
    }

    internal static Payment Pay(decimal amount) => new(GiftCard, Money.Of(amount)) { Code = Card };

    private static ITicket RingUp(TillHost till, int coffees, CustomerId? customer)
    {
        var ticket = till.RingUp(coffees);
        ticket.SetCustomer(customer).EnsureDone();
        return ticket;
    }

    private static Task<Receipt> SellAsync(TillHost till, int coffees, params Payment[] payments) => SellAsync(till, coffees, null, payments);

    private static async Task<Receipt> SellAsync(TillHost till, int coffees, CustomerId? customer, params Payment[] payments) =>
        (await till.Pos.Checkout.CompleteAsync(RingUp(till, coffees, customer), payments)).Value;

    private static async Task<Receipt> ExchangeAsync(TillHost till, ITicket ticket, Receipt sale, params Payment[] payments)
    {
        till.Settle();
        return (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, payments)).Value;
    }

    private static async Task<Receipt> RefundAsync(TillHost till, Receipt sale)
    {
        till.Settle();
        return (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value;
    }

    private static async Task<Money> BalanceAsync(TillHost till, string card = Card)
    {
        till.Settle();
        return Money.FromUnits((await till.BackOffice.GetBalanceAsync(new(StoredValueKind.GiftCard, card), default)).Available);
    }

    private static async Task<Money> CreditAsync(TillHost till)
    {
        till.Settle();
        return Money.FromUnits((await till.BackOffice.GetBalanceAsync(new(StoredValueKind.StoreCredit, $"{TillHost.Carla}"), default)).Available);
    }

    private static async Task<Customers.Customer> CarlaAsync(TillHost till)
    {
        till.Settle();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        return (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value;
    }

    private static long AmountOf(JsonElement intended) => intended.GetProperty("data").GetProperty("amount").GetInt64();

    private static async Task<IEnumerable<decimal>> IntendedAsync(TillHost till) => (await till.EntriesAsync(EntryKinds.ValueIntended)).Select(static entry => Money.FromUnits(AmountOf(entry)).ToDecimal());

    private static void Lose(TillHost till, LoopbackFault fault) => till.BackOffice.Fault = asked =>
    {
        if (asked != LoopbackCall.Move)
            return LoopbackFault.None;
        till.BackOffice.Fault = null;
        return fault;
    };

    private static void SetCarla(TillHost till, decimal limit) =>
        till.SetReference("customer", $"{TillHost.Carla}", JsonSerializer.Serialize(new { id = $"{TillHost.Carla}", name = "Carla", credit_limit = Money.Of(limit).Units }));

    /// <summary>A till with all ways to pay, and a gift card of 20.00; the customer may have points of a cent.</summary>
    private static async Task<TillHost> StartAsync(int? points = null, Action<PosEngineOptions>? configure = null)
    {
        var till = new TillHost(configure);
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """[ "refunds", "refunds_otherwise" ]""");
        foreach (var (type, kind) in new[] { (GiftCard, "gift_card"), (StoreCredit, "store_credit"), (OnAccount, "on_account"), (Points, "points") })
            till.SetReference("payment_type", $"{type.Id}", $$"""{ "id": "{{type.Id}}", "name": "{{type.Name}}", "type": "{{kind}}" }""");
        till.SetReference("customer", $"{Dora}", $$"""{ "id": "{{Dora}}", "name": "Dora" }""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var card = till.Pos.Tickets.Start();
        card.SellGiftCard(Card, Money.Of(20)).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(card, Payment.Cash(Money.Of(20)))).EnsureDone();
        till.Settle();
        if (points is { } given)
            await GiveAsync(till, given);
        return till;
    }

    /// <summary>The customer comes with points, earned by an item that is worth nothing else.</summary>
    private static async Task GiveAsync(TillHost till, int points)
    {
        till.SetReference("settings", "shop", JsonSerializer.Serialize(new { loyalty = new { earn_rate = 50_000, point_value = Money.Of(0.01m).Units } }));
        till.SetReference("item", "0193b000-0000-7000-8000-000000000204", $$"""
            { "id": "0193b000-0000-7000-8000-000000000204", "name": "Gift", "barcodes": ["4012345678918"], "price": 100000, "taxes": [], "points": {{points}} }
            """);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.Pos.Tickets.Start();
        ticket.Scan("4012345678918").EnsureDone();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(1)))).EnsureDone();
        Assert.Equal(points, (await CarlaAsync(till)).Points);
    }
}
