using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>A tax on a price as a factor in lowest terms: exactly price × numerator ÷ denominator.</summary>
/// <param name="Tax">The tax's place in the <see cref="TaxLedger"/>.</param>
/// <param name="IsIncluded">Whether the price contains it.</param>
/// <param name="Numerator">Zero or more.</param>
/// <param name="Denominator">Above zero.</param>
internal readonly record struct TaxFactor(int Tax, bool IsIncluded, long Numerator, long Denominator)
{
    /// <summary>The tax on a price, rounded.</summary>
    public long Of(long price, RoundingMode mode) => Rounding.DivideToInt64((Int128)price * Numerator, Denominator, mode);
}

/// <summary>Taxes that lines carry together, as factors of the price.</summary>
/// <remarks>
/// With the net N and the included rates i, a price is N × (1 + Σ i); so N = price ÷ (1 + Σ i), and every tax, included or added, is N × its rate.
/// Immutable.
/// </remarks>
internal sealed class TaxCombination
{
    private readonly TaxFactor[] _factors;

    /// <param name="taxes">The taxes, in the order of the lines.</param>
    /// <param name="indexes">The place of each of them in the <see cref="TaxLedger"/>.</param>
    public TaxCombination(ImmutableArray<Tax> taxes, ReadOnlySpan<int> indexes)
    {
        Taxes = taxes;
        PriceParts = TurnoverParts = Rate.PartsPerOne;
        foreach (var tax in taxes)
        {
            PriceParts += tax.Kind == TaxKind.Included ? tax.Rate.PartsPerMillion : 0;
            TurnoverParts += tax.Rate.PartsPerMillion;
        }

        _factors = new TaxFactor[taxes.Length];
        for (var i = 0; i < taxes.Length; i++)
        {
            var rate = taxes[i].Rate.PartsPerMillion;
            var common = ExactSum.GreatestCommonDivisor(rate, PriceParts);
            _factors[i] = new(indexes[i], taxes[i].Kind == TaxKind.Included, rate / common, PriceParts / common);
        }
    }

    /// <summary>The taxes, in the order of the lines.</summary>
    public ImmutableArray<Tax> Taxes { get; }

    /// <summary>One factor for each tax, in their order.</summary>
    public ReadOnlySpan<TaxFactor> Factors => _factors;

    /// <summary>What the price is when the net is a million.</summary>
    public long PriceParts { get; }

    /// <summary>What net and all taxes are together when the net is a million.</summary>
    public long TurnoverParts { get; }
}
