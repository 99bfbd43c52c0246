using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>The back office is about to be asked for the right to a refund: should the answer be lost, this device knows that it may have it.</summary>
/// <param name="RefundId">The id of the refund's receipt to be.</param>
/// <param name="ReceiptId">What it refunds.</param>
/// <param name="Lines">How much of which lines.</param>
internal sealed record RefundIntended(ReceiptId RefundId, ReceiptId ReceiptId, ImmutableArray<RefundedLine> Lines) : EntryData
{
    public override string Kind => EntryKinds.RefundIntended;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("refund"u8, RefundId.Value);
        writer.WriteString("receipt"u8, ReceiptId.Value);
        writer.WriteStartArray("lines"u8);
        foreach (var line in Lines)
        {
            writer.WriteStartObject();
            writer.WriteString("line"u8, line.Line.Value);
            writer.WriteNumber("quantity"u8, line.Quantity.Units);
            if (!line.Amount.IsZero)
                writer.WriteNumber("amount"u8, line.Amount.Units);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    public static RefundIntended Read(JsonElement data) => new(
        new(data.GetProperty("refund"u8).GetGuid()),
        new(data.GetProperty("receipt"u8).GetGuid()),
        [.. data.GetProperty("lines"u8).EnumerateArray().Select(static line => new RefundedLine(
            new(line.GetProperty("line"u8).GetGuid()), Quantity.FromUnits(line.GetProperty("quantity"u8).GetInt64())) { Amount = FigureFormat.OptionalMoneyOf(line, "amount"u8) })]);
}

/// <summary>A refund was given up: whatever right the back office gave for it ends.</summary>
internal sealed record RefundReleased(ReceiptId RefundId) : EntryData
{
    public override string Kind => EntryKinds.RefundReleased;

    public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("refund"u8, RefundId.Value);

    public static RefundReleased Read(JsonElement data) => new(new ReceiptId(data.GetProperty("refund"u8).GetGuid()));
}
