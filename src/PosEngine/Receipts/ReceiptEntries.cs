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

/// <summary>An entry that tells of a receipt which was made before.</summary>
internal abstract record ReceiptEventEntry(ReceiptId ReceiptId) : EntryData
{
    /// <summary>The kinds of all of them.</summary>
    public static IReadOnlySet<string> Kinds { get; } = new HashSet<string>(StringComparer.Ordinal)
    {
        EntryKinds.ReceiptReprinted, EntryKinds.GiftReceiptPrinted, EntryKinds.ReceiptNoted, EntryKinds.EmailRequested, EntryKinds.MessageRequested,
    };

    public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("receipt"u8, ReceiptId.Value);
}

/// <summary>A copy of a receipt was printed.</summary>
/// <param name="ReceiptId">The receipt.</param>
/// <param name="Copy">The how-manyeth copy it is, from 1.</param>
/// <param name="HasExpenseForm">Whether the form for entertainment expenses is on it.</param>
internal sealed record ReceiptReprinted(ReceiptId ReceiptId, int Copy, bool HasExpenseForm) : ReceiptEventEntry(ReceiptId)
{
    public override string Kind => EntryKinds.ReceiptReprinted;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        base.WriteMembers(writer);
        writer.WriteNumber("copy"u8, Copy);
        if (HasExpenseForm)
            writer.WriteBoolean("expense_form"u8, true);
    }
}

/// <summary>A gift receipt was printed.</summary>
internal sealed record GiftReceiptPrinted(ReceiptId ReceiptId) : ReceiptEventEntry(ReceiptId)
{
    public override string Kind => EntryKinds.GiftReceiptPrinted;
}

/// <summary>Somebody put a note beside a receipt.</summary>
internal sealed record ReceiptNoted(ReceiptId ReceiptId, string Note) : ReceiptEventEntry(ReceiptId)
{
    public override string Kind => EntryKinds.ReceiptNoted;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        base.WriteMembers(writer);
        writer.WriteString("note"u8, Note);
    }
}

/// <summary>A receipt is to be sent to a customer. The address itself is personal data, beside the entry.</summary>
internal sealed record SendRequested(ReceiptId ReceiptId, SendChannel Channel, string AddressHash) : ReceiptEventEntry(ReceiptId)
{
    public override string Kind => Channel == SendChannel.Email ? EntryKinds.EmailRequested : EntryKinds.MessageRequested;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        base.WriteMembers(writer);
        writer.WriteString("address_hash"u8, AddressHash);
    }
}
