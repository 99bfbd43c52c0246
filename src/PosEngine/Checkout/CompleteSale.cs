using System.Collections.Immutable;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>The command that makes a sale: one journal entry and one slim row, in one durable transaction (invariant D1).</summary>
/// <param name="ReceiptId">Fixed when payment began.</param>
/// <param name="Ticket">The ticket, which holds still meanwhile.</param>
/// <param name="Payments">What was received.</param>
/// <param name="Settlement">How it comes out.</param>
/// <param name="Employee">Who completes it.</param>
internal sealed record CompleteSale(
    ReceiptId ReceiptId, TicketSnapshot Ticket, ImmutableArray<ReceivedPayment> Payments, Settlement Settlement, EmployeeId Employee)
{
    /// <summary>Completes the sale, or finds the receipt that the ticket already has (invariant D10).</summary>
    public PosResult<Receipt> Run(LedgerTransaction transaction, DeviceIdentity identity, PosText text, Action<Receipt> completed)
    {
        var state = transaction.State;
        if (ReceiptOf(transaction, Ticket.Id) is { } first)
        {
            transaction.AfterCommit(() => completed(first));
            return first;
        }

        if (state.IsSignedOut)
            return text.Refuse(RefusalCodes.DeviceSignedOut);
        if (state.Shift is not { } shift)
            return text.Refuse(RefusalCodes.ShiftClosed);

        var number = state.NextReceiptNumber;
        var receipt = ReceiptFactory.Create(
            ReceiptId, identity.Format(number, identity.Current.Tag), shift.Id, Employee, transaction.Now, identity.Currency, Ticket, Payments, Settlement);
        var sequence = transaction.Append(new ReceiptRecorded(receipt), Employee);
        ReceiptTable.Insert(transaction.Session, sequence, number, receipt);
        transaction.AfterCommit(() => completed(receipt));
        return receipt;
    }

    /// <summary>The receipt of a ticket, if it was ever paid on this device.</summary>
    public static Receipt? ReceiptOf(LedgerTransaction transaction, TicketId ticket) =>
        (transaction.State.RecentReceipts.TryGetValue(ticket, out var sequence) ? sequence : StateTable.Find(transaction.Session, ticket.Value)) is { } found
            ? EntryReader.ReadReceipt(JournalTable.BodyOf(transaction.Session, found))
            : null;
}
