using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>Adds up taxes, in the order in which they first occur.</summary>
internal sealed class TaxTotals
{
    private readonly List<TaxTotal> _totals = [];

    public void Add(ImmutableArray<Tax> taxes, Money net, ReadOnlySpan<Money> shares)
    {
        for (var i = 0; i < taxes.Length; i++)
        {
            var index = _totals.FindIndex(total => total.Tax == taxes[i]);
            if (index < 0)
            {
                index = _totals.Count;
                _totals.Add(new(taxes[i], Money.Zero, Money.Zero));
            }

            _totals[index] = _totals[index] with { Net = _totals[index].Net + net, Amount = _totals[index].Amount + shares[i] };
        }
    }

    /// <summary>Adds the taxes of a line that was priced before.</summary>
    public void Add(PriceLine line, PricedLine stored)
    {
        if (line.Components.IsEmpty)
        {
            Add(line.Taxes, stored.Net, stored.TaxShares.AsSpan());
        }

        for (var i = 0; i < line.Components.Length; i++)
        {
            Add(line.Components[i].Taxes, stored.Components[i].Net, stored.Components[i].TaxShares.AsSpan());
        }
    }

    public ImmutableArray<TaxTotal> ToArray() => [.. _totals];
}
