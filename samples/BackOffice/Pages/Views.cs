namespace BackOffice.Pages;

// What the pages show, as text for people. Public because the components made of the .razor files are.

/// <summary>A device in the list.</summary>
/// <param name="Id">The installation.</param>
/// <param name="Name">Its number, in words.</param>
/// <param name="Software">What it said it runs.</param>
/// <param name="IsOnline">Whether it was here just now.</param>
/// <param name="LastSeen">When it was here.</param>
/// <param name="Unsynchronised">Entries that it still had when it last said hello.</param>
/// <param name="ClockOffset">What has to be added to its clock to get ours.</param>
/// <param name="Entries">Journal entries that are here.</param>
/// <param name="Receipts">Receipts among them.</param>
/// <param name="Total">What they come to.</param>
/// <param name="Quarantined">Entries set aside that nobody has looked at.</param>
/// <param name="Verified">The entry that the chain is verified to.</param>
/// <param name="Broken">The first entry that does not follow.</param>
public sealed record DeviceView(
    string Id, string Name, string? Software, bool IsOnline, string LastSeen, long Unsynchronised, string ClockOffset,
    long Entries, long Receipts, string Total, long Quarantined, long Verified, long? Broken);

/// <summary>A receipt.</summary>
/// <param name="Device">The device, in words, and what the shop was called then.</param>
/// <param name="Number">Its number.</param>
/// <param name="Completed">When.</param>
/// <param name="Sold">What was sold.</param>
/// <param name="Note">A note.</param>
/// <param name="Total">What it came to.</param>
/// <param name="Paid">How it was paid.</param>
public sealed record ReceiptView(string Device, string Number, string Completed, string Sold, string? Note, string Total, string Paid);

/// <summary>A shift, and its report once it is closed.</summary>
public sealed record ShiftView(string Device, long Number, string? Opened, string? Closed, long? Receipts, string? Gross, string? Expected, string? Counted, string? Difference);

/// <summary>An entry that was set aside.</summary>
public sealed record QuarantineView(long Entry, string Device, long Sequence, string Reason);

/// <summary>A refund that was granted and has not ended.</summary>
public sealed record RefundRightView(string Receipt, string Number, string Granted);

/// <summary>An item, and how much there is of it; empty where it is not counted.</summary>
public sealed record StockView(string Id, string Name, string Quantity);

/// <summary>A receipt that a customer wants by e-mail.</summary>
/// <param name="Entry">The request.</param>
/// <param name="Receipt">Its number.</param>
/// <param name="To">The address, unless it was erased.</param>
/// <param name="State">Waiting, sending, sent, failed or erased.</param>
/// <param name="Attempts">How often it was tried.</param>
/// <param name="Due">When it is tried next, if the last attempt came to nothing.</param>
/// <param name="Problem">What went wrong last.</param>
public sealed record EmailView(long Entry, string Receipt, string To, string State, long Attempts, string? Due, string? Problem);

/// <summary>A refund by which more went back than was sold.</summary>
public sealed record ExcessView(long Entry, string Device, string Number, string Completed, string Receipt, string Total, string Reason, bool IsCleared);
