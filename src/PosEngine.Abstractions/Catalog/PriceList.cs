using System.Collections.Frozen;

namespace PosEngine.Catalog;

/// <summary>The prices that some customers have: of some items their own, and of the others a part off, or what everybody pays.</summary>
/// <remarks>It holds for goods and services whose price is the catalogue's. Open prices, deposits, vouchers and what is taken back have theirs.</remarks>
public sealed record PriceList
{
    /// <summary>The list's id in the back office.</summary>
    public required PriceListId Id { get; init; }

    /// <summary>The name that receipts store and explanations tell.</summary>
    public required string Name { get; init; }

    /// <summary>The prices of items, variants among them, each of the item's <see cref="Item.PriceBaseQuantity"/>; zero or more, and higher than the ordinary price too.</summary>
    public IReadOnlyDictionary<ItemId, Money> Prices { get; init; } = FrozenDictionary<ItemId, Money>.Empty;

    /// <summary>What is taken off the ordinary price of every other item that is <see cref="Item.IsDiscountable"/>, 0 to 100 %.</summary>
    public Rate Discount { get; init; }

    /// <summary>Its place among the others: the lower comes first, and of equals the name decides.</summary>
    public int Order { get; init; }
}
