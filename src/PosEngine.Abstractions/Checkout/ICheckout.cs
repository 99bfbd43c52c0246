using System.Collections.Immutable;
using PosEngine.Capabilities;
using PosEngine.Receipts;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>From a ticket to a receipt.</summary>
/// <remarks>
/// When a call answers with a receipt, journal entry, receipt and number are on disk, and only then is anything printed, opened or published. A ticket
/// completes at most once on this device: a second call, a double tap, a call after a restart, returns the first receipt. Thread-safe.
/// </remarks>
[UnderCapability(nameof(Capability.Sale))]
public interface ICheckout
{
    /// <summary>The ways to pay, the built-in ones first.</summary>
    ImmutableArray<PaymentType> PaymentTypes { get; }

    /// <summary>Begins payment step by step, or takes up one that was begun before a restart. The ticket changes no more until it is cancelled.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.TicketEmpty"/>, <see cref="RefusalCodes.TicketClosed"/>, <see cref="RefusalCodes.ShiftClosed"/>, <see cref="RefusalCodes.AgeCheckNeeded"/> or <see cref="RefusalCodes.NotSignedIn"/>.</returns>
    PosResult<IPaymentSession> Begin(ITicket ticket);

    /// <summary>Asks how much there is on a gift card, or credited to a customer.</summary>
    /// <returns>Refused by the policy, with <see cref="RefusalCodes.ValueUnknown"/> where there is no such account, <see cref="RefusalCodes.DeviceNotAccepted"/> or <see cref="RefusalCodes.BackOfficeUnanswered"/>.</returns>
    [UnderCapability(nameof(Capability.StoredValue))]
    Task<PosResult<StoredValueBalance>> GetBalanceAsync(StoredValueAccount account, CancellationToken cancellationToken = default);

    /// <summary>Pays the whole ticket in one call, and in one commit where nobody has to be asked for a payment.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="payment">The payment; cash above what is due gives change.</param>
    /// <param name="cancellationToken">Cancels only until the sale is handed to the writer; from then on it completes.</param>
    /// <returns>
    /// The receipt. Refused with <see cref="RefusalCodes.PaymentShort"/>, <see cref="RefusalCodes.PaymentOver"/>, <see cref="RefusalCodes.AmountPrecision"/>,
    /// <see cref="RefusalCodes.AmountInvalid"/>, <see cref="RefusalCodes.TicketEmpty"/>, <see cref="RefusalCodes.AgeCheckNeeded"/>, <see cref="RefusalCodes.TicketClosed"/>, <see cref="RefusalCodes.TicketInPayment"/> while
    /// a session has payments, <see cref="RefusalCodes.ShiftClosed"/>, <see cref="RefusalCodes.NotSignedIn"/> or by the policy, and as <see cref="IPaymentSession.AddAsync"/> is; unknown where the storage failed while committing, or where a gift card that is sold was not
    /// answered for (<see cref="RefusalCodes.ValueUnanswered"/>): called again, it is the same.
    /// </returns>
    Task<PosResult<Receipt>> CompleteAsync(ITicket ticket, Payment payment, CancellationToken cancellationToken = default);

    /// <summary>Pays the whole ticket with several payments, in one call and one commit.</summary>
    /// <inheritdoc cref="CompleteAsync(ITicket, Payment, CancellationToken)"/>
    Task<PosResult<Receipt>> CompleteAsync(ITicket ticket, IReadOnlyList<Payment> payments, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes back what an earlier receipt sold, as <see cref="IReceipts.RefundAsync"/> does, and sells what is on the ticket, on one receipt and in one commit. What goes back pays for what is sold: the customer pays the
    /// difference, or gets back what is left of it the way it came, cards first.
    /// </summary>
    /// <remarks>
    /// What is sold so can be refunded, or exchanged again; what went back cannot. It goes back to the ways in which it was paid, those of the first receipt where the return paid for it. Of gift cards, store credit, points and
    /// accounts only the difference is moved. A ticket without a customer is that of whoever bought what goes back.
    /// </remarks>
    /// <param name="ticket">What is sold.</param>
    /// <param name="returned">What goes back. Where the policy refuses refunds, it refuses this.</param>
    /// <param name="payments">What the customer pays: none where the return is worth as much or more. See <see cref="GetExchangeDueAsync"/>.</param>
    /// <param name="cancellationToken">Cancels only until the exchange is handed to the writer; from then on it completes.</param>
    /// <returns>The receipt, or the one that the ticket has already. Refused as <see cref="IReceipts.RefundAsync"/> and <see cref="CompleteAsync(ITicket, Payment, CancellationToken)"/> are, and with <see cref="RefusalCodes.ExchangeSeparately"/> where points, store credit or accounts of two customers would be moved. Unknown where whoever keeps value did not answer (<see cref="RefusalCodes.ValueUnanswered"/>): called again, it is the same exchange; whatever else becomes of the ticket or the return, what was moved is taken back.</returns>
    [UnderCapability(nameof(Capability.Refund))]
    Task<PosResult<Receipt>> ExchangeAsync(ITicket ticket, RefundRequest returned, IReadOnlyList<Payment> payments, CancellationToken cancellationToken = default);

    /// <summary>What is to be paid for an exchange, as far as this device knows what went back before.</summary>
    /// <param name="ticket">What is sold.</param>
    /// <param name="returned">What goes back.</param>
    /// <param name="type">How the difference is paid: cash is rounded to coins.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Above zero, what the customer pays; below, what the customer gets. Refused as <see cref="IReceipts.GetAsync"/> is, but not to whoever may refund, or with <see cref="RefusalCodes.RefundTooMuch"/> or <see cref="RefusalCodes.ExchangeSeparately"/>.</returns>
    [UnderCapability(nameof(Capability.ReceiptList))]
    Task<PosResult<Money>> GetExchangeDueAsync(ITicket ticket, RefundRequest returned, PaymentType type, CancellationToken cancellationToken = default);
}
