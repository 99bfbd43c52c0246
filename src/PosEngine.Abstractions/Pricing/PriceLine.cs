using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>Something that changes the price of a piece: an extra shot, without cheese.</summary>
/// <param name="Name">The name that receipts show.</param>
/// <param name="Price">The price of quantity 1; below zero for something left out.</param>
/// <param name="Quantity">How much of it goes with quantity 1 of the line.</param>
public sealed record PriceModifier(string Name, Money Price, Quantity Quantity);

/// <summary>A part of a line that is taxed in its own way: the food and the drink of a menu.</summary>
public sealed record PriceComponent
{
    /// <summary>The name that receipts show.</summary>
    public required string Name { get; init; }

    /// <summary>What the part weighs in the line's price: its price when sold alone, or any other number in proportion. Zero or more.</summary>
    public required Money Weight { get; init; }

    /// <summary>The taxes on the part; their shares come back in this order.</summary>
    public ImmutableArray<Tax> Taxes { get; init; } = [];
}

/// <summary>A line to be priced: (unit price ÷ price base quantity + modifiers) × quantity, less discounts, plus surcharges.</summary>
public sealed record PriceLine
{
    /// <summary>Identifies the line in the answer.</summary>
    public required LineId Id { get; init; }

    /// <summary>The price of <see cref="PriceBaseQuantity"/>, up to five decimals.</summary>
    public required Money UnitPrice { get; init; }

    /// <summary>How much; below zero for what is handed back.</summary>
    public required Quantity Quantity { get; init; }

    /// <summary>What <see cref="UnitPrice"/> is the price of, above zero: 0.1 for a price per 100 g of a quantity in kilograms.</summary>
    public Quantity PriceBaseQuantity { get; init; } = Quantity.One;

    /// <summary>What changes the price of quantity 1.</summary>
    public ImmutableArray<PriceModifier> Modifiers { get; init; } = [];

    /// <summary>The taxes on the line; their shares come back in this order. None where <see cref="Components"/> have theirs.</summary>
    public ImmutableArray<Tax> Taxes { get; init; } = [];

    /// <summary>The parts of a line with several tax treatments; the price that is left in the end is shared out to them by weight.</summary>
    public ImmutableArray<PriceComponent> Components { get; init; } = [];

    /// <summary>Discounts of this line alone, in the order that the policy makes of them.</summary>
    public ImmutableArray<Discount> Discounts { get; init; } = [];

    /// <summary>Surcharges of this line alone, each on what the line's discounts left.</summary>
    public ImmutableArray<Surcharge> Surcharges { get; init; } = [];

    /// <summary>Whether discounts and surcharges of the ticket reach this line. They never reach one below zero.</summary>
    public bool IsDiscountable { get; init; } = true;

    /// <summary>What the line is in the sense of the books. A tip to the employee and a multi-purpose voucher are no revenue: they have no taxes, and nothing of the ticket reaches them.</summary>
    public BusinessCase BusinessCase { get; init; } = BusinessCase.Sale;

    /// <summary>The price list that <see cref="UnitPrice"/> comes from, if any; an explanation tells it.</summary>
    public ListedPrice? Listed { get; init; }

    /// <summary>The figures of a line that was priced before, as when it is taken back: they are taken as they are, and nothing of the ticket reaches them.</summary>
    public PricedLine? Stored { get; init; }

    /// <summary>What <see cref="Stored"/> are shares of, where that is known; an explanation tells it.</summary>
    public ReturnedShare? Share { get; init; }
}
