using Microsoft.Data.Sqlite;
using PosEngine.Checkout;
using PosEngine.Ledger;
using PosEngine.Scheduling;
using PosEngine.Support;

namespace PosEngine.Storage;

public sealed class StoreTests
{
    [Fact]
    public async Task D1_the_writer_syncs_every_commit_and_checkpoints_only_when_it_means_to()
    {
        await using var host = await WriterHost.StartAsync(new InlineScheduler());

        await host.RunAsync(static session => Assert.Equal((2, 0, 1), (
            Store.Read(session.Connection, "PRAGMA synchronous"), Store.Read(session.Connection, "PRAGMA wal_autocheckpoint"), Store.Read(session.Connection, "PRAGMA secure_delete"))));
        Assert.Equal("wal", Sql.Read<string>(host.DatabasePath, "PRAGMA journal_mode"));
    }

    [Fact]
    public async Task A_reader_sees_what_is_committed_and_cannot_write()
    {
        await using var host = await WriterHost.StartAsync(new InlineScheduler());
        await host.RunAsync(session =>
        {
            WriterHost.Mark(session, 0, 1);
            Assert.Equal(0, host.Readers.Query(Count));
        });

        Assert.Equal(1, host.Readers.Query(Count));
        Assert.Throws<StoreUnusableException>(() => host.Readers.Query(static connection => Store.Read(connection, "DELETE FROM mark RETURNING 1")));
        Assert.Equal(1, host.Readers.Query(Count));
    }

    [Fact]
    public async Task A_reader_that_is_lent_while_all_are_closed_is_closed_when_it_comes_back()
    {
        await using var host = await WriterHost.StartAsync(new InlineScheduler());
        SqliteConnection? lent = null;
        host.Readers.Query(connection =>
        {
            lent = connection;
            host.Readers.Close();
            Assert.Equal(0, Count(connection)); // It finishes what it is at.
            return 0;
        });

        Assert.Equal(System.Data.ConnectionState.Closed, lent!.State);
        Assert.NotSame(lent, host.Readers.Query(static connection => connection));
    }

    [Fact]
    public async Task A_migration_that_fails_changes_nothing()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("till.db");
        Sql.Run(path, $"PRAGMA journal_mode=WAL; PRAGMA application_id={Store.ApplicationId}; CREATE TABLE shift (mine INTEGER)");
        var before = await File.ReadAllBytesAsync(path);

        var refused = await Assert.ThrowsAsync<StoreUnusableException>(() => LedgerHost.StartAsync(path));

        Assert.Equal(StoreProblem.NotAccessible, refused.Problem);
        Assert.Contains("version 1", refused.Message);
        Assert.Equal(before, await File.ReadAllBytesAsync(path));
    }

    [Fact]
    public async Task A_database_whose_making_was_cut_short_is_made_anew()
    {
        using var folder = new TemporaryFolder();
        using (var connection = Sql.Open(folder.PathOf("half.db"), SqliteOpenMode.ReadWriteCreate))
        {
            // Half of it in the file, the other half in memory, and a journal that says how to go back.
            Store.Execute(connection, "PRAGMA cache_size=1; BEGIN; CREATE TABLE half (data BLOB); INSERT INTO half VALUES (randomblob(100000)); INSERT INTO half VALUES (randomblob(100000))");
            File.Copy(folder.PathOf("half.db"), folder.PathOf("till.db"));
            File.Copy(folder.PathOf("half.db-journal"), folder.PathOf("till.db-journal"));
        }

        await using var till = await new TillHost(options => options.DatabasePath = folder.PathOf("till.db")).StartAsync();

        await till.SignInAsync();
    }

    [Fact]
    public async Task The_log_that_a_process_left_behind_is_saved_once_more_before_anything_relies_on_it()
    {
        await using var till = await TillHost.ReadyAsync();
        using var folder = new TemporaryFolder();
        foreach (var file in new[] { "", "-wal" })
            File.Copy(till.DatabasePath + file, folder.PathOf("till.db") + file);
        var log = await File.ReadAllBytesAsync(folder.PathOf("till.db-wal"));
        var files = new WitnessedFiles();
        using var store = new Store(folder.PathOf("till.db"), files);

        store.Open();

        Assert.NotEmpty(log);
        Assert.Equal(log, Assert.Single(files.Logs));
    }

    [Fact]
    public async Task An_engine_that_is_not_running_says_so()
    {
        var till = new TillHost();
        await using var engine = new Engine(new EngineParts { Options = till.Options(), Logger = till.Logger, Scheduler = till.Scheduler, Time = till.Time });
        Assert.Contains("StartAsync", (await Assert.ThrowsAsync<InvalidOperationException>(() => engine.Device.SignInAsync())).Message);

        await engine.DisposeAsync();
        await Assert.ThrowsAsync<ObjectDisposedException>(() => engine.StartAsync());
    }

    [Fact]
    public async Task An_engine_that_was_disposed_says_so()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        await till.Pos.DisposeAsync();

        await Assert.ThrowsAsync<ObjectDisposedException>(() => till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20))));
        await till.Pos.DisposeAsync();
    }

    private static long Count(SqliteConnection connection) => Store.Read(connection, "SELECT count(*) FROM mark");

    private sealed class WitnessedFiles : StoreFiles
    {
        public List<byte[]> Logs { get; } = [];

        public override void SaveLog(string databasePath)
        {
            base.SaveLog(databasePath);
            Logs.Add(File.ReadAllBytes(databasePath + "-wal"));
        }
    }
}
