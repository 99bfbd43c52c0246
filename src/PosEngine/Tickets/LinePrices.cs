using PosEngine.Catalog;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>Which price a line has: the ordinary one, or that of a price list. Pure.</summary>
internal static class LinePrices
{
    /// <summary>The line at the price that holds for it; the same object where it has that.</summary>
    /// <param name="content">The ticket.</param>
    /// <param name="line">The line.</param>
    /// <param name="list">The list that holds now; null for none.</param>
    /// <param name="currency">The currency.</param>
    /// <param name="isPriceFixed">Whether its ordinary price is the catalogue's; asked only where a list would change it.</param>
    /// <exception cref="OverflowException">The price is out of range.</exception>
    public static TicketLine Choose(TicketContent content, TicketLine line, PriceList? list, Currency currency, Predicate<TicketLine> isPriceFixed)
    {
        var ordinary = line.Listed is { } before ? line with { UnitPrice = before.Ordinary, Listed = null } : line;
        if (list is null || PriceBy(list, ordinary, content.Policy.Rounding, currency) is not { } priced || IsPriceOwn(content, line) || !isPriceFixed(line))
            return ordinary;

        // What a cashier leaves out may be worth more than the list asks for the whole.
        return LineFactory.IsPriceNegative(priced, priced.Modifiers) ? ordinary : priced.UnitPrice == line.UnitPrice && priced.Listed == line.Listed ? line : priced;
    }

    /// <summary>What is left of a price. One that is finer than the currency stays finer: rounded to cents, a screw would be free.</summary>
    public static Money Less(Money price, Rate discount, RoundingMode mode, Currency currency)
    {
        var grain = price.IsWholeIn(currency) ? currency.UnitsPerMinor : 1;
        return Money.FromUnits(checked(Rounding.DivideToInt64((Int128)price.Units * (Rate.PartsPerOne - discount.PartsPerMillion), (Int128)Rate.PartsPerOne * grain, mode) * grain));
    }

    /// <returns>Null where the list says nothing of it.</returns>
    private static TicketLine? PriceBy(PriceList list, TicketLine ordinary, RoundingMode mode, Currency currency)
    {
        if (ordinary.ItemId is not { } item || ordinary.BusinessCase != BusinessCase.Sale || ordinary.Quantity.IsNegative)
            return null;
        var listed = new ListedPrice(list.Id, list.Name, ordinary.UnitPrice);
        return list.Prices.TryGetValue(item, out var price) ? ordinary with { UnitPrice = price, Listed = listed }
            : list.Discount.IsZero || !ordinary.IsDiscountable ? null
            : ordinary with { UnitPrice = Less(ordinary.UnitPrice, list.Discount, mode, currency), Listed = listed with { Discount = list.Discount } };
    }

    /// <summary>Whether somebody gave the line its price.</summary>
    private static bool IsPriceOwn(TicketContent content, TicketLine line) => content.Overrides.Any(made => made.Line == line.Id && made.Price is not null);
}
