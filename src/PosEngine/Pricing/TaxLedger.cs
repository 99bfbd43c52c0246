using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PosEngine.Pricing;

/// <summary>What stands under each combination of taxes that occurs on a ticket.</summary>
/// <remarks>
/// A ticket has few combinations of taxes however many lines it has, so that its exact taxes follow from a handful of sums, and a line that is added or
/// removed changes one of them. Not thread-safe.
/// </remarks>
internal sealed class TaxLedger
{
    private readonly List<Tax> _groups;
    private readonly List<int> _counterparts;
    private readonly List<TaxCombination> _combinations;
    private readonly List<Standing> _standings;

    public TaxLedger(Scale scale, PricingPolicy policy, bool isTaxFree)
        : this(scale, policy, isTaxFree, [], [], [], [])
    {
    }

    private TaxLedger(
        Scale scale, PricingPolicy policy, bool isTaxFree,
        List<Tax> groups, List<int> counterparts, List<TaxCombination> combinations, List<Standing> standings)
    {
        (Scale, Policy) = (scale, policy);
        Treatment = isTaxFree ? TaxTreatment.Exempt : policy.RoundedAmount == RoundedAmount.Net ? TaxTreatment.OnNet : TaxTreatment.OnPrice;
        (_groups, _counterparts, _combinations, _standings) = (groups, counterparts, combinations, standings);
    }

    /// <summary>The units of prices.</summary>
    public Scale Scale { get; }

    /// <summary>How taxes are rounded.</summary>
    public PricingPolicy Policy { get; }

    /// <summary>What prices are to their taxes.</summary>
    public TaxTreatment Treatment { get; }

    /// <summary>Whether taxes are rounded over all lines together, and not on each.</summary>
    public bool RoundsOnce => Policy.TaxRounding is TaxRounding.OncePerTax or TaxRounding.OncePerRate;

    /// <summary>Whether what taxes stand beside is rounded, and they are the difference.</summary>
    public bool RoundsBase => Policy.RoundedAmount == RoundedAmount.Base && Treatment == TaxTreatment.OnPrice;

    /// <summary>The first tax of every group that is rounded together.</summary>
    public ReadOnlySpan<Tax> Groups => CollectionsMarshal.AsSpan(_groups);

    /// <summary>The combination at an index.</summary>
    public TaxCombination this[int combination] => _combinations[combination];

    /// <summary>What stands under each combination: Σ of what is taxed, in fine units, and of the quantities.</summary>
    public IEnumerable<(TaxCombination Taxes, Int128 Taxed, Int128 Quantity)> Standings =>
        _combinations.Zip(_standings, (taxes, standing) => (taxes, standing.Taxed, standing.Quantity));

    /// <summary>Another ledger that holds the same.</summary>
    public TaxLedger Clone() =>
        new(Scale, Policy, Treatment == TaxTreatment.Exempt, [.. _groups], [.. _counterparts], [.. _combinations], [.. _standings]);

    /// <summary>Whether it keeps the books of tickets like this one.</summary>
    public bool Fits(PriceRequest request) =>
        request.Currency == Scale.Currency && request.Policy == Policy && request.IsTaxFree == (Treatment == TaxTreatment.Exempt);

    /// <summary>Sets every sum to zero. What taxes there are stays known.</summary>
    public void Clear() => CollectionsMarshal.AsSpan(_standings).Clear();

    /// <summary>The index of the combination of these taxes in this order.</summary>
    public int IndexOf(ImmutableArray<Tax> taxes)
    {
        for (var i = 0; i < _combinations.Count; i++)
        {
            // Lines of the same item share one array.
            var known = _combinations[i].Taxes;
            if (known == taxes || known.AsSpan().SequenceEqual(taxes.AsSpan()))
            {
                return i;
            }
        }

        _combinations.Add(new(taxes, [.. taxes.Select(PlaceOf)], Scale, Treatment));
        _standings.Add(default);
        return _combinations.Count - 1;
    }

    /// <summary>Enters something taxed, or takes it out again.</summary>
    /// <param name="combination">Its taxes.</param>
    /// <param name="amounts">Its amounts; the price contains the included taxes.</param>
    /// <param name="quantity">How much, in 1/1,000.</param>
    /// <param name="sign">1 to enter it, −1 to take it out.</param>
    /// <returns>
    /// The price in minor units, and what taxes are worked out on in fine ones: as given, or both without included taxes and rounded, as the treatment says.
    /// </returns>
    public (long Price, long Taxed) Enter(int combination, PartAmounts amounts, long quantity, int sign = 1)
    {
        var (price, taxed) = Treatment == TaxTreatment.OnPrice ? (amounts.Price, amounts.Taxed) : ToNet(_combinations[combination], amounts, quantity);
        ref var standing = ref CollectionsMarshal.AsSpan(_standings)[combination];
        standing = new(
            standing.Taxed + (sign * taxed),
            standing.Whole + (sign * (taxed / Scale.FinePerMinor)),
            standing.Quantity + (sign * quantity));
        return (price, taxed);
    }

    /// <summary>The exact amount of the taxes of a group.</summary>
    public ExactSum AmountOf(int group)
    {
        var amount = default(ExactSum);
        for (var i = 0; i < _combinations.Count; i++)
        {
            foreach (ref readonly var factor in _combinations[i].Factors)
            {
                if (factor.Group == group)
                {
                    amount.Add(factor.Amount.Numerator(_standings[i].Taxed, _standings[i].Quantity), factor.Amount.Denominator);
                }
            }
        }

        return amount;
    }

    /// <summary>What the taxes of a group are charged on, in minor units; fractions of each part are cut off.</summary>
    public Int128 WholeOf(int group)
    {
        var whole = Int128.Zero;
        for (var i = 0; i < _combinations.Count; i++)
        {
            foreach (ref readonly var factor in _combinations[i].Factors)
            {
                whole += factor.Group == group ? _standings[i].Whole : 0;
            }
        }

        return whole;
    }

    private (long Price, long Taxed) ToNet(TaxCombination taxes, PartAmounts amounts, long quantity) =>
        (NetOf(taxes, amounts, quantity), taxes.NetOf(amounts.Taxed, quantity, Scale.Mode) * Scale.FinePerMinor);

    /// <summary>
    /// The net of a price. Where taxes are worked out on the undiscounted price, whoever pays the discount pays for its taxes too: the net is that of what is taxed, less the discount as it is.
    /// </summary>
    private long NetOf(TaxCombination taxes, PartAmounts amounts, long quantity) => Treatment == TaxTreatment.OnNet
        ? taxes.NetOf(amounts.Taxed, quantity, Scale.Mode) - Scale.ToMinor((Int128)amounts.Taxed - amounts.Left)
        : taxes.NetOf(amounts.Left, quantity, Scale.Mode);

    /// <summary>The group that a tax is rounded with, or −1 while there is none.</summary>
    public int GroupOf(Tax tax) =>
        Policy.TaxRounding == TaxRounding.OncePerRate ? _groups.FindIndex(other => HaveSameRate(tax, other)) : _groups.IndexOf(tax);

    /// <summary>The group of the same rate whose taxes the prices do not contain where they contain those of this group, or the other way round; −1 where there is none.</summary>
    /// <remarks>Only where taxes are worked out on nets and rounded by rate: an invoice has one amount for a category and rate, whatever its prices contain (EN 16931, BR-CO-17).</remarks>
    public int CounterpartOf(int group) => _counterparts[group];

    private int PlaceOf(Tax tax)
    {
        var group = GroupOf(tax);
        if (group < 0)
        {
            group = _groups.Count;
            var counterpart = RoundsKindsTogether ? _groups.FindIndex(other => HaveSameRate(tax, other with { Kind = tax.Kind })) : -1;
            _groups.Add(tax);
            _counterparts.Add(counterpart);
            if (counterpart >= 0)
            {
                _counterparts[counterpart] = group;
            }
        }

        return group;
    }

    private bool RoundsKindsTogether => Policy.TaxRounding == TaxRounding.OncePerRate && Treatment == TaxTreatment.OnNet;

    private bool HaveSameRate(Tax one, Tax other) =>
        one with { Id = other.Id, Name = other.Name, Category = HaveSameCategory(one.Category, other.Category) ? other.Category : one.Category } == other;

    /// <summary>On an invoice, by the category codes of EN 16931: they know of no reduced rate, which is a rate like any other.</summary>
    private bool HaveSameCategory(TaxCategory one, TaxCategory other) => RoundsKindsTogether ? one.ToVatCode() == other.ToVatCode() : one == other;

    /// <param name="Taxed">Σ in fine units.</param>
    /// <param name="Whole">Σ in minor units, fractions of each part cut off.</param>
    /// <param name="Quantity">Σ in 1/1,000.</param>
    private readonly record struct Standing(Int128 Taxed, Int128 Whole, Int128 Quantity);
}
