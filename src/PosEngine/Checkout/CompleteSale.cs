using System.Collections.Immutable;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>The command that makes a sale: one journal entry and one slim row, in one durable transaction (invariant D1).</summary>
/// <param name="ReceiptId">Fixed when payment began.</param>
/// <param name="Ticket">The ticket, which holds still meanwhile.</param>
/// <param name="Content">What goes on record with it: lines that were rung up and taken off again, prices and taxes that were overridden.</param>
/// <param name="Grant">Who completes it, and by whose leave.</param>
internal sealed record CompleteSale(ReceiptId ReceiptId, TicketSnapshot Ticket, TicketContent Content, Grant Grant)
{
    /// <summary>How it earns points; null where it does not.</summary>
    public LoyaltyProgramme? Programme { get; init; }

    /// <summary>Completes the sale, or finds the receipt that the ticket already has (invariant D10).</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="payments">What was received, as this transaction sees it.</param>
    /// <param name="refuseValue">Why the policy does not let as much be taken back, or what was granted for it does not stand any more.</param>
    /// <param name="text">The words of refusals.</param>
    /// <param name="completed">Hears of the receipt once it is durable.</param>
    public PosResult<Receipt> Run(LedgerTransaction transaction, ImmutableArray<ReceivedPayment> payments, Func<DeviceState, ImmutableArray<ReceivedPayment>, Refusal?> refuseValue, PosText text, Action<Receipt> completed)
    {
        var state = transaction.State;
        if (ReceiptOf(transaction, Ticket.Id, text) is { } earlier)
        {
            if (earlier.TryGet(out var first, out _))
                transaction.AfterCommit(() => completed(first));
            return earlier;
        }

        if (Refuse(transaction, payments, refuseValue, text, out var settlement) is { } refusal)
            return refusal;
        var shift = state.Shift!;

        TicketRecord.WriteChanges(transaction, Ticket.Id, Content);
        return ReceiptRecord.Write(
            transaction,
            number => ReceiptFactory.Create(ReceiptId, number, shift.Id, state.Drawer, Grant.Employee, transaction.Now, transaction.Identity.Currency, Ticket, payments, settlement, Content.IsTraining ? null : Programme),
            Content.RemovedLines, Grant, completed, Content.IsTraining);
    }

    /// <summary>Why the sale cannot be completed with what was received, as a transaction sees it.</summary>
    public Refusal? Check(
        LedgerTransaction transaction, ImmutableArray<ReceivedPayment> payments, Func<DeviceState, ImmutableArray<ReceivedPayment>, Refusal?> refuseValue, PosText text) =>
        Refuse(transaction, payments, refuseValue, text, out _);

    private Refusal? Refuse(
        LedgerTransaction transaction, ImmutableArray<ReceivedPayment> payments, Func<DeviceState, ImmutableArray<ReceivedPayment>, Refusal?> refuseValue, PosText text, out Settlement settlement)
    {
        var state = transaction.State;
        settlement = default;
        if (state.IsSignedOut)
            return text.Refuse(RefusalCodes.DeviceSignedOut);
        if (state.Shift is null)
            return text.Refuse(RefusalCodes.ShiftClosed);
        if (Content.IsTraining != state.IsTraining)
            return text.Refuse(RefusalCodes.TrainingTicket);
        if (!Ticket.Totals.Payable.IsNegative && payments.FirstOrDefault(static payment => payment.Amount.IsNegative) is { } back)
            return text.Refuse(RefusalCodes.AmountInvalid, back.Amount);
        if (refuseValue(state, payments) is { } refusal)
            return refusal;
        settlement = Settlement.Of(Ticket.Totals.Payable, Ticket.Policy, payments.Select(static payment => (payment.Type, payment.Amount)));
        if (settlement.Missing.IsPositive)
            return text.Refuse(RefusalCodes.PaymentShort, settlement.Missing);
        if (settlement.Missing.IsNegative)
            return text.Refuse(RefusalCodes.PaymentOver, Ticket.Totals.Payable);
        return AccountCredit.Refuse(transaction, Ticket, payments, text);
    }

    /// <summary>The receipt of a ticket, if it was ever paid on this device; refused where its details are not here any more.</summary>
    public static PosResult<Receipt>? ReceiptOf(LedgerTransaction transaction, TicketId ticket, PosText text) =>
        ReceiptRecord.Find(transaction, ticket, () => text.Refuse(RefusalCodes.ReceiptArchived));

    /// <summary>Whether a ticket was ever paid on this device.</summary>
    public static bool IsPaid(LedgerTransaction transaction, TicketId ticket) => ReceiptRecord.SequenceOf(transaction, ticket) is not null;
}
