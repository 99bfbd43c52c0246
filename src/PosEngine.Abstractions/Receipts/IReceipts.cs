using PosEngine.Capabilities;

namespace PosEngine.Receipts;

/// <summary>Whether the back office has a receipt.</summary>
public enum SyncState
{
    /// <summary>Only this device has it. It is sent by itself.</summary>
    Unsynchronised = 0,

    /// <summary>The back office has committed it.</summary>
    Synchronised = 1,

    /// <summary>The back office has it, and could not make sense of it: somebody has to look at it there.</summary>
    NeedsAttention = 2,
}

/// <summary>A receipt in the list.</summary>
public sealed record ReceiptSummary
{
    /// <summary>The receipt.</summary>
    public required ReceiptId Id { get; init; }

    /// <summary>Its place in the journal, by which lists are paged.</summary>
    public required long Sequence { get; init; }

    /// <summary>The number on the paper.</summary>
    public required string Number { get; init; }

    /// <summary>When it was completed, by the device's clock.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>What it came to.</summary>
    public required Money Total { get; init; }

    /// <summary>The shift it belongs to.</summary>
    public required ShiftId ShiftId { get; init; }

    /// <summary>Who completed it.</summary>
    public required EmployeeId EmployeeId { get; init; }

    /// <summary>The customer on it.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>Whether the back office has it.</summary>
    public required SyncState State { get; init; }
}

/// <summary>A receipt whose <see cref="SyncState"/> is another one now.</summary>
/// <param name="Id">The receipt.</param>
/// <param name="Number">The number on the paper.</param>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="State">What it is now.</param>
public sealed record ReceiptStateChange(ReceiptId Id, string Number, long Sequence, SyncState State);

/// <summary>Which receipts to list.</summary>
public sealed record ReceiptQuery
{
    /// <summary>How many at most, 1 to 500.</summary>
    public int Limit { get; init; } = 50;

    /// <summary>Only receipts before this one in the journal: the <see cref="ReceiptSummary.Sequence"/> of the last row of the page before.</summary>
    public long? Before { get; init; }

    /// <summary>Only receipts in this state.</summary>
    public SyncState? State { get; init; }

    /// <summary>Only receipts of this shift.</summary>
    public ShiftId? ShiftId { get; init; }
}

/// <summary>How many receipts the back office does not have yet, and what they come to.</summary>
/// <param name="Count">How many.</param>
/// <param name="Amount">Σ of their totals.</param>
public readonly record struct UnsynchronisedReceipts(int Count, Money Amount)
{
    /// <summary>What they pay back: Σ of the totals below zero, as of refunds, without their sign.</summary>
    public Money PaidBack { get; init; }
}

/// <summary>A request to send a receipt by e-mail.</summary>
/// <param name="ReceiptId">The receipt.</param>
/// <param name="Address">The address.</param>
/// <param name="IsDeferred">Whether it waits for the connection.</param>
public sealed record EmailRequest(ReceiptId ReceiptId, string Address, bool IsDeferred);

/// <summary>The receipts of this device.</summary>
/// <remarks>
/// Whoever is signed in without <see cref="Employees.Permissions.ViewAllReceipts"/> sees those of the open shift; others are refused with <see cref="RefusalCodes.PermissionMissing"/>. Thread-safe.
/// </remarks>
[UnderCapability(nameof(Capability.ReceiptList))]
public interface IReceipts
{
    /// <summary>What the back office does not have yet, and every change.</summary>
    IPosStream<UnsynchronisedReceipts> Unsynchronised { get; }

    /// <summary>The newest receipt of this run of the engine, null before the first, and every new one.</summary>
    IPosStream<Receipt?> Latest { get; }

    /// <summary>
    /// Every receipt whose state at the back office changes, one by one in the order of the journal: that it has arrived, that it needs attention there, that a restored back office does not have
    /// it any more. A new receipt begins as unsynchronised, and is told of by <see cref="Latest"/>. Null before the first change of this run of the engine.
    /// </summary>
    IPosStream<ReceiptStateChange?> StateChanges { get; }

    /// <summary>A page of receipts, newest first.</summary>
    Task<PosResult<IReadOnlyList<ReceiptSummary>>> ListAsync(ReceiptQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>A whole receipt.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ReceiptUnknown"/>.</returns>
    /// <exception cref="Storage.StoreUnusableException">Its entry in the journal is damaged.</exception>
    Task<PosResult<Receipt>> GetAsync(ReceiptId receipt, CancellationToken cancellationToken = default);

    /// <summary>The receipt with the number on the paper.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ReceiptUnknown"/>.</returns>
    Task<PosResult<ReceiptSummary>> FindByNumberAsync(string number, CancellationToken cancellationToken = default);

    /// <summary>Gives back a receipt, or some of it: a receipt of its own, with a number of the same series, whose figures are shares of those that were paid.</summary>
    /// <remarks>
    /// Whatever the steps, everything refunded gives back exactly what was paid, and never more (invariant M5). Online, the back office is asked first, so that no two devices refund the same
    /// thing; offline, and only where the policy allows it, this device's own records decide.
    /// </remarks>
    /// <returns>
    /// The refund's receipt. Refused by the policy ("offline"), with <see cref="RefusalCodes.PermissionMissing"/>, <see cref="RefusalCodes.ReceiptUnknown"/>, <see cref="RefusalCodes.RefundTooMuch"/>,
    /// <see cref="RefusalCodes.RefundInProgress"/>, or <see cref="RefusalCodes.BackOfficeUnanswered"/>: then nothing was paid back, and the same call may be repeated.
    /// </returns>
    [UnderCapability(nameof(Capability.Refund))]
    Task<PosResult<Receipt>> RefundAsync(RefundRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives up a refund whose right the back office may have granted without the answer arriving: others may refund the receipt again.</summary>
    /// <returns>Done, also where there is none.</returns>
    [UnderCapability(nameof(Capability.Essentials))]
    Task<PosResult> ReleaseRefundAsync(ReceiptId receipt, CancellationToken cancellationToken = default);

    /// <summary>What of a receipt has not gone back yet, as far as this device knows.</summary>
    /// <returns>A line each of which something is left. Refused as <see cref="GetAsync"/> is.</returns>
    Task<PosResult<IReadOnlyList<RefundedLine>>> GetRefundableAsync(ReceiptId receipt, CancellationToken cancellationToken = default);

    /// <summary>Prints a receipt once more, marked as a copy. The journal says who did it.</summary>
    /// <returns>
    /// The receipt, once it waits for the printer. Refused as <see cref="GetAsync"/> is, and with <see cref="RefusalCodes.PrinterMissing"/>, <see cref="RefusalCodes.NotSignedIn"/> or
    /// <see cref="RefusalCodes.DeviceSignedOut"/>.
    /// </returns>
    Task<PosResult<Receipt>> ReprintAsync(ReceiptId receipt, CancellationToken cancellationToken = default);

    /// <summary>Asks for a receipt to be e-mailed. Kept on disk; the back office sends it, after the next synchronisation.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ReceiptUnknown"/>, <see cref="RefusalCodes.EmailInvalid"/> or by the policy.</returns>
    [UnderCapability(nameof(Capability.EmailReceipt))]
    Task<PosResult<EmailRequest>> EmailAsync(ReceiptId receipt, string address, CancellationToken cancellationToken = default);
}
