using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>What is to be priced: lines and discounts, under a policy, in a currency.</summary>
public sealed record PriceRequest
{
    /// <summary>The currency, for its smallest unit.</summary>
    public required Currency Currency { get; init; }

    /// <summary>The policy.</summary>
    public PricingPolicy Policy { get; init; } = PricingPolicy.Default;

    /// <summary>The lines, in the ticket's order.</summary>
    public ImmutableArray<PriceLine> Lines { get; init; } = [];

    /// <summary>Discounts of the whole ticket, in the order that the policy makes of them.</summary>
    public ImmutableArray<Discount> Discounts { get; init; } = [];

    /// <summary>Surcharges of the whole ticket, each on what its discounts left.</summary>
    public ImmutableArray<Surcharge> Surcharges { get; init; } = [];

    /// <summary>Whether the customer pays no taxes: every line comes to its net, rounded.</summary>
    public bool IsTaxFree { get; init; }

    /// <summary>What was paid before, as on an earlier down-payment invoice.</summary>
    public Money Prepaid { get; init; }

    /// <summary>
    /// What is added to the gross of the lines with <see cref="PriceLine.Stored"/> figures, where that was settled before: a refund gives back its share of the sale's <see cref="Totals.Rounding"/>. The policy then says what is
    /// added to that of the others. Null: the policy says it of all lines.
    /// </summary>
    public Money? Rounding { get; init; }
}
