using Microsoft.Data.Sqlite;
using PosEngine.Health;
using PosEngine.Journal;
using PosEngine.Storage;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Ledger;

/// <summary>Damage that is met while the till runs: it is told, selling goes on, and the next start takes over what can be read.</summary>
public sealed class NotedDamageTests
{
    private const string ChangeSecondReceipt = "UPDATE journal SET body = CAST(replace(CAST(body AS TEXT), '1-1002', '1-1009') AS BLOB) WHERE seq = (SELECT seq FROM receipt WHERE number = 1002)";

    [Fact]
    public async Task D9_a_damaged_receipt_that_somebody_looks_at_is_mended_by_the_next_start()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        var damaged = await till.SellAsync();
        Sql.Run(till.DatabasePath, ChangeSecondReceipt);

        await Assert.ThrowsAsync<StoreUnusableException>(() => till.Pos.Receipts.GetAsync(damaged.Id));

        await AssertSellsOnAndIsMendedAsync(till);
        await till.SignInAsync();
        Assert.Equal(RefusalCodes.ReceiptArchived, (await till.Pos.Receipts.GetAsync(damaged.Id)).Refusal!.Code);
    }

    [Fact]
    public async Task D9_a_damaged_entry_is_found_before_it_is_sent_and_what_stands_before_it_is_sent_all_the_same()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        await till.SellAsync();
        Sql.Run(till.DatabasePath, ChangeSecondReceipt);

        till.GoOnline();

        var sent = till.BackOffice.EntriesOf(till.Pos.Device.Id);
        Assert.Equal(till.Pos.Journal.Head.Value - 1, sent.Length);
        var status = till.Pos.Sync.Status.Value;
        Assert.Equal((SyncPhase.Waiting, 1L), (status.Phase, status.Pending));
        Assert.Contains("damaged", status.Problem);
        Assert.NotNull(status.NextAttempt);
        await AssertSellsOnAndIsMendedAsync(till);
        Assert.Equal(new SyncStatus(SyncPhase.Idle, 0), till.Pos.Sync.Status.Value);
        Assert.Equal(2, till.BackOffice.BodiesOf(till.Pos.Device.Id, EntryKinds.Receipt).Length);
    }

    [Theory]
    [InlineData("x'00'")]
    [InlineData("CAST(replace(CAST(report AS TEXT), '\"ReceiptCount\":1', '\"ReceiptCount\":7') AS BLOB)")]
    public async Task D9_a_damaged_report_of_a_shift_is_not_shown_and_is_made_anew_by_the_next_start(string report)
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        var closed = (await till.Pos.Shifts.CloseAsync(Money.Of(105))).Value;
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        await till.SellAsync();
        Sql.Run(till.DatabasePath, $"UPDATE shift SET report = {report}");

        Assert.Equal(StoreProblem.Damaged, (await Assert.ThrowsAsync<StoreUnusableException>(() => till.Pos.Shifts.ListClosedAsync())).Problem);

        await AssertSellsOnAndIsMendedAsync(till);
        await till.SignInAsync();
        var again = Assert.Single((await till.Pos.Shifts.ListClosedAsync()).Value);
        Assert.Equal(StateFormat.Write(closed), StateFormat.Write(again));
    }

    [Fact]
    public async Task D4_a_disk_that_fails_after_damage_was_found_is_no_reason_to_stop_selling()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        till.Ledger().NoteDamage("found by a test.");
        await till.Ledger().OnWriterAsync(static transaction => SqliteFaults.LoseNextCommit(transaction.Session));

        Assert.Equal(RefusalCodes.StoreUnavailable, (await till.Pos.Shifts.PayInAsync(Money.Of(1), "lost")).Refusal!.Code);

        Assert.Equal("1-1002", (await till.SellAsync()).Number);
    }

    private static async Task AssertSellsOnAndIsMendedAsync(TillHost till)
    {
        Assert.Equal(HealthCodes.Damaged, (await till.Pos.Health.CheckAsync()).Problems[0]);
        Assert.Matches("^1-100[23]$", (await till.SellAsync()).Number);
        await till.RestartAsync();
        await till.SignInAsync();
        Assert.Equal("damage", Assert.Single(await till.EntriesAsync(EntryKinds.EpochBegun)).GetProperty("data").GetProperty("reason").GetString());
        Assert.True((await till.Pos.Journal.VerifyAsync()).IsValid);
        Assert.DoesNotContain(HealthCodes.Damaged, (await till.Pos.Health.CheckAsync()).Problems);
        await till.RestartAsync();
        Assert.Single(await till.EntriesAsync(EntryKinds.EpochBegun)); // Mended once, and for good.
    }

    [Fact]
    public async Task D9_a_damaged_page_met_while_saving_is_damage_and_no_disk_that_fails()
    {
        await using var till = await TillHost.ReadyAsync();

        till.Ledger().StoreFailed(new SqliteException("database disk image is malformed", 11));

        Assert.Equal([HealthCodes.Damaged], (await till.Pos.Health.CheckAsync()).Problems);
        till.Pos.Checkout.Begin(till.RingUp()).EnsureDone();
        Assert.Equal("1-1001", (await till.SellAsync()).Number);
    }

    [Fact]
    public async Task A_disk_that_fails_again_and_again_is_tried_once_a_second()
    {
        await using var till = await TillHost.ReadyAsync();
        var second = TimeSpan.FromSeconds(1);
        var before = till.Time.TimersOf(second);
        for (var i = 0; i < 50; i++)
        {
            till.Ledger().StoreFailed(new IOException("Input/output error", 5));
            till.Ledger().StoreFailed(null);
        }

        till.Ledger().StoreFailed(new IOException("Input/output error", 5));
        Assert.Equal(1, till.Time.TimersOf(second) - before);
        Assert.Equal(RefusalCodes.StoreUnavailable, till.Pos.Checkout.Begin(till.RingUp()).Refusal!.Code);
        till.Time.Advance(second);
        Assert.Equal(2, till.Time.TimersOf(second) - before);

        till.Ledger().StoreFailed(null);
        till.Pos.Checkout.Begin(till.RingUp()).EnsureDone();
    }
}
