using System.Collections.Immutable;

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
/// <remarks>Two taxes are equal if all of them is: one whose rate was changed in between is a tax of its own. Immutable.</remarks>
public sealed record Tax
{
    /// <summary>The tax's id in the back office.</summary>
    public required TaxId Id { get; init; }

    /// <summary>The name that receipts show: <c>VAT 20%</c>.</summary>
    public required string Name { get; init; }

    /// <summary>The rate, on the net amount and the taxes of <see cref="BuildsOn"/>; below zero for one that is withheld.</summary>
    public required Rate Rate { get; init; }

    /// <summary>The tax on one piece, up to five decimals, where it is no share of the price (an eco tax). The rate is zero then.</summary>
    /// <remarks>It does not follow discounts: an included one above the price that is left makes the net negative.</remarks>
    public Money? AmountPerUnit { get; init; }

    /// <summary>Whether the price contains it.</summary>
    public TaxKind Kind { get; init; } = TaxKind.Included;

    /// <summary>What it means.</summary>
    public TaxCategory Category { get; init; } = TaxCategory.Standard;

    /// <summary>The taxes that this one is charged on as well, where a line carries them (Quebec's until 2013).</summary>
    public ImmutableArray<TaxId> BuildsOn { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(Tax? other) =>
        ReferenceEquals(this, other)
        || (other is not null && Id == other.Id && Name == other.Name && Rate == other.Rate && AmountPerUnit == other.AmountPerUnit
            && Kind == other.Kind && Category == other.Category && BuildsOn.AsSpan().SequenceEqual(other.BuildsOn.AsSpan()));

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Rate, Kind);
}
