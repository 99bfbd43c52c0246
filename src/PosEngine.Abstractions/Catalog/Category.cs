namespace PosEngine.Catalog;

/// <summary>What items are listed under.</summary>
public sealed record Category
{
    /// <summary>The category's id in the back office.</summary>
    public required CategoryId Id { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The colour of its key, as in CSS (<c>#2f5bea</c>); null for any.</summary>
    public string? Colour { get; init; }

    /// <summary>Its place among the others: the lower comes first, and of equals the name decides.</summary>
    public int Order { get; init; }
}
