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

        // A device that has given up waiting asks with another key, and the first one may come after it.
        await SharedTicketTable.SetAsync(session, row with { Taker = device, Takeover = string.Join(' ', row.Takeovers.Append(request.Takeover.ToString()).Distinct()) });
        return new("granted", row.Entry is null ? null : (await SharedTicketTable.ReadBodyAsync(session, row))["data"]!["content"]!.DeepClone());
    }

    /// <summary>A device has given a takeover back. The ticket is free again where it has no other.</summary>
    public static async Task ReleaseAsync(StoreSession session, SharedTicketRow row, Guid takeover)
    {
        var left = row.Takeovers.Where(held => held != takeover.ToString()).ToList();
        await SharedTicketTable.SetAsync(session, left.Count == 0 ? row with { Taker = null, Takeover = null } : row with { Takeover = string.Join(' ', left) });
    }

    /// <summary>Makes a ticket free again that a device has taken.</summary>
    public static async Task FreeAsync(StoreSession session, SharedTicketRow row)
    {
        foreach (var takeover in row.Takeovers)
            await SharedTicketTable.EndAsync(session, row.Taker!, takeover);
        await SharedTicketTable.SetAsync(session, row with { Taker = null, Takeover = null });
    }
}
