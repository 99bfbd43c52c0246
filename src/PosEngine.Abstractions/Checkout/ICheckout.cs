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
    /// <returns>Refused by the policy, with <see cref="RefusalCodes.ValueUnknown"/> where there is no such account, or <see cref="RefusalCodes.BackOfficeUnanswered"/>.</returns>
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
}
