using System.Collections.Immutable;
using PosEngine.Capabilities;
using PosEngine.Receipts;

namespace PosEngine.Checkout;

/// <summary>A payment received while a ticket is being paid.</summary>
/// <param name="Id">By which it is removed again.</param>
/// <param name="Type">The way to pay.</param>
/// <param name="Amount">The amount.</param>
public sealed record ReceivedPayment(PaymentId Id, PaymentType Type, Money Amount)
{
    /// <summary>What was really handed over, where that is cash of another currency.</summary>
    public ForeignCash? Foreign { get; init; }

    /// <summary>The number of the gift card that it was paid with.</summary>
    public string? Code { get; init; }

    /// <summary>How many points it was, below zero what went back of them; null for everything else.</summary>
    public long? Points { get; init; }
}

/// <summary>Paying a ticket step by step. What was received is on disk, and survives a restart.</summary>
/// <remarks>
/// Calls are serialised. Every call may be refused with <see cref="RefusalCodes.NotSignedIn"/> or by the policy, with <see cref="RefusalCodes.TicketClosed"/> once
/// the ticket is paid, and with <see cref="RefusalCodes.PaymentUnknown"/> once the payment was given up. Thread-safe.
/// </remarks>
[UnderCapability(nameof(Capability.Sale))]
public interface IPaymentSession
{
    /// <summary>The receipt's id, fixed from now on.</summary>
    ReceiptId ReceiptId { get; }

    /// <summary>What was received so far, and every change.</summary>
    IPosStream<ImmutableArray<ReceivedPayment>> Payments { get; }

    /// <summary>What is still to be paid if the rest is paid this way: for cash, rounded to the cash step. Zero once nothing is left.</summary>
    Money Due(PaymentType type);

    /// <summary>Records a payment that was received.</summary>
    /// <returns>
    /// Refused with <see cref="RefusalCodes.AmountPrecision"/>, <see cref="RefusalCodes.AmountInvalid"/>, <see cref="RefusalCodes.PaymentOver"/> or
    /// <see cref="RefusalCodes.ShiftClosed"/>; on account by the policy, with <see cref="RefusalCodes.CustomerNeeded"/>, <see cref="RefusalCodes.CustomerUnknown"/> or <see cref="RefusalCodes.CreditExceeded"/>; from a gift card or store credit by the policy, with
    /// <see cref="RefusalCodes.GiftCardInvalid"/>, <see cref="RefusalCodes.ValueUnknown"/> or <see cref="RefusalCodes.ValueTooLittle"/>. Unknown with <see cref="RefusalCodes.ValueUnanswered"/>: called again with
    /// the same payment, it is the same one, and given up it takes nothing.
    /// </returns>
    Task<PosResult<ReceivedPayment>> AddAsync(Payment payment, CancellationToken cancellationToken = default);

    /// <summary>Takes a recorded payment back, as when the customer pays another way after all. It stays on record.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.PaymentUnknown"/>.</returns>
    Task<PosResult> RemoveAsync(PaymentId payment, CancellationToken cancellationToken = default);

    /// <summary>Gives the payment up; the ticket is open again. What was received must be handed back, and stays on record.</summary>
    Task<PosResult> CancelAsync(CancellationToken cancellationToken = default);

    /// <summary>Completes the sale with what was received.</summary>
    /// <returns>The receipt, the first one if it is completed already. Refused with <see cref="RefusalCodes.PaymentShort"/> while something is due, or <see cref="RefusalCodes.ShiftClosed"/>.</returns>
    Task<PosResult<Receipt>> CompleteAsync(CancellationToken cancellationToken = default);
}
