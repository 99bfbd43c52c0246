using System.Collections.Immutable;
using PosEngine.Ledger;
using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>A ticket that is paid with what goes back. The ticket holds still as in any payment, and the return takes the way of a refund: both stand on one receipt, or none does.</summary>
internal sealed class Exchange(CheckoutService checkout, RefundService refunds, Ticket ticket)
{
    private bool _hasEntered;

    public async Task<PosResult<Receipt>> CompleteAsync(RefundRequest returned, ImmutableArray<ReceivedPayment> payments, CancellationToken cancellationToken)
    {
        if (ticket.Current.Status == TicketStatus.Paid)
            return await checkout.Ledger.RunAsync<Receipt>(transaction => CompleteSale.ReceiptOf(transaction, ticket.Id, checkout.Text)!, cancellationToken).ConfigureAwait(false);
        bool? isUnresolved = null;
        try
        {
            var result = await refunds.RefundAsync(returned, owner => Begin(payments, owner), cancellationToken).ConfigureAwait(false);
            var told = checkout.StillUnknown(ticket, result.Refusal) ?? (result.Outcome == PosOutcome.Refused ? await checkout.FindFirstAsync(ticket).ConfigureAwait(false) : null) ?? result;

            // Where value was not answered for, nothing was committed, and the ticket may be paid otherwise.
            isUnresolved = StoreFailures.Caused(told.Refusal) || told.Refusal?.Code == RefusalCodes.ValueUnanswered ? null : told.Outcome == PosOutcome.Unknown;
            return told;
        }
        finally
        {
            if (_hasEntered)
                ticket.LeavePayment(isUnresolved);
            if (_hasEntered && isUnresolved is true)
                _ = checkout.FindOutAsync(ticket);
        }
    }

    public Task<PosResult<Money>> GetDueAsync(RefundRequest returned, PaymentType type, CancellationToken cancellationToken) =>
        refunds.GetDueAsync(returned, PurchaseOf([], owner: null, default), type, cancellationToken);

    private PosResult<Purchase> Begin(ImmutableArray<ReceivedPayment> payments, CustomerId? owner)
    {
        if ((checkout.RefuseSale(ticket) ?? RefuseValue(payments, owner) ?? ticket.EnterPayment()) is { } refusal)
            return refusal;
        _hasEntered = true;
        return PurchaseOf(payments, owner, checkout.FixReceipt(ticket));
    }

    /// <summary>Why the policy lets nothing be paid so, or no gift card be sold.</summary>
    /// <param name="payments">What the customer pays.</param>
    /// <param name="owner">Whose the return is: of a ticket without a customer, what it pays with is theirs too.</param>
    private Refusal? RefuseValue(ImmutableArray<ReceivedPayment> payments, CustomerId? owner) =>
        payments.Select((payment, i) => checkout.Refuse(ticket, payment, payments[..i], owner: owner)).FirstOrDefault(static refused => refused is not null) ?? checkout.RefuseGiftCards(ticket);

    private Purchase PurchaseOf(ImmutableArray<ReceivedPayment> payments, CustomerId? owner, ReceiptId receipt)
    {
        var (content, snapshot) = ticket.Saved;
        _ = snapshot.Priced.Lines; // Every share is worked out here, where nobody waits for the writer.
        return new(snapshot, content, payments, state => checkout.RefuseReturns(ticket, state, payments), receipt => checkout.Completed(ticket, receipt))
        {
            Programme = checkout.Programme,
            RefuseValue = () => RefuseValue(payments, owner),
            ReceiptId = receipt,
        };
    }
}
