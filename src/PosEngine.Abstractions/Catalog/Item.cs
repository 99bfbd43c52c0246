using System.Collections.Immutable;
using PosEngine.Pricing;

namespace PosEngine.Catalog;

/// <summary>Something that is sold.</summary>
public sealed record Item
{
    /// <summary>The item's id in the back office.</summary>
    public required ItemId Id { get; init; }

    /// <summary>The name that tickets and receipts show.</summary>
    public required string Name { get; init; }

    /// <summary>The merchant's own number for it, if it has one. Unique within the catalogue, compared without regard to case.</summary>
    public string? Sku { get; init; }

    /// <summary>The codes a scanner reads on it: EAN, UPC, or any text. Each belongs to one item only.</summary>
    public ImmutableArray<string> Barcodes { get; init; } = [];

    /// <summary>The price of quantity 1, or null where the cashier enters it (an open price).</summary>
    public Money? Price { get; init; }

    /// <summary>The taxes on it.</summary>
    public ImmutableArray<Tax> Taxes { get; init; } = [];

    /// <summary>Whether discounts of a ticket reach it.</summary>
    public bool IsDiscountable { get; init; } = true;

    /// <summary>Whether it is sold by weight or measure, so that a fraction of one makes sense.</summary>
    public bool IsWeighed { get; init; }

    /// <summary>The category it is listed under, if any.</summary>
    public string? Category { get; init; }
}
