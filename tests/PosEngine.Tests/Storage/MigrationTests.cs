using PosEngine.Capabilities;
using PosEngine.Support;

namespace PosEngine.Storage;

/// <summary>A database of an earlier version goes on as it is, and is kept as it was.</summary>
public sealed class MigrationTests
{
    // What later versions have added.
    private const string BackToVersion6 = "DROP TABLE receipt_index; DROP TABLE receipt_stretch; DROP TABLE retry; DROP TABLE released_refund; DROP TABLE asked_change; ALTER TABLE refund DROP COLUMN amount; DROP INDEX receipt_by_returned; ALTER TABLE receipt DROP COLUMN returned; ALTER TABLE pull DROP COLUMN acked; ";
    private const string BackToVersion1 = BackToVersion6 + "DROP TABLE account; DROP INDEX receipt_by_customer; DROP TABLE receipt_event; DROP TABLE acknowledgement; DROP TABLE pin_index; DROP TABLE refund; DROP TABLE absent; DROP TABLE start_mark; DROP TABLE chore; PRAGMA user_version = 1";

    [Fact]
    public async Task D6_a_database_of_version_1_is_brought_up_to_date_after_a_snapshot_that_opens_in_an_epoch_of_its_own()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        await till.Pos.DisposeAsync();
        Sql.Run(till.DatabasePath, BackToVersion1);

        await till.StartAsync();
        await till.SignInAsync();
        Assert.Equal("1-1002", (await till.SellAsync()).Number);
        await till.Pos.DisposeAsync();

        var snapshot = $"{till.DatabasePath}-before-{Schema.Version}";
        Assert.Equal(1L, Sql.Read<long>(snapshot, "PRAGMA user_version"));
        await using var old = new TillHost(options => options.DatabasePath = snapshot);
        await old.StartAsync();
        await old.SignInAsync();
        Assert.Matches("^1-[A-Z0-9]{4}-1001$", (await old.SellAsync()).Number);
    }

    [Fact]
    public async Task What_happened_to_receipts_before_there_was_a_table_for_it_is_in_their_history()
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();
        (await till.Pos.Receipts.EmailAsync(receipt.Id, "ann@example.com")).EnsureDone();
        await till.Pos.DisposeAsync();
        Sql.Run(till.DatabasePath, BackToVersion6 + "DROP TABLE account; DROP INDEX receipt_by_customer; DROP TABLE receipt_event; DROP TABLE acknowledgement; PRAGMA user_version = 4");

        await till.StartAsync();
        await till.SignInAsync();

        // When the back office had it, nobody wrote down.
        var history = (await till.Pos.Receipts.GetHistoryAsync(receipt.Id)).Value;
        Assert.Equal([Receipts.ReceiptEventKind.Completed, Receipts.ReceiptEventKind.SendRequested], history.Events.Select(told => told.Kind));
        Assert.Equal("ann@example.com", history.Events[1].Request?.Address);
        Assert.Equal(Receipts.SyncState.Synchronised, history.State);
    }

    [Fact]
    public async Task What_earlier_receipts_gave_back_is_as_much_as_they_are_below_zero()
    {
        await using var till = await TillHost.ReadyAsync("""["refunds", "refunds_without_receipt"]""", static options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.Refund));
        till.GoOffline();
        var sold = await till.SellAsync(2);
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sold.Id })).EnsureDone();
        (await till.Pos.Checkout.ExchangeAsync(till.RingUp(2), new() { ReceiptId = (await till.SellAsync(2)).Id }, [])).EnsureDone();
        Assert.Equal(Money.Of(10), till.Pos.Receipts.Unsynchronised.Value.PaidBack);
        await till.Pos.DisposeAsync();
        Sql.Run(till.DatabasePath, BackToVersion6 + "PRAGMA user_version = 6");

        await till.StartAsync();
        await till.SignInAsync();
        Assert.Equal(Money.Of(5), till.Pos.Receipts.Unsynchronised.Value.PaidBack);
        till.GoOnline();
        till.Settle();
        Assert.Equal(default, till.Pos.Receipts.Unsynchronised.Value);
    }

    [Fact]
    public async Task D6_a_snapshot_that_cannot_be_written_is_skipped()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.Pos.DisposeAsync();
        Sql.Run(till.DatabasePath, BackToVersion1);
        Directory.CreateDirectory($"{till.DatabasePath}-before-{Schema.Version}");

        await till.StartAsync();

        Assert.Equal((long)Schema.Version, Sql.Read<long>(till.DatabasePath, "PRAGMA user_version"));
    }

    [Fact]
    public async Task D6_a_migration_that_fails_leaves_the_database_as_it_was()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.Pos.DisposeAsync();
        Sql.Run(till.DatabasePath, BackToVersion1 + "; CREATE TABLE chore (of_somebody_else INTEGER)");

        var refused = await Assert.ThrowsAsync<StoreUnusableException>(till.StartAsync);

        Assert.Equal(StoreProblem.NotAccessible, refused.Problem);
        Assert.Equal(1L, Sql.Read<long>(till.DatabasePath, "PRAGMA user_version"));
        Assert.Equal(0L, Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM sqlite_schema WHERE name = 'absent'"));
    }
}
