using System.Collections.Immutable;

namespace PosEngine.Catalog;

/// <summary>What a till can say of an item. Whatever else the back office knows of it stays as it is.</summary>
public sealed record ItemDetails
{
    /// <summary>The name, up to 100 characters.</summary>
    public required string Name { get; init; }

    /// <summary>The price, zero or more; null for one that is entered when it is sold.</summary>
    public Money? Price { get; init; }

    /// <summary>The merchant's own number, if any.</summary>
    public string? Sku { get; init; }

    /// <summary>The barcodes.</summary>
    public ImmutableArray<string> Barcodes { get; init; } = [];

    /// <summary>The taxes, in order.</summary>
    public ImmutableArray<TaxId> Taxes { get; init; } = [];
}
