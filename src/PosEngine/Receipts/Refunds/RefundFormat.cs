using System.Text.Json;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>What makes a receipt a refund, as JSON.</summary>
internal static class RefundFormat
{
    public static void Write(Utf8JsonWriter writer, RefundReference? reference)
    {
        if (reference is null)
            return;
        writer.WriteStartObject("refund_of"u8);
        writer.WriteString("receipt"u8, reference.ReceiptId.Value);
        writer.WriteString("number"u8, reference.Number);
        writer.WriteString("device"u8, reference.DeviceId.Value);
        if (reference.Reason is { } reason)
            writer.WriteString("reason"u8, reason);
        if (!reference.Restocks)
            writer.WriteBoolean("restock"u8, false);
        writer.WriteEndObject();
    }

    public static RefundReference? Read(JsonElement receipt) => receipt.TryGetProperty("refund_of"u8, out var reference)
        ? new RefundReference(new(reference.GetProperty("receipt"u8).GetGuid()), reference.GetProperty("number"u8).GetString()!)
        {
            DeviceId = new(reference.GetProperty("device"u8).GetGuid()),
            Reason = reference.TryGetProperty("reason"u8, out var reason) ? reason.GetString() : null,
            Restocks = !reference.TryGetProperty("restock"u8, out var restock) || restock.GetBoolean(),
        }
        : null;

    public static void WriteReturn(Utf8JsonWriter writer, LineReturn? returned)
    {
        if (returned is null)
            return;
        writer.WriteStartObject("returns"u8);
        writer.WriteString("receipt"u8, returned.ReceiptId.Value);
        writer.WriteString("line"u8, returned.LineId.Value);
        writer.WriteEndObject();
    }

    /// <summary>The line with what it gives back, if it does: its figures are those that it has on the receipt, discounts included.</summary>
    public static TicketLine ReadReturn(TicketLine line, JsonElement json, Func<PricedLine> readFigures) => json.TryGetProperty("returns"u8, out var returned)
        ? line with
        {
            Return = new(new(returned.GetProperty("receipt"u8).GetGuid()), new(returned.GetProperty("line"u8).GetGuid()), readFigures()),
            Discounts = [],
            Surcharges = [],
        }
        : line;
}
