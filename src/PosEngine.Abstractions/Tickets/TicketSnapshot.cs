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

    /// <summary>The price of <see cref="PriceBaseQuantity"/>.</summary>
    public required Money UnitPrice { get; init; }

    /// <summary>The price list that <see cref="UnitPrice"/> comes from; null for the ordinary price, and for one that somebody changed.</summary>
    public ListedPrice? Listed { get; init; }

    /// <summary>What <see cref="UnitPrice"/> is the price of: 0.1 for a price per 100 g of a quantity in kilograms.</summary>
    public Quantity PriceBaseQuantity { get; init; } = Quantity.One;

    /// <summary>How much; below zero for what is handed back.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>What changes the price of quantity 1: an extra shot, without cheese.</summary>
    public ImmutableArray<PriceModifier> Modifiers { get; init; } = [];

    /// <summary>The taxes, as they stood when the line was added. None where <see cref="Components"/> have theirs.</summary>
    public ImmutableArray<Tax> Taxes { get; init; } = [];

    /// <summary>The parts of a composite item, each with taxes of its own.</summary>
    public ImmutableArray<PriceComponent> Components { get; init; } = [];

    /// <summary>Where the taxes follow the dining option or the day: all that may come to be the line's, the usual ones first. Receipts do not need them.</summary>
    public ImmutableArray<TaxRule> TaxRules { get; init; } = [];

    /// <summary>The day that decided between <see cref="TaxRules"/>.</summary>
    public DateOnly? TaxDay { get; init; }

    /// <summary>Discounts of this line alone.</summary>
    public ImmutableArray<Discount> Discounts { get; init; } = [];

    /// <summary>Surcharges of this line alone.</summary>
    public ImmutableArray<Surcharge> Surcharges { get; init; } = [];

    /// <summary>Whether discounts and surcharges of the ticket reach this line.</summary>
    public bool IsDiscountable { get; init; } = true;

    /// <summary>What the line is in the sense of the books.</summary>
    public BusinessCase BusinessCase { get; init; } = BusinessCase.Sale;

    /// <summary>The line that this one follows in its quantity, and to its end: the drink of a deposit.</summary>
    public LineId? ParentId { get; init; }

    /// <summary>How old a buyer has to be, in years, as it stood when the line was added; null for any age.</summary>
    public int? AgeLimit { get; init; }

    /// <summary>How many points one of it earns, as it stood when the line was added; null where it earns what the loyalty programme says.</summary>
    public long? PointsEach { get; init; }

    /// <summary>The points that it earned the customer, once it is paid; below zero what a refund takes back of them.</summary>
    public long Points { get; init; }

    /// <summary>The number of the gift card that is sold with it, or that more is put on; null for everything else.</summary>
    public string? GiftCard { get; init; }

    /// <summary>What it gives back, on the receipt of a refund; null for what is sold.</summary>
    public LineReturn? Return { get; init; }

    /// <summary>Why goods came back without their receipt; null for everything else.</summary>
    public TakenBack? TakenBack { get; init; }
}

/// <summary>That a line takes back goods whose receipt was not there.</summary>
/// <param name="Reason">Why.</param>
/// <param name="Restocks">Whether they can be sold again.</param>
public sealed record TakenBack(string Reason, bool Restocks = true)
{
    /// <summary>Who allowed it, where whoever did it may not.</summary>
    public EmployeeId? ApprovedBy { get; init; }
}

/// <summary>That a line gives back something sold before. Its figures are shares of those of the sale, and are not worked out anew (invariant M5).</summary>
/// <param name="ReceiptId">The receipt that sold it.</param>
/// <param name="LineId">The line that sold it; of a discount or surcharge that the receipt carried beside its lines, its id.</param>
/// <param name="Figures">What goes back.</param>
public sealed record LineReturn(ReceiptId ReceiptId, LineId LineId, PricedLine Figures)
{
    /// <summary>What they are shares of; null on a receipt of a release that did not store it.</summary>
    public ReturnedShare? Share { get; init; }

    /// <summary>What was asked to be paid back of its gross, where the goods stay with the customer: above zero, and the quantity of the line is zero. Zero where goods come back.</summary>
    public Money Amount { get; init; }
}

/// <summary>A ticket at one moment: an immutable value to bind a UI to.</summary>
public sealed record TicketSnapshot
{
    private readonly ImmutableArray<TicketLine> _lines = [];
    private readonly Func<ImmutableArray<TicketLine>>? _deferredLines;

    /// <summary>The ticket.</summary>
    public required TicketId Id { get; init; }

    /// <summary>Where it stands.</summary>
    public required TicketStatus Status { get; init; }

    /// <summary>The currency of every amount.</summary>
    public required Currency Currency { get; init; }

    /// <summary>When its first line was rung up, by the device's clock; null while it has none.</summary>
    public DateTimeOffset? StartedAt { get; init; }

    /// <summary>The name it was started or parked under.</summary>
    public string? Name { get; init; }

    /// <summary>The customer on it.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>A note, which the receipt will show.</summary>
    public string? Note { get; init; }

    /// <summary>How it is served: the name of a dining option, or another of the merchant's own.</summary>
    public string? DiningOption { get; init; }

    /// <summary>Which of the shop's dining options that is; null for none of them.</summary>
    public DiningOptionId? DiningOptionId { get; init; }

    /// <summary>Whether the customer pays no taxes.</summary>
    public bool IsTaxFree { get; init; }

    /// <summary>The price list that lines go by: that of the customer, when he was put on it.</summary>
    public PriceListId? PriceListId { get; init; }

    /// <summary>The lines, in the order in which they were rung up.</summary>
    public ImmutableArray<TicketLine> Lines { get => _deferredLines?.Invoke() ?? _lines; init => (_lines, _deferredLines) = (value, null); }

    /// <summary>Discounts of the whole ticket.</summary>
    public ImmutableArray<Discount> Discounts { get; init; } = [];

    /// <summary>Surcharges of the whole ticket.</summary>
    public ImmutableArray<Surcharge> Surcharges { get; init; } = [];

    /// <summary>What was paid before.</summary>
    public Money Prepaid { get; init; }

    /// <summary>The age, in years, that the cashier found the customer to have; null while nobody has looked.</summary>
    public int? AgeConfirmed { get; init; }

    /// <summary>The pricing policy, pinned when the ticket was started.</summary>
    public required PricingPolicy Policy { get; init; }

    /// <summary>Every figure: per line, per discount, per tax, and the totals.</summary>
    public required PricedTicket Priced { get; init; }

    /// <summary>The totals.</summary>
    public Totals Totals => Priced.Totals;

    /// <summary>The receipt, once it is paid.</summary>
    public ReceiptId? ReceiptId { get; init; }

    /// <summary>Lines that are copied when they are first read: most steps are shown without.</summary>
    internal Func<ImmutableArray<TicketLine>> DeferredLines { init => _deferredLines = value; }
}
