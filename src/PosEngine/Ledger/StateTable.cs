using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Storage;

namespace PosEngine.Ledger;

/// <summary>The saved state, and the index of receipts that is filled along with it.</summary>
/// <remarks>The row carries a hash made like that of an entry which follows the genesis: a start takes its numbers from it only if it is this device's and intact.</remarks>
internal static class StateTable
{
    private const string Upsert =
        "INSERT INTO state (id, seq, data, hash) VALUES (1, ?1, ?2, ?3) ON CONFLICT (id) DO UPDATE SET seq = excluded.seq, data = excluded.data, hash = excluded.hash";

    private const string SelectSequence = "SELECT seq FROM state";
    private const string SelectOne = "SELECT seq, data, hash FROM state";
    private const string IndexIds = "INSERT OR IGNORE INTO receipt_key (key, seq) SELECT id, seq FROM receipt WHERE seq > ?1";
    private const string IndexTickets = "INSERT OR IGNORE INTO receipt_key (key, seq) SELECT ticket, seq FROM receipt WHERE seq > ?1";
    private const string Delete = "DELETE FROM state";
    private const string SelectKey = "SELECT seq FROM receipt_key WHERE key = ?1";

    public static void Save(WriteSession session, DeviceState state, DeviceId device)
    {
        var indexed = Sequence(session);
        session.Prepare(IndexIds).Bind(1, indexed).Run();
        session.Prepare(IndexTickets).Bind(1, indexed).Run();
        var data = StateFormat.Write(state);
        session.Prepare(Upsert).Bind(1, state.Head).Bind(2, data).Bind(3, HashOf(device, state.Head, data)).Run();
    }

    /// <summary>The saved state; null where there is none that can be used: then the row goes, and the journal is folded from its start.</summary>
    public static DeviceState? Load(WriteSession session, DeviceId device)
    {
        var statement = session.Prepare(SelectOne);
        try
        {
            if (statement.Step() && HashOf(device, statement.Int64(0), statement.Blob(1)).AsSpan().SequenceEqual(statement.Blob(2))
                && StateFormat.Read(statement.Blob(1)) is { } state)
                return state;
        }
        finally
        {
            statement.Reset();
        }

        session.Prepare(Delete).Run();
        return null;
    }

    /// <summary>The sequence of an indexed receipt by its own id or its ticket's; null where the index has none.</summary>
    public static long? Find(WriteSession session, Guid key) => session.Prepare(SelectKey).Bind(1, key).First<long?>(static row => row.Int64(0));

    /// <summary>Whether the index knows a receipt by its own id or its ticket's.</summary>
    public static bool IsIndexed(SqliteConnection connection, Guid key) =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM receipt_key WHERE key = $key)", new { key = key.ToByteArray(bigEndian: true) });

    private static byte[] HashOf(DeviceId device, long sequence, ReadOnlySpan<byte> data)
    {
        var hash = HashChain.Genesis(device);
        HashChain.Next(hash, sequence, data, hash);
        return hash;
    }

    private static long Sequence(WriteSession session) => session.Prepare(SelectSequence).First(static row => row.Int64(0));
}
