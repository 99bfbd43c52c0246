using System.Collections.Immutable;
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
internal sealed record TicketResumed(TicketId TicketId) : EntryData
{
    public override string Kind => EntryKinds.TicketResumed;

    public override void WriteMembers(Utf8JsonWriter writer) => writer.WriteString("ticket"u8, TicketId.Value);
}

/// <summary>A ticket that held a line was given up without a receipt.</summary>
internal sealed record TicketAbandoned(TicketId TicketId, TicketContent Content) : EntryData
{
    public override string Kind => EntryKinds.TicketAbandoned;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        writer.WritePropertyName("content"u8);
        TicketFormat.Write(writer, Content);
    }
}

/// <summary>A price or the taxes of a line were overridden: stands before the receipt of its ticket, or the end of one that was given up.</summary>
internal sealed record LineOverridden(TicketId TicketId, LineOverride Override) : EntryData
{
    /// <summary>Puts on record what was overridden on a ticket that ends, by whoever did it.</summary>
    public static void Record(LedgerTransaction transaction, TicketId ticket, ImmutableArray<LineOverride> overrides)
    {
        foreach (var made in overrides)
            transaction.Append(new LineOverridden(ticket, made), made.By);
    }

    public override string Kind => Override.Price is null ? EntryKinds.TaxOverridden : EntryKinds.PriceOverridden;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("ticket"u8, TicketId.Value);
        Override.WriteMembers(writer);
    }
}
