using System.Runtime.InteropServices;
using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Win32.SafeHandles;
using PosEngine.Checkout;
using PosEngine.Tickets;

namespace PosEngine.Benchmarks;

/// <summary>Something that makes one sale durable.</summary>
internal interface IContestant : IAsyncDisposable
{
    string Name { get; }

    /// <summary>What a cashier has done before: not measured.</summary>
    void Prepare(int sales);

    /// <summary>One sale, durable when it returns.</summary>
    Task SellAsync();

    /// <summary>What an idle till does: not measured.</summary>
    Task RestAsync();
}

/// <summary>The disk itself: the same place overwritten and synced, so many bytes a sale.</summary>
internal sealed partial class Floor : IContestant
{
    private const int Places = 64;
    private readonly SafeFileHandle _file;
    private readonly byte[] _bytes;
    private readonly Func<SafeFileHandle, int> _sync;
    private long _sale;

    /// <param name="name">What it is called in the table.</param>
    /// <param name="folder">Where its file is.</param>
    /// <param name="bytes">How many bytes a sale writes.</param>
    /// <param name="sync">How they are synced.</param>
    public Floor(string name, string folder, int bytes, Func<SafeFileHandle, int> sync)
    {
        Name = name;
        _sync = sync;
        _bytes = new byte[bytes];
        Random.Shared.NextBytes(_bytes);
        _file = File.OpenHandle(Path.Combine(folder, $"floor-{bytes}"), FileMode.Create, FileAccess.ReadWrite);
        for (var i = 0; i < Places; i++)
            RandomAccess.Write(_file, _bytes, (long)i * bytes);
        RandomAccess.FlushToDisk(_file);
    }

    public string Name { get; }

    public void Prepare(int sales)
    {
        // Nothing is rung up.
    }

    public Task SellAsync()
    {
        RandomAccess.Write(_file, _bytes, _sale++ % Places * _bytes.Length);
        if (_sync(_file) != 0)
            throw new IOException("The sync failed.");
        return Task.CompletedTask;
    }

    public Task RestAsync() => Task.CompletedTask;

    public ValueTask DisposeAsync()
    {
        _file.Dispose();
        return ValueTask.CompletedTask;
    }

    [LibraryImport("libc", EntryPoint = "fdatasync")]
    public static partial int SyncData(SafeFileHandle file);

    [LibraryImport("libc", EntryPoint = "fsync")]
    public static partial int Sync(SafeFileHandle file);
}

/// <summary>The engine, from the payment to the answer.</summary>
internal sealed class EngineContestant(BenchTill till, int lines) : IContestant
{
    private readonly Queue<ITicket> _tickets = [];

    public string Name => "PosEngine";

    public void Prepare(int sales)
    {
        for (var i = 0; i < sales; i++)
            _tickets.Enqueue(till.RingUp(lines));
    }

    public async Task SellAsync()
    {
        var ticket = _tickets.Dequeue();
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(10_000))).ConfigureAwait(false)).EnsureDone();
    }

    // Longer than the pause after which the writer checkpoints.
    public Task RestAsync() => Task.Delay(TimeSpan.FromMilliseconds(700), TimeProvider.System);

    public ValueTask DisposeAsync() => till.DisposeAsync();
}

/// <summary>What one would write by hand: a table a thing, through Dapper, with the same durability.</summary>
internal sealed class Normalised : IContestant
{
    private readonly SqliteConnection _connection;
    private readonly int _lines;

    public Normalised(string folder, int lines)
    {
        _lines = lines;
        _connection = new SqliteConnection($"Data Source={Path.Combine(folder, $"normalised-{lines}.db")};Pooling=False");
        _connection.Open();
        _connection.Execute("""
            PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA wal_autocheckpoint=0;
            CREATE TABLE receipt (id TEXT PRIMARY KEY, number INTEGER NOT NULL UNIQUE, ticket TEXT NOT NULL, shift TEXT NOT NULL, employee TEXT NOT NULL, at INTEGER NOT NULL, net INTEGER NOT NULL, tax INTEGER NOT NULL, gross INTEGER NOT NULL);
            CREATE TABLE receipt_line (id TEXT PRIMARY KEY, receipt TEXT NOT NULL REFERENCES receipt, position INTEGER NOT NULL, item TEXT NOT NULL, name TEXT NOT NULL, unit_price INTEGER NOT NULL, quantity INTEGER NOT NULL, net INTEGER NOT NULL, tax INTEGER NOT NULL, gross INTEGER NOT NULL);
            CREATE INDEX receipt_line_receipt ON receipt_line (receipt);
            CREATE TABLE payment (id TEXT PRIMARY KEY, receipt TEXT NOT NULL REFERENCES receipt, type TEXT NOT NULL, amount INTEGER NOT NULL);
            CREATE TABLE outbox (id INTEGER PRIMARY KEY, receipt TEXT NOT NULL, sent INTEGER NOT NULL DEFAULT 0);
            CREATE TABLE counter (name TEXT PRIMARY KEY, value INTEGER NOT NULL);
            INSERT INTO counter VALUES ('receipt', 1000), ('shift-total', 0);
            """);
    }

    public string Name => "normalised, Dapper";

    public void Prepare(int sales)
    {
        // Lines are made up as they are inserted.
    }

    public Task SellAsync()
    {
        using var transaction = _connection.BeginTransaction();
        var receipt = Id();
        var now = TimeProvider.System.GetUtcNow().ToUnixTimeMilliseconds();
        var number = _connection.QuerySingle<long>("UPDATE counter SET value = value + 1 WHERE name = 'receipt' RETURNING value", transaction: transaction);
        _connection.Execute(
            "INSERT INTO receipt VALUES (@receipt, @number, @ticket, @shift, @employee, @now, @net, @tax, @gross)",
            new { receipt, number, ticket = Id(), shift = "shift-1", employee = "employee-1", now, net = 1000L * _lines, tax = 200L * _lines, gross = 1200L * _lines }, transaction);
        for (var position = 0; position < _lines; position++)
        {
            _connection.Execute(
                "INSERT INTO receipt_line VALUES (@id, @receipt, @position, @item, @name, @price, @quantity, @net, @tax, @gross)",
                new { id = Id(), receipt, position, item = $"item-{position}", name = $"Item number {position}", price = 1200L, quantity = 1000L, net = 1000L, tax = 200L, gross = 1200L }, transaction);
        }

        _connection.Execute("INSERT INTO payment VALUES (@id, @receipt, 'cash', @amount)", new { id = Id(), receipt, amount = 1200L * _lines }, transaction);
        _connection.Execute("INSERT INTO outbox (receipt) VALUES (@receipt)", new { receipt }, transaction);
        _connection.Execute("UPDATE counter SET value = value + @amount WHERE name = 'shift-total'", new { amount = 1200L * _lines }, transaction);
        transaction.Commit();
        return Task.CompletedTask;
    }

    public Task RestAsync()
    {
        _connection.Execute("PRAGMA wal_checkpoint(PASSIVE)");
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _connection.Dispose();
        return ValueTask.CompletedTask;
    }

    private static string Id() => Guid.CreateVersion7(TimeProvider.System.GetUtcNow()).ToString();
}
