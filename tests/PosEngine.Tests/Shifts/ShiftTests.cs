using System.Globalization;
using System.Text.Json;
using CsCheck;
using PosEngine.Checkout;
using PosEngine.Support;

namespace PosEngine.Shifts;

public sealed class ShiftTests
{
    [Fact]
    public Task H1_expected_cash_is_the_sum_of_the_journals_entries_for_any_day() => Gen.Int[0, 3].Array[1, 12].SampleAsync(async script =>
    {
        await using var till = await TillHost.ReadyAsync();
        foreach (var step in script)
            await RunAsync(till, step);
        var report = (await till.Pos.Shifts.CloseAsync(Money.Of(123.45m))).Value;

        var (cash, receipts) = await FoldAsync(till);
        Assert.Equal(Money.FromUnits(cash), report.Cash.Expected);
        Assert.Equal(receipts, report.ReceiptCount);
        Assert.Equal(Money.Of(123.45m) - report.Cash.Expected, report.Cash.Difference);
    }, iter: 10, threads: 1);

    [Fact]
    public async Task H2_any_counted_amount_is_accepted_and_the_difference_recorded()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();

        var report = (await till.Pos.Shifts.CloseAsync(Money.Zero)).Value;

        Assert.Equal(Money.Of(-105), report.Cash.Difference);
        Assert.Equal(report, Assert.Single((await till.Pos.Shifts.ListClosedAsync()).Value), ReportComparer);
    }

    [Fact]
    public async Task H3_one_shift_is_open_at_a_time_and_a_sale_belongs_to_the_one_open_at_its_commit()
    {
        await using var till = await TillHost.ReadyAsync();
        var first = till.Pos.Shifts.Current.Value!;
        Assert.Equal(RefusalCodes.ShiftOpen, (await till.Pos.Shifts.OpenAsync(Money.Zero)).Refusal?.Code);
        var ticket = till.RingUp();
        (await till.Pos.Shifts.CloseAsync(Money.Of(100))).EnsureDone();

        Assert.Equal(RefusalCodes.ShiftClosed, (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Refusal?.Code);
        var second = (await till.Pos.Shifts.OpenAsync(Money.Of(50))).Value;
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value;

        Assert.Equal(second.Id, receipt.ShiftId);
        Assert.Equal(first.Number + 1, second.Number);
    }

    [Fact]
    public async Task The_business_date_is_the_day_on_which_the_shift_was_opened_and_stays_so_past_midnight_and_restarts()
    {
        await using var till = await TillHost.ReadyAsync();
        var opened = till.Pos.Shifts.Current.Value!;
        till.Time.Advance(TimeSpan.FromHours(20));
        await till.RestartAsync();
        await till.SignInAsync();
        await till.SellAsync();

        var report = (await till.Pos.Shifts.CloseAsync(Money.Of(105))).Value;

        var day = new DateOnly(2026, 11, 24);
        Assert.Equal((day, day, new DateOnly(2026, 11, 25)), (opened.BusinessDate, report.BusinessDate, DateOnly.FromDateTime(report.ClosedAt!.Value.DateTime)));
        Assert.Equal(day, (await till.Pos.Shifts.ListClosedAsync()).Value[0].BusinessDate);
        Assert.Equal("2026-11-24", (await till.EntriesAsync("shift-opened"))[0].GetProperty("data").GetProperty("business_date").GetString());
    }

    [Theory]
    [InlineData(0, "2026-11-25")]
    [InlineData(4, "2026-11-24")]
    [InlineData(1, "2026-11-25")]
    public async Task A_shift_opened_before_the_day_begins_belongs_to_the_day_before(int startsAt, string day)
    {
        await using var till = await new TillHost(options => options.BusinessDayStart = TimeSpan.FromHours(startsAt)).StartAsync();
        await till.SignInAsync();
        till.Time.Advance(TimeSpan.FromHours(16)); // 01:00 in the shop.

        Assert.Equal(DateOnly.Parse(day, CultureInfo.InvariantCulture), (await till.Pos.Shifts.OpenAsync(Money.Zero)).Value.BusinessDate);
    }

    [Fact]
    public void A_shift_of_an_earlier_version_has_the_day_of_its_opening() => Assert.Equal(
        new DateOnly(2026, 3, 1),
        new ShiftReport
        {
            Id = default, Number = 1, OpenedAt = new DateTimeOffset(2026, 3, 1, 0, 30, 0, TimeSpan.FromHours(1)), OpenedBy = default, Cash = new(default, default, default, default, default, null),
        }.BusinessDate);

    [Fact]
    public async Task The_open_shift_is_the_same_after_a_restart()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        (await till.Pos.Shifts.PayOutAsync(Money.Of(12.50m), "flowers")).EnsureDone();
        var before = till.Pos.Shifts.Current.Value;

        await till.RestartAsync();

        Assert.Equal(before, till.Pos.Shifts.Current.Value, ReportComparer);
    }

    [Theory]
    [InlineData("-1", RefusalCodes.AmountInvalid)]
    [InlineData("0", RefusalCodes.AmountInvalid)]
    [InlineData("1.005", RefusalCodes.AmountPrecision)]
    public async Task An_amount_that_coins_cannot_make_is_refused_and_nothing_is_written(string amount, string code)
    {
        await using var till = await TillHost.ReadyAsync();
        var head = till.Pos.Journal.Head.Value;

        var result = await till.Pos.Shifts.PayInAsync(Money.Of(decimal.Parse(amount, System.Globalization.CultureInfo.InvariantCulture)), "change");

        Assert.Equal(code, result.Refusal?.Code);
        Assert.Equal(head, till.Pos.Journal.Head.Value);
    }

    [Fact]
    public async Task Nobody_moves_cash_at_a_locked_till()
    {
        await using var till = await TillHost.ReadyAsync();
        (await till.Pos.Session.LockAsync()).EnsureDone();

        Assert.Equal(RefusalCodes.NotSignedIn, (await till.Pos.Shifts.PayInAsync(Money.Of(1), "change")).Refusal?.Code);
        Assert.Equal(RefusalCodes.NotSignedIn, (await till.Pos.Shifts.CloseAsync(Money.Of(100))).Refusal?.Code);
    }

    /// <summary>By value, arrays included.</summary>
    private static bool ReportComparer(ShiftReport? x, ShiftReport? y) => JsonSerializer.Serialize(x) == JsonSerializer.Serialize(y);

    private static async Task RunAsync(TillHost till, int step)
    {
        switch (step)
        {
            case 0:
                (await till.Pos.Shifts.PayInAsync(Money.Of(20.10m), "change")).EnsureDone();
                break;
            case 1:
                (await till.Pos.Shifts.PayOutAsync(Money.Of(7.05m), "flowers")).EnsureDone();
                break;
            case 2:
                (await till.Pos.Checkout.CompleteAsync(till.RingUp(3), [Payment.Card(Money.Of(2.50m)), Payment.Cash(Money.Of(10))])).EnsureDone();
                break;
            default:
                (await till.Pos.Checkout.CompleteAsync(till.RingUp(1), Payment.Card(Money.Of(2.50m)))).EnsureDone();
                break;
        }
    }

    /// <summary>The same figures from the bodies, by other code.</summary>
    private static async Task<(long Cash, int Receipts)> FoldAsync(TillHost till)
    {
        long cash = 0;
        var receipts = 0;
        await foreach (var entry in till.Pos.Journal.ReadAsync())
        {
            using var body = JsonDocument.Parse(entry.Body);
            var kind = body.RootElement.GetProperty("kind").GetString();
            var data = body.RootElement.TryGetProperty("data", out var found) ? found : default;
            cash += kind switch
            {
                "shift-opened" => data.GetProperty("float").GetInt64(),
                "cash-paid-in" => data.GetProperty("amount").GetInt64(),
                "cash-paid-out" => -data.GetProperty("amount").GetInt64(),
                "receipt" => data.GetProperty("payments").EnumerateArray().Where(payment => payment.GetProperty("kind").GetString() == "cash")
                    .Sum(payment => payment.GetProperty("amount").GetInt64()) - data.GetProperty("change").GetInt64(),
                _ => 0,
            };
            receipts += kind == "receipt" ? 1 : 0;
        }

        return (cash, receipts);
    }

    [Fact]
    public async Task The_drawer_opened_without_a_sale_is_on_record_and_moves_no_cash()
    {
        var drawer = new Hardware.TestDevice("Drawer");
        await using var till = await new TillHost { Devices = new() { Drawers = [drawer] } }.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();

        var report = (await till.Pos.Shifts.OpenDrawerAsync("change a note")).Value;
        await till.Pos.Hardware.FlushAsync();

        Assert.Single(drawer.Done);
        Assert.Equal(Money.Of(100), report.Cash.Expected);
        var entry = (await till.EntriesAsync())[^1];
        Assert.Equal(("drawer-opened", "change a note"), (entry.GetProperty("kind").GetString(), entry.GetProperty("data").GetProperty("reason").GetString()));
    }

    [Fact]
    public async Task Without_a_drawer_none_is_opened()
    {
        await using var till = await TillHost.ReadyAsync();

        await till.AssertRefusedAsync(RefusalCodes.DrawerMissing, async () => (await till.Pos.Shifts.OpenDrawerAsync("")).Refusal);
    }
}
