using System.Collections.Immutable;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>What the operations on a ticket fold to.</summary>
internal sealed record TicketContent
{
    public required PricingPolicy Policy { get; init; }

    public DateTimeOffset? StartedAt { get; init; }

    public CustomerId? CustomerId { get; init; }

    public string? Note { get; init; }

    public ImmutableArray<TicketLine> Lines { get; init; } = [];

    /// <summary>Lines that were rung up and taken off again: they stay on record (invariant T3).</summary>
    public ImmutableArray<TicketLine> RemovedLines { get; init; } = [];

    public ImmutableArray<Discount> Discounts { get; init; } = [];

    /// <summary>Whether it ever held a line.</summary>
    public bool WasUsed => !Lines.IsEmpty || !RemovedLines.IsEmpty;

    public PriceRequest ToPriceRequest(Currency currency) => new()
    {
        Currency = currency,
        Policy = Policy,
        Lines = [.. Lines.Select(ToPriceLine)],
        Discounts = Discounts,
    };

    public static PriceLine ToPriceLine(TicketLine line) => new()
    {
        Id = line.Id,
        UnitPrice = line.UnitPrice,
        Quantity = line.Quantity,
        Taxes = line.Taxes,
        Discounts = line.Discounts,
        IsDiscountable = line.IsDiscountable,
    };
}
