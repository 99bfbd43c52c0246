using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Pricing;

namespace PosEngine.Catalog;

/// <summary>The taxes, and the sets in which items name them. Each set is checked when it first occurs, and shared by all items that have it.</summary>
/// <remarks>Not thread-safe; whoever owns it locks.</remarks>
internal sealed class TaxTable(IEnumerable<Tax> taxes, Currency currency)
{
    private readonly Dictionary<TaxId, Tax> _taxes = taxes.ToDictionary(static tax => tax.Id);
    private readonly Dictionary<string, ImmutableArray<Tax>> _sets = new(StringComparer.Ordinal);

    /// <exception cref="FormatException">One of them is not in the table.</exception>
    /// <exception cref="ArgumentException">They contradict each other: no line could be priced with them.</exception>
    public ImmutableArray<Tax> Resolve(JsonElement ids)
    {
        var key = ids.GetRawText();
        if (_sets.TryGetValue(key, out var known))
            return known;

        ImmutableArray<Tax> set = [.. ids.EnumerateArray().Select(Find)];
        EnsurePriceable(new PriceLine { Id = default, UnitPrice = Money.Zero, Quantity = Quantity.One, Taxes = set });
        _sets.Add(key, set);
        return set;
    }

    /// <summary>The item itself, if it can be sold under each of its tax rules.</summary>
    /// <exception cref="ArgumentException">No line could be priced with it.</exception>
    public Item EnsurePriceable(Item item)
    {
        // What only has taxes was checked with their set.
        var isPlain = item is { Components.IsEmpty: true, TaxRules.IsEmpty: true, BusinessCase: BusinessCase.Sale } && item.PriceBaseQuantity == Quantity.One;
        foreach (var rule in isPlain ? [] : item.TaxRules.Add(new TaxRule { Taxes = item.Taxes, Components = item.Components }))
        {
            EnsurePriceable(new PriceLine
            {
                Id = default,
                UnitPrice = Money.Zero,
                PriceBaseQuantity = item.PriceBaseQuantity,
                Quantity = Quantity.One,
                Taxes = rule.Taxes,
                Components = rule.Components,
                BusinessCase = item.BusinessCase,
            });
        }

        return item;
    }

    private void EnsurePriceable(PriceLine line)
    {
        try
        {
            _ = Pricer.Price(new PriceRequest { Currency = currency, Lines = [line] });
        }
        catch (OverflowException e)
        {
            throw new FormatException("Its taxes have too many decimals between them to be worked out exactly.", e);
        }
    }

    private Tax Find(JsonElement id) =>
        _taxes.TryGetValue(new TaxId(id.GetGuid()), out var tax) ? tax : throw new FormatException($"There is no tax {id.GetString()}.");
}
