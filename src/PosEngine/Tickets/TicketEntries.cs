using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Ledger;

namespace PosEngine.Tickets;

/// <summary>A ticket was set aside.</summary>
internal sealed record TicketParked(TicketId TicketId, string Name, Money Gross, TicketContent Content) : EntryData
{
    public override string Kind => EntryKinds.TicketParked;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        writer.WriteString("name"u8, Name);
        writer.WriteNumber("gross"u8, Gross.Units);
        writer.WritePropertyName("content"u8);
        TicketFormat.Write(writer, Content);
    }
}

/// <summary>A parked ticket was taken up again.</summary>
/// <param name="TicketId">The ticket.</param>
/// <param name="ParkingId">Which parking of it; null where an earlier version has parked it, and in training.</param>
internal sealed record TicketResumed(TicketId TicketId, ParkingId? ParkingId) : EntryData
{
    public override string Kind => EntryKinds.TicketResumed;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        if (ParkingId is { } parking)
            writer.WriteString("parking"u8, parking.Value);
    }

    public static TicketResumed Read(JsonElement data) => new(
        new TicketId(data.GetProperty("ticket"u8).GetGuid()), data.TryGetProperty("parking"u8, out var parking) ? new ParkingId(parking.GetGuid()) : null);
}

/// <summary>A ticket that held a line was given up without a receipt.</summary>
/// <param name="TicketId">The ticket.</param>
/// <param name="Gross">What it came to; null where an earlier version has written the entry.</param>
/// <param name="Content">What it held.</param>
internal sealed record TicketAbandoned(TicketId TicketId, Money? Gross, TicketContent? Content) : EntryData
{
    public override string Kind => EntryKinds.TicketAbandoned;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        if (Gross is { } gross)
            writer.WriteNumber("gross"u8, gross.Units);
        writer.WritePropertyName("content"u8);
        TicketFormat.Write(writer, Content!);
    }

    /// <summary>What the state has to know of it.</summary>
    public static TicketAbandoned Read(JsonElement data) => new(
        new TicketId(data.GetProperty("ticket"u8).GetGuid()), data.TryGetProperty("gross"u8, out var gross) ? Money.FromUnits(gross.GetInt64()) : null, null);
}

/// <summary>A price or the taxes of a line were overridden: stands before the receipt of its ticket, or the end of one that was given up.</summary>
internal sealed record LineOverridden(TicketId TicketId, LineOverride Override) : EntryData
{
    public override string Kind => Override.Price is null ? EntryKinds.TaxOverridden : EntryKinds.PriceOverridden;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        Override.WriteMembers(writer);
    }
}

/// <summary>Something was taken off a ticket: stands before the receipt of its ticket, or the end of one that was given up.</summary>
internal sealed record LineVoided(TicketId TicketId, LineVoid Void) : EntryData
{
    public override string Kind => EntryKinds.LineVoided;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        Void.WriteMembers(writer);
    }

    public static LineVoided Read(in EntryHead head, JsonElement data) => new(new TicketId(data.GetProperty("ticket"u8).GetGuid()), LineVoid.Read(data, head.Employee));
}

/// <summary>A permission was used on a ticket: stands before the receipt of its ticket, or the end of one that was given up.</summary>
internal sealed record PermissionUsed(TicketId TicketId, PermissionUse Use) : EntryData
{
    public override string Kind => EntryKinds.PermissionUsed;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        Use.WriteMembers(writer);
    }
}

/// <summary>Somebody saw that the customer is old enough: stands before the receipt of its ticket, or the end of one that was given up.</summary>
internal sealed record AgeConfirmed(TicketId TicketId, AgeConfirmation Confirmation) : EntryData
{
    public override string Kind => EntryKinds.AgeConfirmed;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        Confirmation.WriteMembers(writer);
    }
}

/// <summary>What goes on record when a ticket ends.</summary>
internal static class TicketRecord
{
    /// <summary>Puts on record what was overridden, taken off, allowed and looked at, by whoever did it. Of a ticket in training nothing was real.</summary>
    public static void WriteChanges(LedgerTransaction transaction, TicketId ticket, TicketContent content)
    {
        if (content.IsTraining)
            return;
        foreach (var made in content.Overrides)
            transaction.Append(new LineOverridden(ticket, made), made.By);
        foreach (var made in content.Voids)
            transaction.Append(new LineVoided(ticket, made), made.By);
        foreach (var made in content.PermissionUses)
            transaction.Append(new PermissionUsed(ticket, made), made.By);
        foreach (var made in content.AgeConfirmations)
            transaction.Append(new AgeConfirmed(ticket, made), made.By);
    }
}
