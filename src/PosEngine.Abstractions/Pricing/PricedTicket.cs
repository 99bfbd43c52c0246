using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>The totals of a ticket or a receipt. Gross is what is to be paid: net + tax.</summary>
/// <param name="Subtotal">Line prices before any discount.</param>
/// <param name="Discount">What all discounts took off, in price terms; zero or more for a sale.</param>
/// <param name="Net">Without tax.</param>
/// <param name="Tax">All taxes, included and added.</param>
/// <param name="Gross">With tax.</param>
public readonly record struct Totals(Money Subtotal, Money Discount, Money Net, Money Tax, Money Gross);

/// <summary>What a discount really took off.</summary>
/// <param name="Discount">The discount.</param>
/// <param name="Requested">What it asked for.</param>
/// <param name="Applied">What it got: the smaller of the requested amount and the price it could reach.</param>
public sealed record AppliedDiscount(Discount Discount, Money Requested, Money Applied);

/// <summary>A priced line. Σ of the lines gives the ticket's figures exactly.</summary>
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
}

/// <summary>One tax over the whole ticket.</summary>
/// <param name="Tax">The tax.</param>
/// <param name="Net">Σ net of the lines that carry it.</param>
/// <param name="Amount">Σ of its line shares.</param>
public sealed record TaxTotal(Tax Tax, Money Net, Money Amount);

/// <summary>The answer of pricing.</summary>
public sealed record PricedTicket
{
    /// <summary>The lines, in the order of the request.</summary>
    public ImmutableArray<PricedLine> Lines { get; init; } = [];

    /// <summary>The discounts of the ticket, in the order in which they were applied.</summary>
    public ImmutableArray<AppliedDiscount> Discounts { get; init; } = [];

    /// <summary>Every tax that occurs, in the order of its first line.</summary>
    public ImmutableArray<TaxTotal> Taxes { get; init; } = [];

    /// <summary>The totals.</summary>
    public required Totals Totals { get; init; }
}
