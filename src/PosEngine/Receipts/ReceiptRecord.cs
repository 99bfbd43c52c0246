using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using PosEngine.Employees;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Storage;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>Puts a receipt on record: the next number, its entry of the journal, and its row in the list (invariants D1, D2).</summary>
internal static class ReceiptRecord
{
    /// <summary>Stands before the numbers of training, which nobody can take for those of receipts then.</summary>
    private const string TrainingPrefix = "T";

    /// <param name="transaction">The transaction.</param>
    /// <param name="create">Makes the receipt, given its number.</param>
    /// <param name="removedLines">What was taken off its ticket again.</param>
    /// <param name="grant">Who completes it.</param>
    /// <param name="completed">Hears of the receipt once it is durable.</param>
    /// <param name="isTraining">Whether it is none: it gets a number of its own series, and stands in no list and no total.</param>
    public static Receipt Write(
        LedgerTransaction transaction, Func<string, Receipt> create, ImmutableArray<TicketLine> removedLines, in Grant grant, Action<Receipt> completed, bool isTraining = false)
    {
        if (isTraining)
            return WriteTraining(transaction, create, removedLines, grant, completed);
        var (identity, number, issuer) = (transaction.Identity, transaction.State.NextReceiptNumber, IssuerOf(transaction));
        var receipt = create(identity.Format(number, identity.Current.Tag)) with { Issuer = issuer?.Issuer, IssuerSequence = issuer?.Sequence };
        var sequence = transaction.Append(new ReceiptRecorded(receipt, removedLines), grant);
        ReceiptTable.Insert(transaction.Session, sequence, number, receipt);
        RefundTable.Insert(transaction.Session, sequence, receipt);
        transaction.AfterCommit(() => completed(receipt));
        return receipt;
    }

    private static Receipt WriteTraining(
        LedgerTransaction transaction, Func<string, Receipt> create, ImmutableArray<TicketLine> removedLines, in Grant grant, Action<Receipt> completed)
    {
        var (identity, issuer) = (transaction.Identity, IssuerOf(transaction));
        var receipt = create(TrainingPrefix + identity.Format(transaction.State.NextTrainingNumber, identity.Current.Tag)) with { IsTraining = true, Issuer = issuer?.Issuer, IssuerSequence = issuer?.Sequence };
        var sequence = transaction.Append(new TrainingReceiptRecorded(receipt, removedLines), grant);
        ReceiptTable.InsertKeys(transaction.Session, sequence, receipt);
        transaction.AfterCommit(() => completed(receipt));
        return receipt;
    }

    /// <summary>The entry that tells who issues the receipt: the last one, or, where something has changed since, one that stands before the receipt.</summary>
    private static RecordedIssuer? IssuerOf(LedgerTransaction transaction)
    {
        if (transaction.Issuing?.Invoke(transaction) is { } issuer && transaction.State.Issuer?.Issuer != issuer)
            transaction.Append(new IssuerRecorded(issuer), employee: null);
        return transaction.State.Issuer;
    }

    /// <summary>The receipt of a ticket, if it was ever paid on this device; refused where its details are not here any more. The second completion gives the first receipt (invariant D10).</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="archived">The refusal where only the number is left.</param>
    public static PosResult<Receipt>? Find(LedgerTransaction transaction, TicketId ticket, Func<Refusal> archived)
    {
        if (SequenceOf(transaction, ticket) is not { } found)
            return null;
        var connection = transaction.Session.Connection;
        return EntryReader.TryReadReceipt(JournalTable.BodyOf(connection, found)) is { } receipt ? receipt with { Issuer = IssuerOf(connection, receipt) } : archived();
    }

    /// <summary>Who issued a receipt; null where that cannot be read: the receipt is whole all the same.</summary>
    private static ReceiptIssuer? IssuerOf(SqliteConnection connection, Receipt receipt)
    {
        try
        {
            return IssuerSource.Find(connection, receipt.IssuerSequence);
        }
        catch (StoreUnusableException)
        {
            return null;
        }
    }

    /// <summary>The sequence of a ticket's receipt, if it was ever paid on this device.</summary>
    public static long? SequenceOf(LedgerTransaction transaction, TicketId ticket) =>
        transaction.State.RecentReceipts.TryGetValue(ticket, out var sequence) ? sequence : StateTable.Find(transaction.Session, ticket.Value);
}
