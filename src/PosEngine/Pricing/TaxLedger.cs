using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PosEngine.Pricing;

/// <summary>The taxes that occur on a ticket, and the prices that stand under each combination of them.</summary>
/// <remarks>
/// A ticket has few combinations of taxes however many lines it has, so that its exact taxes follow from a handful of sums, and a line that is added or
/// removed changes one of them. Not thread-safe.
/// </remarks>
internal sealed class TaxLedger
{
    private readonly List<Tax> _taxes = [];
    private readonly List<TaxCombination> _combinations = [];
    private readonly List<Int128> _prices = [];

    /// <summary>Every tax that occurred, in the order of its first line. Two taxes are the same if all of them is: a rate changed in between is a tax of its own.</summary>
    public ReadOnlySpan<Tax> Taxes => CollectionsMarshal.AsSpan(_taxes);

    /// <summary>The combination of these taxes in this order; its sum starts at zero.</summary>
    public int IndexOf(ImmutableArray<Tax> taxes)
    {
        for (var i = 0; i < _combinations.Count; i++)
        {
            if (AreSame(_combinations[i].Taxes, taxes))
            {
                return i;
            }
        }

        _combinations.Add(new(taxes, [.. taxes.Select(IndexOf)]));
        _prices.Add(Int128.Zero);
        return _combinations.Count - 1;
    }

    /// <summary>The combination at an index.</summary>
    public TaxCombination this[int combination] => _combinations[combination];

    /// <summary>Adds the price of a line, or with the opposite sign takes it away.</summary>
    public void Add(int combination, long price) => _prices[combination] += price;

    /// <summary>The exact amount of a tax over everything added.</summary>
    public ExactSum AmountOf(int tax)
    {
        var amount = default(ExactSum);
        for (var i = 0; i < _combinations.Count; i++)
        {
            foreach (ref readonly var factor in _combinations[i].Factors)
            {
                if (factor.Tax == tax)
                {
                    amount.Add(_prices[i] * factor.Numerator, factor.Denominator);
                }
            }
        }

        return amount;
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

    // Lines of the same item share one array.
    private static bool AreSame(ImmutableArray<Tax> left, ImmutableArray<Tax> right) => left == right || left.AsSpan().SequenceEqual(right.AsSpan());
}
