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
            var result = await refunds.RefundAsync(returned, () => Begin(payments), cancellationToken).ConfigureAwait(false);
            isUnresolved = StoreFailures.Caused(result.Refusal) ? null : result.Outcome == PosOutcome.Unknown;
            return checkout.StillUnknown(ticket, result.Refusal) ?? (_hasEntered ? null : await checkout.FindFirstAsync(ticket).ConfigureAwait(false)) ?? result;
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
        refunds.GetDueAsync(returned, PurchaseOf([]), type, cancellationToken);

    private PosResult<Purchase> Begin(ImmutableArray<ReceivedPayment> payments)
    {
        var refusal = checkout.RefuseSale(ticket) ?? payments.Select((payment, i) => checkout.Refuse(ticket, payment, payments[..i])).FirstOrDefault(static refused => refused is not null) ?? ticket.EnterPayment();
        if (refusal is not null)
            return refusal;
        _hasEntered = true;
        return PurchaseOf(payments);
    }

    private Purchase PurchaseOf(ImmutableArray<ReceivedPayment> payments)
    {
        var (content, snapshot) = ticket.Saved;
        _ = snapshot.Priced.Lines; // Every share is worked out here, where nobody waits for the writer.
        var earning = LoyaltyRules.Earn(snapshot, payments, checkout.Programme);
        return new(snapshot with { DeferredLines = () => earning }, content, payments, state => checkout.RefuseReturns(ticket, state, payments), receipt => checkout.Completed(ticket, receipt));
    }
}
