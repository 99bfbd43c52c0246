namespace PosEngine.Catalog;

/// <summary>A way to be served: at the table, to take away.</summary>
public sealed record DiningOption
{
    /// <summary>The option's id in the back office. A <see cref="Pricing.TaxRule"/> may name it instead of the name.</summary>
    public required DiningOptionId Id { get; init; }

    /// <summary>The name that receipts show.</summary>
    public required string Name { get; init; }

    /// <summary>Whether new tickets begin with it.</summary>
    public bool IsDefault { get; init; }

    /// <summary>Its place among the others: the lower comes first, and of equals the name decides.</summary>
    public int Order { get; init; }
}
