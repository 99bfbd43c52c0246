using PosEngine.Catalog;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>Which of the taxes that a line may have it has: by dining option and day.</summary>
internal static class LineTaxes
{
    /// <summary>The line with all taxes that its item may have. One whose taxes follow nothing keeps no rules.</summary>
    public static TicketLine Of(Item item, TicketLine line) => item.TaxRules.IsEmpty
        ? line with { Taxes = item.Taxes, Components = item.Components }
        : line with { TaxRules = [new TaxRule { Taxes = item.Taxes, Components = item.Components }, .. item.TaxRules] };

    /// <summary>The line with the taxes that hold; the same object where they are those that it has.</summary>
    public static TicketLine Choose(TicketContent content, TicketLine line, DateOnly today)
    {
        if (line.TaxRules.IsEmpty)
            return line;
        var day = content.Policy.TaxDate == TaxDate.LineAdded ? line.TaxDay ?? today : today;
        var option = content.DiningOptionId?.ToString();
        var rule = line.TaxRules.Where(rule => rule.Holds(content.DiningOption, day) || (option is not null && rule.Holds(option, day))).MaxBy(RankOf)!;
        var isUnchanged = line.TaxDay == day && line.Taxes.SequenceEqual(rule.Taxes) && line.Components.SequenceEqual(rule.Components);
        return isUnchanged ? line : line with { TaxDay = day, Taxes = rule.Taxes, Components = rule.Components };

        (bool, DateOnly, int) RankOf(TaxRule rule) => (rule.DiningOption is not null, rule.From ?? DateOnly.MinValue, line.TaxRules.IndexOf(rule));
    }
}
