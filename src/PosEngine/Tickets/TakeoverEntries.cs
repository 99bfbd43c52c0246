using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Tickets;

/// <summary>The back office is about to be asked for a ticket that another device has parked: should the answer be lost, this device knows that it may have it.</summary>
internal sealed record TicketTakeoverIntended(TakeoverId TakeoverId, ParkingId ParkingId, TicketId TicketId) : EntryData
{
    public override string Kind => EntryKinds.TicketTakeoverIntended;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("takeover"u8, TakeoverId.Value);
        writer.WriteString("parking"u8, ParkingId.Value);
        writer.WriteString("ticket"u8, TicketId.Value);
    }

    public static TicketTakeoverIntended Read(JsonElement data) => new(
        new(data.GetProperty("takeover"u8).GetGuid()), new(data.GetProperty("parking"u8).GetGuid()), new(data.GetProperty("ticket"u8).GetGuid()));
}

/// <summary>A ticket that another device has parked is open on this one.</summary>
/// <param name="TakeoverId">The attempt that succeeded.</param>
/// <param name="ParkingId">What was taken up.</param>
/// <param name="TicketId">The ticket.</param>
/// <param name="Name">The name it was parked under.</param>
/// <param name="Gross">What it came to.</param>
/// <param name="Content">What it held; null where only the state is folded.</param>
internal sealed record TicketTakenOver(TakeoverId TakeoverId, ParkingId ParkingId, TicketId TicketId, string Name, Money Gross, TicketContent? Content) : EntryData
{
    public override string Kind => EntryKinds.TicketTakenOver;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("takeover"u8, TakeoverId.Value);
        writer.WriteString("parking"u8, ParkingId.Value);
        writer.WriteString("ticket"u8, TicketId.Value);
        writer.WriteString("name"u8, Name);
        writer.WriteNumber("gross"u8, Gross.Units);
        writer.WritePropertyName("content"u8);
        TicketFormat.Write(writer, Content!);
    }

    /// <summary>What the state has to know of it.</summary>
    public static TicketTakenOver Read(JsonElement data) => new(
        new(data.GetProperty("takeover"u8).GetGuid()), new(data.GetProperty("parking"u8).GetGuid()), new(data.GetProperty("ticket"u8).GetGuid()),
        data.GetProperty("name"u8).GetString()!, Money.FromUnits(data.GetProperty("gross"u8).GetInt64()), Content: null);
}

/// <summary>A takeover was given up: if the back office has given the ticket for it, it is free again.</summary>
internal sealed record TicketTakeoverReleased(TakeoverId TakeoverId) : EntryData
{
    public override string Kind => EntryKinds.TicketTakeoverReleased;

    public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("takeover"u8, TakeoverId.Value);

    public static TicketTakeoverReleased Read(JsonElement data) => new(new TakeoverId(data.GetProperty("takeover"u8).GetGuid()));
}

/// <summary>A ticket that was parked here is another device's now.</summary>
internal sealed record TicketHandedOver(ParkingId ParkingId, TicketId TicketId) : EntryData
{
    public override string Kind => EntryKinds.TicketHandedOver;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("parking"u8, ParkingId.Value);
        writer.WriteString("ticket"u8, TicketId.Value);
    }
}
