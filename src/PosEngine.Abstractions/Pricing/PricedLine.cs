using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>A priced line. Σ of the lines gives the ticket's figures exactly. Equal to another one if all figures are.</summary>
public sealed record PricedLine
{
    /// <summary>The line's id, as in the request.</summary>
    public required LineId Id { get; init; }

    /// <summary>Unit price × quantity, rounded once to the currency.</summary>
    public required Money Subtotal { get; init; }

    /// <summary>The line's own discounts.</summary>
    public ImmutableArray<AppliedDiscount> Discounts { get; init; } = [];

    /// <summary>The line's share of each discount of the ticket, in the order of <see cref="PricedTicket.Discounts"/>.</summary>
    public ImmutableArray<Money> TicketDiscountShares { get; init; } = [];

    /// <summary>Without tax.</summary>
    public required Money Net { get; init; }

    /// <summary>The line's share of each of its taxes, in the order of <see cref="PriceLine.Taxes"/>.</summary>
    public ImmutableArray<Money> TaxShares { get; init; } = [];

    /// <summary>All taxes of the line.</summary>
    public required Money Tax { get; init; }

    /// <summary>With tax.</summary>
    public required Money Gross { get; init; }

    /// <inheritdoc/>
    public bool Equals(PricedLine? other) =>
        other is not null && Id == other.Id && Subtotal == other.Subtotal && Net == other.Net && Tax == other.Tax && Gross == other.Gross
        && Discounts.AsSpan().SequenceEqual(other.Discounts.AsSpan())
        && TicketDiscountShares.AsSpan().SequenceEqual(other.TicketDiscountShares.AsSpan())
        && TaxShares.AsSpan().SequenceEqual(other.TaxShares.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Id, Subtotal, Net, Gross);
}
