using System.Collections.Immutable;
using System.Text.Json.Nodes;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>The parked tickets of all devices: each parking is taken up once. Not thread-safe.</summary>
internal sealed class SharedTickets(ReferenceFeed feed, Func<DeviceId, int?> numberOf)
{
    private const string Kind = "parked_ticket";

    private readonly Dictionary<ParkingId, Parking> _parkings = [];
    private readonly HashSet<(DeviceId Device, TakeoverId Takeover)> _ended = [];
    private readonly Dictionary<TicketId, (DeviceId Device, Guid Receipt, string Number)> _paid = [];
    private readonly Dictionary<string, string> _doubles = [];

    /// <summary>Judges in the order of docs/protocol.md, and gives the ticket where nothing stands against it.</summary>
    public TicketTakeover Take(TakeoverRequest request)
    {
        var parking = Find(request.Parking);
        if (parking.IsResumed)
            return new(TakeoverVerdict.Gone);
        if (parking.Taker is { } taker && taker != request.Device)
            return new(TakeoverVerdict.Taken) { DeviceNumber = numberOf(taker) };
        if (_ended.Contains((request.Device, request.Takeover)))
            return new(TakeoverVerdict.Ended);

        // A device that has given up waiting asks with another key, and the first one may come after it.
        Set(request.Parking, parking with { Taker = request.Device, Takeovers = parking.Takeovers.Add(request.Takeover) });
        return new(TakeoverVerdict.Granted) { Content = parking.Body?["data"]!["content"]!.ToJsonString() };
    }

    public void Free(ParkingId parking)
    {
        if (_parkings.GetValueOrDefault(parking) is { Taker: { } taker } taken)
        {
            _ended.UnionWith(taken.Takeovers.Select(takeover => (taker, takeover)));
            Set(parking, taken with { Taker = null, Takeovers = [] });
        }
    }

    public void Clear()
    {
        foreach (var parking in _parkings.Keys.ToList())
            Set(parking, new());
        _parkings.Clear();
        _ended.Clear();
        _paid.Clear();
        _doubles.Clear();
    }

    /// <summary>Takes what an entry says of a parked ticket, if anything. What it cannot read says nothing.</summary>
    public void Take(DeviceId device, JournalEntry entry)
    {
        try
        {
            var body = JsonNode.Parse(entry.Body.Span)!;
            if (body["data"] is JsonObject data)
                Take(device, entry, (string)body["kind"]!, body, data);
        }
        catch (Exception exception) when (ReplyReader.IsUnreadable(exception))
        {
        }
    }

    /// <summary>Says of a receipt that another device has a receipt of the same ticket, if so.</summary>
    public string? FindFault(JournalEntry entry) => _doubles.GetValueOrDefault(Convert.ToHexString(entry.Hash.Span));

    private void Take(DeviceId device, JournalEntry entry, string kind, JsonNode body, JsonObject data)
    {
        switch (kind)
        {
            case "ticket-parked" when data["content"] is JsonObject content && content["parking"] is { } parking:
                var parked = new ParkingId((Guid)parking);
                if (Find(parked) is { Body: null } expected)
                    Set(parked, expected with { Device = device, Body = body, Ticket = new TicketId((Guid)data["ticket"]!) });
                break;

            case "ticket-resumed" when data["parking"] is { } parking:
                Set(new((Guid)parking), Find(new((Guid)parking)) with { IsResumed = true });
                break;

            case "ticket-taken-over":
                var taken = new ParkingId((Guid)data["parking"]!);
                Set(taken, Find(taken) with { Taker = device, Takeovers = [new((Guid)data["takeover"]!)], Ticket = new TicketId((Guid)data["ticket"]!) });
                break;

            case "ticket-takeover-released":
                Release(device, new((Guid)data["takeover"]!));
                break;

            case "ticket-handed-over":
                Set(new((Guid)data["parking"]!), Find(new((Guid)data["parking"]!)) with { IsHandedOver = true });
                break;

            case "receipt" when data["ticket"] is { } ticket:
                Pay(device, entry, new((Guid)ticket), (Guid)data["id"]!, (string)data["number"]!);
                break;
        }
    }

    private void Release(DeviceId device, TakeoverId takeover)
    {
        _ended.Add((device, takeover));
        foreach (var (id, parking) in _parkings.Where(parking => parking.Value.Taker == device && parking.Value.Takeovers.Contains(takeover)).ToList())
        {
            var left = parking.Takeovers.Remove(takeover);
            Set(id, parking with { Taker = left.IsEmpty ? null : device, Takeovers = left });
        }
    }

    private void Pay(DeviceId device, JournalEntry entry, TicketId ticket, Guid receipt, string number)
    {
        if (_parkings.Values.All(parking => parking.Ticket != ticket))
            return;
        if (!_paid.TryAdd(ticket, (device, receipt, number)) && _paid[ticket] is var first && first.Device != device && first.Receipt != receipt)
            _doubles[Convert.ToHexString(entry.Hash.Span)] = $"The ticket was paid on another device too, with receipt {first.Number}.";
    }

    private Parking Find(ParkingId parking) => _parkings.GetValueOrDefault(parking) ?? new();

    private void Set(ParkingId id, Parking parking)
    {
        _parkings[id] = parking;
        var json = parking.IsShown ? Write(id, parking) : null;
        if (feed.Find(Kind, id.ToString()) != json)
            feed.Record(new(Kind, id.ToString(), json));
    }

    private string Write(ParkingId id, Parking parking)
    {
        var data = parking.Body!["data"]!;
        var shown = new JsonObject
        {
            ["id"] = id.ToString(),
            ["ticket"] = data["ticket"]!.DeepClone(),
            ["name"] = data["name"]!.DeepClone(),
            ["gross"] = data["gross"]!.DeepClone(),
            ["at"] = parking.Body["at"]!.DeepClone(),
        };
        if (data["content"]!["parked_by"] is { } employee)
            shown["employee"] = employee.DeepClone();
        if (data["content"]!["predefined"] is { } predefined)
            shown["predefined"] = predefined.DeepClone();
        if (parking is { IsHandedOver: false, Device: { } device })
        {
            shown["device"] = device.ToString();
            shown["device_number"] = numberOf(device);
        }

        if (parking.Taker is { } taker)
            shown["taken_by"] = taker.ToString();
        return shown.ToJsonString();
    }

    private sealed record Parking
    {
        public DeviceId? Device { get; init; }

        public TicketId? Ticket { get; init; }

        /// <summary>The entry that parked it; null where it has not arrived.</summary>
        public JsonNode? Body { get; init; }

        public DeviceId? Taker { get; init; }

        /// <summary>Every key that was granted to the taker and has not ended.</summary>
        public ImmutableHashSet<TakeoverId> Takeovers { get; init; } = [];

        /// <summary>Whether its own device has taken it up again.</summary>
        public bool IsResumed { get; init; }

        /// <summary>Whether its own device knows that it does not have it any more.</summary>
        public bool IsHandedOver { get; init; }

        /// <summary>Whether any device has to hear of it: until it is taken up, and until its own device has heard that another one has it.</summary>
        public bool IsShown => Body is not null && !IsResumed && !(IsHandedOver && Taker is not null);
    }
}
