using PosEngine.Journal;
using PosEngine.Storage;

namespace PosEngine.Ledger;

/// <summary>Prunes bodies that the device need not keep; their hashes and the rows of the receipts stay (invariant S10).</summary>
/// <param name="keep">How long bodies are kept.</param>
internal sealed class Retention(TimeSpan keep)
{
    // More than are written between two states, so that it catches up, and few enough to hold up nobody.
    private const long EntriesMax = 5_000;

    // What damage took is absent too, and may lie anywhere.
    private const string SelectFirst =
        "SELECT min(seq) FROM (SELECT 1 AS seq UNION ALL SELECT last + 1 FROM absent) WHERE NOT EXISTS (SELECT 1 FROM absent WHERE seq BETWEEN first AND last)";

    private const string SelectNextAbsent = "SELECT coalesce(min(first), 9223372036854775807) FROM absent WHERE first > ?1";
    private const string SelectClosed = "SELECT coalesce(max(seq), 0) FROM shift";
    private const string SelectYoung = "SELECT coalesce(min(seq), ?2 + 1) FROM journal WHERE seq BETWEEN ?1 AND ?2 AND at >= ?3";

    // Who issues receipts stays: receipts that are kept name entries that are old.
    private const string Prune = "UPDATE journal SET body = x'' WHERE seq BETWEEN ?1 AND ?2 AND kind <> 'issuer'";

    /// <summary>Prunes what is acknowledged, covered by the back office's backups, in a closed shift, and old.</summary>
    /// <param name="transaction">The transaction, which has just saved the state: nothing up to its head is folded again.</param>
    /// <param name="prunableThrough">What the back office's own backups cover.</param>
    public void Run(LedgerTransaction transaction, long prunableThrough)
    {
        var (session, state) = (transaction.Session, transaction.State);
        if (!state.Payments.IsEmpty || state.IsSignedOut)
            return; // Something is under way that began in an entry which may be old.
        var first = Number(session.Prepare(SelectFirst));
        long[] limits =
        [
            state.Outbox.Acked, prunableThrough, Number(session.Prepare(SelectClosed)), Number(session.Prepare(SelectNextAbsent).Bind(1, first)) - 1, first + EntriesMax - 1,
        ];
        var last = limits.Min();
        if (last >= first)
            last = Number(session.Prepare(SelectYoung).Bind(1, first).Bind(2, last).Bind(3, (transaction.Now - keep).ToUnixTimeMilliseconds())) - 1;
        if (last < first)
            return;
        session.Prepare(Prune).Bind(1, first).Bind(2, last).Run();
        PersonalTable.Delete(session, first, last); // The back office has it, and nobody could tell any more whose it is.
        AbsentTable.Add(session, new AbsentRange(first, last), AbsentTable.Pruned);
    }

    private static long Number(Statement statement) => statement.First(static row => row.Int64(0));
}
