using PosEngine.Capabilities;
using PosEngine.Journal;
using PosEngine.Support;

namespace PosEngine.Sync;

public sealed class DeviceRemovalTests
{
    [Fact]
    public async Task D7_a_forced_sign_out_keeps_what_is_unsynchronised_and_the_next_session_pushes_it()
    {
        await using var till = await OfflineWithSalesAsync();
        await till.AssertRefusedAsync(ReasonCodes.SignOutUnsynchronised, async () => (await till.Pos.Device.SignOutAsync()).Refusal);

        (await till.Pos.Device.SignOutAsync(isForced: true)).EnsureDone();

        var left = Assert.Single(await till.EntriesAsync("device-signed-out")).GetProperty("data");
        Assert.Equal((2, 750_000), (left.GetProperty("unsynchronised_receipts").GetInt32(), left.GetProperty("unsynchronised_amount").GetInt64()));
        await till.RestartAsync();
        (await till.Pos.Device.SignInAsync()).EnsureDone();
        till.GoOnline();
        till.Settle();
        await till.AssertDeliveredAsync();
        Assert.Equal(0, till.Pos.Receipts.Unsynchronised.Value.Count);
    }

    [Theory]
    [InlineData(2, "EUR")]
    [InlineData(1, "USD")]
    public async Task D7_a_device_is_not_enrolled_anew_over_what_another_has_left_and_that_is_still_sent(int number, string currency)
    {
        await using var till = await OfflineWithSalesAsync();
        var (id, head) = (till.Pos.Device.Id, till.Pos.Journal.Head.Value);
        await till.Pos.DisposeAsync();
        var options = till.Options();
        (options.DeviceNumber, options.Currency) = (number, Currency.FromCode(currency));

        await using (var other = new Engine(new() { Options = options, BackOffice = till.BackOffice, Time = till.Time, Logger = till.Logger, Scheduler = till.Scheduler }))
            Assert.Equal(Storage.StoreProblem.OtherDevice, (await Assert.ThrowsAsync<Storage.StoreUnusableException>(() => other.StartAsync())).Problem);

        await till.StartAsync();
        Assert.Equal((id, head + 1, 2), (till.Pos.Device.Id, till.Pos.Journal.Head.Value, till.Pos.Receipts.Unsynchronised.Value.Count));
        till.GoOnline();
        till.Settle();
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task D7_forcing_it_needs_the_permission()
    {
        await using var till = await OfflineWithSalesAsync("[]");

        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, async () => (await till.Pos.Device.SignOutAsync(isForced: true)).Refusal);
    }

    [Fact]
    public async Task D7_a_device_is_removed_with_everything_sent_or_exported_and_verified_only()
    {
        await using var till = await OfflineWithSalesAsync();
        Refusal? refusal = null;
        await till.AssertRefusedAsync(RefusalCodes.RemovalUnsynchronised, async () => refusal = (await till.Pos.Device.RemoveAsync()).Refusal);
        Assert.Contains("2 (€7.50 in total)", refusal!.Message, StringComparison.Ordinal);

        var path = till.DatabasePath + "-export";
        var export = (await till.Pos.Device.ExportAsync(path)).Value;
        (await till.Pos.TimeClock.ClockInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.RemovalUnsynchronised, async () => (await till.Pos.Device.RemoveAsync()).Refusal);
        await Assert.ThrowsAsync<IOException>(() => till.Pos.Device.ExportAsync(path));
        var again = (await till.Pos.Device.ExportAsync(path + "-2")).Value;
        Assert.Equal(export.Entries + 2, again.Entries);
        (await till.Pos.Device.RemoveAsync()).EnsureDone();

        await using (var file = File.OpenRead(path + "-2"))
            Assert.True((await JournalFile.VerifyAsync(file, TestContext.Current.CancellationToken)).IsValid);
        Assert.False(till.Pos.Device.IsSignedIn.Value);
        await till.RestartAsync();
        await till.AssertRefusedAsync(RefusalCodes.DeviceRemoved, async () => (await till.Pos.Device.SignInAsync()).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.DeviceSignedOut, async () => (await till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin)).Refusal);
    }

    [Fact]
    public async Task D7_an_export_counts_no_more_where_the_back_office_lost_what_was_before_it()
    {
        await using var till = await TillHost.ReadyAsync("""["manage_settings"]""");
        await till.SellAsync();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        till.BackOffice.Fault = call => call == LoopbackCall.Push ? LoopbackFault.LoseRequest : LoopbackFault.None;
        await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(110))).EnsureDone();
        var export = (await till.Pos.Device.ExportAsync(till.DatabasePath + "-export")).Value;
        Assert.True(export.First > 1);

        till.BackOffice.RollBackTo(till.Pos.Device.Id, 1); // It was restored, and hello shows it.
        _ = await till.Pos.Sync.SyncNowAsync();

        Assert.Equal(1, till.Pos.Journal.Acknowledged.Value);
        await till.AssertRefusedAsync(RefusalCodes.RemovalUnsynchronised, async () => (await till.Pos.Device.RemoveAsync()).Refusal);
        Assert.Equal(2, (await till.Pos.Device.ExportAsync(till.DatabasePath + "-export-2")).Value.First);
        (await till.Pos.Device.RemoveAsync()).EnsureDone();
    }

    [Fact]
    public async Task D7_who_allows_the_removal_undoes_no_export()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetEmployee(TillHost.Bob, "Bob", TillHost.BobsPin, """["manage_settings"]""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        till.GoOffline();
        await till.SellAsync();
        (await till.Pos.Shifts.CloseAsync(Money.Of(105))).EnsureDone();
        (await till.Pos.Device.ExportAsync(till.DatabasePath + "-export")).EnsureDone();
        var approval = (await till.Pos.Session.ApproveAsync((await till.Pos.Device.RemoveAsync()).Refusal!, TillHost.Bob, TillHost.BobsPin)).Value;

        (await till.Pos.Device.RemoveAsync(approval)).EnsureDone();
    }

    [Fact]
    public async Task A_device_whose_every_entry_is_sent_is_removed_without_an_export()
    {
        await using var till = await OfflineWithSalesAsync();
        till.GoOnline();
        till.Settle();

        (await till.Pos.Device.RemoveAsync()).EnsureDone();

        till.Settle();
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task Removing_needs_the_permission_and_a_closed_shift()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, async () => (await till.Pos.Device.RemoveAsync()).Refusal);
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["manage_settings"]""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.SignInAsync();

        await till.AssertRefusedAsync(RefusalCodes.ShiftOpen, async () => (await till.Pos.Device.RemoveAsync()).Refusal);
    }

    private static async Task<TillHost> OfflineWithSalesAsync(string permissions = """["manage_settings"]""")
    {
        var till = new TillHost();
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, permissions);
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        till.GoOffline();
        await till.SellAsync(coffees: 1);
        await till.SellAsync(coffees: 2);
        (await till.Pos.Shifts.CloseAsync(Money.Of(107.50m))).EnsureDone();
        return till;
    }
}
