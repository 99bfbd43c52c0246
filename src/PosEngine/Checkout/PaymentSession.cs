using System.Collections.Immutable;
using PosEngine.Ledger;
using PosEngine.Receipts;
using PosEngine.Streams;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>A ticket being paid step by step. Each payment is an entry of the journal before it counts.</summary>
#pragma warning disable CA1001 // The turn is not disposed with the session: whoever waits for it still has to get it.
internal sealed class PaymentSession : IPaymentSession
#pragma warning restore CA1001
{
    // Somebody is asked for one payment after the other: each is a payment of its own.
    private readonly SemaphoreSlim _turn;
    private readonly CheckoutService _checkout;
    private readonly Ticket _ticket;
    private readonly PosStream<ImmutableArray<ReceivedPayment>> _payments;
    private readonly bool _isWhole;
    private int _hasEnded;

    /// <param name="checkout">The door.</param>
    /// <param name="ticket">The ticket.</param>
    /// <param name="receipt">Its receipt to be.</param>
    /// <param name="payments">What was received before.</param>
    /// <param name="isWhole">Whether it is begun to be paid whole: then nobody else has its turn before.</param>
    public PaymentSession(CheckoutService checkout, Ticket ticket, ReceiptId receipt, ImmutableArray<ReceivedPayment> payments, bool isWhole)
    {
        _turn = new(isWhole ? 0 : 1, 1);
        _isWhole = isWhole;
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

    public Task<PosResult<ReceivedPayment>> AddAsync(Payment payment, CancellationToken cancellationToken = default) => AddAsync(payment, isInTurn: false, cancellationToken);

    private async Task<PosResult<ReceivedPayment>> AddAsync(Payment payment, bool isInTurn, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(payment);
        var received = _checkout.Receive(payment);
        if (_checkout.RefuseSale(_ticket) is { } refusal)
            return refusal;
        if (!ValueMoves.IsStored(received.Type.Kind) || !_checkout.Values.ArePossible)
            return await RecordAsync(received, cancellationToken).ConfigureAwait(false);
        if (isInTurn)
            return await AskAsync(received, cancellationToken).ConfigureAwait(false);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            return await AskAsync(received, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            _turn.Release();
        }
    }

    /// <summary>Whoever keeps what is paid with is asked for it first; then it is a payment like any other.</summary>
    private async Task<PosResult<ReceivedPayment>> AskAsync(ReceivedPayment received, CancellationToken cancellationToken)
    {
        if (ValueMoves.Of(received, _ticket.Current.CustomerId) is not { } move)
            return _checkout.Refuse(_ticket, received, _payments.Value)!; // Nobody says whose it is.
        var intended = await _checkout.Ledger.RunAsync<Guid>(
            transaction => (Refuse(transaction, received, isGranted: true) ?? _checkout.Refuse(_ticket, received, PaymentsIn(transaction))) is { } refused ? refused : _checkout.Values.Intend(transaction, ReceiptId, [move], _checkout.Employee)[0], cancellationToken).ConfigureAwait(false);
        if (!intended.TryGet(out var key, out var refusal))
            return intended.Outcome == PosOutcome.Unknown ? PosResult.Unknown(refusal).As<ReceivedPayment>() : refusal;

        var asked = await _checkout.Values.AskAsync(key, ReceiptId, move, cancellationToken).ConfigureAwait(false);
        if (!asked.IsDone)
            return asked.As<ReceivedPayment>();
        var recorded = await RecordAsync(received with { Id = new(key) }, cancellationToken, isGranted: true).ConfigureAwait(false);
        if (recorded.Outcome == PosOutcome.Refused)
            _checkout.Values.End(key);
        return recorded;
    }

    /// <param name="transaction">The transaction.</param>
    /// <param name="received">The payment.</param>
    /// <param name="isGranted">Whether somebody has been asked for it already: then the policy has had its say.</param>
    private Refusal? Refuse(LedgerTransaction transaction, ReceivedPayment received, bool isGranted) =>
        RefuseEnded(transaction) ?? _checkout.RefuseWithoutShift(transaction.State) ?? _checkout.RefuseTraining(_ticket, transaction.State) ?? (isGranted ? null : RefuseUnasked(transaction, received)) ?? RefuseAmount(PaymentsIn(transaction), received)
        ?? AccountCredit.Refuse(transaction, _ticket.Current, PaymentsIn(transaction).Add(received), _checkout.Text);

    /// <summary>Where the connection came back just now, nothing is taken that could have been asked for.</summary>
    private Refusal? RefuseUnasked(LedgerTransaction transaction, ReceivedPayment received) => _checkout.Refuse(_ticket, received, PaymentsIn(transaction))
        ?? (ValueMoves.IsStored(received.Type.Kind) && _checkout.Values.ArePossible ? _checkout.Text.Refuse(RefusalCodes.BackOfficeUnanswered) : null);

    private async Task<PosResult<ReceivedPayment>> RecordAsync(ReceivedPayment received, CancellationToken cancellationToken, bool isGranted = false) =>
        await _checkout.Ledger.RunAsync<ReceivedPayment>(transaction =>
        {
            if ((Refuse(transaction, received, isGranted) ?? (isGranted ? _checkout.Values.RefuseTakenBack(transaction.State, [received.Id.Value]) : null)) is { } refused)
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

    public async Task<PosResult> RemoveAsync(PaymentId payment, CancellationToken cancellationToken = default) => await RunAsync(transaction =>
    {
        if (PaymentsIn(transaction).All(received => received.Id != payment))
            return PosResult.Refused(_checkout.Text.Refuse(RefusalCodes.PaymentUnknown));
        transaction.Append(new PaymentRemoved(_ticket.Id, ReceiptId, payment), _checkout.Employee);
        PublishAfterCommit(transaction);
        transaction.AfterCommit(() => _checkout.Values.End(payment.Value));
        return PosResult.Done;
    }, cancellationToken).ConfigureAwait(false);

    public async Task<PosResult> CancelAsync(CancellationToken cancellationToken = default) => await RunAsync(transaction =>
    {
        if (transaction.State.Payments.ContainsKey(_ticket.Id))
            transaction.Append(new PaymentCancelled(_ticket.Id, ReceiptId), _checkout.Employee);
        PublishAfterCommit(transaction);
        transaction.AfterCommit(End);
        transaction.AfterCommit(() => _checkout.Values.End(ReceiptId));
        return PosResult.Done;
    }, cancellationToken).ConfigureAwait(false);

    public async Task<PosResult<Receipt>> CompleteAsync(CancellationToken cancellationToken = default) => await _checkout.CompleteAsync(
        _ticket,
        _checkout.GrantOwn,
        transaction => RefuseEnded(transaction) is { } ended && !CompleteSale.IsPaid(transaction, _ticket.Id) ? ended : PaymentsIn(transaction),
        cancellationToken).ConfigureAwait(false);

    /// <summary>Receives everything and completes the sale. What does not lead to a receipt is given up whole.</summary>
    /// <param name="payments">All payments.</param>
    /// <param name="isOwn">Whether the session was begun for that, and its turn with it. Another's goes on, without these payments.</param>
    /// <param name="cancellationToken">Counts until the writer takes the sale.</param>
    /// <returns>Null where the session ended meanwhile without a receipt.</returns>
    public async Task<PosResult<Receipt>?> CompleteWholeAsync(IReadOnlyList<Payment> payments, bool isOwn, CancellationToken cancellationToken)
    {
        if (!isOwn)
            await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_ticket.Current.Status == TicketStatus.Paid)
                return await CompleteAsync(cancellationToken).ConfigureAwait(false); // Of two taps the second finds the receipt of the first (invariant D10).
            if (_hasEnded != 0)
                return null;
            if (isOwn || !_checkout.Ledger.State.Payments.TryGetValue(_ticket.Id, out var open))
                return await ReceiveAllAsync(payments, isOwn, cancellationToken).ConfigureAwait(false);
            if (!_isWhole || !AreSame(payments, open.Payments))
                return _checkout.Text.Refuse(RefusalCodes.TicketInPayment);

            // They were received, and what was sold with them was not answered for.
            var completed = await CompleteAsync(cancellationToken).ConfigureAwait(false);
            if (completed.Outcome == PosOutcome.Refused)
                _ = await CancelAsync(CancellationToken.None).ConfigureAwait(false);
            return completed;
        }
        finally
        {
            _turn.Release();
        }
    }

    private bool AreSame(IEnumerable<Payment> asked, ImmutableArray<ReceivedPayment> received)
    {
        return asked.Select(_checkout.Receive).Select(What).SequenceEqual(received.Select(What));

        static ReceivedPayment What(ReceivedPayment payment) => payment with { Id = default };
    }

    private async Task<PosResult<Receipt>> ReceiveAllAsync(IReadOnlyList<Payment> payments, bool isOwn, CancellationToken cancellationToken)
    {
        var added = new List<PaymentId>();
        var isKept = false;
        try
        {
            foreach (var payment in payments)
            {
                var result = await AddAsync(payment, isInTurn: true, cancellationToken).ConfigureAwait(false);
                if (!result.TryGet(out var received, out _))
                    return result.WithoutValue().As<Receipt>();
                added.Add(received.Id);
            }

            var completed = await CompleteAsync(cancellationToken).ConfigureAwait(false);
            isKept = completed.Outcome != PosOutcome.Refused;
            return completed;
        }
        finally
        {
            if (!isKept)
                await GiveUpAsync(added, isOwn).ConfigureAwait(false); // Whoever stopped waiting too has paid nothing.
        }
    }

    private async Task GiveUpAsync(List<PaymentId> added, bool isOwn)
    {
        if (isOwn)
            _ = await CancelAsync(CancellationToken.None).ConfigureAwait(false);
        else
        {
            foreach (var payment in added)
                _ = await RemoveAsync(payment, CancellationToken.None).ConfigureAwait(false);
        }
    }

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
