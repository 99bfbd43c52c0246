using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>A ticket's content with its figures: totals at once, the lines' shares when they are read.</summary>
/// <remarks>
/// A step that touches one line costs the same on a ticket of 5 and of 500 lines: only what differs is priced. A discount or surcharge of the whole ticket
/// reaches every line, so with one everything is priced anew.
/// </remarks>
internal sealed class TicketPricing
{
    private readonly Currency _currency;
    private readonly RunningTotals? _running;

    private TicketPricing(TicketContent content, Currency currency, RunningTotals? running)
    {
        Content = content;
        _currency = currency;
        _running = running;
        Priced = running is null ? Pricer.Price(content.ToPriceRequest(currency)) : running.ToTicket(() => content.ToPriceRequest(currency));
    }

    public TicketContent Content { get; }

    public PricedTicket Priced { get; }

    /// <exception cref="OverflowException">The figures are out of range.</exception>
    public static TicketPricing Of(TicketContent content, Currency currency) =>
        new(content, currency, content.HasOnlyLines ? Replace(RunningTotals.Start(currency, content.Policy), [], content.Lines.AsSpan()) : null);

    /// <summary>The figures after a step.</summary>
    /// <exception cref="OverflowException">The figures are out of range.</exception>
    public TicketPricing Next(TicketContent next)
    {
        if (_running is null || !next.HasOnlyLines)
            return Of(next, _currency);

        // A step replaces lines by new objects and keeps the others: what differs stands between a common beginning and a common end.
        var before = Content.Lines.AsSpan();
        var after = next.Lines.AsSpan();
        var first = before.CommonPrefixLength(after, ReferenceEqualityComparer.Instance);
        before = before[first..];
        after = after[first..];
        var last = 0;
        while (last < before.Length && last < after.Length && ReferenceEquals(before[^(last + 1)], after[^(last + 1)]))
            last++;
        return new TicketPricing(next, _currency, Replace(_running, before[..^last], after[..^last]));
    }

    private static RunningTotals Replace(RunningTotals running, ReadOnlySpan<TicketLine> removed, ReadOnlySpan<TicketLine> added)
    {
        foreach (var line in removed)
            running = running.Remove(TicketContent.ToPriceLine(line));
        foreach (var line in added)
            running = running.Add(TicketContent.ToPriceLine(line));
        return running;
    }
}
