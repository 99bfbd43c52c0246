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
    private readonly List<Tax> _taxes;
    private readonly List<TaxCombination> _combinations;
    private readonly List<Standing> _standings;

    public TaxLedger()
    {
        (_taxes, _combinations, _standings) = ([], [], []);
    }

    private TaxLedger(TaxLedger other)
    {
        (_taxes, _combinations, _standings) = ([.. other._taxes], [.. other._combinations], [.. other._standings]);
    }

    /// <summary>Every tax that ever occurred. Two are the same if all of them is: one whose rate changed in between is a tax of its own.</summary>
    public ReadOnlySpan<Tax> Taxes => CollectionsMarshal.AsSpan(_taxes);

    /// <summary>The combination at an index.</summary>
    public TaxCombination this[int combination] => _combinations[combination];

    /// <summary>Another ledger that holds the same.</summary>
    public TaxLedger Clone() => new(this);

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

        _combinations.Add(new(taxes, [.. taxes.Select(IndexOf)]));
        _standings.Add(default);
        return _combinations.Count - 1;
    }

    /// <summary>Enters a line.</summary>
    public void Add(int combination, LinePrice line)
    {
        ref var standing = ref CollectionsMarshal.AsSpan(_standings)[combination];
        standing = new(standing.Price + line.Price, standing.Turnover + Math.Abs(line.Subtotal));
    }

    /// <summary>Takes a line out again.</summary>
    public void Remove(int combination, LinePrice line)
    {
        ref var standing = ref CollectionsMarshal.AsSpan(_standings)[combination];
        standing = new(standing.Price - line.Price, standing.Turnover - Math.Abs(line.Subtotal));
    }

    /// <summary>The exact amount of a tax over all lines.</summary>
    public ExactSum AmountOf(int tax)
    {
        var amount = default(ExactSum);
        for (var i = 0; i < _combinations.Count; i++)
        {
            foreach (ref readonly var factor in _combinations[i].Factors)
            {
                if (factor.Tax == tax)
                {
                    amount.Add(_standings[i].Price * factor.Numerator, factor.Denominator);
                }
            }
        }

        return amount;
    }

    /// <summary>Ensures that no figure of the ticket, and no sum on the way to one, can leave the range of <see cref="Money"/>.</summary>
    /// <remarks>
    /// Half the range, by magnitude: the other half is more than all roundings together can add. One rule for every way of pricing, so that what was
    /// totalled can also be shared out.
    /// </remarks>
    /// <exception cref="OverflowException">One might.</exception>
    public void EnsureInRange(Currency currency)
    {
        var turnover = Int128.Zero;
        for (var i = 0; i < _combinations.Count; i++)
        {
            turnover += _standings[i].Turnover * _combinations[i].TurnoverParts / _combinations[i].PriceParts;
        }

        if (turnover > long.MaxValue / 2 / currency.UnitsPerMinor)
        {
            throw new OverflowException("The prices and taxes of the ticket add up to more than half of what Money can hold.");
        }
    }

    private int IndexOf(Tax tax)
    {
        var index = _taxes.IndexOf(tax);
        if (index < 0)
        {
            index = _taxes.Count;
            _taxes.Add(tax);
        }

        return index;
    }

    /// <param name="Price">Σ prices after discounts.</param>
    /// <param name="Turnover">Σ magnitudes of the prices before them.</param>
    private readonly record struct Standing(Int128 Price, Int128 Turnover);
}
