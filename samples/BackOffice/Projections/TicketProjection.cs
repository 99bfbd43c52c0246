using BackOffice.Storage;
using BackOffice.Tickets;

namespace BackOffice.Projections;

internal sealed record TicketParked(Guid Ticket, string Name, long Gross, ParkedContent Content);

internal sealed record ParkedContent(Guid? Parking = null, Guid? ParkedBy = null, Guid? Predefined = null);

internal sealed record TicketResumed(Guid Ticket, Guid? Parking = null);

internal sealed record TicketTakenOver(Guid Takeover, Guid Parking, Guid Ticket);

internal sealed record TicketTakeoverReleased(Guid Takeover);

internal sealed record TicketHandedOver(Guid Parking);

/// <summary>Parked tickets, for every till of the shop. Entries of different devices arrive in any order: what is known of a parking only grows.</summary>
internal static class TicketProjection
{
    /// <summary>A ticket without the id of its parking is of an earlier version, or of somebody who practises: it stays on its device.</summary>
    public static async Task ParkAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var parked = body.DataAs<TicketParked>();
        _ = body.AtText;
        if (parked.Content.Parking is not { } parking)
            return;
        var row = await SharedTicketTable.FindAsync(session, parking);
        if (row.Entry is null)
            await SharedTicketTable.SetAsync(session, row with { Ticket = parked.Ticket.ToString(), Device = entry.Device, Entry = entry.Position });
    }

    public static async Task ResumeAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        if (body.DataAs<TicketResumed>().Parking is { } parking)
            await SharedTicketTable.SetAsync(session, await SharedTicketTable.FindAsync(session, parking) with { Resumed = 1 });
    }

    public static async Task TakeOverAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var taken = body.DataAs<TicketTakenOver>();
        var row = await SharedTicketTable.FindAsync(session, taken.Parking);
        await SharedTicketTable.SetAsync(session, row with { Ticket = taken.Ticket.ToString(), Taker = entry.Device, Takeover = taken.Takeover.ToString() });
    }

    public static async Task ReleaseAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var takeover = body.DataAs<TicketTakeoverReleased>().Takeover;
        await SharedTicketTable.EndAsync(session, entry.Device, takeover.ToString());
        if (await SharedTicketTable.FindTakenAsync(session, entry.Device, takeover) is { } row)
            await Takeovers.ReleaseAsync(session, row, takeover);
    }

    public static async Task HandOverAsync(StoreSession session, StoredEntry entry, EntryBody body)
    {
        var row = await SharedTicketTable.FindAsync(session, body.DataAs<TicketHandedOver>().Parking);
        await SharedTicketTable.SetAsync(session, row with { HandedOver = 1 });
    }
}
