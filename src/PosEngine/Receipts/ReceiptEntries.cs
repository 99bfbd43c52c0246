using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>A sale was completed.</summary>
/// <param name="Receipt">The receipt.</param>
/// <param name="RemovedLines">What was rung up on its ticket and taken off again: no part of the receipt, and on record with it (invariant T3).</param>
internal sealed record ReceiptRecorded(Receipt Receipt, ImmutableArray<TicketLine> RemovedLines) : EntryData
{
    public override string Kind => EntryKinds.Receipt;

    public override void WriteMembers(Utf8JsonWriter writer) => ReceiptFormat.WriteMembers(writer, Receipt, RemovedLines);
}

/// <summary>Somebody practised a sale. It has the body of a receipt, and is none: a kind of its own keeps it out of every total, here and at the back office.</summary>
internal sealed record TrainingReceiptRecorded(Receipt Receipt, ImmutableArray<TicketLine> RemovedLines) : EntryData
{
    public override string Kind => EntryKinds.TrainingReceipt;

    public override void WriteMembers(Utf8JsonWriter writer) => ReceiptFormat.WriteMembers(writer, Receipt, RemovedLines);
}

/// <summary>A receipt was printed once more.</summary>
internal sealed record ReceiptReprinted(ReceiptId ReceiptId) : EntryData
{
    public override string Kind => EntryKinds.ReceiptReprinted;

    public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("receipt"u8, ReceiptId.Value);
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
