using System.Text.Json.Nodes;
using BackOffice.Devices;
using BackOffice.Storage;

namespace BackOffice.Tickets;

internal sealed record TakeoverRequest(Guid Takeover, Guid Parking);

internal sealed record TakeoverReply(string Verdict, JsonNode? Content = null, int? DeviceNumber = null);

/// <summary>Who may take up a parked ticket: one device, once.</summary>
internal static class Takeovers
{
    /// <summary>Judges in the order of the protocol, and gives the ticket where nothing stands against it.</summary>
    public static async Task<TakeoverReply> AskAsync(StoreSession session, string device, TakeoverRequest request)
    {
        var row = await SharedTicketTable.FindAsync(session, request.Parking);
        if (row.Resumed == 1)
            return new("gone");
        if (row.Taker is { } taker && taker != device)
            return new("taken", DeviceNumber: await DeviceTable.FindNumberAsync(session, Guid.Parse(taker)));
        if (await SharedTicketTable.HasEndedAsync(session, device, request.Takeover))
            return new("ended");

        await SharedTicketTable.SetAsync(session, row with { Taker = device, Takeover = request.Takeover.ToString() });
        return new("granted", row.Entry is null ? null : (await SharedTicketTable.ReadBodyAsync(session, row))["data"]!["content"]!.DeepClone());
    }

    /// <summary>Makes a ticket free again that a device has taken.</summary>
    public static async Task FreeAsync(StoreSession session, SharedTicketRow row)
    {
        await SharedTicketTable.EndAsync(session, row.Taker!, row.Takeover!);
        await SharedTicketTable.SetAsync(session, row with { Taker = null, Takeover = null });
    }
}
