using System.Collections.Immutable;
using PosEngine.Sync;

namespace PosEngine.Ledger;

/// <summary>How far the back office has the journal, and what it set aside: the only thing synchronisation writes about receipts.</summary>
internal static class WatermarkTable
{
    private const string DeleteQuarantine = "DELETE FROM quarantine WHERE seq > ?1";
    private const string InsertQuarantine = "INSERT OR REPLACE INTO quarantine (seq, reason) VALUES (?1, ?2)";

    public static void Move(LedgerTransaction transaction, long acked, ImmutableArray<Quarantined> quarantined)
    {
        EpochTable.SetAcked(transaction.Session, acked);

        // What it no longer has it has not set aside either: it judges those entries anew when they come again.
        transaction.Session.Prepare(DeleteQuarantine).Bind(1, acked).Run();
        foreach (var entry in quarantined)
            transaction.Session.Prepare(InsertQuarantine).Bind(1, entry.Sequence).Bind(2, entry.Reason).Run();
        transaction.SetOutbox(transaction.State.Outbox.MoveTo(acked, transaction.Session.Connection), [.. quarantined.Select(static entry => entry.Sequence)]);
    }
}
