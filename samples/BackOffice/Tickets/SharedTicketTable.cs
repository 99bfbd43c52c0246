using System.Text.Json.Nodes;
using BackOffice.Devices;
using BackOffice.Projections;
using BackOffice.Protocol;
using BackOffice.Reference;
using BackOffice.Storage;
using Dapper;

namespace BackOffice.Tickets;

/// <summary>The parked tickets of all devices, and what the feed tells of them. Whoever changes one holds the feed's lock, so that no two do at once.</summary>
internal static class SharedTicketTable
{
    private const string Kind = "parked_ticket";

    private const string Select =
        "SELECT parking, ticket, device, entry, taker, takeover, resumed, handed_over AS HandedOver FROM shared_ticket";

    /// <summary>A parking as it is known; as nothing is known of it where it is not.</summary>
    public static async Task<SharedTicketRow> FindAsync(StoreSession session, Guid parking)
    {
        await ReferenceTable.LockAsync(session);
        return await session.FindAsync<SharedTicketRow>($"{Select} WHERE parking = @parking", new { parking = parking.ToString() })
            ?? new(parking.ToString(), null, null, null, null, null, 0, 0);
    }

    public static async Task<SharedTicketRow?> FindTakenAsync(StoreSession session, string device, Guid takeover)
    {
        await ReferenceTable.LockAsync(session);
        return await session.FindAsync<SharedTicketRow>($"{Select} WHERE taker = @device AND takeover LIKE @takeover", new { device, takeover = $"%{takeover}%" });
    }

    /// <summary>Saves what is known of a parking, and tells the devices where that is something new to them.</summary>
    public static async Task SetAsync(StoreSession session, SharedTicketRow row)
    {
        await session.ExecuteAsync(
            """
            INSERT INTO shared_ticket (parking, ticket, device, entry, taker, takeover, resumed, handed_over)
            VALUES (@Parking, @Ticket, @Device, @Entry, @Taker, @Takeover, @Resumed, @HandedOver)
            ON CONFLICT (parking) DO UPDATE SET
                ticket = excluded.ticket, device = excluded.device, entry = excluded.entry, taker = excluded.taker, takeover = excluded.takeover,
                resumed = excluded.resumed, handed_over = excluded.handed_over
            """,
            row);
        var shown = row.IsShown ? await WriteAsync(session, row) : null;
        if (await ReferenceTable.FindAsync(session, Kind, row.Parking) != shown)
            await ReferenceTable.SetAsync(session, Kind, row.Parking, shown);
    }

    /// <summary>The body of the entry that parked it.</summary>
    public static async Task<JsonNode> ReadBodyAsync(StoreSession session, SharedTicketRow row) =>
        JsonNode.Parse(await session.SingleAsync<byte[]>("SELECT body FROM entry WHERE position = @Entry", new { row.Entry }))!;

    public static async Task<bool> HasEndedAsync(StoreSession session, string device, Guid takeover) => await session.SingleAsync<long>(
        "SELECT COUNT(*) FROM takeover_ended WHERE device = @device AND takeover = @takeover", new { device, takeover = takeover.ToString() }) > 0;

    public static Task EndAsync(StoreSession session, string device, string takeover) => session.ExecuteAsync(
        "INSERT INTO takeover_ended (device, takeover) VALUES (@device, @takeover) ON CONFLICT DO NOTHING", new { device, takeover });

    /// <summary>What is parked, or taken and not heard of since, oldest first.</summary>
    public static Task<IReadOnlyList<SharedTicketRow>> ListAsync(StoreSession session, int limit) => session.QueryAsync<SharedTicketRow>(
        $"{Select} WHERE entry IS NOT NULL AND resumed = 0 AND NOT (handed_over = 1 AND taker IS NOT NULL AND ticket IN (SELECT ticket FROM shared_sale)) ORDER BY entry LIMIT @limit", new { limit });

    /// <summary>Which receipts are of tickets that were ever parked.</summary>
    public static async Task<IReadOnlyList<(StoredEntry Entry, ReceiptData Data)>> FindSoldAsync(StoreSession session, IEnumerable<(StoredEntry Entry, ReceiptData Data)> receipts)
    {
        const int TicketsPerStatementMax = 40;
        var sold = new List<(StoredEntry, ReceiptData)>();
        foreach (var some in receipts.Where(receipt => receipt.Data.Ticket is not null).Chunk(TicketsPerStatementMax))
        {
            // Each by a parameter of its own: PostgreSQL would take a list for one value.
            var tickets = some.Index().ToDictionary(static receipt => $"ticket{receipt.Index}", static receipt => (object)receipt.Item.Data.Ticket!.Value.ToString());
            var shared = await session.QueryAsync<string>(
                $"SELECT DISTINCT ticket FROM shared_ticket WHERE ticket IN ({string.Join(", ", tickets.Keys.Select(static name => $"@{name}"))})", new DynamicParameters(tickets));
            sold.AddRange(some.Where(receipt => shared.Contains(receipt.Data.Ticket!.Value.ToString())));
        }

        return sold;
    }

    /// <summary>Notes who has a receipt of a ticket that was ever parked.</summary>
    /// <returns>Those of tickets that another device has a receipt of.</returns>
    public static async Task<IReadOnlyList<SetAside>> SellAsync(StoreSession session, IReadOnlyList<(StoredEntry Entry, ReceiptData Data)> sold)
    {
        var doubles = new List<SetAside>();
        foreach (var (entry, data) in sold)
        {
            var ticket = data.Ticket!.Value.ToString();
            await session.ExecuteAsync(
                "INSERT INTO shared_sale (ticket, device, receipt, number) VALUES (@ticket, @Device, @receipt, @Number) ON CONFLICT (ticket) DO NOTHING",
                new { ticket, entry.Device, receipt = data.Id.ToString(), data.Number });
            var first = await session.SingleAsync<SaleRow>("SELECT device, receipt, number FROM shared_sale WHERE ticket = @ticket", new { ticket });
            if (first.Device != entry.Device && first.Receipt != data.Id.ToString())
                doubles.Add(new(entry, $"the ticket was paid on another device too, with receipt {first.Number}"));
        }

        return doubles;
    }

    private static async Task<string> WriteAsync(StoreSession session, SharedTicketRow row)
    {
        var body = await ReadBodyAsync(session, row);
        var data = body["data"]!;
        var shown = new JsonObject
        {
            ["id"] = row.Parking,
            ["ticket"] = row.Ticket,
            ["name"] = data["name"]!.DeepClone(),
            ["gross"] = data["gross"]!.DeepClone(),
            ["at"] = body["at"]!.DeepClone(),
        };
        if (data["content"]!["parked_by"] is { } employee)
            shown["employee"] = employee.DeepClone();
        if (data["content"]!["predefined"] is { } predefined)
            shown["predefined"] = predefined.DeepClone();
        if (row.HandedOver == 0)
        {
            shown["device"] = row.Device;
            shown["device_number"] = await DeviceTable.FindNumberAsync(session, Guid.Parse(row.Device!));
        }

        if (row.Taker is not null)
            shown["taken_by"] = row.Taker;
        return shown.ToJsonString(ProtocolJson.Options);
    }

    private sealed record SaleRow(string Device, string Receipt, string Number);
}

/// <summary>One parking of a ticket, as far as it is known. <c>Takeover</c> has every key that was granted to the taker and has not ended, with blanks between.</summary>
internal sealed record SharedTicketRow(string Parking, string? Ticket, string? Device, long? Entry, string? Taker, string? Takeover, long Resumed, long HandedOver)
{
    /// <summary>Whether any device has to hear of it: until it is taken up, and until its own device has heard that another one has it.</summary>
    public bool IsShown => Entry is not null && Resumed == 0 && !(HandedOver == 1 && Taker is not null);

    public IReadOnlyList<string> Takeovers => Takeover?.Split(' ') ?? [];
}
