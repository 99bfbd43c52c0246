using System.Text.Json;
using PosEngine.Capabilities;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Receipts;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;
using static PosEngine.Checkout.ValueShop;

namespace PosEngine.Checkout;

/// <summary>Exchanges in which somebody else keeps what pays or is paid: only the difference is moved.</summary>
public sealed class ExchangedValueTests
{
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
    public async Task A_refund_is_not_turned_into_points()
    {
        await using var till = await StartAsync(points: 400);
        var sale = await SellAsync(till, 4, TillHost.Carla, Payment.Cash(Money.Of(10)));

        await till.AssertRefusedAsync(RefusalCodes.RefundToPoints, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, PayBackBy = Points })).Refusal);
    }

    private static async Task<Money> CreditAsync(TillHost till)
    {
        till.Settle();
        return Money.FromUnits((await till.BackOffice.GetBalanceAsync(new(StoredValueKind.StoreCredit, $"{TillHost.Carla}"), default)).Available);
    }

    private static void SetCarla(TillHost till, decimal limit) =>
        till.SetReference("customer", $"{TillHost.Carla}", JsonSerializer.Serialize(new { id = $"{TillHost.Carla}", name = "Carla", credit_limit = Money.Of(limit).Units }));
}
