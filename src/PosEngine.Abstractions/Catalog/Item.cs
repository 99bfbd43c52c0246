using System.Collections.Immutable;
using PosEngine.Pricing;

namespace PosEngine.Catalog;

/// <summary>Something that is sold.</summary>
public sealed record Item
{
    /// <summary>The item's id in the back office.</summary>
    public required ItemId Id { get; init; }

    /// <summary>The name that tickets and receipts show.</summary>
    public required string Name { get; init; }

    /// <summary>The merchant's own number for it, if it has one. Unique within the catalogue, compared without regard to case.</summary>
    public string? Sku { get; init; }

    /// <summary>The codes a scanner reads on it: EAN, UPC, or any text. Each belongs to one item only.</summary>
    public ImmutableArray<string> Barcodes { get; init; } = [];

    /// <summary>The item that this is a variant of (the shirt in blue), if it is one. A variant has a price, codes and taxes of its own.</summary>
    public ItemId? VariantOf { get; init; }

    /// <summary>The price of <see cref="PriceBaseQuantity"/>, or null where the cashier enters it (an open price).</summary>
    public Money? Price { get; init; }

    /// <summary>What <see cref="Price"/> is the price of, above zero: 0.1 for a price per 100 g of a quantity in kilograms.</summary>
    public Quantity PriceBaseQuantity { get; init; } = Quantity.One;

    /// <summary>What a cashier may choose to go with it; <see cref="Tickets.ITicket.SetModifiers"/> takes others as well.</summary>
    public ImmutableArray<PriceModifier> Modifiers { get; init; } = [];

    /// <summary>The taxes on it. None where <see cref="Components"/> have theirs.</summary>
    public ImmutableArray<Tax> Taxes { get; init; } = [];

    /// <summary>The parts of a composite item, each with taxes of its own: the food and the drink of a menu.</summary>
    public ImmutableArray<PriceComponent> Components { get; init; } = [];

    /// <summary>Taxes that it has instead of the usual ones, by dining option and day.</summary>
    public ImmutableArray<TaxRule> TaxRules { get; init; } = [];

    /// <summary>What selling it is in the sense of the books. A deposit may also be handed back: it is rung up with a quantity below zero.</summary>
    public BusinessCase BusinessCase { get; init; } = BusinessCase.Sale;

    /// <summary>The deposit that goes with it (Pfand): an item of its own, rung up along with this one.</summary>
    public ItemId? DepositId { get; init; }

    /// <summary>Whether discounts of a ticket reach it.</summary>
    public bool IsDiscountable { get; init; } = true;

    /// <summary>Whether it is sold by weight or measure, so that a fraction of one makes sense.</summary>
    public bool IsWeighed { get; init; }

    /// <summary>How old a buyer has to be, in years, 1 to 150; null where anybody may buy it. Ringing it up is refused until the cashier has looked (<see cref="Tickets.ITicket.ConfirmAge"/>).</summary>
    public int? AgeLimit { get; init; }

    /// <summary>The category it is listed under, if any: one of <see cref="ICatalog.Categories"/>.</summary>
    public CategoryId? CategoryId { get; init; }

    /// <summary>What it is listed under, in words of its own: for catalogues without <see cref="ICatalog.Categories"/>.</summary>
    public string? Category { get; init; }
}
