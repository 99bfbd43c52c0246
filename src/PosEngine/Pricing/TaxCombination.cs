using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>Taxes that lines carry together, as factors: each tax is exactly price × numerator ÷ denominator.</summary>
/// <remarks>
/// With the net N and the included rates i, a price is N × (1 + Σ i); so N = price ÷ (1 + Σ i), and every tax, included or added, is N × its rate.
/// Immutable.
/// </remarks>
internal sealed class TaxCombination
{
    private readonly Factor[] _factors;

    /// <param name="taxes">The taxes, in the order of the lines.</param>
    /// <param name="indexes">The place of each of them in the <see cref="TaxLedger"/>.</param>
    public TaxCombination(ImmutableArray<Tax> taxes, ReadOnlySpan<int> indexes)
    {
        Taxes = taxes;
        var priceParts = Rate.PartsPerOne;
        foreach (var tax in taxes)
        {
            priceParts += tax.Kind == TaxKind.Included ? tax.Rate.PartsPerMillion : 0;
        }

        _factors = new Factor[taxes.Length];
        for (var i = 0; i < taxes.Length; i++)
        {
            _factors[i] = Factor.Of(indexes[i], taxes[i], priceParts);
        }
    }

    /// <summary>The taxes, in the order of the lines.</summary>
    public ImmutableArray<Tax> Taxes { get; }

    /// <summary>One factor for each tax, in their order.</summary>
    public ReadOnlySpan<Factor> Factors => _factors;

    /// <summary>A tax on a price, in lowest terms.</summary>
    /// <param name="Tax">The tax's place in the <see cref="TaxLedger"/>.</param>
    /// <param name="IsIncluded">Whether the price contains it.</param>
    /// <param name="Numerator">Zero or more.</param>
    /// <param name="Denominator">Above zero.</param>
    internal readonly record struct Factor(int Tax, bool IsIncluded, long Numerator, long Denominator)
    {
        public static Factor Of(int index, Tax tax, long priceParts)
        {
            var common = ExactSum.GreatestCommonDivisor(tax.Rate.PartsPerMillion, priceParts);
            return new(index, tax.Kind == TaxKind.Included, tax.Rate.PartsPerMillion / common, priceParts / common);
        }

        /// <summary>The tax on a price, rounded.</summary>
        public long Of(long price, RoundingMode mode) => Rounding.DivideToInt64((Int128)price * Numerator, Denominator, mode);
    }
}
