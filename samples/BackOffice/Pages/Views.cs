namespace BackOffice.Pages;

// What the pages show, as text for people. Public because the components made of the .razor files are.

/// <summary>A device in the list.</summary>
public sealed record DeviceView(
    string Id, string Name, string? Software, string LastSeen, long Entries, long Receipts, string Total, long Quarantined, bool ChainValid);

/// <summary>A receipt of a device.</summary>
public sealed record ReceiptView(string Number, string Completed, string Sold, string? Note, string Total, string Paid);

/// <summary>An entry that was set aside.</summary>
public sealed record QuarantineView(long Sequence, string Reason);
