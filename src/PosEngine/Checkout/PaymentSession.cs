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
        return Due(_payments.Value, type);
    }

    public async Task<PosResult<ReceivedPayment>> AddAsync(Payment payment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payment);
        var received = _checkout.Receive(payment);
        if (_checkout.RefuseSale(_ticket) is { } refusal)
            return refusal;

        return await _checkout.Ledger.RunAsync<ReceivedPayment>(transaction =>
        {
            if ((RefuseEnded(transaction) ?? _checkout.RefuseWithoutShift(transaction.State) ?? _checkout.RefuseTraining(_ticket, transaction.State)
                ?? _checkout.Refuse(_ticket, received, PaymentsIn(transaction)) ?? RefuseAmount(PaymentsIn(transaction), received)) is { } refused)
            {
                PublishAfterCommit(transaction); // A payment whose answer was lost with the disk (invariant D4) is seen at the latest now.
                return refused;
            }

            // The ticket is saved along with its first payment: after a power cut there is something to go on paying.
            var (content, snapshot) = _ticket.Saved;
            TicketTable.Save(transaction.Session, new SavedTicket(_ticket.Id, IsParked: false, snapshot.Name, transaction.Now, snapshot.Totals.Gross, content));
            transaction.Append(new PaymentReceived(_ticket.Id, ReceiptId, received, content.IsTraining), _checkout.Employee);
            PublishAfterCommit(transaction);
            return received;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult> RemoveAsync(PaymentId payment, CancellationToken cancellationToken = default) => await RunAsync(transaction =>
    {
        if (PaymentsIn(transaction).All(received => received.Id != payment))
            return PosResult.Refused(_checkout.Text.Refuse(RefusalCodes.PaymentUnknown));
        transaction.Append(new PaymentRemoved(_ticket.Id, ReceiptId, payment), _checkout.Employee);
        PublishAfterCommit(transaction);
        return PosResult.Done;
    }, cancellationToken).ConfigureAwait(false);

    public async Task<PosResult> CancelAsync(CancellationToken cancellationToken = default) => await RunAsync(transaction =>
    {
        if (transaction.State.Payments.ContainsKey(_ticket.Id))
            transaction.Append(new PaymentCancelled(_ticket.Id, ReceiptId), _checkout.Employee);
        PublishAfterCommit(transaction);
        transaction.AfterCommit(End);
        return PosResult.Done;
    }, cancellationToken).ConfigureAwait(false);

    public async Task<PosResult<Receipt>> CompleteAsync(CancellationToken cancellationToken = default) => await _checkout.CompleteAsync(
        _ticket,
        _checkout.GrantOwn,
        transaction => RefuseEnded(transaction) is { } ended && !CompleteSale.IsPaid(transaction, _ticket.Id) ? ended : PaymentsIn(transaction),
        cancellationToken).ConfigureAwait(false);

    /// <summary>What giving money back has in common.</summary>
    private async Task<PosResult> RunAsync(Func<LedgerTransaction, PosResult> work, CancellationToken cancellationToken)
    {
        if (_checkout.RefuseSale(_ticket) is { } refusal)
            return PosResult.Refused(refusal);
        return await _checkout.Ledger.RunAsync(
            transaction => RefuseEnded(transaction) is { } ended ? PosResult.Refused(ended) : work(transaction), cancellationToken).ConfigureAwait(false);
    }

    private Refusal? RefuseAmount(ImmutableArray<ReceivedPayment> payments, ReceivedPayment received)
    {
        var due = Due(payments, received.Type);
        var isOver = received.Amount > due && !Settlement.MayBeOver(received.Type);
        if (Missing(payments) <= Money.Zero || isOver || Missing(payments.Add(received)).IsNegative)
            return _checkout.Text.Refuse(RefusalCodes.PaymentOver, due);
        return received.Amount.IsZero && !due.IsZero ? _checkout.Text.Refuse(RefusalCodes.AmountInvalid, received.Amount) : null;
    }

    private Money Missing(ImmutableArray<ReceivedPayment> payments) => Settlement.Of(_ticket.Current.Totals.Payable, _ticket.Current.Policy, TendersOf(payments)).Missing;

    private Money Due(ImmutableArray<ReceivedPayment> payments, PaymentType type) =>
        Settlement.Due(_ticket.Current.Totals.Payable, _ticket.Current.Policy, TendersOf(payments), type);

    private static List<(PaymentType Type, Money Amount)> TendersOf(ImmutableArray<ReceivedPayment> payments) =>
        [.. payments.Select(static payment => (payment.Type, payment.Amount))];

    private ImmutableArray<ReceivedPayment> PaymentsIn(LedgerTransaction transaction) =>
        transaction.State.Payments.GetValueOrDefault(_ticket.Id)?.Payments ?? [];

    /// <summary>Paid, the ticket is closed for ever; cancelled, it is open, and another session may pay it.</summary>
    private Refusal? RefuseEnded(LedgerTransaction transaction)
    {
        if (CompleteSale.IsPaid(transaction, _ticket.Id))
            return _checkout.Text.Refuse(RefusalCodes.TicketClosed);
        return _hasEnded != 0 ? _checkout.Text.Refuse(RefusalCodes.PaymentUnknown) : null;
    }

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
