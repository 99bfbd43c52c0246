using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Checkout;

/// <summary>A payment was received towards a ticket.</summary>
/// <param name="TicketId">The ticket.</param>
/// <param name="ReceiptId">The receipt that it will have.</param>
/// <param name="Payment">The payment.</param>
/// <param name="IsTraining">Whether somebody practises: then no money came.</param>
internal sealed record PaymentReceived(TicketId TicketId, ReceiptId ReceiptId, ReceivedPayment Payment, bool IsTraining = false) : EntryData
{
    public override string Kind => EntryKinds.PaymentReceived;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        writer.WriteString("receipt"u8, ReceiptId.Value);
        writer.WritePropertyName("payment"u8);
        PaymentFormat.Write(writer, Payment);
        if (IsTraining)
            writer.WriteBoolean("training"u8, true);
    }

    public static PaymentReceived Read(JsonElement data) => new(
        new TicketId(data.GetProperty("ticket"u8).GetGuid()), new ReceiptId(data.GetProperty("receipt"u8).GetGuid()), PaymentFormat.Read(data.GetProperty("payment"u8)),
        data.TryGetProperty("training"u8, out var training) && training.GetBoolean());
}

/// <summary>A recorded payment was taken back.</summary>
internal sealed record PaymentRemoved(TicketId TicketId, ReceiptId ReceiptId, PaymentId PaymentId) : EntryData
{
    public override string Kind => EntryKinds.PaymentRemoved;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        writer.WriteString("receipt"u8, ReceiptId.Value);
        writer.WriteString("payment"u8, PaymentId.Value);
    }

    public static PaymentRemoved Read(JsonElement data) => new(
        new TicketId(data.GetProperty("ticket"u8).GetGuid()), new ReceiptId(data.GetProperty("receipt"u8).GetGuid()), new PaymentId(data.GetProperty("payment"u8).GetGuid()));
}

/// <summary>The payment of a ticket was given up.</summary>
internal sealed record PaymentCancelled(TicketId TicketId, ReceiptId ReceiptId) : EntryData
{
    public override string Kind => EntryKinds.PaymentCancelled;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        writer.WriteString("receipt"u8, ReceiptId.Value);
    }

    public static PaymentCancelled Read(JsonElement data) =>
        new(new TicketId(data.GetProperty("ticket"u8).GetGuid()), new ReceiptId(data.GetProperty("receipt"u8).GetGuid()));
}
