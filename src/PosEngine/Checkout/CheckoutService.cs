using System.Collections.Immutable;
using Microsoft.Extensions.Logging;
using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Scheduling;
using PosEngine.Streams;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>The door from tickets to receipts.</summary>
internal sealed class CheckoutService(
    DeviceLedger ledger, SessionService session, TicketService tickets, PaymentTypeService types, CapabilityService capabilities, PosText text, Currency currency,
    IDispatcher dispatcher, TimeProvider time, ILogger logger, Action<Receipt> completed) : ICheckout
{
    private readonly Lock _gate = new();
    private readonly Dictionary<TicketId, PaymentSession> _sessions = [];

    public ImmutableArray<PaymentType> PaymentTypes => types.Current;

    public PosResult<IPaymentSession> Begin(ITicket ticket)
    {
        var own = TicketService.Own(ticket);
        if ((capabilities.Check(Capability.Sale, own) ?? RefuseWithoutShift()) is { } refusal)
            return refusal;
        lock (_gate)
        {
            if (_sessions.TryGetValue(own.Id, out var begun))
                return begun;

            // Payments of an earlier run of the engine: the ticket was found in payment, and stays so.
            var open = ledger.State.Payments.GetValueOrDefault(own.Id);
            if (open is null && (own.Current.Status == TicketStatus.Paid ? text.Refuse(RefusalCodes.TicketClosed) : own.EnterPayment()) is { } closed)
                return closed;
            var started = new PaymentSession(this, own, own.FixReceipt(open?.ReceiptId ?? NewReceiptId()), open?.Payments ?? []);
            _sessions.Add(own.Id, started);
            return started;
        }
    }

    public Task<PosResult<Receipt>> CompleteAsync(ITicket ticket, Payment payment, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payment);
        return CompleteAsync(ticket, [payment], cancellationToken);
    }

    public async Task<PosResult<Receipt>> CompleteAsync(ITicket ticket, IReadOnlyList<Payment> payments, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(payments);
        var own = TicketService.Own(ticket);
        if (capabilities.Check(Capability.Sale, own) is { } forbidden)
            return forbidden;
        if (ledger.State.Payments.ContainsKey(own.Id))
            return text.Refuse(RefusalCodes.TicketInPayment);
        foreach (var payment in payments)
        {
            if (Refuse(payment) is { } refusal)
                return refusal;
        }

        return await CompleteAsync(own, own.FixReceipt(NewReceiptId()), [.. payments.Select(payment => Receive(payment))], cancellationToken).ConfigureAwait(false);
    }

    internal DeviceLedger Ledger => ledger;

    internal PosText Text => text;

    internal EmployeeId? Employee => session.EmployeeId;

    internal PosStream<T> CreateStream<T>(T value) => new(value, dispatcher, logger);

    /// <summary>The payment with its type as it is named here: <c>Payment.Cash</c> says "Cash" where the till says "Bar".</summary>
    internal ReceivedPayment Receive(Payment payment) =>
        new(new PaymentId(time.NewId()), types.Current.FirstOrDefault(type => type.Id == payment.Type.Id) ?? payment.Type, payment.Amount);

    /// <summary>Why a payment cannot be taken, whatever is due.</summary>
    internal Refusal? Refuse(Payment payment)
    {
        if (payment.Amount.IsNegative || (payment.Amount.IsZero && payment.Type.Kind != PaymentKind.Cash))
            return text.Refuse(RefusalCodes.AmountInvalid, payment.Amount);
        if (!payment.Amount.IsWholeIn(currency))
            return text.Refuse(RefusalCodes.AmountPrecision, currency.Smallest);
        return payment.Type.Kind == PaymentKind.IntegratedCard ? capabilities.Check(Capability.IntegratedCardPayment, payment) : null;
    }

    /// <summary>Settles and commits. The ticket holds still from the look at its figures to the answer.</summary>
    internal async Task<PosResult<Receipt>> CompleteAsync(Ticket ticket, ReceiptId receipt, ImmutableArray<ReceivedPayment> payments, CancellationToken cancellationToken)
    {
        if (session.EmployeeId is not { } employee)
            return text.Refuse(RefusalCodes.NotSignedIn);
        if (ticket.EnterPayment() is { } closed)
            return closed;

        bool? isUnresolved = null;
        try
        {
            var snapshot = ticket.Current;
            var settlement = Settlement.Of(snapshot.Totals.Payable, snapshot.Policy, payments.Select(static payment => (payment.Type.Kind, payment.Amount)));
            if (snapshot.Status != TicketStatus.Paid && !settlement.Missing.IsZero)
                return settlement.Missing.IsPositive ? text.Refuse(RefusalCodes.PaymentShort, settlement.Missing) : text.Refuse(RefusalCodes.PaymentOver, snapshot.Totals.Payable);

            var sale = new CompleteSale(receipt, snapshot, payments, settlement, employee);
            var result = await ledger.RunAsync(
                transaction => sale.Run(transaction, ledger.Identity, text, done => Completed(ticket, done)), cancellationToken, receipt).ConfigureAwait(false);
            isUnresolved = result.Outcome == PosOutcome.Unknown;
            return result;
        }
        finally
        {
            ticket.LeavePayment(isUnresolved);
        }
    }

    /// <summary>The payment of a ticket has ended.</summary>
    internal void End(Ticket ticket)
    {
        lock (_gate)
            _sessions.Remove(ticket.Id);
    }

    /// <summary>The receipt is durable. A repeated completion comes here too, and finds that everything was told already.</summary>
    private void Completed(Ticket ticket, Receipt receipt)
    {
        if (!ticket.MarkPaid(receipt.Id))
            return;
        tickets.End(ticket);
        End(ticket);
        completed(receipt);
    }

    private Refusal? RefuseWithoutShift()
    {
        if (session.EmployeeId is null)
            return text.Refuse(RefusalCodes.NotSignedIn);
        return ledger.State.Shift is null ? text.Refuse(RefusalCodes.ShiftClosed) : null;
    }

    private ReceiptId NewReceiptId() => new(time.NewId());
}
