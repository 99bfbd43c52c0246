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

    /// <summary>The device that sold it; null for this one. <see cref="Sequence"/> is its place in that device's journal.</summary>
    public DeviceId? DeviceId { get; init; }

    /// <summary>Its place among the receipts of all devices at the back office, for <see cref="Sync.ReceiptLookup.Before"/>; null in this device's own list, and where the back office has no pages.</summary>
    public string? Cursor { get; init; }
}

/// <summary>A receipt whose <see cref="SyncState"/> is another one now.</summary>
/// <param name="Id">The receipt.</param>
/// <param name="Number">The number on the paper.</param>
/// <param name="Sequence">Its place in the journal.</param>
/// <param name="State">What it is now.</param>
public sealed record ReceiptStateChange(ReceiptId Id, string Number, long Sequence, SyncState State);

/// <summary>Which receipts to list: those that fit everything that is given.</summary>
/// <remarks>
/// A page costs the same however many receipts there are: by <see cref="Before"/>, <see cref="State"/>, <see cref="Number"/> and <see cref="CustomerId"/> always, and by <see cref="ShiftId"/>,
/// <see cref="EmployeeId"/>, <see cref="PaymentTypeId"/>, <see cref="From"/>, <see cref="Until"/>, <see cref="TotalMin"/> and <see cref="TotalMax"/> from an index that is filled behind the sales. Of
/// several filters that many receipts fit one by one, and few together, those of the rarer are passed over; so are the totals in a range that thousands have, and none of late. A database of an earlier
/// release gets the index in the background, with its first sales; until then its receipts are looked at one after the other. <see cref="Text"/> has to read the whole receipt, newest first, until the
/// page is full. benchmarks/RESULTS.md has the figures. Receipts whose details are archived are found by everything but <see cref="Text"/>; by <see cref="PaymentTypeId"/> unless an earlier release archived them, or the database was damaged since.
/// </remarks>
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

    /// <summary>Only receipts that this employee completed.</summary>
    public EmployeeId? EmployeeId { get; init; }

    /// <summary>Only receipts of this customer.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>Only receipts that were completed at this moment or later, by the device's clock.</summary>
    public DateTimeOffset? From { get; init; }

    /// <summary>Only receipts that were completed before this moment, by the device's clock.</summary>
    public DateTimeOffset? Until { get; init; }

    /// <summary>Only receipts with this number: as it is on the paper, or just its last part, which several may have.</summary>
    public string? Number { get; init; }

    /// <summary>Only receipts that came to this much or more.</summary>
    public Money? TotalMin { get; init; }

    /// <summary>Only receipts that came to this much or less.</summary>
    public Money? TotalMax { get; init; }

    /// <summary>Only receipts that were paid, or some of them, or refunded, this way.</summary>
    public PaymentTypeId? PaymentTypeId { get; init; }

    /// <summary>Only receipts with this text in the name of something sold, without regard to case.</summary>
    public string? Text { get; init; }
}

/// <summary>How many receipts the back office does not have yet, and what they come to.</summary>
/// <param name="Count">How many.</param>
/// <param name="Amount">Σ of their totals.</param>
public readonly record struct UnsynchronisedReceipts(int Count, Money Amount)
{
    /// <summary>What they give back, without its sign: by refunds and exchanges, and for what was taken back without a receipt, whatever it was set off against. Receipts of early releases count if their totals are below zero.</summary>
    public Money PaidBack { get; init; }
}

/// <summary>The receipts of this device.</summary>
/// <remarks>
/// Whoever is signed in without <see cref="Employees.Permissions.ViewAllReceipts"/> sees those of the open shift; others are refused with <see cref="RefusalCodes.PermissionMissing"/>. While the till is
/// locked none is seen: operations are refused with <see cref="RefusalCodes.NotSignedIn"/>, and streams of receipts and requests are empty. Thread-safe.
/// </remarks>
[UnderCapability(nameof(Capability.ReceiptList))]
public interface IReceipts
{
    /// <summary>What the back office does not have yet, and every change.</summary>
    IPosStream<UnsynchronisedReceipts> Unsynchronised { get; }

    /// <summary>The newest receipt since somebody signed in, null before the first and while the till is locked; and every new one.</summary>
    IPosStream<Receipt?> Latest { get; }

    /// <summary>
    /// Every receipt whose state at the back office changes, one by one in the order of the journal: that it has arrived, that it needs attention there, that a restored back office does not have
    /// it any more. A new receipt begins as unsynchronised, and is told of by <see cref="Latest"/>. Null before the first change of this run of the engine.
    /// </summary>
    IPosStream<ReceiptStateChange?> StateChanges { get; }

    /// <summary>The newest 50 receipts of this device with their states, newest first, and every change. Read anew with each change, and only while somebody listens.</summary>
    IPosStream<IReadOnlyList<ReceiptSummary>> Newest { get; }

    /// <summary>What is to be sent to customers and is not on its way yet, oldest first, and every change. Read anew with each change, and only while somebody listens.</summary>
    IPosStream<IReadOnlyList<SendRequest>> PendingRequests { get; }

    /// <summary>A page of this device's receipts, newest first.</summary>
    Task<PosResult<IReadOnlyList<ReceiptSummary>>> ListAsync(ReceiptQuery? query = null, CancellationToken cancellationToken = default);

    /// <summary>A whole receipt: this device's, or, with a connection, one of another device of the shop.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ReceiptUnknown"/>.</returns>
    /// <exception cref="Storage.StoreUnusableException">Its entry in the journal is damaged.</exception>
    Task<PosResult<Receipt>> GetAsync(ReceiptId receipt, CancellationToken cancellationToken = default);

    /// <summary>The receipt with the number on the paper: this device's, or, with a connection, one of another device of the shop.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ReceiptUnknown"/>, or as an online call is.</returns>
    Task<PosResult<ReceiptSummary>> FindByNumberAsync(string number, CancellationToken cancellationToken = default);

    /// <summary>The receipt whose paper has the barcode that a scanner has read (<see cref="ReceiptBarcode"/>).</summary>
    /// <returns>Refused as <see cref="FindByNumberAsync"/> is; with <see cref="RefusalCodes.ReceiptUnknown"/> too where the barcode is not that of a receipt.</returns>
    Task<PosResult<ReceiptSummary>> FindByBarcodeAsync(string barcode, CancellationToken cancellationToken = default);

    /// <summary>A page of the receipts of any device of the shop that fit, as the back office has them.</summary>
    /// <returns>Newest first by their arrival there; empty after the last page. Refused where there is no connection, or no answer.</returns>
    Task<PosResult<IReadOnlyList<ReceiptSummary>>> SearchBackOfficeAsync(Sync.ReceiptLookup lookup, CancellationToken cancellationToken = default);

    /// <summary>What happened to a receipt of this device since it was made: when the back office had it, who printed it again, what was noted, sent and refunded.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ReceiptUnknown"/>.</returns>
    Task<PosResult<ReceiptHistory>> GetHistoryAsync(ReceiptId receipt, CancellationToken cancellationToken = default);

    /// <summary>The paper of a receipt, to show or to send: it is counted nowhere. What is printed of it for a customer goes by <see cref="ReprintAsync"/>, and is marked as a copy.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="form">What is on it.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Refused as <see cref="GetAsync"/> is.</returns>
    Task<PosResult<Hardware.Printing.ReceiptDocument>> GetDocumentAsync(ReceiptId receipt, ReceiptForm form = ReceiptForm.Original, CancellationToken cancellationToken = default);

    /// <summary>Gives back a receipt, or some of it: a receipt of its own, with a number of the same series, whose figures are shares of those that were paid.</summary>
    /// <remarks>
    /// Whatever the steps, everything refunded gives back exactly what was paid, and never more (invariant M5). Online, the back office is asked first, so that no two devices refund the same
    /// thing; offline, and only where the policy allows it, this device's own records decide.
    /// </remarks>
    /// <returns>
    /// The refund's receipt. Refused by the policy ("offline"), with <see cref="RefusalCodes.PermissionMissing"/>, <see cref="RefusalCodes.ReceiptUnknown"/>, <see cref="RefusalCodes.RefundTooMuch"/>,
    /// <see cref="RefusalCodes.RefundAmountTooLarge"/> (it tells what is left), <see cref="RefusalCodes.RefundAmountInvalid"/>, <see cref="RefusalCodes.RefundInProgress"/>, <see cref="RefusalCodes.RefundEnded"/>, <see cref="RefusalCodes.RefundIdTaken"/>, <see cref="RefusalCodes.ReasonInvalid"/>, <see cref="RefusalCodes.DeviceNotAccepted"/> or <see cref="RefusalCodes.BackOfficeUnanswered"/>: then nothing was paid back, and the same call may be repeated.
    /// </returns>
    [UnderCapability(nameof(Capability.Refund))]
    Task<PosResult<Receipt>> RefundAsync(RefundRequest request, CancellationToken cancellationToken = default);

    /// <summary>Gives up a refund whose right the back office may have granted without the answer arriving: others may refund the receipt again.</summary>
    /// <returns>Done, also where there is none.</returns>
    [UnderCapability(nameof(Capability.Essentials))]
    Task<PosResult> ReleaseRefundAsync(ReceiptId receipt, CancellationToken cancellationToken = default);

    /// <summary>What of a receipt has not gone back yet: with a connection, on whatever device; else as far as this device knows (<see cref="RefundableLine.MayBeLess"/>).</summary>
    /// <returns>A line each of which goods can still come back, and what of its gross is left. Refused as <see cref="GetAsync"/> is.</returns>
    Task<PosResult<IReadOnlyList<RefundableLine>>> GetRefundableAsync(ReceiptId receipt, CancellationToken cancellationToken = default);

    /// <summary>Prints a receipt once more. The journal says who did it, and how often it was done at this till: each till counts its own copies.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="form">What is on the paper: a copy, numbered and marked as one, with or without the form for entertainment expenses; or a gift receipt, without prices.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>
    /// The receipt, once it waits for the printer. Refused as <see cref="GetAsync"/> is, and with <see cref="RefusalCodes.PrinterMissing"/>, <see cref="RefusalCodes.NotSignedIn"/> or
    /// <see cref="RefusalCodes.DeviceSignedOut"/>.
    /// </returns>
    /// <exception cref="ArgumentOutOfRangeException">The original is printed by the sale, and only once.</exception>
    Task<PosResult<Receipt>> ReprintAsync(ReceiptId receipt, ReceiptForm form = ReceiptForm.Copy, CancellationToken cancellationToken = default);

    /// <summary>Puts a note beside a receipt of this device. The receipt itself never changes.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="note">1 to 500 characters. It stays for ever: names and addresses do not belong here.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Refused with <see cref="RefusalCodes.ReceiptUnknown"/>, <see cref="RefusalCodes.NoteInvalid"/>, <see cref="RefusalCodes.NotSignedIn"/> or <see cref="RefusalCodes.DeviceSignedOut"/>.</returns>
    Task<PosResult> AddNoteAsync(ReceiptId receipt, string note, CancellationToken cancellationToken = default);

    /// <summary>Asks for a receipt to be e-mailed, one of this device or, with a connection, of another one of the shop. Kept on disk; the back office sends it, after the next synchronisation.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="address">The address; spaces around it do not count.</param>
    /// <param name="again">Whether it is sent once more where it was sent to this address already. Otherwise nothing happens then, and the first request is returned.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Refused with <see cref="RefusalCodes.ReceiptUnknown"/>, <see cref="RefusalCodes.EmailInvalid"/> or by the policy.</returns>
    [UnderCapability(nameof(Capability.EmailReceipt))]
    Task<PosResult<SendRequest>> EmailAsync(ReceiptId receipt, string address, bool again = false, CancellationToken cancellationToken = default);

    /// <summary>Asks for a receipt to be sent to a telephone, one of this device or, with a connection, of another one of the shop. Kept on disk; the back office sends it, if it can.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="number">The number: 6 to 15 digits, a plus sign before them for the country's; spaces, hyphens, slashes, dots and brackets do not count.</param>
    /// <param name="again">As for <see cref="EmailAsync"/>.</param>
    /// <param name="cancellationToken">Cancels the call.</param>
    /// <returns>Refused with <see cref="RefusalCodes.ReceiptUnknown"/>, <see cref="RefusalCodes.PhoneInvalid"/> or by the policy.</returns>
    [UnderCapability(nameof(Capability.EmailReceipt))]
    Task<PosResult<SendRequest>> SendToPhoneAsync(ReceiptId receipt, string number, bool again = false, CancellationToken cancellationToken = default);
}
