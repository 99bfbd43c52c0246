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

    public DiningOptionId? DiningOptionId { get; init; }

    public bool IsTaxFree { get; init; }

    /// <summary>The price list that its lines go by.</summary>
    public PriceListId? PriceListId { get; init; }

    public TicketLines Lines { get; init; } = TicketLines.Empty;

    /// <summary>Lines that were rung up and taken off again: they stay on record (invariant T3).</summary>
    public ImmutableArray<TicketLine> RemovedLines { get; init; } = [];

    /// <summary>What was given another price or other taxes than the catalogue says: it goes on record when the ticket ends.</summary>
    public ImmutableArray<LineOverride> Overrides { get; init; } = [];

    /// <summary>What was taken off, with whoever did it: it goes on record when the ticket ends.</summary>
    public ImmutableArray<LineVoid> Voids { get; init; } = [];

    /// <summary>What else took a permission, with whoever did it: it goes on record when the ticket ends.</summary>
    public ImmutableArray<PermissionUse> PermissionUses { get; init; } = [];

    /// <summary>Who saw that the customer is how old: it goes on record when the ticket ends. The last one names the highest age.</summary>
    public ImmutableArray<AgeConfirmation> AgeConfirmations { get; init; } = [];

    /// <summary>The highest age that somebody has seen.</summary>
    public int? AgeConfirmed => AgeConfirmations.IsEmpty ? null : AgeConfirmations[^1].Years;

    /// <summary>Who parked it; null where it never was, or by an earlier version.</summary>
    public EmployeeId? ParkedBy { get; init; }

    /// <summary>Its last parking; null where it never was parked, by an earlier version, or in training: then no other device sees it.</summary>
    public ParkingId? Parking { get; init; }

    /// <summary>The predefined name that it is under; null for none.</summary>
    public PredefinedTicketId? Predefined { get; init; }

    /// <summary>Whether it was begun in training: then nothing of it is real.</summary>
    public bool IsTraining { get; init; }

    public ImmutableArray<Discount> Discounts { get; init; } = [];

    public ImmutableArray<Surcharge> Surcharges { get; init; } = [];

    /// <summary>What was paid before.</summary>
    public Money Prepaid { get; init; }

    /// <summary>Whether every line is priced on its own: then one more costs the same, however many there are.</summary>
    public bool HasOnlyLines => Discounts.IsEmpty && Surcharges.IsEmpty;

    /// <summary>Whether it ever held a line.</summary>
    public bool WasUsed => !Lines.IsEmpty || !RemovedLines.IsEmpty;

    public PriceRequest ToPriceRequest(Currency currency) => RequestOf(currency, Policy, Lines.ToArray(), Discounts, Surcharges, IsTaxFree, Prepaid);

    /// <summary>What a ticket is priced from, wherever its content stands: open, as a snapshot, or on its receipt.</summary>
    public static PriceRequest RequestOf(
        Currency currency, PricingPolicy policy, ImmutableArray<TicketLine> lines, ImmutableArray<Discount> discounts, ImmutableArray<Surcharge> surcharges, bool isTaxFree,
        Money prepaid, Money? rounding = null) => new()
    {
        Currency = currency,
        Policy = policy,
        Lines = [.. lines.Select(line => ToPriceLine(line, currency))],
        Discounts = discounts,
        Surcharges = surcharges,
        IsTaxFree = isTaxFree,
        Prepaid = prepaid,
        Rounding = rounding,
    };

    public static PriceLine ToPriceLine(TicketLine line, Currency currency) => new()
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
        Listed = line.Listed,
        Stored = line.Return?.Share is { } share ? Returning.FiguresOf(share, line.Id, line.Taxes, line.Components, currency) : line.Return?.Figures,
        Share = line.Return?.Share,
    };
}
