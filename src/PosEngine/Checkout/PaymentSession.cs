using System.Collections.Immutable;
using PosEngine.Ledger;
using PosEngine.Receipts;
using PosEngine.Streams;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>A ticket being paid step by step. Each payment is an entry of the journal before it counts.</summary>
internal sealed class PaymentSession : IPaymentSession
{
    private readonly CheckoutService _checkout;
    private readonly Ticket _ticket;
    private readonly PosStream<ImmutableArray<ReceivedPayment>> _payments;
    private int _hasEnded;

    public PaymentSession(CheckoutService checkout, Ticket ticket, ReceiptId receipt, ImmutableArray<ReceivedPayment> payments)
    {
        _checkout = checkout;
        _ticket = ticket;
        ReceiptId = receipt;
        _payments = checkout.CreateStream(payments);
    }

    public ReceiptId ReceiptId { get; }

    public IPosStream<ImmutableArray<ReceivedPayment>> Payments => _payments;

    public Money Due(PaymentType type)
    {
        ArgumentNullException.ThrowIfNull(type);
        return Due(_payments.Value, type.Kind);
    }

    public async Task<PosResult<ReceivedPayment>> AddAsync(Payment payment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payment);
        if (_checkout.Refuse(payment) is { } refusal)
            return refusal;

        var received = _checkout.Receive(payment);
        return await _checkout.Ledger.RunAsync<ReceivedPayment>(transaction =>
        {
            if (RefuseEnded(transaction) is { } ended)
                return ended;
            var due = Due(PaymentsIn(transaction), payment.Type.Kind);
            if (due.IsZero || (payment.Type.Kind != PaymentKind.Cash && payment.Amount > due))
            {
                PublishAfterCommit(transaction); // A payment whose answer was lost with the disk (invariant D4) is seen at the latest now.
                return _checkout.Text.Refuse(RefusalCodes.PaymentOver, due);
            }

            // The ticket is saved along with its first payment: after a power cut there is something to go on paying.
            var (content, snapshot) = _ticket.Saved;
            TicketTable.Save(transaction.Session, new SavedTicket(_ticket.Id, IsParked: false, snapshot.Name, transaction.Now, snapshot.Totals.Gross, content));
            transaction.Append(new PaymentReceived(_ticket.Id, ReceiptId, received), _checkout.Employee);
            PublishAfterCommit(transaction);
            return received;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult> RemoveAsync(PaymentId payment, CancellationToken cancellationToken = default) =>
        await _checkout.Ledger.RunAsync(transaction =>
        {
            if (RefuseEnded(transaction) is { } ended)
                return PosResult.Refused(ended);
            if (PaymentsIn(transaction).All(received => received.Id != payment))
                return PosResult.Refused(_checkout.Text.Refuse(RefusalCodes.PaymentUnknown));
            transaction.Append(new PaymentRemoved(_ticket.Id, ReceiptId, payment), _checkout.Employee);
            PublishAfterCommit(transaction);
            return PosResult.Done;
        }, cancellationToken).ConfigureAwait(false);

    public async Task<PosResult> CancelAsync(CancellationToken cancellationToken = default) =>
        await _checkout.Ledger.RunAsync(transaction =>
        {
            if (RefuseEnded(transaction) is { } ended)
                return PosResult.Refused(ended);
            if (transaction.State.Payments.ContainsKey(_ticket.Id))
                transaction.Append(new PaymentCancelled(_ticket.Id, ReceiptId), _checkout.Employee);
            PublishAfterCommit(transaction);
            transaction.AfterCommit(End);
            return PosResult.Done;
        }, cancellationToken).ConfigureAwait(false);

    public async Task<PosResult<Receipt>> CompleteAsync(CancellationToken cancellationToken = default) =>
        await _checkout.CompleteAsync(_ticket, ReceiptId, _payments.Value, cancellationToken).ConfigureAwait(false);

    private Money Due(ImmutableArray<ReceivedPayment> payments, PaymentKind kind)
    {
        var ticket = _ticket.Current;
        return Settlement.Due(ticket.Totals.Payable, ticket.Policy, payments.Select(static payment => (payment.Type.Kind, payment.Amount)), kind);
    }

    private ImmutableArray<ReceivedPayment> PaymentsIn(LedgerTransaction transaction) =>
        transaction.State.Payments.GetValueOrDefault(_ticket.Id)?.Payments ?? [];

    private Refusal? RefuseEnded(LedgerTransaction transaction) =>
        _hasEnded != 0 || CompleteSale.ReceiptOf(transaction, _ticket.Id) is not null ? _checkout.Text.Refuse(RefusalCodes.TicketClosed) : null;

    private void PublishAfterCommit(LedgerTransaction transaction)
    {
        var payments = PaymentsIn(transaction);
        transaction.AfterCommit(() => _payments.Publish(payments));
    }

    private void End()
    {
        if (Interlocked.Exchange(ref _hasEnded, 1) != 0)
            return;
        _checkout.End(_ticket);
        _ticket.LeavePayment(isUnresolved: false);
    }
}
