using System.Collections.Immutable;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>A ticket's content with its figures: totals at once, the lines' shares when they are read.</summary>
/// <remarks>
/// A line more costs the same on a ticket of 5 and of 500 lines: only what differs is priced. A discount or surcharge of the whole ticket reaches every line, so
/// with one the totals are worked out anew, in integers and on a sheet that is used again.
/// </remarks>
internal sealed class TicketPricing
{
    private readonly Currency _currency;
    private readonly RunningTotals? _running;
    private readonly PriceSheet _sheet;

    private TicketPricing(TicketContent content, Currency currency, RunningTotals? running, PriceSheet sheet)
    {
        (Content, _currency, _running, _sheet) = (content, currency, running, sheet);
        Priced = running is null
            ? PricedTicket.Defer(Pricer.TotalsOf(ToPriceRequest(), sheet), () => Pricer.Price(ToPriceRequest()))
            : running.ToTicket(ToPriceRequest);
    }

    public TicketContent Content { get; }

    public PricedTicket Priced { get; }

    /// <exception cref="OverflowException">The figures are out of range.</exception>
    public static TicketPricing Of(TicketContent content, Currency currency) => Of(content, currency, new PriceSheet());

    /// <summary>The figures after a step.</summary>
    /// <exception cref="OverflowException">The figures are out of range.</exception>
    public TicketPricing Next(TicketContent next)
    {
        if (_running is null || !next.HasOnlyLines || next.IsTaxFree != Content.IsTaxFree)
            return Of(next, _currency, _sheet);

        // A step replaces lines by new objects and keeps the others: what differs stands between a common beginning and a common end.
        var first = Content.Lines.CountCommon(next.Lines);
        var before = Content.Lines.AsSpan()[first..];
        var after = next.Lines.AsSpan()[first..];
        var last = 0;
        while (last < before.Length && last < after.Length && ReferenceEquals(before[^(last + 1)], after[^(last + 1)]))
            last++;
        return new TicketPricing(next, _currency, Replace(_running, _currency, before[..^last], after[..^last]).Prepay(next.Prepaid), _sheet);
    }

    /// <summary>What some of a line, with as much of those that follow it, comes to by itself.</summary>
    /// <exception cref="OverflowException">The figures are out of range.</exception>
    public static Money GrossOf(TicketContent content, TicketLine line, Quantity quantity, Currency currency)
    {
        ImmutableArray<TicketLine> lines = [.. content.Lines.ToArray().Where(each => each.Id == line.Id || each.ParentId == line.Id).Select(each => each with { Quantity = quantity })];
        return Pricer.TotalsOf(TicketContent.RequestOf(currency, content.Policy, lines, [], [], content.IsTaxFree, Money.Zero), new PriceSheet()).Gross;
    }

    /// <summary>What is taken back without its receipt comes to, positive.</summary>
    /// <exception cref="OverflowException">The figures are out of range.</exception>
    public static Money ReturnedOf(TicketContent content, Currency currency)
    {
        ImmutableArray<TicketLine> lines = [.. content.Lines.ToArray().Where(static line => line.TakenBack is not null)];
        return -Pricer.TotalsOf(TicketContent.RequestOf(currency, content.Policy, lines, [], [], content.IsTaxFree, Money.Zero), new PriceSheet()).Gross;
    }

    /// <summary>Whether more goes back for a line after a change: for what is taken back, and for a deposit. Nobody has to be asked to take a discount off again, or freedom from taxes: so neither counts.</summary>
    /// <exception cref="OverflowException">The figures are out of range.</exception>
    public static bool GivesMoreBack(TicketContent content, TicketLine line, TicketLine changed, Currency currency)
    {
        return line.Quantity.IsNegative && FullGrossOf(changed) < FullGrossOf(line);

        Money FullGrossOf(TicketLine each) => Pricer.TotalsOf(
            TicketContent.RequestOf(currency, content.Policy, [each with { Discounts = [] }], [], [], isTaxFree: false, Money.Zero), new PriceSheet()).Gross;
    }

    private static TicketPricing Of(TicketContent content, Currency currency, PriceSheet sheet)
    {
        var running = content.HasOnlyLines
            ? Replace(RunningTotals.Start(currency, content.Policy, content.IsTaxFree), currency, [], content.Lines.AsSpan()).Prepay(content.Prepaid)
            : null;
        return new TicketPricing(content, currency, running, sheet);
    }

    private static RunningTotals Replace(RunningTotals running, Currency currency, ReadOnlySpan<TicketLine> removed, ReadOnlySpan<TicketLine> added)
    {
        foreach (var line in removed)
            running = running.Remove(TicketContent.ToPriceLine(line, currency));
        foreach (var line in added)
            running = running.Add(TicketContent.ToPriceLine(line, currency));
        return running;
    }

    private PriceRequest ToPriceRequest() => Content.ToPriceRequest(_currency);
}
