using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>Tickets tell how their figures come about, like receipts.</summary>
public static class TicketExplanations
{
    /// <summary>Tells how every figure of the ticket, as it is now, came about (invariant M8).</summary>
    public static PriceExplanation Explain(this ITicket ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        return ticket.Current.Explain();
    }

    /// <summary>Tells how every figure of the ticket at that moment came about.</summary>
    public static PriceExplanation Explain(this TicketSnapshot ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        return Explainer.Explain(ticket.ToPriceRequest(), ticket.Priced, NamesOf(ticket.Lines));
    }

    /// <summary>What the ticket is priced from.</summary>
    public static PriceRequest ToPriceRequest(this TicketSnapshot ticket)
    {
        ArgumentNullException.ThrowIfNull(ticket);
        return TicketContent.RequestOf(ticket.Currency, ticket.Policy, ticket.Lines, ticket.Discounts, ticket.Surcharges, ticket.IsTaxFree, ticket.Prepaid);
    }

    /// <summary>The names of lines, by which an explanation speaks of them.</summary>
    internal static Func<LineId, string?> NamesOf(IEnumerable<TicketLine> lines) => lines.ToDictionary(line => line.Id, line => line.Name).GetValueOrDefault;
}
