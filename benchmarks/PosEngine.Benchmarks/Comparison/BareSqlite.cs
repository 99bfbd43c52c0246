using System.Security.Cryptography;
using PosEngine.Benchmarks.Tills;
using PosEngine.Journal;
using PosEngine.Receipts;
using PosEngine.Storage;
using SQLitePCL;

namespace PosEngine.Benchmarks.Comparison;

/// <summary>The engine's own two rows through its own prepared statements, on the caller's thread: what SQLite costs. Nothing is priced, written as JSON or hashed.</summary>
internal sealed class BareSqlite : IContestant
{
    private readonly ScratchFolder _folder = new();
    private readonly Store _store;
    private readonly WriteSession _session;
    private readonly Receipt _receipt;
    private readonly byte[] _body;
    private readonly byte[] _hash = new byte[SHA256.HashSizeInBytes];
    private long _sequence;

    /// <param name="receipt">The slim row, again and again.</param>
    /// <param name="bodyBytes">How long a body is.</param>
    public BareSqlite(Receipt receipt, int bodyBytes)
    {
        _receipt = receipt;
        _body = new byte[bodyBytes];
        _store = new Store(_folder.PathOf("bare.db"));
        _store.Open();
        _session = new WriteSession(_store.OpenWriter());
    }

    public string Name => "same rows, SQLite";

    public void Prepare() => Random.Shared.NextBytes(_body);

    public Task CompleteAsync()
    {
        _session.Prepare("BEGIN IMMEDIATE").Run();
        _sequence++;
        JournalTable.Append(_session, _sequence, EntryKinds.Receipt, _receipt.CompletedAt, _body, _hash);
        ReceiptTable.Insert(_session, _sequence, _sequence, _receipt);
        _session.Prepare("COMMIT").Run();
        return Task.CompletedTask;
    }

    public Task IdleAsync()
    {
        _ = raw.sqlite3_wal_checkpoint_v2(_session.Connection.Handle, "main", raw.SQLITE_CHECKPOINT_PASSIVE, out _, out _);
        return Task.CompletedTask;
    }

    public ValueTask DisposeAsync()
    {
        _session.Dispose();
        _store.Dispose();
        _folder.Dispose();
        return ValueTask.CompletedTask;
    }
}
