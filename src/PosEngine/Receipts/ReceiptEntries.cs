using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Receipts;

/// <summary>A sale was completed.</summary>
internal sealed record ReceiptRecorded(Receipt Receipt) : EntryData
{
    public override string Kind => EntryKinds.Receipt;

    public override void WriteMembers(Utf8JsonWriter writer) => ReceiptFormat.WriteMembers(writer, Receipt);
}

/// <summary>A receipt is to be e-mailed. The address itself is personal data, beside the entry.</summary>
internal sealed record EmailRequested(ReceiptId ReceiptId, string AddressHash) : EntryData
{
    public override string Kind => EntryKinds.EmailRequested;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("receipt"u8, ReceiptId.Value);
        writer.WriteString("address_hash"u8, AddressHash);
    }
}
