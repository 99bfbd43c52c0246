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

    public string? DiningOption { get; init; }

    public bool IsTaxFree { get; init; }

    public ImmutableArray<TicketLine> Lines { get; init; } = [];

    /// <summary>Lines that were rung up and taken off again: they stay on record (invariant T3).</summary>
    public ImmutableArray<TicketLine> RemovedLines { get; init; } = [];

    public ImmutableArray<Discount> Discounts { get; init; } = [];

    public ImmutableArray<Surcharge> Surcharges { get; init; } = [];

    /// <summary>Whether every line is priced on its own: then one more costs the same, however many there are.</summary>
    public bool HasOnlyLines => Discounts.IsEmpty && Surcharges.IsEmpty && !IsTaxFree;

    /// <summary>Whether it ever held a line.</summary>
    public bool WasUsed => !Lines.IsEmpty || !RemovedLines.IsEmpty;

    public PriceRequest ToPriceRequest(Currency currency) => new()
    {
        Currency = currency,
        Policy = Policy,
        Lines = [.. Lines.Select(ToPriceLine)],
        Discounts = Discounts,
        Surcharges = Surcharges,
        IsTaxFree = IsTaxFree,
    };

    public static PriceLine ToPriceLine(TicketLine line) => new()
    {
        Id = line.Id,
        UnitPrice = line.UnitPrice,
        PriceBaseQuantity = line.PriceBaseQuantity,
        Quantity = line.Quantity,
        Modifiers = line.Modifiers,
        Taxes = line.Taxes,
        Components = line.Components,
        Discounts = line.Discounts,
        Surcharges = line.Surcharges,
        IsDiscountable = line.IsDiscountable,
        BusinessCase = line.BusinessCase,
    };
}
