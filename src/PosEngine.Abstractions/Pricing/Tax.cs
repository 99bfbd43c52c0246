namespace PosEngine.Pricing;

/// <summary>Whether a price contains the tax.</summary>
public enum TaxKind
{
    /// <summary>The price contains the tax, as European shelf prices do.</summary>
    Included = 0,

    /// <summary>The tax comes on top of the price, as in the United States.</summary>
    Added = 1,
}

/// <summary>What a tax means, whatever its rate is today: what a report or a fiscal export groups by.</summary>
public enum TaxCategory
{
    /// <summary>The ordinary rate.</summary>
    Standard = 0,

    /// <summary>A reduced rate.</summary>
    Reduced = 1,

    /// <summary>Taxable at zero.</summary>
    Zero = 2,

    /// <summary>Exempt by law.</summary>
    Exempt = 3,

    /// <summary>Outside the scope of the tax.</summary>
    OutOfScope = 4,
}

/// <summary>A tax as it stood when a line was rung up. Lines carry it whole, so that a later change of the rate does not change them.</summary>
public sealed record Tax
{
    /// <summary>The tax's id in the back office.</summary>
    public required TaxId Id { get; init; }

    /// <summary>The name that receipts show: <c>VAT 20%</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The rate, on the net amount.</summary>
    public required Rate Rate { get; init; }

    /// <summary>Whether the price contains it.</summary>
    public TaxKind Kind { get; init; } = TaxKind.Included;

    /// <summary>What it means.</summary>
    public TaxCategory Category { get; init; } = TaxCategory.Standard;
}
