using PosEngine.Support;

namespace PosEngine.Employees;

public sealed class TimeClockTests
{
    [Fact]
    public async Task Employees_come_pause_and_go_whoever_is_signed_in_and_without_a_connection()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var came = till.Time.GetLocalNow();

        (await till.Pos.TimeClock.ClockInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        till.Time.Advance(TimeSpan.FromHours(4));
        (await till.Pos.TimeClock.BeginBreakAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        Assert.Equal([new Attendance(TillHost.Bob, came, came.AddHours(4))], till.Pos.TimeClock.Present.Value);
        await till.RestartAsync();
        Assert.Equal([new Attendance(TillHost.Bob, came, came.AddHours(4))], till.Pos.TimeClock.Present.Value);
        till.Time.Advance(TimeSpan.FromMinutes(30));
        (await till.Pos.TimeClock.EndBreakAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        Assert.Equal(came, (await till.Pos.TimeClock.ClockOutAsync(TillHost.Bob, TillHost.BobsPin)).Value.Since);

        Assert.Empty(till.Pos.TimeClock.Present.Value);
        var entries = (await till.EntriesAsync()).Where(static entry => entry.GetProperty("kind").GetString() is "clocked-in" or "break-begun" or "break-ended" or "clocked-out").ToList();
        Assert.Equal(["clocked-in", "break-begun", "break-ended", "clocked-out"], entries.Select(static entry => entry.GetProperty("kind").GetString()!));
        Assert.All(entries, static entry => Assert.Equal(TillHost.Bob.Value, entry.GetProperty("employee").GetGuid()));
    }

    [Fact]
    public async Task What_makes_no_sense_is_refused()
    {
        await using var till = await TillHost.ReadyAsync();
        var clock = till.Pos.TimeClock;

        await till.AssertRefusedAsync(RefusalCodes.ClockedOut, async () => (await clock.ClockOutAsync(TillHost.Bob, TillHost.BobsPin)).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.ClockedOut, async () => (await clock.BeginBreakAsync(TillHost.Bob, TillHost.BobsPin)).Refusal);
        (await clock.ClockInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.ClockedIn, async () => (await clock.ClockInAsync(TillHost.Bob, TillHost.BobsPin)).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NotOnBreak, async () => (await clock.EndBreakAsync(TillHost.Bob, TillHost.BobsPin)).Refusal);
        (await clock.BeginBreakAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.OnBreak, async () => (await clock.BeginBreakAsync(TillHost.Bob, TillHost.BobsPin)).Refusal);
        (await clock.ClockOutAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        Assert.Equal("Ann", till.Pos.Session.Current.Value!.Name);
    }

    [Fact]
    public async Task Nobody_clocks_in_for_somebody_else()
    {
        await using var till = await TillHost.ReadyAsync();

        Assert.Equal(RefusalCodes.PinWrong, (await till.Pos.TimeClock.ClockInAsync(TillHost.Bob, TillHost.AnnsPin)).Refusal?.Code);

        Assert.Equal("time_clock", Assert.Single(await till.EntriesAsync("pin-failed")).GetProperty("data").GetProperty("purpose").GetString());
        Assert.Empty(till.Pos.TimeClock.Present.Value);
    }
}
