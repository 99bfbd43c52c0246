namespace PosEngine.Pricing;

/// <summary>Prices a ticket: what each line, each discount and each tax comes to, and what is to be paid.</summary>
/// <remarks>
/// <para>A pure function: the same request gives the same answer on every device and in every version, and nothing is read but the request. It needs no
/// engine, no database and no back office. Thread-safe.</para>
/// <para>The way of a price: unit price × quantity, rounded once; the line's own discounts and surcharges; its shares of the ticket's; then the taxes on what is
/// left, rounded where the policy says. Under every policy the lines add up to the totals exactly.</para>
/// <example><code>
/// var vat = new Tax { Id = new(id), Name = "VAT 20%", Rate = Rate.Percent(20m) };
/// var priced = Pricer.Price(new()
/// {
///     Currency = Currency.EUR,
///     Lines = [new() { Id = new(lineId), UnitPrice = Money.Of(2.50m), Quantity = Quantity.Of(3), Taxes = [vat] }],
/// });
/// priced.Totals.Gross;   // 7.50
/// priced.Totals.Tax;     // 1.25
/// </code></example>
/// </remarks>
public static class Pricer
{
    /// <summary>Prices a ticket.</summary>
    /// <exception cref="ArgumentException">
    /// The request contradicts itself: an id that occurs twice, a fixed discount finer than the currency, taxes that build on each other in a circle or take the
    /// whole price …
    /// </exception>
    /// <exception cref="OverflowException">
    /// Prices, what taxes are worked out on, and taxes add up, by magnitude, to more than <see cref="Money"/> can hold (so that sales of some 40 trillion fit); where
    /// the policy keeps line amounts exact, the lines come to more than 92 billion; or one tax occurs beside so many unrelated included rates (more than six of six
    /// decimals) that the exact sum leaves 128 bits, or the
    /// taxes of one line are so unrelated (several of six decimals beside an amount per unit) that a common denominator leaves 64.
    /// </exception>
    public static PricedTicket Price(PriceRequest request) => Price(request, new PriceSheet());

    /// <summary>What goes back when some of a sold line does: figures for <see cref="PriceLine.Stored"/> of a line that returns it.</summary>
    /// <param name="line">The line that was sold.</param>
    /// <param name="sold">Its figures, as its receipt stores them.</param>
    /// <param name="before">How much of it went back before, with the sign of the line's quantity.</param>
    /// <param name="returned">How much goes back now, with the same sign.</param>
    /// <param name="currency">The receipt's currency.</param>
    /// <remarks>
    /// In whatever steps: all together they give back each stored figure exactly (invariant M5). In one step, the gross and each share are within a unit of
    /// their exact share of the quantity; a tax, being the sum of its shares, within a unit for each of them, and the net, being the rest, within one more. A composite
    /// is the sum of its components. The subtotal is what the gross leaves without added taxes, with the discounts and without the surcharges, so that the rows add up.
    /// </remarks>
    /// <exception cref="ArgumentOutOfRangeException">More would go back than was sold, or nothing.</exception>
    public static PricedLine Return(PriceLine line, PricedLine sold, Quantity before, Quantity returned, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(line);
        ArgumentNullException.ThrowIfNull(sold);
        ArgumentNullException.ThrowIfNull(currency);
        var whole = line.Quantity;
        var sign = whole.IsNegative ? -1 : 1;
        if (returned.Units * sign <= 0 || before.Units * sign < 0 || (before + returned).Units * sign > whole.Units * sign)
        {
            throw new ArgumentOutOfRangeException(nameof(returned), returned, $"Of {whole} sold, {before} went back already.");
        }

        return new Returning(whole.Units, before.Units, returned.Units, currency).Of(sold, line.Taxes, line.Components);
    }

    /// <summary>Prices a ticket on a sheet that may have been used before.</summary>
    internal static PricedTicket Price(PriceRequest request, PriceSheet sheet)
    {
        PriceRequestRules.Check(request);
        sheet.Calculate(request);
        return sheet.ToTicket();
    }

    /// <summary>The totals alone, on a sheet that may have been used before.</summary>
    internal static Totals TotalsOf(PriceRequest request, PriceSheet sheet)
    {
        PriceRequestRules.Check(request);
        sheet.Calculate(request);
        return sheet.ToTotals();
    }

    /// <summary>Tells how every figure came about: the operands, the rule and the rounding of each, readable in English and German and by machines.</summary>
    /// <inheritdoc cref="Price(PriceRequest)"/>
    public static PriceExplanation Explain(PriceRequest request) => Explainer.Explain(request, Price(request), static _ => null);
}
