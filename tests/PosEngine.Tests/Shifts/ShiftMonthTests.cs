using System.Collections.Immutable;
using System.Globalization;
using PosEngine.BackOffice;
using PosEngine.Checkout;
using PosEngine.Hardware;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Storage;
using PosEngine.Support;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Shifts;

/// <summary>A month at a till with three employees and two drawers; then every figure of every report is added up again, in SQL, from nothing but the bodies of the journal.</summary>
public sealed class ShiftMonthTests(SqliteOffice fixture) : IClassFixture<SqliteOffice>
{
    private static readonly (EmployeeId Id, string Pin)[] People = [(TillHost.Ann, TillHost.AnnsPin), (TillHost.Bob, TillHost.BobsPin), (TillHost.Carl, "2222")];

    [Theory]
    [InlineData(1)]
    public async Task H1_a_month_of_shifts_adds_up_to_the_cent_here_and_at_the_back_office(int seed)
    {
        await using var till = new TillHost(static options =>
        {
            options.PricingPolicy = PricingPolicy.Switzerland;
            options.BusinessDayStart = TimeSpan.FromHours(4);
        })
        {
            Devices = new ConnectedDevices { Drawers = [new Hardware.TestDevice("left"), new Hardware.TestDevice("right")] },
        };
        var wire = new InterceptedBackOffice(till.BackOffice);
        till.Transport = wire;
        till.SetEmployee(TillHost.Carl, "Carl", "2222");
        foreach (var (id, pin) in People)
            till.SetEmployee(id, id == TillHost.Ann ? "Ann" : id == TillHost.Bob ? "Bob" : "Carl", pin, """["refunds", "refunds_otherwise", "refunds_without_receipt", "training", "price_overrides"]""");
        await till.StartAsync();

        var month = new Month(till, new Random(seed));
        for (var day = 0; day < 30; day++)
            await month.DayAsync();

        var zs = (await till.Pos.Shifts.ListClosedAsync(500)).Value.Reverse().ToList();
        Assert.Equal(Enumerable.Range(1, zs.Count), zs.Select(static z => z.Number));
        var running = default(GrandTotals);
        foreach (var z in zs)
        {
            running = running with { Receipts = running.Receipts + z.ReceiptCount, Sales = running.Sales + (month.TotalOf(z) - z.Refunds), Refunds = running.Refunds + z.Refunds };
            Assert.Equal(running, z.Running);
            month.AssertAddsUp(z);
        }

        // The month had everything in it.
        Assert.True(zs.Count > 30 && zs.Any(static z => DateOnly.FromDateTime(z.ClosedAt!.Value.DateTime) > z.BusinessDate), "No shift went over midnight.");
        Assert.All<Func<ShiftReport, bool>>(
            [static z => z.RefundCount > 0, static z => z.ReturnCount > 0, static z => z.ForeignCash is [{ Difference.IsZero: false }], static z => z.TrainingCount > 0, static z => z.VoidCount > 0, static z => z.AbandonedCount > 0, static z => z.DrawerOpenings > 0, static z => !z.Cash.Dropped.IsZero,
                static z => !z.Cash.TipsPaidOut.IsZero, static z => !z.Cash.PaidIn.IsZero, static z => !z.Cash.PaidOut.IsZero, static z => !z.CashRounding.IsZero, static z => !z.Tips.IsZero,
                static z => !z.Totals.Discount.IsZero, static z => !z.Totals.Surcharge.IsZero, static z => z.Drawers.Length == 2, static z => z.OpenedBy != z.ClosedBy],
            seen => Assert.Contains(zs, z => seen(z)));

        using var transport = new HttpBackOffice(new() { BaseAddress = fixture.Office.Address, DeviceToken = RunningBackOffice.Token });
        foreach (var batch in wire.Batches)
            Assert.Empty((await transport.PushAsync(batch, default)).Quarantined);
        using var http = fixture.Office.Connect(RunningBackOffice.AdminToken);
        var summary = (await fixture.Office.GetAsync($"v1/admin/devices/{till.Pos.Device.Id}/summary", http)).Json;
        Assert.Equal(till.Pos.Journal.Head.Value, summary.GetProperty("entries").GetInt64());
        Assert.Equal(
            (zs.Sum(static z => z.ReceiptCount), zs.Sum(static z => z.Totals.Net.Units), zs.Sum(static z => z.Totals.Tax.Units), zs.Sum(static z => z.Totals.Gross.Units)),
            (summary.GetProperty("receipts").GetInt32(), summary.GetProperty("net").GetInt64(), summary.GetProperty("tax").GetInt64(), summary.GetProperty("gross").GetInt64()));
        Assert.Equal(
            (zs.Sum(static z => z.RefundCount), zs.Sum(static z => z.Refunds.Units), zs.Sum(static z => z.ReturnCount), zs.Sum(static z => z.Returns.Units)),
            (summary.GetProperty("refund_count").GetInt32(), summary.GetProperty("refunds").GetInt64(), summary.GetProperty("return_count").GetInt32(), summary.GetProperty("returns").GetInt64()));
    }

    /// <summary>Works at the till, and adds up what it wrote.</summary>
    private sealed class Month(TillHost till, Random random)
    {
        private readonly List<Receipt> _sold = [];

        public async Task DayAsync()
        {
            // To nine in the morning, or, for a late shift, to ten in the evening.
            var isLate = random.Next(3) == 0;
            await ShiftAsync(isLate ? 22 : 9);
            if (!isLate && random.Next(3) == 0)
                await ShiftAsync(18);
        }

        public Money TotalOf(ShiftReport report) => MoneyOf($"SELECT sum(gross + rounding) FROM ({Receipts(report)})");

        /// <summary>Compares every figure of a report with the sums of the bodies of its shift.</summary>
        public void AssertAddsUp(ShiftReport report)
        {
            var receipts = Receipts(report);
            Assert.Equal((Count($"SELECT count(*) FROM ({receipts})"), Count($"SELECT count(*) FROM ({receipts}) WHERE refund IS NOT NULL")), (report.ReceiptCount, report.RefundCount));
            Assert.Equal(MoneyOf($"SELECT sum(gross + rounding) FROM ({receipts}) WHERE refund IS NOT NULL"), report.Refunds);
            var returned = $"FROM ({receipts}) r, json_each(r.lines) l WHERE r.refund IS NULL AND json_extract(l.value, '$.quantity') < 0 AND coalesce(json_extract(l.value, '$.business_case'), 'sale') <> 'deposit_return'";
            Assert.Equal((Count($"SELECT count(*) {returned}"), MoneyOf($"SELECT sum(json_extract(l.value, '$.gross')) {returned}")), (report.ReturnCount, report.Returns));
            Assert.Equal(
                ["net", "tax", "gross", "discount", "surcharge", "rounding", "cash_rounding"],
                [.. new (string Name, Money Amount)[]
                {
                    ("net", report.Totals.Net), ("tax", report.Totals.Tax), ("gross", report.Totals.Gross), ("discount", report.Totals.Discount), ("surcharge", report.Totals.Surcharge),
                    ("rounding", report.Totals.Rounding), ("cash_rounding", report.CashRounding),
                }.Where(figure => MoneyOf($"SELECT sum({figure.Name}) FROM ({receipts})") == figure.Amount).Select(static figure => figure.Name)]);
            Assert.Equal(
                (Text($"SELECT number FROM ({receipts}) ORDER BY seq LIMIT 1"), Text($"SELECT number FROM ({receipts}) ORDER BY seq DESC LIMIT 1")), (report.FirstReceipt, report.LastReceipt));

            Assert.Equal(
                Rows($"SELECT json_extract(t.value, '$.name'), sum(json_extract(t.value, '$.net')), sum(json_extract(t.value, '$.amount')) FROM ({receipts}) r, json_each(r.taxes) t GROUP BY 1 ORDER BY 1"),
                report.Taxes.GroupBy(static tax => tax.Tax.Name).OrderBy(static tax => tax.Key, StringComparer.Ordinal)
                    .Select(static tax => $"{tax.Key}|{tax.Sum(static total => total.Net.Units)}|{tax.Sum(static total => total.Amount.Units)}"));
            Assert.Equal(report.Taxes.Sum(static tax => tax.Amount.Units), report.TaxesByCategory.Sum(static category => category.Amount.Units));

            const string LineGross = "SELECT sum(json_extract(l.value, '$.gross')) FROM ({0}) r, json_each(r.lines) l WHERE coalesce(json_extract(l.value, '$.business_case'), 'sale') ";
            Assert.Equal(MoneyOf(string.Format(CultureInfo.InvariantCulture, LineGross, receipts) + "IN ('tip_to_employee', 'tip_to_employer')"), report.Tips);
            Assert.Equal(MoneyOf(string.Format(CultureInfo.InvariantCulture, LineGross, receipts) + "<> 'tip_to_employee'"), report.GrossSales);

            Assert.Equal(
                Rows($"SELECT json_extract(p.value, '$.kind'), sum(json_extract(p.value, '$.amount')) FROM ({receipts}) r, json_each(r.payments) p WHERE json_extract(p.value, '$.kind') <> 'cash' GROUP BY 1 ORDER BY 1"),
                report.Payments.Where(static payment => payment.Type.Kind != PaymentKind.Cash).GroupBy(static payment => payment.Type.Kind == PaymentKind.ManualCard ? "manual_card" : "other")
                    .OrderBy(static kind => kind.Key, StringComparer.Ordinal).Select(static kind => $"{kind.Key}|{kind.Sum(static total => total.Amount.Units)}"));
            Assert.Equal(CashOf(receipts, "1", isForeignIn: true), report.Payments.Where(static payment => payment.Type.Kind == PaymentKind.Cash).Aggregate(Money.Zero, static (sum, total) => sum + total.Amount));

            Assert.Equal(report.Cash.Expected, report.Drawers.Aggregate(Money.Zero, static (sum, drawer) => sum + drawer.Cash.Expected));
            foreach (var drawer in report.Drawers)
                AssertDrawer(report, receipts, drawer);

            var range = Range(report);
            Assert.Equal((Count($"SELECT count(*) {range} AND kind = 'line-voided'"), MoneyOf($"SELECT sum({Data("gross")}) {range} AND kind = 'line-voided'")), (report.VoidCount, report.Voided));
            Assert.Equal((Count($"SELECT count(*) {range} AND kind = 'ticket-abandoned'"), MoneyOf($"SELECT sum({Data("gross")}) {range} AND kind = 'ticket-abandoned'")), (report.AbandonedCount, report.Abandoned));
            Assert.Equal(Count($"SELECT count(*) {range} AND kind = 'drawer-opened'"), report.DrawerOpenings);
            Assert.Equal((Count($"SELECT count(*) {range} AND kind = 'training-receipt'"), MoneyOf($"SELECT sum({Data("gross")} + coalesce({Data("rounding")}, 0)) {range} AND kind = 'training-receipt'")), (report.TrainingCount, report.TrainingTotal));
            Assert.Equal(Text($"SELECT {Data("business_date")} {range} AND kind = 'shift-opened'"), report.BusinessDate.ToString("O", CultureInfo.InvariantCulture));
        }

        private void AssertDrawer(ShiftReport report, string receipts, DrawerReport drawer)
        {
            var range = Range(report);
            var number = drawer.Drawer.ToString(CultureInfo.InvariantCulture);
            Money Moved(string kind) => MoneyOf($"SELECT sum({Data("amount")}) {range} AND kind = '{kind}' AND {Data("drawer")} = {number}");
            var opening = MoneyOf($"SELECT json_extract(d.value, '$.float') FROM (SELECT json_extract(CAST(body AS TEXT), '$.data.drawers') AS drawers {range} AND kind = 'shift-opened') o, json_each(o.drawers) d WHERE json_extract(d.value, '$.drawer') = {number}");
            var sales = CashOf(receipts, $"drawer = {number}");
            Assert.Equal(
                (opening, sales, Moved("cash-paid-in"), Moved("cash-paid-out"), Moved("cash-dropped"), Moved("tips-paid-out")),
                (drawer.Cash.Float, drawer.Cash.Sales, drawer.Cash.PaidIn, drawer.Cash.PaidOut, drawer.Cash.Dropped, drawer.Cash.TipsPaidOut));
            Assert.Equal(
                Rows($"SELECT json_extract(p.value, '$.foreign.currency'), sum(json_extract(p.value, '$.foreign.amount')) FROM ({receipts}) r, json_each(r.payments) p WHERE json_extract(p.value, '$.foreign') IS NOT NULL AND drawer = {number} GROUP BY 1"),
                drawer.ForeignCash.Select(static total => $"{total.Currency.Code}|{total.Expected.Units}"));
            Assert.Equal(opening + sales + Moved("cash-paid-in") - Moved("cash-paid-out") - Moved("cash-dropped") - Moved("tips-paid-out"), drawer.Cash.Expected);
        }

        private async Task ShiftAsync(int hour)
        {
            var now = till.Time.GetLocalNow();
            var opening = now.Date.AddHours(hour) is var today && today > now.DateTime ? today : today.AddDays(1);
            till.Time.Advance(opening - now.DateTime);
            await SignInAsync();
            (await till.Pos.Shifts.OpenAsync([new DrawerCash(1, Amount(50, 200)), DrawerCash.Of(2, new CashCount(Money.Of(10), random.Next(5, 20)))])).EnsureDone();
            for (var i = random.Next(8, 20); i > 0; i--)
            {
                till.Time.Advance(TimeSpan.FromMinutes(random.Next(5, 30)));
                await StepAsync();
            }

            AssertAddsUp(till.Pos.Shifts.Current.Value!);
            if (random.Next(4) == 0)
                await till.RestartAsync();
            await SignInAsync();
            var x = till.Pos.Shifts.Current.Value!;
            (await till.Pos.Shifts.CloseAsync([new DrawerCash(2, x.Drawers[1].Cash.Expected.Abs()) { Foreign = Counted(x.Drawers[1]) }, new DrawerCash(1, Amount(0, 500)) { Foreign = Counted(x.Drawers[0]) }])).EnsureDone();
        }

        private ImmutableArray<ForeignCashCount> Counted(DrawerReport drawer) => [.. drawer.ForeignCash.Select(total => new ForeignCashCount(total.Currency, total.Expected - Money.Of(random.Next(0, 2))))];

        private async Task StepAsync()
        {
            switch (random.Next(14))
            {
                case 0:
                    await SignInAsync();
                    break;
                case 1:
                    (await till.Pos.Shifts.SelectDrawerAsync(random.Next(1, 3))).EnsureDone();
                    break;
                case 2:
                    (await till.Pos.Shifts.PayInAsync(Amount(1, 50), "change")).EnsureDone();
                    break;
                case 3:
                    (await till.Pos.Shifts.PayOutAsync(Amount(1, 20), "milk")).EnsureDone();
                    break;
                case 4:
                    (await till.Pos.Shifts.DropAsync(Amount(1, 80), "bag")).EnsureDone();
                    break;
                case 5:
                    (await till.Pos.Shifts.PayTipsOutAsync(Amount(1, 5), "Carl")).EnsureDone();
                    break;
                case 6:
                    (await till.Pos.Shifts.OpenDrawerAsync("a look")).EnsureDone();
                    break;
                case 7:
                    await TrainAsync();
                    break;
                case 8:
                    (await till.Pos.Tickets.DiscardAsync(RingUp())).EnsureDone();
                    break;
                case 9 when _sold.Count > 0:
                    await RefundAsync();
                    break;
                default:
                    _sold.Add(await SellAsync());
                    break;
            }
        }

        private async Task TrainAsync()
        {
            (await till.Pos.Device.BeginTrainingAsync()).EnsureDone();
            for (var i = random.Next(1, 4); i > 0; i--)
                Assert.True((await SellAsync()).IsTraining);
            (await till.Pos.Device.EndTrainingAsync()).EnsureDone();
        }

        private async Task RefundAsync()
        {
            var sale = _sold[random.Next(_sold.Count)];
            var lines = (await till.Pos.Receipts.GetRefundableAsync(sale.Id)).Value;
            if (lines.Count == 0)
                return;
            var part = random.Next(2) == 0 ? [] : lines.Take(1).Select(static line => new RefundedLine(line.Line, Quantity.One));
            var result = await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [.. part], PayBackBy = random.Next(3) == 0 ? PaymentType.Cash : null });
            Assert.True(result.IsDone || result.Refusal!.Code == RefusalCodes.RefundTooMuch, result.Refusal?.ToString());
        }

        private async Task<Receipt> SellAsync()
        {
            var ticket = RingUp();
            if (random.Next(6) == 0)
                ticket.AddTip(Amount(1, 4)).EnsureDone();
            var total = ticket.Current.Totals.Payable;
            return (await (random.Next(4) switch
            {
                3 => till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(new ForeignCash(Currency.CHF, Money.Of(300), ExchangeRate.Of(1.05m)), Currency.EUR)),
                0 => till.Pos.Checkout.CompleteAsync(ticket, Payment.Card(total)),
                1 => till.Pos.Checkout.CompleteAsync(ticket, [Payment.Card(Money.Of(0.50m)), Payment.Cash(Money.Of(200))]),
                _ => till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(200))),
            })).Value;
        }

        private ITicket RingUp()
        {
            var ticket = till.RingUp(random.Next(1, 4));
            var anything = till.Pos.Catalog.FindBySku("OPEN").Value;
            for (var i = random.Next(0, 3); i > 0; i--)
                ticket.Add(anything, Quantity.Of(random.Next(1, 3)), Money.Of(random.Next(1, 2_000) / 100m)).EnsureDone();
            if (random.Next(5) == 0)
                ticket.TakeBack(anything, Quantity.One, "torn", price: Money.Of(random.Next(1, 50) / 100m)).EnsureDone();
            if (random.Next(4) == 0)
                ticket.AddDiscount(Discount.Percent(new(new Guid(1, 0, 0, new byte[8])), "Friends", Rate.Percent(random.Next(1, 30)))).EnsureDone();
            if (random.Next(6) == 0)
                ticket.AddSurcharge(Surcharge.Percent(new(new Guid(2, 0, 0, new byte[8])), "Night", Rate.Percent(5))).EnsureDone();
            var lines = ticket.Current.Lines;
            if (lines.Length > 1 && random.Next(4) == 0)
                ticket.Remove(lines[^1].Id, "mistyped").EnsureDone();
            if (lines[0].Quantity > Quantity.One && random.Next(5) == 0)
                ticket.ChangeQuantity(lines[0].Id, Quantity.One).EnsureDone();
            return ticket;
        }

        private async Task SignInAsync()
        {
            var (id, pin) = People[random.Next(People.Length)];
            (await till.Pos.Session.SignInAsync(id, pin)).EnsureDone();
        }

        private Money Amount(int from, int to) => Money.Of(random.Next(from * 100, to * 100) / 100m);

        private static string Data(string member) => $"json_extract(CAST(body AS TEXT), '$.data.{member}')";

        /// <summary>The receipts that say that they are of the shift.</summary>
        private static string Receipts(ShiftReport report) => $"""
            SELECT seq, {Data("number")} AS number, {Data("drawer")} AS drawer, {Data("net")} AS net, {Data("tax")} AS tax, {Data("gross")} AS gross, {Data("discount")} AS discount,
                coalesce({Data("surcharge")}, 0) AS surcharge, coalesce({Data("rounding")}, 0) AS rounding, {Data("cash_rounding")} AS cash_rounding, {Data("change")} AS change,
                {Data("refund_of")} AS refund, {Data("taxes")} AS taxes, {Data("payments")} AS payments, {Data("lines")} AS lines
            FROM journal WHERE kind = 'receipt' AND {Data("shift")} = '{report.Id}'
            """;

        /// <summary>Everything from the opening of the shift to its close, or so far.</summary>
        private static string Range(ShiftReport report) => $"""
            FROM journal WHERE seq >= (SELECT seq FROM journal WHERE kind = 'shift-opened' AND {Data("shift")} = '{report.Id}')
                AND seq <= coalesce((SELECT seq FROM journal WHERE kind = 'shift-closed' AND {Data("shift")} = '{report.Id}'), 9223372036854775807)
            """;

        private Money CashOf(string receipts, string where, bool isForeignIn = false) => MoneyOf($"""
            SELECT coalesce((SELECT sum(json_extract(p.value, '$.amount')) FROM ({receipts}) r, json_each(r.payments) p WHERE json_extract(p.value, '$.kind') = 'cash' AND ({(isForeignIn ? 1 : 0)} OR json_extract(p.value, '$.foreign') IS NULL) AND {where}), 0)
                - coalesce((SELECT sum(change) FROM ({receipts}) WHERE {where}), 0)
            """);

        private Money MoneyOf(string sql) => Money.FromUnits(Sql.Rows(till.DatabasePath, sql) is [[long units]] ? units : 0);

        private int Count(string sql) => (int)(long)Assert.Single(Sql.Rows(till.DatabasePath, sql))[0];

        private string? Text(string sql) => Sql.Rows(till.DatabasePath, sql) is [[string text]] ? text : null;

        private IEnumerable<string> Rows(string sql) => Sql.Rows(till.DatabasePath, sql).Select(static row => string.Join('|', row));
    }
}
