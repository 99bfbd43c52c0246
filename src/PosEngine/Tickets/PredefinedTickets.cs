using System.Collections.Immutable;
using System.Text.Json;
using Microsoft.Extensions.Logging;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Tickets;

/// <summary>The names that the shop opens tickets under, and which tickets are under them.</summary>
internal sealed class PredefinedTickets
{
    private readonly PosStream<ImmutableArray<PredefinedTicket>> _current;

    public PredefinedTickets(Readers readers, IDispatcher dispatcher, ILogger logger)
    {
        Listed = new ReferenceList<Name>("predefined_ticket", Read, static name => (name.Id.Value, name.Order, name.Text), readers, dispatcher, logger);
        _current = new([], dispatcher, logger);
    }

    public ReferenceList<Name> Listed { get; }

    public IPosStream<ImmutableArray<PredefinedTicket>> Current => _current;

    public PredefinedTicketId? Find(string name) => Listed.Current.Value.FirstOrDefault(listed => listed.Text == name)?.Id;

    /// <summary>Tells which ticket is under which name; of several under one name, the first.</summary>
    public void Publish(IEnumerable<(PredefinedTicketId Name, TicketId Ticket)> taken)
    {
        var takers = taken.GroupBy(static taker => taker.Name).ToDictionary(static name => name.Key, static name => name.First().Ticket);
        _current.Publish([.. Listed.Current.Value.Select(name => new PredefinedTicket(name.Id, name.Text) { TakenBy = takers.TryGetValue(name.Id, out var ticket) ? ticket : null })]);
    }

    private static Name Read(JsonElement name) => new(new PredefinedTicketId(name.GetProperty("id").GetGuid()), name.Text("name"), name.Order());

    internal sealed record Name(PredefinedTicketId Id, string Text, int Order);
}
