using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>A part of a priced ticket that is taxed in its own way: a component of a line, or a discount that the ticket carries.</summary>
public sealed record PricedPart
{
    /// <summary>Without tax.</summary>
    public required Money Net { get; init; }

    /// <summary>The part's share of each of its taxes, in the order of the request.</summary>
    public ImmutableArray<Money> TaxShares { get; init; } = [];

    /// <summary>All taxes of the part.</summary>
    public required Money Tax { get; init; }

    /// <summary>With tax.</summary>
    public required Money Gross { get; init; }

    /// <inheritdoc/>
    public bool Equals(PricedPart? other) =>
        other is not null && Net == other.Net && Tax == other.Tax && Gross == other.Gross && TaxShares.AsSpan().SequenceEqual(other.TaxShares.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Net, Tax, Gross);
}

/// <summary>A priced line. Σ of the lines, and of what the ticket carries beside them, gives the ticket's figures exactly. Equal to another one if all figures are.</summary>
public sealed record PricedLine
{
    /// <summary>The line's id, as in the request.</summary>
    public required LineId Id { get; init; }

    /// <summary>Unit price with modifiers × quantity, rounded to the currency.</summary>
    public required Money Subtotal { get; init; }

    /// <summary>The line's own discounts, in the order in which they were taken off.</summary>
    public ImmutableArray<AppliedDiscount> Discounts { get; init; } = [];

    /// <summary>The line's own surcharges.</summary>
    public ImmutableArray<AppliedSurcharge> Surcharges { get; init; } = [];

    /// <summary>The line's share of each discount of the ticket, in the order of <see cref="PricedTicket.Discounts"/>.</summary>
    public ImmutableArray<Money> TicketDiscountShares { get; init; } = [];

    /// <summary>The line's share of each surcharge of the ticket, in the order of <see cref="PricedTicket.Surcharges"/>.</summary>
    public ImmutableArray<Money> TicketSurchargeShares { get; init; } = [];

    /// <summary>Without tax.</summary>
    public required Money Net { get; init; }

    /// <summary>The line's share of each of its taxes, in the order of <see cref="PriceLine.Taxes"/>.</summary>
    public ImmutableArray<Money> TaxShares { get; init; } = [];

    /// <summary>All taxes of the line.</summary>
    public required Money Tax { get; init; }

    /// <summary>With tax.</summary>
    public required Money Gross { get; init; }

    /// <summary>The parts of the line, in the order of <see cref="PriceLine.Components"/>. Σ of them gives the line's net, tax and gross exactly.</summary>
    public ImmutableArray<PricedPart> Components { get; init; } = [];

    /// <inheritdoc/>
    public bool Equals(PricedLine? other) =>
        other is not null && Id == other.Id && Subtotal == other.Subtotal && Net == other.Net && Tax == other.Tax && Gross == other.Gross
        && Discounts.AsSpan().SequenceEqual(other.Discounts.AsSpan())
        && Surcharges.AsSpan().SequenceEqual(other.Surcharges.AsSpan())
        && TicketDiscountShares.AsSpan().SequenceEqual(other.TicketDiscountShares.AsSpan())
        && TicketSurchargeShares.AsSpan().SequenceEqual(other.TicketSurchargeShares.AsSpan())
        && TaxShares.AsSpan().SequenceEqual(other.TaxShares.AsSpan())
        && Components.AsSpan().SequenceEqual(other.Components.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Subtotal, Net, Gross);
}
