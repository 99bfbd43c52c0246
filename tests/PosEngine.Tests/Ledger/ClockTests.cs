using System.Globalization;
using System.Text.Json;
using PosEngine.Health;
using PosEngine.Journal;
using PosEngine.Support;

namespace PosEngine.Ledger;

/// <summary>A clock that does what clocks do not do is on record. Nothing depends on it.</summary>
public sealed class ClockTests
{
    private static readonly TimeZoneInfo Berlin = TimeZoneInfo.FindSystemTimeZoneById("Europe/Berlin");

    [Theory]
    [InlineData(-1, "stepped_back")]
    [InlineData(1, "jumped_ahead")]
    public async Task S5_a_clock_that_was_set_is_flagged_on_the_entry_and_told_and_changes_no_order(int hours, string anomaly)
    {
        await using var till = await TillHost.ReadyAsync();
        var first = await till.SellAsync();
        till.Time.Advance(TimeSpan.FromMinutes(10));
        till.Time.MoveHands(TimeSpan.FromHours(hours));

        var second = await till.SellAsync();
        await till.SellAsync();

        var noted = Assert.Single(await till.EntriesAsync(EntryKinds.ClockAnomaly)).GetProperty("data");
        Assert.Equal(anomaly, noted.GetProperty("anomaly").GetString());
        Assert.Equal(hours * 3_600_000L, noted.GetProperty("drift").GetInt64());
        Assert.Equal(first.CompletedAt, noted.GetProperty("previous").GetDateTimeOffset());
        Assert.Equal([null, anomaly, null], (await till.EntriesAsync(EntryKinds.Receipt)).Select(ClockOf)); // Once: from then on it is the clock that there is.
        Assert.Equal(["1-1003", "1-1002", "1-1001"], (await till.Pos.Receipts.ListAsync()).Value.Select(static receipt => receipt.Number));
        Assert.Equal("1-1002", second.Number);
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task A_clock_that_jumped_is_a_problem_until_the_back_office_agrees_with_it()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        till.Time.MoveHands(TimeSpan.FromHours(9)); // As after a night's sleep.
        await till.SellAsync();
        Assert.Equal([HealthCodes.ClockWrong], (await till.Pos.Health.CheckAsync()).Problems);

        till.GoOnline();

        Assert.Empty((await till.Pos.Health.CheckAsync()).Problems);
    }

    [Fact]
    public async Task S5_a_zone_that_is_wrong_from_the_start_is_flagged_once_in_each_run_and_told_until_it_is_right()
    {
        await using var till = await new TillHost().StartAsync();
        await till.SignInAsync();
        Assert.Equal(HealthStatus.Healthy, (await till.Pos.Health.CheckAsync()).Status);
        till.SetReference("settings", "shop", """{ "time_zone": "America/New_York" }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        await till.SellAsync();

        Assert.Equal(["zone_wrong"], (await till.EntriesAsync(EntryKinds.ClockAnomaly)).Select(static entry => entry.GetProperty("data").GetProperty("anomaly").GetString()));
        Assert.Equal("zone_wrong", ClockOf(Assert.Single(await till.EntriesAsync(EntryKinds.ShiftOpened))));
        Assert.Equal([HealthCodes.ClockWrong], (await till.Pos.Health.CheckAsync()).Problems);
        till.SetReference("settings", "shop", """{ "time_zone": "Nowhere/Land" }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Empty((await till.Pos.Health.CheckAsync()).Problems);
    }

    [Fact]
    public async Task S5_a_clock_that_was_set_back_while_the_till_was_off_is_flagged()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.Pos.DisposeAsync();
        till.Time.MoveHands(TimeSpan.FromHours(-2));

        await till.StartAsync();

        Assert.False(Assert.Single(await till.EntriesAsync(EntryKinds.ClockAnomaly)).GetProperty("data").TryGetProperty("drift", out _)); // Nobody knows how long it was off.
    }

    [Fact]
    public async Task A_till_that_was_off_for_days_or_corrects_its_clock_a_little_is_nothing_odd()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.Pos.DisposeAsync();
        till.Time.Advance(TimeSpan.FromDays(3));
        await till.StartAsync();
        await till.SignInAsync();
        till.Time.MoveHands(TimeSpan.FromSeconds(-3));
        await till.SellAsync();
        till.Time.MoveHands(TimeSpan.FromSeconds(3));
        await till.SellAsync();

        Assert.Empty(await till.EntriesAsync(EntryKinds.ClockAnomaly));
    }

    [Fact]
    public async Task Every_entry_tells_how_long_the_engine_had_been_running()
    {
        await using var till = await TillHost.ReadyAsync();
        till.Time.Advance(TimeSpan.FromSeconds(90));
        await till.SellAsync();
        await till.RestartAsync();
        await till.SignInAsync();
        await till.SellAsync();

        Assert.Equal([90_000, 0], (await till.EntriesAsync(EntryKinds.Receipt)).Select(static body => body.GetProperty("uptime").GetInt64()));
    }

    [Fact]
    public async Task The_difference_to_the_back_office_is_known_before_it_is_reached_again()
    {
        await using var till = await TillHost.ReadyAsync();
        till.Ledger().Clock.Offset = 4_200;
        await till.SellAsync();
        till.GoOffline();

        await till.RestartAsync();

        Assert.Equal(4_200, (await till.EntriesAsync(EntryKinds.EngineStarted))[^1].GetProperty("clock_offset").GetInt64());
    }

    [Theory]
    [InlineData("2026-10-25T02:30:00+02:00", "2026-10-25T03:30:00+01:00", null)] // Summer time ends.
    [InlineData("2026-11-24T12:00:00+01:00", "2026-11-24T13:00:00+01:00", null)]
    [InlineData("2026-11-24T12:00:00+02:00", "2026-11-24T13:00:00+01:00", "zone_changed")]
    [InlineData("2026-11-24T12:00:00+01:00", "2026-11-24T11:59:50+01:00", "stepped_back")]
    [InlineData("2026-11-24T12:00:00+01:00", "2026-11-24T11:59:56+01:00", null)]
    public void A_zone_that_changes_with_the_season_is_the_same_zone(string previous, string now, string? anomaly) =>
        Assert.Equal(anomaly, ClockRules.Judge(DateTimeOffset.Parse(previous, CultureInfo.InvariantCulture), DateTimeOffset.Parse(now, CultureInfo.InvariantCulture), passed: null, Berlin)?.Anomaly);

    [Fact]
    public void A_body_written_before_there_was_an_uptime_is_read_as_it_always_was()
    {
        var head = EntryBody.ReadHead(JsonElement.Parse("""{"kind":"locked","at":"2026-11-24T12:00:00.000+01:00","clock_offset":null}"""));

        Assert.Equal(new EntryHead(new DateTimeOffset(2026, 11, 24, 12, 0, 0, TimeSpan.FromHours(1)), null, null), head);
    }

    private static string? ClockOf(JsonElement body) => body.TryGetProperty("clock", out var clock) ? clock.GetString() : null;
}
