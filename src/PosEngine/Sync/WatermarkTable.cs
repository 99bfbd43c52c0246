using Dapper;
using PosEngine.Ledger;

namespace PosEngine.Sync;

/// <summary>How far the back office has the journal, and what it set aside: the only thing synchronisation writes about receipts.</summary>
internal static class WatermarkTable
{
    private const string DeleteQuarantine = "DELETE FROM quarantine WHERE seq > ?1";
    private const string InsertQuarantine = "INSERT OR REPLACE INTO quarantine (seq, reason) VALUES (?1, ?2)";

    public static void Move(LedgerTransaction transaction, long acked, IEnumerable<Quarantined> quarantined)
    {
        EpochTable.SetAcked(transaction.Session, acked);

        // What it no longer has it has not set aside either: it judges those entries anew when they come again.
        transaction.Session.Prepare(DeleteQuarantine).Bind(1, acked).Run();
        foreach (var entry in quarantined)
            transaction.Session.Prepare(InsertQuarantine).Bind(1, entry.Sequence).Bind(2, entry.Reason).Run();
        transaction.SetOutbox(Count(transaction, acked));
    }

    /// <summary>Counts only what the move passes over: an outbox of a hundred thousand receipts is not counted anew for each batch.</summary>
    private static Outbox Count(LedgerTransaction transaction, long acked)
    {
        var before = transaction.State.Outbox;
        var (low, high) = acked > before.Acked ? (before.Acked, acked) : (acked, before.Acked);
        var passed = transaction.Session.Connection.QuerySingle<PassedRow>(
            "SELECT count(*) AS Count, coalesce(sum(total), 0) AS Total FROM receipt WHERE seq > $low AND seq <= $high", new { low, high });
        var sign = acked > before.Acked ? -1 : 1;
        return new Outbox(acked, new(before.Receipts.Count + (sign * (int)passed.Count), before.Receipts.Amount + Money.FromUnits(sign * passed.Total)));
    }

    private sealed record PassedRow(long Count, long Total);
}
