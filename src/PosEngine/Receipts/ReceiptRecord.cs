using System.Collections.Immutable;
using PosEngine.Ledger;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>Puts a receipt on record: the next number, its entry of the journal, and its row in the list (invariants D1, D2).</summary>
internal static class ReceiptRecord
{
    /// <param name="transaction">The transaction.</param>
    /// <param name="create">Makes the receipt, given its number.</param>
    /// <param name="removedLines">What was taken off its ticket again.</param>
    /// <param name="employee">Who completes it.</param>
    /// <param name="completed">Hears of the receipt once it is durable.</param>
    public static Receipt Write(
        LedgerTransaction transaction, Func<string, Receipt> create, ImmutableArray<TicketLine> removedLines, EmployeeId employee, Action<Receipt> completed)
    {
        var (identity, number) = (transaction.Identity, transaction.State.NextReceiptNumber);
        var receipt = create(identity.Format(number, identity.Current.Tag));
        var sequence = transaction.Append(new ReceiptRecorded(receipt, removedLines), employee);
        ReceiptTable.Insert(transaction.Session, sequence, number, receipt);
        RefundTable.Insert(transaction.Session, sequence, receipt);
        transaction.AfterCommit(() => completed(receipt));
        return receipt;
    }

    /// <summary>The receipt of a ticket, if it was ever paid on this device; refused where its details are not here any more. The second completion gives the first receipt (invariant D10).</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="archived">The refusal where only the number is left.</param>
    public static PosResult<Receipt>? Find(LedgerTransaction transaction, TicketId ticket, Func<Refusal> archived)
    {
        if (SequenceOf(transaction, ticket) is not { } found)
            return null;
        return EntryReader.TryReadReceipt(Journal.JournalTable.BodyOf(transaction.Session.Connection, found)) is { } receipt ? receipt : archived();
    }

    /// <summary>The sequence of a ticket's receipt, if it was ever paid on this device.</summary>
    public static long? SequenceOf(LedgerTransaction transaction, TicketId ticket) =>
        transaction.State.RecentReceipts.TryGetValue(ticket, out var sequence) ? sequence : StateTable.Find(transaction.Session, ticket.Value);
}
