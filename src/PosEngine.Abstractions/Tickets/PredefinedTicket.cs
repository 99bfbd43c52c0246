namespace PosEngine.Tickets;

/// <summary>A name that tickets are opened under: a table, a hook, a room.</summary>
/// <param name="Id">Its id in the back office.</param>
/// <param name="Name">The name.</param>
public sealed record PredefinedTicket(PredefinedTicketId Id, string Name)
{
    /// <summary>The ticket that is open or parked under it; null where it is free.</summary>
    public TicketId? TakenBy { get; init; }
}
