using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>Taxes that an item has instead of its usual ones: where it is taken away, say, or from the day on which a rate changes.</summary>
/// <remarks>
/// Of the rules that hold, one for the ticket's dining option comes before one for all of them, then a later day before an earlier one, then the later rule.
/// Immutable.
/// </remarks>
public sealed record TaxRule
{
    /// <summary>The dining option that it is for: its name, <c>takeaway</c>, or its id. Null: for all of them.</summary>
    public string? DiningOption { get; init; }

    /// <summary>The first day on which it holds, by the device's clock. Null: it always did.</summary>
    public DateOnly? From { get; init; }

    /// <summary>The taxes. None where <see cref="Components"/> have theirs.</summary>
    public ImmutableArray<Tax> Taxes { get; init; } = [];

    /// <summary>The parts of a composite item with their taxes under this rule.</summary>
    public ImmutableArray<PriceComponent> Components { get; init; } = [];

    /// <summary>Whether it holds on a day, the way the ticket is served.</summary>
    public bool Holds(string? diningOption, DateOnly day) => (DiningOption is null || DiningOption == diningOption) && (From is null || From <= day);
}
