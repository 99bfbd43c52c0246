using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Storage;

namespace PosEngine.Ledger;

/// <summary>The saved state, and the index of receipts that is filled along with it.</summary>
internal static class StateTable
{
    private const string Upsert = "INSERT INTO state (id, seq, data) VALUES (1, ?1, ?2) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, data = excluded.data";
    private const string SelectSequence = "SELECT seq FROM state";
    private const string SelectData = "SELECT data FROM state";
    private const string IndexIds = "INSERT OR IGNORE INTO receipt_key (key, seq) SELECT id, seq FROM receipt WHERE seq > ?1";
    private const string IndexTickets = "INSERT OR IGNORE INTO receipt_key (key, seq) SELECT ticket, seq FROM receipt WHERE seq > ?1";
    private const string Delete = "DELETE FROM state";
    private const string SelectKey = "SELECT seq FROM receipt_key WHERE key = ?1";

    public static void Save(WriteSession session, DeviceState state)
    {
        var indexed = Sequence(session);
        session.Prepare(IndexIds).Bind(1, indexed).Run();
        session.Prepare(IndexTickets).Bind(1, indexed).Run();
        session.Prepare(Upsert).Bind(1, state.Head).Bind(2, StateFormat.Write(state)).Run();
    }

    /// <summary>The saved state; null where there is none, or where the journal does not bear it out: then the journal is right, and the row goes.</summary>
    public static DeviceState? Load(WriteSession session)
    {
        var statement = session.Prepare(SelectData);
        DeviceState? state;
        try
        {
            state = statement.Step() ? StateFormat.Read(statement.Blob(0)) : null;
        }
        finally
        {
            statement.Reset();
        }

        if (state is not null && JournalTable.HashOf(session, state.Head).AsSpan().SequenceEqual(state.HeadHash))
            return state;
        session.Prepare(Delete).Run();
        return null;
    }

    /// <summary>The sequence of an indexed receipt by its own id or its ticket's; null where the index has none.</summary>
    public static long? Find(WriteSession session, Guid key)
    {
        var statement = session.Prepare(SelectKey).Bind(1, key);
        try
        {
            return statement.Step() ? statement.Int64(0) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Whether the index knows a receipt by its own id or its ticket's.</summary>
    public static bool IsIndexed(SqliteConnection connection, Guid key) =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM receipt_key WHERE key = $key)", new { key = key.ToByteArray(bigEndian: true) });

    private static long Sequence(WriteSession session)
    {
        var statement = session.Prepare(SelectSequence);
        try
        {
            return statement.Step() ? statement.Int64(0) : 0;
        }
        finally
        {
            statement.Reset();
        }
    }
}
