using PosEngine.Support;

namespace PosEngine.Employees;

public sealed class IdleLockTests
{
    [Fact]
    public async Task A_till_that_nobody_touches_locks_itself_and_keeps_the_ticket()
    {
        await using var till = await StartAsync();
        var ticket = till.RingUp();
        till.Time.Advance(TimeSpan.FromSeconds(59));
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        till.Time.Advance(TimeSpan.FromSeconds(59));
        till.Pos.Session.NoteActivity();
        till.Time.Advance(TimeSpan.FromSeconds(59));
        Assert.NotNull(till.Pos.Session.Current.Value);

        till.Time.Advance(TimeSpan.FromSeconds(1));

        Assert.Null(till.Pos.Session.Current.Value);
        Assert.True(Assert.Single(await till.EntriesAsync("locked")).GetProperty("data").GetProperty("idle").GetBoolean());
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        Assert.Equal(Quantity.Of(3), Assert.Single(ticket.Current.Lines).Quantity);
    }

    [Fact]
    public async Task Nobody_is_locked_out_twice_or_without_the_setting()
    {
        await using var till = await StartAsync();
        till.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Single(await till.EntriesAsync("locked"));

        await using var other = await TillHost.ReadyAsync();
        other.Time.Advance(TimeSpan.FromDays(1));
        Assert.NotNull(other.Pos.Session.Current.Value);
    }

    [Fact]
    public async Task Changing_over_is_one_call_and_begins_the_while_anew()
    {
        await using var till = await StartAsync();
        till.Time.Advance(TimeSpan.FromSeconds(40));
        Assert.Equal("Bob", (await ((ISession)till.Pos.Session).SwitchAsync(TillHost.Bob, TillHost.BobsPin)).Value.Name);
        till.Time.Advance(TimeSpan.FromSeconds(40));

        Assert.Equal("Bob", till.Pos.Session.Current.Value?.Name);
    }

    [Fact]
    public async Task The_setting_holds_from_the_pull_that_brings_it_and_ends_with_the_one_that_takes_it_away()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetReference("settings", "shop", """{ "lock_after": 60 }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        till.Time.Advance(TimeSpan.FromSeconds(50));
        till.SetReference("settings", "shop", "{}");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        till.Time.Advance(TimeSpan.FromHours(1));
        Assert.NotNull(till.Pos.Session.Current.Value);

        till.SetReference("settings", "shop", """{ "lock_after": 60 }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        till.Time.Advance(TimeSpan.FromSeconds(60));

        Assert.Null(till.Pos.Session.Current.Value);
    }

    private static async Task<TillHost> StartAsync()
    {
        var till = new TillHost();
        till.SetReference("settings", "shop", """{ "lock_after": 60 }""");
        await till.StartAsync();
        await till.SignInAsync();
        return till;
    }
}
