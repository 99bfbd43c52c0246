using System.Collections.Immutable;
using PosEngine.Pricing;

namespace PosEngine.Tickets;

/// <summary>Where a ticket stands.</summary>
public enum TicketStatus
{
    /// <summary>Being rung up.</summary>
    Open = 0,

    /// <summary>Payment has begun: it changes again only when the payment is cancelled.</summary>
    InPayment = 1,

    /// <summary>Set aside, to be taken up later.</summary>
    Parked = 2,

    /// <summary>Paid: there is a receipt, and nothing changes any more.</summary>
    Paid = 3,

    /// <summary>Given up without a receipt.</summary>
    Discarded = 4,
}

/// <summary>A line of a ticket, with what it was rung up at. A later change of the catalogue does not change it.</summary>
public sealed record TicketLine
{
    /// <summary>The line's id, stable over every change.</summary>
    public required LineId Id { get; init; }

    /// <summary>The item, or null for something that is in no catalogue.</summary>
    public ItemId? ItemId { get; init; }

    /// <summary>The merchant's own number for it.</summary>
    public string? Sku { get; init; }

    /// <summary>The name.</summary>
    public required string Name { get; init; }

    /// <summary>The price of quantity 1.</summary>
    public required Money UnitPrice { get; init; }

    /// <summary>How much.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>The taxes, as they stood when the line was added.</summary>
    public ImmutableArray<Tax> Taxes { get; init; } = [];

    /// <summary>Discounts of this line alone.</summary>
    public ImmutableArray<Discount> Discounts { get; init; } = [];

    /// <summary>Whether discounts of the ticket reach this line.</summary>
    public bool IsDiscountable { get; init; } = true;
}

/// <summary>A ticket at one moment: an immutable value to bind a UI to.</summary>
public sealed record TicketSnapshot
{
    /// <summary>The ticket.</summary>
    public required TicketId Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required TicketStatus Status { get; init; }

    /// <summary>When its first line was rung up, by the device's clock; null while it has none.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The name it was parked under.</summary>
    public string? Name { get; init; }

    /// <summary>The customer on it.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>A note, which the receipt will show.</summary>
    public string? Note { get; init; }

    /// <summary>The lines, in the order in which they were rung up.</summary>
    public ImmutableArray<TicketLine> Lines { get; init; } = [];

    /// <summary>Discounts of the whole ticket.</summary>
    public ImmutableArray<Discount> Discounts { get; init; } = [];

    /// <summary>The pricing policy, pinned when the ticket was started.</summary>
    public required PricingPolicy Policy { get; init; }

    /// <summary>Every figure: per line, per discount, per tax, and the totals.</summary>
    public required PricedTicket Priced { get; init; }

    /// <summary>The totals.</summary>
    public Totals Totals => Priced.Totals;

    /// <summary>The receipt, once it is paid.</summary>
    public ReceiptId? ReceiptId { get; init; }
}
