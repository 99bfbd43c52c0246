using Till.SalesLogs;
using Till.Shop;

namespace Till.Replay;

/// <summary>What a ticket must come to, computed from log, price list and plan alone.</summary>
/// <remarks>
/// A second opinion on the engine's arithmetic: it shares no code with it, counts in whole pence and knows only the cases that a replay makes.
/// </remarks>
/// <param name="Gross">What is to be paid.</param>
/// <param name="Discount">What the discount takes off.</param>
/// <param name="Vat">The VAT inside, over all rates.</param>
internal sealed record ExpectedReceipt(decimal Gross, decimal Discount, decimal Vat)
{
    public static ExpectedReceipt Of(LogTicket ticket, PriceList prices, ReplayPlan plan)
    {
        var lines = LinesOf(ticket, prices);
        var before = lines.Sum(line => line.Pence);
        if (plan.DiscountOf(ticket.Number) is { } discount)
            Reduce(discount.OnFirstLine ? lines[..1] : lines, discount);

        var gross = lines.Sum(line => line.Pence);
        var vat = lines
            .GroupBy(line => line.VatPercent)
            .Sum(rate => Rounded(rate.Sum(line => line.Pence) * rate.Key, 100 + rate.Key));
        return new(gross / 100m, (before - gross) / 100m, vat / 100m);
    }

    // Scanning an item again raises its line; every open item is a line of its own.
    private static Line[] LinesOf(LogTicket ticket, PriceList prices)
    {
        var lines = new List<Line>();
        var scanned = new Dictionary<PricedItem, Line>();
        foreach (var name in ticket.Items)
        {
            var known = prices.Find(name);
            var item = known ?? prices.OpenItem;
            if (known is null || !scanned.TryGetValue(known, out var line))
            {
                line = new(item.VatPercent);
                lines.Add(line);
                if (known is not null)
                    scanned.Add(known, line);
            }

            line.Pence += decimal.ToInt64(item.Price * 100);
        }

        return [.. lines];
    }

    private static void Reduce(Span<Line> lines, PlannedDiscount discount)
    {
        var total = 0L;
        foreach (var line in lines)
            total += line.Pence;

        var off = Math.Min(total, discount.Percent > 0 ? Rounded(total * discount.Percent, 100) : decimal.ToInt64(discount.Amount * 100));

        // Everybody's whole pence first; the pence left over go to the largest remainders, among equals to the dearer line, then to the earlier one.
        var shares = lines.ToArray().Select(line => (Line: line, Weight: line.Pence, Part: Math.DivRem(off * line.Pence, total))).ToList();
        var left = (int)(off - shares.Sum(share => share.Part.Quotient));
        foreach (var share in shares)
            share.Line.Pence -= share.Part.Quotient;
        foreach (var share in shares.OrderByDescending(share => share.Part.Remainder).ThenByDescending(share => share.Weight).Take(left))
            share.Line.Pence--;
    }

    // Half away from zero, of amounts that are never negative.
    private static long Rounded(decimal numerator, decimal denominator) =>
        decimal.ToInt64(decimal.Round(numerator / denominator, MidpointRounding.AwayFromZero));

    private sealed class Line(decimal vatPercent)
    {
        public decimal VatPercent { get; } = vatPercent;

        public long Pence { get; set; }
    }
}
