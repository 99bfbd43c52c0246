using System.Collections.Immutable;
using PosEngine.Hardware;
using PosEngine.Ledger;
using PosEngine.Support;

namespace PosEngine.Shifts;

/// <summary>What an owner buys a till for: who touched the cash, and whether it is all there.</summary>
public sealed class CashControlTests
{
    [Fact]
    public async Task H1_drops_and_tips_paid_out_are_no_longer_in_the_drawer()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();

        (await till.Pos.Shifts.DropAsync(Money.Of(50), "bag 7")).EnsureDone();
        (await till.Pos.Shifts.PayTipsOutAsync(Money.Of(2), "Bob")).EnsureDone();

        var cash = till.Pos.Shifts.Current.Value!.Cash;
        Assert.Equal((Money.Of(50), Money.Of(2), Money.Of(53)), (cash.Dropped, cash.TipsPaidOut, cash.Expected));
        await till.RestartAsync();
        Assert.Equal(cash, till.Pos.Shifts.Current.Value!.Cash);
    }

    [Fact]
    public async Task A_float_and_a_count_may_be_given_by_coins_and_notes_and_are_on_record_so()
    {
        await using var till = await new TillHost().StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync([DrawerCash.Of(1, new CashCount(Money.Of(20), 5), new CashCount(Money.Of(0.05m), 3))])).EnsureDone();
        Assert.Equal(Money.Of(100.15m), till.Pos.Shifts.Current.Value!.Cash.Float);

        var report = (await till.Pos.Shifts.CloseAsync([DrawerCash.Of(1, new CashCount(Money.Of(50), 2))])).Value;

        Assert.Equal(Money.Of(-0.15m), report.Cash.Difference);
        Assert.Equal("""[{"value":2000000,"count":5},{"value":5000,"count":3}]""", Assert.Single(await till.EntriesAsync("shift-opened")).GetProperty("data").GetProperty("denominations").GetRawText());
        Assert.Equal("""[{"value":5000000,"count":2}]""", Assert.Single(await till.EntriesAsync("shift-closed")).GetProperty("data").GetProperty("denominations").GetRawText());
    }

    [Fact]
    public async Task Coins_that_do_not_come_to_the_amount_are_refused()
    {
        await using var till = await TillHost.ReadyAsync();

        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await till.Pos.Shifts.CloseAsync([new DrawerCash(1, Money.Of(100), [new CashCount(Money.Of(50), 1)])])).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await till.Pos.Shifts.CloseAsync([new DrawerCash(1, Money.Of(100), [new CashCount(Money.Of(-50), -2)])])).Refusal);
    }

    [Fact]
    public async Task Where_the_shop_counts_blind_nothing_tells_what_should_be_there_before_the_close()
    {
        await using var till = await StartAsync("""{ "counts_blind": true }""");
        await till.SellAsync();
        var paid = (await till.Pos.Shifts.PayInAsync(Money.Of(5), "change")).Value;

        Assert.All([paid, till.Pos.Shifts.Current.Value!], static report =>
        {
            Assert.True(report.IsBlind);
            Assert.Equal((Money.Of(100), Money.Of(5), 1), (report.Cash.Float, report.Cash.PaidIn, report.ReceiptCount));
            Assert.Equal(default, (report.Cash.Expected, report.Cash.Sales, report.GrossSales, report.NetSales, report.Totals.Gross, report.Running.Sales, report.Drawers[0].Cash.Expected));
            Assert.Equal((0, 0), (report.Payments.Length, report.Taxes.Length));
        });

        var closed = (await till.Pos.Shifts.CloseAsync(Money.Of(109))).Value;
        Assert.Equal((false, Money.Of(110), Money.Of(-1)), (closed.IsBlind, closed.Cash.Expected, closed.Cash.Difference));
    }

    [Fact]
    public async Task A_difference_above_the_threshold_is_closed_with_a_reason_only()
    {
        await using var till = await StartAsync("""{ "difference_max": 200000 }""");

        await till.AssertRefusedAsync(RefusalCodes.DifferenceUnexplained, async () => (await till.Pos.Shifts.CloseAsync(Money.Of(97.99m))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.DifferenceUnexplained, async () => (await till.Pos.Shifts.CloseAsync(Money.Of(102.01m), "  ")).Refusal);
        var report = (await till.Pos.Shifts.CloseAsync(Money.Of(97.99m), "coins fell behind the counter")).Value;
        Assert.Equal("coins fell behind the counter", report.DifferenceReason);
        Assert.Equal(report.DifferenceReason, Assert.Single(await till.EntriesAsync("shift-closed")).GetProperty("data").GetProperty("reason").GetString());
        Assert.Equal(report.DifferenceReason, Assert.Single((await till.Pos.Shifts.ListClosedAsync()).Value).DifferenceReason);

        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        Assert.Null((await till.Pos.Shifts.CloseAsync(Money.Of(98))).Value.DifferenceReason);
    }

    [Fact]
    public async Task Where_the_shop_counts_blind_a_count_cannot_be_tried_until_it_fits()
    {
        await using var till = await StartAsync("""{ "counts_blind": true, "difference_max": 200000 }""");
        await till.SellAsync();
        Assert.Equal(RefusalCodes.DifferenceUnexplained, (await till.Pos.Shifts.CloseAsync(Money.Of(90))).Refusal?.Code);
        await till.RestartAsync();
        await till.SignInAsync();

        Assert.Equal(RefusalCodes.DifferenceUnexplained, (await till.Pos.Shifts.CloseAsync([DrawerCash.Of(1, new CashCount(Money.Of(5), 21))])).Refusal?.Code);
        Assert.Equal(2, till.Pos.Shifts.Current.Value!.RefusedCounts);
        var closed = (await till.Pos.Shifts.CloseAsync(Money.Of(105), "a note was under the tray")).Value;

        Assert.Equal((2, Money.Zero), (closed.RefusedCounts, closed.Cash.Difference));
        Assert.Equal(closed.RefusedCounts, Assert.Single((await till.Pos.Shifts.ListClosedAsync()).Value).RefusedCounts);
        var refused = await till.EntriesAsync("count-refused");
        Assert.All(refused, entry => Assert.Equal((TillHost.Ann.Value, closed.Id.Value), (entry.GetProperty("employee").GetGuid(), entry.GetProperty("data").GetProperty("shift").GetGuid())));
        Assert.Equal(
            ["""[{"expected":10500000,"counted":9000000,"difference":-1500000,"drawer":1}]""", """[{"expected":10500000,"counted":10500000,"difference":0,"drawer":1,"denominations":[{"value":500000,"count":21}]}]"""],
            refused.Select(static entry => entry.GetProperty("data").GetProperty("drawers").GetRawText()));

        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        Assert.Equal(0, (await till.Pos.Shifts.CloseAsync(Money.Of(99))).Value.RefusedCounts);
    }

    [Fact]
    public async Task Whose_shift_it_is_is_asked_at_the_moment_of_the_close()
    {
        await using var till = await StartAsync("{}");
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, isTrusted: false);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        Task<PosResult<ShiftReport>> closing = null!;

        // Bob's close waits for the writer, where his shift ends and Ann's begins.
        await till.Ledger().OnWriterAsync(transaction =>
        {
            closing = till.Pos.Shifts.CloseAsync(Money.Of(100));
            transaction.Append(ShiftClosed.Of(ShiftFold.Close(transaction.State.Shift!, [new DrawerCash(1, Money.Of(100))], transaction.Now, TillHost.Bob, reason: null)), TillHost.Bob);
            transaction.Append(new ShiftOpened(new(new Guid(7, 0, 0, new byte[8])), 3, [new DrawerCash(1, Money.Of(100))], BusinessDate: null), TillHost.Ann);
        });

        Assert.Equal(RefusalCodes.PermissionMissing, (await closing).Refusal?.Code);
        Assert.Equal(TillHost.Ann, till.Pos.Shifts.Current.Value!.OpenedBy);
        var approval = (await till.Pos.Session.ApproveAsync((await closing).Refusal!, TillHost.Ann, TillHost.AnnsPin)).Value;
        (await till.Pos.Shifts.CloseAsync(Money.Of(100), approval: approval)).EnsureDone();
    }

    [Fact]
    public async Task H1_cash_of_another_currency_is_counted_by_itself()
    {
        await using var till = await StartAsync("""{ "difference_max": 200000 }""");
        await SellForDollarsAsync(till);
        ImmutableArray<ForeignCashCount> nineteen = [new(Currency.USD, Money.Of(19)), new(Currency.GBP, Money.Of(5))];

        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, () => CloseAsync(till, [new(Currency.EUR, Money.Of(1))]));
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, () => CloseAsync(till, [new(Currency.USD, Money.Of(-1))]));
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, () => CloseAsync(till, [new(Currency.USD, Money.Of(20)), new(Currency.USD, Money.Of(20))]));
        await till.AssertRefusedAsync(RefusalCodes.AmountPrecision, () => CloseAsync(till, [new(Currency.USD, Money.Of(20.001m))]));
        await till.AssertRefusedAsync(RefusalCodes.DifferenceUnexplained, () => CloseAsync(till, nineteen));
        var report = (await till.Pos.Shifts.CloseAsync([new DrawerCash(1, Money.Of(95)) { Foreign = nineteen }], "a dollar was torn")).Value;

        Assert.Equal(
            [(Currency.USD, Money.Of(20), Money.Of(19), Money.Of(-1)), (Currency.GBP, Money.Zero, Money.Of(5), Money.Of(5))],
            report.ForeignCash.Select(static total => (total.Currency, total.Expected, total.Counted!.Value, total.Difference!.Value)));
        Assert.Equal(report.ForeignCash, report.Drawers[0].ForeignCash);
        Assert.Equal(
            """[{"drawer":1,"currency":"USD","expected":2000000,"counted":1900000,"difference":-100000},{"drawer":1,"currency":"GBP","expected":0,"counted":500000,"difference":500000}]""",
            Assert.Single(await till.EntriesAsync("shift-closed")).GetProperty("data").GetProperty("foreign_cash").GetRawText());
        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Equal(report.ForeignCash, Assert.Single((await till.Pos.Shifts.ListClosedAsync()).Value).ForeignCash);
        Assert.Equal(["(USD)|20.00 USD", "(USD)|19.00 USD", "(USD)|-1.00 USD"], Hardware.Printing.ReportDocuments.Of(report, new(), Hardware.TestPapers.TextIn("en-IE", Currency.EUR)).Blocks
            .OfType<Hardware.Printing.PairBlock>().Where(static pair => pair.Left.EndsWith("(USD)", StringComparison.Ordinal)).Select(static pair => $"{pair.Left.Split(' ')[^1]}|{pair.Right}"));
    }

    [Fact]
    public async Task H1_what_one_drawer_has_too_much_of_another_currency_does_not_make_up_for_another_drawer()
    {
        await using var till = await StartAsync("""{ "difference_max": 0 }""");
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync([new DrawerCash(1, Money.Of(100)), new DrawerCash(2, Money.Of(100))])).EnsureDone();
        await SellForDollarsAsync(till);
        (await till.Pos.Shifts.SelectDrawerAsync(2)).EnsureDone();
        await SellForDollarsAsync(till);
        var drawers = till.Pos.Shifts.Current.Value!.Drawers;

        await till.AssertRefusedAsync(RefusalCodes.DifferenceUnexplained, async () => (await till.Pos.Shifts.CloseAsync([Counted(drawers[0], 40), Counted(drawers[1], 0)])).Refusal);
        (await till.Pos.Shifts.CloseAsync([Counted(drawers[0], 20), Counted(drawers[1], 20)])).EnsureDone();

        static DrawerCash Counted(DrawerReport drawer, int dollars) => new(drawer.Drawer, drawer.Cash.Expected) { Foreign = [new(Currency.USD, Money.Of(dollars))] };
    }

    [Fact]
    public async Task Coins_that_come_to_more_than_there_is_are_too_much()
    {
        await using var till = await StartAsync("{}");
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        DrawerCash huge = new(1, Money.Of(1), [new CashCount(Money.FromUnits(long.MaxValue), int.MaxValue)]);

        await till.AssertRefusedAsync(RefusalCodes.AmountTooLarge, async () => (await till.Pos.Shifts.OpenAsync([huge])).Refusal);
    }

    [Fact]
    public async Task Cash_of_another_currency_that_nobody_counted_is_told_as_not_counted_and_is_no_float()
    {
        await using var till = await StartAsync("""{ "difference_max": 200000 }""");
        await SellForDollarsAsync(till);

        Assert.Equal((Money.Of(20), null, null), Of(Assert.Single((await till.Pos.Shifts.CloseAsync(Money.Of(95))).Value.ForeignCash)));
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await till.Pos.Shifts.OpenAsync([new DrawerCash(1, Money.Of(100)) { Foreign = [new(Currency.USD, Money.Of(1))] }])).Refusal);

        static (Money, Money?, Money?) Of(ForeignCashTotal total) => (total.Expected, total.Counted, total.Difference);
    }

    [Fact]
    public async Task The_z_tells_what_came_back_with_sales_apart_from_refunds_and_deposits()
    {
        await using var till = new TillHost();
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds", "refunds_without_receipt"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var coffee = till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;
        var sold = await till.SellAsync(coffees: 3);
        var exchange = till.RingUp(coffees: 4);
        exchange.TakeBack(coffee, Quantity.Of(3), "torn").EnsureDone();
        exchange.Add(new Catalog.Item { Id = new(new Guid(8, 0, 0, new byte[8])), Name = "Pfand", Price = Money.Of(0.25m), BusinessCase = Pricing.BusinessCase.Deposit }, Quantity.Of(-2)).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(exchange, Checkout.Payment.Cash(Money.Of(2)))).EnsureDone();
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sold.Id })).EnsureDone();

        var report = (await till.Pos.Shifts.CloseAsync(Money.Of(102))).Value;

        Assert.Equal((1, Money.Of(-7.50m), 1, Money.Of(-7.50m)), (report.ReturnCount, report.Returns, report.RefundCount, report.Refunds));
        Assert.Equal((Money.Of(2), new GrandTotals(3, Money.Of(9.50m), Money.Of(-7.50m))), (report.Totals.Gross, report.Running));
        Assert.Equal(report.Returns, Assert.Single((await till.Pos.Shifts.ListClosedAsync()).Value).Returns);
        Assert.Contains(Hardware.Printing.ReportDocuments.Of(report, new(), Hardware.TestPapers.TextIn("en-IE", Currency.EUR)).Blocks.OfType<Hardware.Printing.PairBlock>(), static pair => pair is { Left: "Returned with sales (1)", Right: "-€7.50" });
    }

    [Fact]
    public async Task Somebody_elses_shift_is_closed_with_the_permission_only()
    {
        await using var till = await StartAsync("{}");
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, isTrusted: false);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, async () => (await till.Pos.Shifts.CloseAsync(Money.Of(100))).Refusal);

        (await till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin)).EnsureDone();
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        Assert.Equal(TillHost.Bob, (await till.Pos.Shifts.CloseAsync(Money.Of(100))).Value.ClosedBy);
    }

    [Fact]
    public async Task What_was_taken_off_before_payment_is_on_record_and_on_the_z()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(3);
        var line = ticket.Current.Lines[0].Id;
        ticket.ChangeQuantity(line, Quantity.Of(2)).EnsureDone();
        ticket.Add(till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value, Quantity.Of(4)).EnsureDone();
        ticket.Remove(ticket.Current.Lines[1].Id, "ordered twice").EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, Checkout.Payment.Cash(Money.Of(5)))).EnsureDone();
        (await till.Pos.Tickets.DiscardAsync(till.RingUp())).EnsureDone();

        var report = (await till.Pos.Shifts.CloseAsync(Money.Of(105))).Value;

        Assert.Equal((2, Money.Of(12.50m), 1, Money.Of(5)), (report.VoidCount, report.Voided, report.AbandonedCount, report.Abandoned));
        var voids = (await till.EntriesAsync("line-voided")).Select(static entry => entry.GetProperty("data")).ToList();
        Assert.Equal([1_000, 4_000], voids.Select(static data => data.GetProperty("quantity").GetInt64()));
        Assert.Equal([250_000, 1_000_000], voids.Select(static data => data.GetProperty("gross").GetInt64()));
        Assert.Equal("ordered twice", voids[1].GetProperty("reason").GetString());
        Assert.Equal(["line-voided", "line-voided", "issuer", "receipt"], (await till.EntriesAsync()).Select(static entry => entry.GetProperty("kind").GetString()!).SkipWhile(static kind => kind != "line-voided").Take(4));
    }

    [Fact]
    public async Task Taking_something_off_survives_a_restart_with_whoever_did_it()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(3);
        ticket.ChangeQuantity(ticket.Current.Lines[0].Id, Quantity.Of(2)).EnsureDone();
        await till.RestartAsync();
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();

        (await till.Pos.Checkout.CompleteAsync(till.Pos.Tickets.Open.Single(), Checkout.Payment.Cash(Money.Of(5)))).EnsureDone();

        Assert.Equal(TillHost.Ann.Value, Assert.Single(await till.EntriesAsync("line-voided")).GetProperty("employee").GetGuid());
    }

    [Fact]
    public async Task The_z_counts_drawer_openings_and_names_its_receipts_and_all_that_was_ever_sold()
    {
        await using var till = new TillHost { Devices = new ConnectedDevices { Drawers = [new TestDevice("drawer")] } };
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["refunds"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var sold = await till.SellAsync();
        (await till.Pos.Shifts.OpenDrawerAsync("change for the bus")).EnsureDone();
        await till.SellAsync();
        var first = (await till.Pos.Shifts.CloseAsync(Money.Of(110))).Value;
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sold.Id })).EnsureDone();
        var second = (await till.Pos.Shifts.CloseAsync(Money.Of(95))).Value;

        Assert.Equal((1, 1, "1-1001", "1-1002"), (first.Number, first.DrawerOpenings, first.FirstReceipt, first.LastReceipt));
        Assert.Equal((2, 0, "1-1003", "1-1003"), (second.Number, second.DrawerOpenings, second.FirstReceipt, second.LastReceipt));
        Assert.Equal(new GrandTotals(2, Money.Of(10), Money.Zero), first.Running);
        Assert.Equal(new GrandTotals(3, Money.Of(10), Money.Of(-5)), second.Running);
        Assert.Equal(first.Taxes.Aggregate(Money.Zero, static (sum, tax) => sum + tax.Amount), Assert.Single(first.TaxesByCategory).Amount);
    }

    private static async Task SellForDollarsAsync(TillHost till)
    {
        var dollars = new Checkout.ForeignCash(Currency.USD, Money.Of(20), Checkout.ExchangeRate.Of(0.5m));
        (await till.Pos.Checkout.CompleteAsync(till.RingUp(), Checkout.Payment.Cash(dollars, Currency.EUR))).EnsureDone();
    }

    private static async Task<Refusal?> CloseAsync(TillHost till, ImmutableArray<ForeignCashCount> foreign) =>
        (await till.Pos.Shifts.CloseAsync([new DrawerCash(1, Money.Of(95)) { Foreign = foreign }])).Refusal;

    private static async Task<TillHost> StartAsync(string settings)
    {
        var till = new TillHost();
        till.SetReference("settings", "shop", settings);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }
}
