using System.Collections.Immutable;
using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Sync;

namespace PosEngine.Ledger;

/// <summary>How far the back office has the journal, and what it set aside: the only thing synchronisation writes about receipts.</summary>
internal static class WatermarkTable
{
    private const string DeleteQuarantine = "DELETE FROM quarantine WHERE seq > ?1";
    private const string ClearQuarantine = "DELETE FROM quarantine WHERE seq = ?1";
    private const string InsertQuarantine = "INSERT OR REPLACE INTO quarantine (seq, reason) VALUES (?1, ?2)";

    /// <summary>The entries that the back office has set aside.</summary>
    public static IReadOnlyList<long> ReadSetAside(SqliteConnection connection) => [.. connection.Query<long>("SELECT seq FROM quarantine ORDER BY seq")];

    /// <param name="transaction">The transaction.</param>
    /// <param name="acked">The last entry that it has.</param>
    /// <param name="quarantined">What it has set aside.</param>
    /// <param name="cleared">What somebody there has looked at.</param>
    public static void Move(LedgerTransaction transaction, long acked, ImmutableArray<Quarantined> quarantined, ImmutableArray<long> cleared)
    {
        EpochTable.SetAcked(transaction.Session, acked);

        // What it no longer has it has not set aside either: it judges those entries anew when they come again.
        transaction.Session.Prepare(DeleteQuarantine).Bind(1, acked).Run();
        foreach (var sequence in cleared)
            transaction.Session.Prepare(ClearQuarantine).Bind(1, sequence).Run();
        foreach (var entry in quarantined)
            transaction.Session.Prepare(InsertQuarantine).Bind(1, entry.Sequence).Bind(2, entry.Reason).Run();
        transaction.SetOutbox(transaction.State.Outbox.MoveTo(acked, transaction.Session.Connection), [.. quarantined.Select(static entry => entry.Sequence), .. cleared]);
    }
}
