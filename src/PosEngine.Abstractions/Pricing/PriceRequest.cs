using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>A line to be priced.</summary>
public sealed record PriceLine
{
    /// <summary>Identifies the line in the answer.</summary>
    public required LineId Id { get; init; }

    /// <summary>The price of <see cref="Quantity"/> 1, up to five decimals.</summary>
    public required Money UnitPrice { get; init; }

    /// <summary>How much.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>The taxes on the line; their shares come back in this order.</summary>
    public ImmutableArray<Tax> Taxes { get; init; } = [];

    /// <summary>Discounts of this line alone: percentages first, then amounts, each in the order given.</summary>
    public ImmutableArray<Discount> Discounts { get; init; } = [];

    /// <summary>Whether discounts of the ticket reach this line.</summary>
    public bool IsDiscountable { get; init; } = true;
}

/// <summary>What is to be priced: lines and discounts, under a policy, in a currency.</summary>
public sealed record PriceRequest
{
    /// <summary>The currency, for its smallest unit.</summary>
    public required Currency Currency { get; init; }

    /// <summary>The policy.</summary>
    public PricingPolicy Policy { get; init; } = PricingPolicy.Default;

    /// <summary>The lines, in the ticket's order.</summary>
    public ImmutableArray<PriceLine> Lines { get; init; } = [];

    /// <summary>Discounts of the whole ticket: percentages first, then amounts, each in the order given.</summary>
    public ImmutableArray<Discount> Discounts { get; init; } = [];
}
