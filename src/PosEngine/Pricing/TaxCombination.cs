using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>What a price is to its taxes.</summary>
internal enum TaxTreatment
{
    /// <summary>It contains the included ones; the rest of it is the net.</summary>
    OnPrice,

    /// <summary>It is turned into the net first, and all taxes are worked out on that.</summary>
    OnNet,

    /// <summary>It is turned into the net, and there are none.</summary>
    Exempt,
}

/// <summary>A tax within a combination.</summary>
/// <param name="Group">The group that it is rounded with.</param>
/// <param name="IsIncluded">Whether the price contains it.</param>
/// <param name="Amount">What it comes to.</param>
internal readonly record struct TaxFactor(int Group, bool IsIncluded, LinearForm Amount);

/// <summary>Taxes that are carried together, as exact functions of price and quantity.</summary>
/// <remarks>
/// On the net N of a quantity q, each tax is a·N + b·q: for a rate, a is the rate (times 1 + the a of the taxes it builds on); for an amount per unit, b is it.
/// With A = Σ a and B = Σ b of the included taxes, the price is P = N·(1 + A) + q·B, so that N = (P − q·B) ÷ (1 + A), and every tax is a function of P and q.
/// Immutable.
/// </remarks>
internal sealed class TaxCombination
{
    private readonly TaxFactor[] _factors;

    /// <param name="taxes">The taxes, in the order of the lines. <see cref="PriceRequestRules"/> found nothing wrong with each of them.</param>
    /// <param name="groups">For each of them, its group in the <see cref="TaxLedger"/>.</param>
    /// <param name="scale">The units.</param>
    /// <param name="treatment">What the price is to the taxes.</param>
    /// <exception cref="ArgumentException">The taxes build on each other in a way that has no solution, or leave nothing of the price.</exception>
    public TaxCombination(ImmutableArray<Tax> taxes, ReadOnlySpan<int> groups, Scale scale, TaxTreatment treatment)
    {
        Taxes = taxes;
        var onNet = OnNet(taxes, scale.Currency);
        var (included, includedPerUnit) = ((Ratio)1, (Ratio)0);
        for (var i = 0; i < taxes.Length; i++)
        {
            if (taxes[i].Kind == TaxKind.Included)
            {
                (included, includedPerUnit) = (included + onNet[i].OfNet, includedPerUnit + onNet[i].OfQuantity);
            }
        }

        if (included.Numerator <= 0)
        {
            throw new ArgumentException($"The included taxes take away the whole price: {string.Join(", ", taxes.Select(tax => tax.Name))}.");
        }

        Net = LinearForm.Of(1 / included, 0 - (includedPerUnit / included), scale.FinePerMinor);
        _factors = new TaxFactor[taxes.Length];
        for (var i = 0; i < taxes.Length; i++)
        {
            var tax = treatment switch
            {
                TaxTreatment.OnPrice => new TaxOnNet(onNet[i].OfNet / included, onNet[i].OfQuantity - (onNet[i].OfNet * includedPerUnit / included)),
                TaxTreatment.OnNet => onNet[i],
                _ => default,
            };
            var isIncluded = treatment == TaxTreatment.OnPrice && taxes[i].Kind == TaxKind.Included;
            _factors[i] = new(groups[i], isIncluded, LinearForm.Of(tax.OfNet, tax.OfQuantity, scale.FinePerMinor));
        }
    }

    /// <summary>The taxes, in the order of the lines.</summary>
    public ImmutableArray<Tax> Taxes { get; }

    /// <summary>One factor for each tax, in their order.</summary>
    public ReadOnlySpan<TaxFactor> Factors => _factors;

    /// <summary>What a price with its included taxes is without them.</summary>
    public LinearForm Net { get; }

    /// <summary>A price without its included taxes, in minor units.</summary>
    public long NetOf(long price, long quantity, RoundingMode mode) => Rounding.DivideToInt64(Net.Numerator(price, quantity), Net.Denominator, mode);

    /// <summary>Each tax on the net.</summary>
    private static TaxOnNet[] OnNet(ImmutableArray<Tax> taxes, Currency currency)
    {
        var onNet = new TaxOnNet?[taxes.Length];
        for (var known = 0; known < taxes.Length;)
        {
            // A tax is worked out once those it builds on are: every round gets further, unless they build on each other in a circle.
            var knownBefore = known;
            for (var i = 0; i < taxes.Length; i++)
            {
                if (onNet[i] is null && BaseOf(taxes[i], taxes, onNet) is { } taxed)
                {
                    onNet[i] = OnNet(taxes[i], taxed, currency);
                    known++;
                }
            }

            if (known == knownBefore)
            {
                throw new ArgumentException($"Taxes build on each other in a circle: {string.Join(", ", taxes.Select(tax => tax.Name))}.");
            }
        }

        return Array.ConvertAll(onNet, tax => tax!.Value);
    }

    private static TaxOnNet OnNet(Tax tax, TaxOnNet taxed, Currency currency)
    {
        var rate = new Ratio(tax.Rate.PartsPerMillion, Rate.PartsPerOne);
        return tax.AmountPerUnit is { } amount
            ? new(0, new(amount.Units, (Int128)currency.UnitsPerMinor * Quantity.UnitsPerOne))
            : new(taxed.OfNet * rate, taxed.OfQuantity * rate);
    }

    /// <summary>What a tax is charged on: the net and the taxes it builds on; null while one of those is not known yet.</summary>
    private static TaxOnNet? BaseOf(Tax tax, ImmutableArray<Tax> taxes, TaxOnNet?[] onNet)
    {
        var sum = new TaxOnNet(1, 0);
        for (var i = 0; i < taxes.Length; i++)
        {
            if (tax.BuildsOn.Contains(taxes[i].Id))
            {
                if (tax.Kind == TaxKind.Included && taxes[i].Kind == TaxKind.Added)
                {
                    throw new ArgumentException($"The included tax '{tax.Name}' builds on '{taxes[i].Name}', which is added to the price.");
                }

                if (onNet[i] is not { } part)
                {
                    return null;
                }

                sum = new(sum.OfNet + part.OfNet, sum.OfQuantity + part.OfQuantity);
            }
        }

        return sum;
    }

    /// <summary>a·N + b·q, in minor units and 1/1,000 of quantity.</summary>
    private readonly record struct TaxOnNet(Ratio OfNet, Ratio OfQuantity);
}
