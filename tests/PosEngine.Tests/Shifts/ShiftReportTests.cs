using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CsCheck;
using PosEngine.Catalog;
using PosEngine.Checkout;
using PosEngine.Hardware;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Support;
using PosEngine.Tickets;

namespace PosEngine.Shifts;

public sealed class ShiftReportTests
{
    private static readonly PaymentType Voucher = new() { Id = new(new Guid(5, 0, 0, new byte[8])), Name = "Voucher", Kind = PaymentKind.Other };
    private static readonly PaymentType Dollars = new() { Id = new(new Guid(6, 0, 0, new byte[8])), Name = "Dollars", Kind = PaymentKind.Cash };
    private static readonly Tax Reduced = new() { Id = new(new Guid(4, 0, 0, new byte[8])), Name = "VAT 5%", Rate = Rate.Percent(5) };
    private static readonly Item Anything = new() { Id = new(new Guid(9, 0, 0, new byte[8])), Name = "Anything", Taxes = [Reduced] };

    private static readonly Item Voucher10 = new() { Id = new(new Guid(10, 0, 0, new byte[8])), Name = "Voucher", BusinessCase = BusinessCase.MultiPurposeVoucherSale };
    private static readonly Item Crate = new() { Id = new(new Guid(11, 0, 0, new byte[8])), Name = "Crate", Price = Money.Of(3.10m), BusinessCase = BusinessCase.Deposit };

    /// <summary>A random day, over restarts and losses of the connection; the figures are added up again from nothing but the bodies.</summary>
    [Fact]
    public async Task H1_every_figure_of_the_report_is_the_sum_of_the_journals_bodies() => await Gen.Int.SampleAsync(async seed =>
    {
        var random = new Random(seed);
        await using var till = await TillHost.ReadyAsync(options => options.PricingPolicy = PricingPolicy.Switzerland);
        for (var i = 0; i < 12; i++)
            await StepAsync(till, random);
        var x = till.Pos.Shifts.Current.Value!;

        var z = (await till.Pos.Shifts.CloseAsync(Money.Of(321.05m))).Value;

        await AssertFoldedAsync(till, z);
        var uncounted = z.Drawers.Select(static drawer => drawer with { Cash = drawer.Cash with { Counted = null } });
        Assert.Equal(Json(x), Json(z with { ClosedAt = null, ClosedBy = null, Cash = z.Cash with { Counted = null }, Drawers = [.. uncounted] }));
        Assert.Equal(Json(z), Json(Assert.Single((await till.Pos.Shifts.ListClosedAsync()).Value)));
    }, iter: 12, threads: 1);

    [Fact]
    public async Task H1_a_tip_and_a_voucher_are_no_sales()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        ticket.AddTip(Money.Of(2)).EnsureDone();
        ticket.Add(Voucher10, price: Money.Of(10)).EnsureDone();
        ticket.Add(Crate).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20.10m)))).EnsureDone();
        await till.SellAsync();
        await till.RestartAsync();

        var shift = till.Pos.Shifts.Current.Value!;

        Assert.Equal(
            [(BusinessCase.Sale, 10m), (BusinessCase.TipToEmployee, 2m), (BusinessCase.MultiPurposeVoucherSale, 10m), (BusinessCase.Deposit, 3.10m)],
            shift.SalesByBusinessCase.Select(total => (total.BusinessCase, total.Gross.ToDecimal())));
        Assert.Equal((Money.Of(13.10m), Money.Of(25.10m)), (shift.GrossSales, shift.Totals.Gross));
        Assert.Equal(shift.GrossSales, shift.NetSales + shift.Totals.Tax);
    }

    [Fact]
    public void A_report_of_a_release_that_did_not_tell_business_cases_apart_counts_all_as_sales()
    {
        var report = TestPapers.ClosedShift;
        var json = JsonNode.Parse(StateFormat.Write(report))!.AsObject();
        Assert.True(json.Remove(nameof(ShiftReport.SalesByBusinessCase)));

        var read = StateFormat.ReadReport(Encoding.UTF8.GetBytes(json.ToJsonString()));

        Assert.Equal([new(BusinessCase.Sale, report.Totals.Net, report.Totals.Tax, report.Totals.Gross)], read.SalesByBusinessCase);
        Assert.Equal(report.Totals.Gross, read.GrossSales);
        Assert.Equal(report.SalesByBusinessCase, StateFormat.ReadReport(StateFormat.Write(report)).SalesByBusinessCase);
    }

    [Fact]
    public async Task An_open_shift_shows_its_figures_as_they_come()
    {
        await using var till = await TillHost.ReadyAsync();
        var told = new List<(int?, decimal?)>();
        using var subscription = till.Pos.Shifts.Current.Subscribe(report => told.Add((report?.ReceiptCount, report?.Cash.Expected.ToDecimal())));

        await till.SellAsync();
        (await till.Pos.Shifts.PayOutAsync(Money.Of(0.50m), "tip")).EnsureDone();
        till.Time.Advance(TimeSpan.FromHours(1));
        (await till.Pos.Shifts.CloseAsync(Money.Of(104))).EnsureDone();

        Assert.Equal([(0, 100m), (1, 105m), (1, 104.50m), (null, null)], told);
    }

    [Fact]
    public async Task Whatever_an_earlier_version_did_not_write_may_be_missing_from_reports_and_states()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        var z = (await till.Pos.Shifts.CloseAsync(Money.Of(105))).Value;
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        await till.SellAsync();
        var (report, state) = (JsonNode.Parse(StateFormat.Write(z))!.AsObject(), JsonNode.Parse(StateFormat.Write(till.Ledger().State))!.AsObject());
        string[] optional = ["OpenPayments", "Drawers", "BusinessDate", "SalesByBusinessCase"];

        foreach (var member in optional)
        {
            Assert.True(report.Remove(member) & state["Shift"]!.AsObject().Remove(member), member);
            Assert.False(StateFormat.ReadReport(Bytes(report)).OpenPayments.IsDefault);
            Assert.Equal(z.Cash, StateFormat.ReadReport(StateFormat.Write(StateFormat.ReadReport(Bytes(report)))).Drawers[0].Cash);
            Assert.Equal(Money.Of(105), StateFormat.Read(StateFormat.Write(StateFormat.Read(Bytes(state))!))!.Shift!.Drawers[0].Cash.Expected);
        }

        Assert.True(state.Remove("Drawer"));
        Assert.Equal(1, StateFormat.Read(Bytes(state))!.Drawer);

        static byte[] Bytes(JsonNode json) => Encoding.UTF8.GetBytes(json.ToJsonString());
    }

    [Fact]
    public async Task A_z_report_names_who_opened_and_who_closed_and_when()
    {
        await using var till = await TillHost.ReadyAsync();
        var opened = till.Time.GetLocalNow();
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        till.Time.Advance(TimeSpan.FromHours(8));

        var z = (await till.Pos.Shifts.CloseAsync(Money.Of(99.50m))).Value;

        Assert.Equal((1, opened, TillHost.Ann), (z.Number, z.OpenedAt, z.OpenedBy));
        Assert.Equal((till.Time.GetLocalNow(), TillHost.Bob), (z.ClosedAt, z.ClosedBy));
        Assert.Equal((Money.Of(100), Money.Of(99.50m), Money.Of(-0.50m)), (z.Cash.Expected, z.Cash.Counted, z.Cash.Difference));
        var body = Assert.Single(await till.EntriesAsync("shift-closed")).GetProperty("data");
        Assert.Equal((z.Id.Value, 10_000_000, 9_950_000, -50_000), (body.GetProperty("shift").GetGuid(), body.GetProperty("expected").GetInt64(), body.GetProperty("counted").GetInt64(), body.GetProperty("difference").GetInt64()));
    }

    [Fact]
    public async Task H3_a_shift_is_closed_with_whatever_is_unsynchronised_and_open()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        (await till.Pos.Tickets.ParkAsync(till.RingUp(), "table 4")).EnsureDone();
        var ticket = till.RingUp();

        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();

        Assert.Null(till.Pos.Shifts.Current.Value);
        Assert.Single(till.Pos.Tickets.Parked.Value);
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        Assert.Equal(1, till.Pos.Receipts.Unsynchronised.Value.Count);
    }

    [Fact]
    public async Task Closed_shifts_are_listed_newest_first_and_survive_a_restart()
    {
        await using var till = await TillHost.ReadyAsync();
        for (var i = 1; i <= 3; i++)
        {
            await till.SellAsync(coffees: i);
            (await till.Pos.Shifts.CloseAsync(Money.Of(i))).EnsureDone();
            (await till.Pos.Shifts.OpenAsync(Money.Zero)).EnsureDone();
        }

        await till.RestartAsync();
        await till.SignInAsync();

        var closed = (await till.Pos.Shifts.ListClosedAsync()).Value;
        Assert.Equal([(3, 3m, 7.50m), (2, 2m, 5m), (1, 1m, 2.50m)], closed.Select(report => (report.Number, report.Cash.Counted!.Value.ToDecimal(), report.Totals.Gross.ToDecimal())));
        Assert.Equal([3, 2], (await till.Pos.Shifts.ListClosedAsync(limit: 2)).Value.Select(report => report.Number));
        Assert.Equal(4, till.Pos.Shifts.Current.Value!.Number);
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => till.Pos.Shifts.ListClosedAsync(limit: 0));
        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => till.Pos.Shifts.ListClosedAsync(limit: 501));
    }

    [Fact]
    public async Task Without_an_open_shift_there_is_no_cash_to_move()
    {
        await using var till = await TillHost.ReadyAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.ShiftClosed, async () => (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ShiftClosed, async () => (await till.Pos.Shifts.PayOutAsync(Money.Of(1), "")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ShiftClosed, async () => (await till.Pos.Shifts.CloseAsync(Money.Of(1))).Refusal);
    }

    [Fact]
    public async Task Amounts_that_coins_cannot_make_are_refused_wherever_cash_moves()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await till.Pos.Shifts.PayOutAsync(Money.Zero, "")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.AmountPrecision, async () => (await till.Pos.Shifts.PayOutAsync(Money.Of(0.001m), "")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await till.Pos.Shifts.CloseAsync(Money.Of(-1))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.AmountPrecision, async () => (await till.Pos.Shifts.CloseAsync(Money.Of(0.005m))).Refusal);
        (await till.Pos.Shifts.CloseAsync(Money.Zero)).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await till.Pos.Shifts.OpenAsync(Money.Of(-1))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.AmountPrecision, async () => (await till.Pos.Shifts.OpenAsync(Money.Of(0.005m))).Refusal);
    }

    [Fact]
    public async Task A_sum_out_of_range_is_refused_and_the_till_goes_on()
    {
        await using var till = await TillHost.ReadyAsync();
        var most = Money.Of(92_233_720_368_547.75m);

        await till.AssertRefusedAsync(RefusalCodes.AmountTooLarge, async () => (await till.Pos.Shifts.PayInAsync(most, "")).Refusal);
        (await till.Pos.Shifts.PayOutAsync(Money.Of(200), "")).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.AmountTooLarge, async () => (await till.Pos.Shifts.CloseAsync(most)).Refusal);

        await till.SellAsync();
        Assert.Equal(Money.Of(-95), (await till.Pos.Shifts.CloseAsync(Money.Zero)).Value.Cash.Expected);
    }

    [Fact]
    public async Task Change_comes_out_of_the_cash_that_it_was_given_for()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();

        (await till.Pos.Checkout.CompleteAsync(ticket, [new Payment(Dollars, Money.Of(20)), Payment.Card(Money.Of(1))])).EnsureDone();

        Assert.Equal([("Dollars", 4m, 1), ("Card", 1m, 1)], till.Pos.Shifts.Current.Value!.Payments.Select(total => (total.Type.Name, total.Amount.ToDecimal(), total.Count)));
        Assert.Equal(Money.Of(104), till.Pos.Shifts.Current.Value.Cash.Expected);
    }

    [Fact]
    public async Task A_total_that_is_rounded_is_rounded_in_the_report_too()
    {
        await using var till = await TillHost.ReadyAsync(options => options.PricingPolicy = new() { TotalStep = Money.Of(0.05m) });
        var ticket = till.Pos.Tickets.Start();
        ticket.Add(Anything, price: Money.Of(10.02m)).EnsureDone();

        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Card(Money.Of(10)))).EnsureDone();

        Assert.Equal((Money.Of(10.02m), Money.Of(-0.02m), Money.Of(10)), (till.Pos.Shifts.Current.Value!.Totals.Gross, till.Pos.Shifts.Current.Value.Totals.Rounding, till.Pos.Shifts.Current.Value.Totals.Payable));
    }

    private static async Task StepAsync(TillHost till, Random random)
    {
        var ticket = till.RingUp(coffees: random.Next(1, 4));
        ticket.Add(Anything, price: Money.FromMinor(random.Next(1, 500), Currency.EUR)).EnsureDone();
        Mix(ticket, random);
        var total = ticket.Current.Totals.Gross;
        switch (random.Next(7))
        {
            case 0:
                (await till.Pos.Shifts.PayInAsync(Money.FromMinor(random.Next(1, 5_000), Currency.EUR), "change")).EnsureDone();
                break;
            case 1:
                (await till.Pos.Shifts.PayOutAsync(Money.FromMinor(random.Next(1, 5_000), Currency.EUR), "flowers")).EnsureDone();
                break;
            case 2:
                (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(total + Money.FromMinor(random.Next(5, 500), Currency.EUR)))).EnsureDone();
                break;
            case 3:
                (await till.Pos.Checkout.CompleteAsync(ticket, [new Payment(Voucher, Money.Of(0.51m)), Payment.Card(Money.Of(0.25m)), Payment.Card(Money.Of(0.25m)), Payment.Cash(total)])).EnsureDone();
                break;
            case 4:
                var session = till.Pos.Checkout.Begin(ticket).Value;
                (await session.AddAsync(Payment.Card(Money.Of(1)))).EnsureDone();
                (await session.AddAsync(Payment.Cash(session.Due(PaymentType.Cash)))).EnsureDone();
                (await session.CompleteAsync()).EnsureDone();
                break;
            case 5:
                (await till.Pos.Checkout.Begin(ticket).Value.AddAsync(Payment.Cash(Money.Of(1)))).EnsureDone(); // Never completed: not in the drawer's books.
                break;
            default:
                await till.RestartAsync();
                await till.SignInAsync();
                break;
        }
    }

    /// <summary>Some of what is no sale, and some of what the ticket carries.</summary>
    private static void Mix(ITicket ticket, Random random)
    {
        if (random.Next(3) == 0)
            ticket.AddTip(Money.FromMinor(random.Next(1, 300), Currency.EUR)).EnsureDone();
        if (random.Next(3) == 0)
            ticket.Add(Voucher10, price: Money.Of(10)).EnsureDone();
        if (random.Next(3) == 0)
            ticket.Add(Crate, quantity: Quantity.Of(random.Next(1, 4))).EnsureDone();
        if (random.Next(3) == 0)
            ticket.AddDiscount(Discount.Fixed(new(new Guid(7, 0, 0, new byte[8])), "Loyalty", Money.Of(0.10m)) with { Taxes = [Reduced] }).EnsureDone();
        if (random.Next(3) == 0)
            ticket.AddSurcharge(Surcharge.Percent(new(new Guid(8, 0, 0, new byte[8])), "Service", Rate.Percent(10)) with { Taxes = [] }).EnsureDone();
    }

    private static async Task AssertFoldedAsync(TillHost till, ShiftReport z)
    {
        var (cash, sales, paidIn, paidOut, rounding, gross, net, tax) = (0L, 0L, 0L, 0L, 0L, 0L, 0L, 0L);
        var taxes = new Dictionary<string, (long Net, long Amount)>();
        var cases = new Dictionary<string, (long Net, long Gross)>();
        var payments = new Dictionary<string, (long Amount, int Count)>();
        var receipts = 0;
        foreach (var body in await till.EntriesAsync())
        {
            var data = body.TryGetProperty("data", out var found) ? found : default;
            switch (body.GetProperty("kind").GetString())
            {
                case "shift-opened":
                    cash += Units(data, "float");
                    break;
                case "cash-paid-in":
                    paidIn += Units(data, "amount");
                    break;
                case "cash-paid-out":
                    paidOut += Units(data, "amount");
                    break;
                case "receipt":
                    receipts++;
                    (rounding, gross, net, tax) = (rounding + Units(data, "cash_rounding"), gross + Units(data, "gross"), net + Units(data, "net"), tax + Units(data, "tax"));
                    foreach (var total in data.GetProperty("taxes").EnumerateArray())
                        taxes[Text(total, "name")] = (taxes.GetValueOrDefault(Text(total, "name")).Net + Units(total, "net"), taxes.GetValueOrDefault(Text(total, "name")).Amount + Units(total, "amount"));
                    foreach (var (name, part) in PartsOf(data))
                        cases[name] = (cases.GetValueOrDefault(name).Net + Units(part, "net"), cases.GetValueOrDefault(name).Gross + Units(part, "gross"));
                    foreach (var payment in data.GetProperty("payments").EnumerateArray())
                    {
                        var kept = Units(payment, "amount") - (Text(payment, "kind") == "cash" ? Units(data, "change") : 0);
                        sales += Text(payment, "kind") == "cash" ? kept : 0;
                        payments[Text(payment, "name")] = (payments.GetValueOrDefault(Text(payment, "name")).Amount + kept, payments.GetValueOrDefault(Text(payment, "name")).Count + 1);
                    }

                    break;
            }
        }

        Assert.Equal(
            (cash, sales, paidIn, paidOut, cash + sales + paidIn - paidOut),
            (z.Cash.Float.Units, z.Cash.Sales.Units, z.Cash.PaidIn.Units, z.Cash.PaidOut.Units, z.Cash.Expected.Units));
        Assert.Equal((receipts, rounding, gross, net, tax), (z.ReceiptCount, z.CashRounding.Units, z.Totals.Gross.Units, z.Totals.Net.Units, z.Totals.Tax.Units));
        Assert.Equal(taxes.Select(total => (total.Key, total.Value.Net, total.Value.Amount)), z.Taxes.Select(total => (total.Tax.Name, total.Net.Units, total.Amount.Units)));
        Assert.Equal(
            cases.Select(total => (total.Key, total.Value.Net, total.Value.Gross - total.Value.Net, total.Value.Gross)),
            z.SalesByBusinessCase.Select(total => (WireNames.BusinessCases[total.BusinessCase].Value, total.Net.Units, total.Tax.Units, total.Gross.Units)));
        Assert.Equal(cases.Values.Sum(total => total.Gross), gross);
        var others = cases.GetValueOrDefault("tip_to_employee").Gross + cases.GetValueOrDefault("multi_purpose_voucher_sale").Gross;
        Assert.Equal((net - others, gross - others), (z.NetSales.Units, z.GrossSales.Units));
        Assert.Equal(payments.Select(total => (total.Key, total.Value.Amount, total.Value.Count)), z.Payments.Select(total => (total.Type.Name, total.Amount.Units, total.Count)));
        Assert.Equal(gross + rounding, payments.Values.Sum(total => total.Amount));
    }

    /// <summary>The lines, and what the receipt carries beside them, with their business cases.</summary>
    private static IEnumerable<(string Case, JsonElement Part)> PartsOf(JsonElement receipt)
    {
        foreach (var line in receipt.GetProperty("lines").EnumerateArray())
            yield return (line.TryGetProperty("business_case", out var name) ? name.GetString()! : "sale", line);
        foreach (var (list, name) in new[] { ("discounts", "discount"), ("surcharges", "surcharge") })
        {
            foreach (var adjustment in receipt.TryGetProperty(list, out var all) ? all.EnumerateArray().ToArray() : [])
            {
                if (adjustment.TryGetProperty("carried", out var carried))
                    yield return (name, carried);
            }
        }
    }

    private static long Units(JsonElement element, string name) => element.GetProperty(name).GetInt64();

    private static string Text(JsonElement element, string name) => element.GetProperty(name).GetString()!;

    private static string Json(ShiftReport report) => JsonSerializer.Serialize(report);
}
