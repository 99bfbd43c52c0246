namespace PosEngine.Pricing;

/// <summary>Bounds the figures of a ticket, so that none of them, and no sum on the way to one, leaves the range of <see cref="Money"/>.</summary>
/// <remarks>
/// Σ magnitudes of what is counted once: line prices, what taxes are worked out on, and the taxes. One rule for every way of pricing, so that what could be
/// totalled can also be shared out. In minor units, each rounded up.
/// </remarks>
internal static class Turnover
{
    public static Int128 Of(LinePrice line, Scale scale) => Int128.Abs(line.Exact / scale.FinePerMinor) + 1 + Int128.Abs(line.Surcharge);

    public static Int128 Of(TaxCombination taxes, long taxed, long quantity, Scale scale)
    {
        var turnover = Int128.Abs(taxed / scale.FinePerMinor) + 1;
        foreach (ref readonly var factor in taxes.Factors)
        {
            turnover += Int128.Abs(factor.Amount.Numerator(taxed, quantity) / factor.Amount.Denominator) + 1;
        }

        return turnover;
    }

    /// <summary>The turnover of a line that was priced before.</summary>
    public static Int128 Of(PricedLine stored, Currency currency) =>
        (Int128.Abs(stored.Subtotal.Units) + Int128.Abs(stored.Net.Units) + Int128.Abs(stored.Gross.Units)) / currency.UnitsPerMinor;

    /// <exception cref="OverflowException">A figure might leave the range.</exception>
    public static void EnsureInRange(Int128 turnover, Currency currency)
    {
        if (turnover > long.MaxValue / currency.UnitsPerMinor)
        {
            throw new OverflowException("The prices and taxes of the ticket add up to more than Money can hold.");
        }
    }
}
