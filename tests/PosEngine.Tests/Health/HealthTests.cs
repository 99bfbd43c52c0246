using System.Diagnostics.Metrics;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Health;

/// <summary>How the till is, by its own account.</summary>
public sealed class HealthTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    [Fact]
    public async Task A_till_that_is_well_says_so_with_its_figures()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();

        var health = await till.Pos.Health.CheckAsync();

        Assert.Equal((HealthStatus.Healthy, ""), (health.Status, health.Description));
        Assert.Equal(new FileInfo(till.DatabasePath).Length, health.DatabaseBytes);
        Assert.InRange(health.LogBytes, 4_096, 10_000_000);
        Assert.InRange(health.FreeBytes!.Value, 1, long.MaxValue);
        Assert.Equal((0L, (TimeSpan?)null), (health.UnsynchronisedEntries, health.UnsynchronisedAge));
        Assert.Equal(((DateTimeOffset?)null, till.Time.GetUtcNow()), (health.LastBackup, health.LastVerification));
        Assert.Equal(till.Ledger().Identity.Current.Journal.Id, health.Epoch);
        Assert.Equal(TimeSpan.Zero, health.ClockOffset);
        Assert.Equal(health.DatabaseBytes, health.Data["database_bytes"]);
        Assert.DoesNotContain("last_backup", health.Data.Keys);
        Assert.Same(health, till.Pos.Health.Current.Value);
    }

    [Fact]
    public async Task What_waits_too_long_for_the_back_office_is_told_in_time_and_forgotten_when_it_is_there()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        till.Time.Advance(TimeSpan.FromHours(23));
        Assert.Equal(HealthStatus.Healthy, till.Pos.Health.Current.Value!.Status);

        till.Time.Advance(TimeSpan.FromHours(2));

        var health = till.Pos.Health.Current.Value!;
        Assert.Equal((HealthStatus.Degraded, HealthCodes.Unsynchronised), (health.Status, Assert.Single(health.Problems)));
        Assert.Equal((2L, TimeSpan.FromHours(25)), (health.UnsynchronisedEntries, health.UnsynchronisedAge!.Value));
        till.GoOnline();
        Assert.Equal(HealthStatus.Healthy, (await till.Pos.Health.CheckAsync()).Status);
    }

    [Theory]
    [InlineData("")]
    [InlineData("-wal")]
    [InlineData("-before-1")]
    public async Task D7_a_backup_never_takes_the_place_of_the_database(string suffix)
    {
        await using var till = await TillHost.ReadyAsync();

        await Assert.ThrowsAsync<ArgumentException>(() => till.Pos.Storage.BackupAsync(till.DatabasePath + suffix));

        Assert.Equal("1-1001", (await till.SellAsync()).Number);
    }

    [Fact]
    public async Task Backups_and_checks_are_remembered_over_restarts()
    {
        await using var till = await TillHost.ReadyAsync();
        var verified = till.Time.GetUtcNow();
        await till.Pos.Storage.BackupAsync(_folder.PathOf("backup.db"));
        till.Time.Advance(TimeSpan.FromHours(1));
        await till.RestartAsync();

        var health = await till.Pos.Health.CheckAsync();

        Assert.Equal((verified, verified), (health.LastBackup!.Value, health.LastVerification!.Value)); // Verified an hour ago: not again.
        till.Time.Advance(TimeSpan.FromDays(1));
        await till.RestartAsync();
        Assert.Equal(till.Time.GetUtcNow(), (await till.Pos.Health.CheckAsync()).LastVerification);
    }

    [Fact]
    public async Task D9_a_till_that_runs_for_weeks_is_checked_every_day_and_both_chores_are_told_at_once()
    {
        await using var till = await TillHost.ReadyAsync();
        var started = till.Time.GetUtcNow();
        await till.Pos.Storage.BackupAsync(_folder.PathOf("backup.db"));
        Assert.Equal((started, started), (till.Pos.Health.Current.Value!.LastBackup!.Value, till.Pos.Health.Current.Value.LastVerification!.Value));

        var days = Enumerable.Range(0, 15 * 24).Select(_ =>
        {
            till.Time.Advance(TimeSpan.FromHours(1));
            return till.Pos.Health.Current.Value.LastVerification!.Value;
        });

        Assert.Equal(Enumerable.Range(0, 16).Select(day => started.AddDays(day)), days.Distinct());
    }

    [Fact]
    public async Task What_is_in_the_log_is_known_from_the_start()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        await till.Pos.DisposeAsync();
        var log = new FileInfo(till.DatabasePath + "-wal");
        Assert.False(log.Exists); // Written back by who closed it.

        await till.StartAsync();

        Assert.InRange((await till.Pos.Health.CheckAsync()).LogBytes, 1, new FileInfo(log.FullName).Length);
    }

    [Fact]
    public async Task D9_damage_that_a_start_does_not_see_is_found_beside_the_sales_and_mended_by_the_next_start()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        await till.Pos.DisposeAsync();
        Sql.Run(till.DatabasePath, "UPDATE journal SET body = x'00' WHERE seq = 2");
        till.Time.Advance(TimeSpan.FromDays(2));

        await till.StartAsync();
        await till.SignInAsync();

        var health = await till.Pos.Health.CheckAsync();
        Assert.Equal((HealthStatus.Unhealthy, HealthCodes.Damaged), (health.Status, health.Problems[0]));
        Assert.Equal("1-1002", (await till.SellAsync()).Number); // The end of the journal is sound: selling goes on.
        await till.RestartAsync();
        Assert.Equal("damage", Assert.Single(await till.EntriesAsync(EntryKinds.EpochBegun)).GetProperty("data").GetProperty("reason").GetString());
        await till.SignInAsync();
        Assert.Equal(["1-1002", "1-1001"], (await till.Pos.Receipts.ListAsync()).Value.Select(static receipt => receipt.Number));
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
    }

    [Fact]
    public async Task No_money_is_taken_on_a_disk_without_room_and_selling_goes_on_by_itself_once_there_is_some()
    {
        long? free = long.MaxValue;
        await using var till = new TillHost { FreeSpace = _ => free };
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var ticket = till.RingUp();
        free = DiskSpace.Reserve - 1;

        await till.AssertRefusedAsync(RefusalCodes.StoreFull, () => Task.FromResult(till.Pos.Checkout.Begin(ticket).Refusal));
        await till.AssertRefusedAsync(RefusalCodes.StoreFull, async () => (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).Refusal);
        Assert.Equal((HealthStatus.Unhealthy, HealthCodes.DiskFull), (await till.Pos.Health.CheckAsync() is var full ? full.Status : default, full.Problems[0]));

        free = null; // Nobody knows: no reason to refuse.
        Assert.Equal("1-1001", (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).Value.Number);
    }

    [Fact]
    public async Task A_clock_that_is_wrong_is_told()
    {
        await using var till = await TillHost.ReadyAsync();
        till.Ledger().Clock.Offset = 6 * 60_000;

        Assert.Equal([HealthCodes.ClockWrong], (await till.Pos.Health.CheckAsync()).Problems);
    }

    [Fact]
    public async Task The_same_figures_are_metrics()
    {
        await using var till = new TillHost(static options => options.DeviceNumber = 77);
        await till.StartAsync();
        till.GoOffline();
        await till.SignInAsync();
        var health = await till.Pos.Health.CheckAsync();
        var figures = new Dictionary<string, long>();
        using var listener = new MeterListener { InstrumentPublished = static (instrument, listener) => Listen(instrument, listener) };
        listener.SetMeasurementEventCallback<long>((instrument, value, _, _) => figures[instrument.Name] = value);
        listener.Start();

        listener.RecordObservableInstruments();

        Assert.Equal(health.DatabaseBytes, figures["posengine.database.size"]);
        Assert.Equal(health.LogBytes, figures["posengine.log.size"]);
        Assert.Equal(health.FreeBytes, figures["posengine.disk.free"]);
        Assert.Equal(1, figures["posengine.unsynchronised.entries"]);
        Assert.Equal(0, figures["posengine.clock.offset"]);
        Assert.Equal(((long)health.Status, 1L), (figures["posengine.health"], figures["posengine.epoch"]));
        Assert.DoesNotContain("posengine.backup.age", figures.Keys); // There is none.
    }

    public void Dispose() => _folder.Dispose();

    private static void Listen(Instrument instrument, MeterListener listener)
    {
        if (instrument.Meter.Name == "PosEngine" && instrument.Meter.Tags!.Contains(new("device", 77)))
            listener.EnableMeasurementEvents(instrument);
    }
}
