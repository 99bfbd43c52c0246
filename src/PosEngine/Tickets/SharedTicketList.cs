using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PosEngine.Journal;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Tickets;

/// <summary>What the devices of the shop have parked, as the back office last told: this one's own among them.</summary>
internal sealed class SharedTicketList
{
    public const string Kind = "parked_ticket";

    private readonly PosStream<ImmutableArray<SharedTicket>> _current;

    public SharedTicketList(Readers readers, IDispatcher dispatcher, ILogger logger)
    {
        Listed = new ReferenceList<ParkedTicketRow>(Kind, Read, static row => (row.Ticket.Id.Value, 0, row.Ticket.Name), readers, dispatcher, logger);
        _current = new([], dispatcher, logger);
    }

    public ReferenceList<ParkedTicketRow> Listed { get; }

    public IPosStream<ImmutableArray<SharedTicket>> Current => _current;

    public ParkedTicketRow? Find(ParkingId parking) => Listed.Find(parking.Value);

    /// <summary>Tells what a device may take over: what others have parked, and what it has asked for without an answer.</summary>
    public void Publish(DeviceId own, IEnumerable<ParkingId> unsettled)
    {
        var asked = unsettled.ToHashSet();
        _current.Publish(
        [
            .. Listed.Current.Value.Where(row => row.Device != own && (row.TakenBy is null || asked.Contains(row.Ticket.Id)))
                .Select(row => row.Ticket with { IsUnsettled = asked.Contains(row.Ticket.Id) }).OrderBy(static ticket => ticket.ParkedAt),
        ]);
    }

    private static ParkedTicketRow Read(JsonElement row) => new(
        new SharedTicket(
            new ParkingId(row.GetProperty("id").GetGuid()), new TicketId(row.GetProperty("ticket").GetGuid()), row.Text("name"), row.GetProperty("at").GetTime(),
            Money.FromUnits(row.GetProperty("gross").GetInt64()))
        {
            ParkedBy = IdOf(row, "employee") is { } employee ? new EmployeeId(employee) : null,
            DeviceNumber = (int?)row.OptionalNumber("device_number"),
        },
        IdOf(row, "device") is { } device ? new DeviceId(device) : null,
        IdOf(row, "taken_by") is { } taker ? new DeviceId(taker) : null,
        IdOf(row, "predefined") is { } predefined ? new PredefinedTicketId(predefined) : null);

    private static Guid? IdOf(JsonElement row, string name) => row.OptionalText(name) is { } id ? Guid.ParseExact(id, "D") : null;
}

/// <summary>A parked ticket that the back office tells of.</summary>
/// <param name="Ticket">The ticket.</param>
/// <param name="Device">The device that parked it; null where that does not have it any more.</param>
/// <param name="TakenBy">The device that has taken it up, as far as the back office knows; null for none.</param>
/// <param name="Predefined">The predefined name that it is under.</param>
internal sealed record ParkedTicketRow(SharedTicket Ticket, DeviceId? Device, DeviceId? TakenBy, PredefinedTicketId? Predefined);
