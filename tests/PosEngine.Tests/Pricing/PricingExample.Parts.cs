using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

public sealed record ExampleTax
{
    /// <summary>The rate in percent of a tax that prices contain.</summary>
    public string? Included { get; init; }

    /// <summary>The rate in percent of a tax that is added to prices.</summary>
    public string? Added { get; init; }

    /// <summary>The amount of a tax on each piece; its rate is 0.</summary>
    public string? PerUnit { get; init; }

    public TaxCategory Category { get; init; } = TaxCategory.Standard;

    /// <summary>The taxes that it builds on.</summary>
    public string[] On { get; init; } = [];

    internal Tax ToTax(string name, Dictionary<string, TaxId> ids) => new()
    {
        Id = ids[name],
        Name = name,
        Rate = Rate.Percent(PricingExample.Number(Included ?? Added!)),
        Kind = Included is null ? TaxKind.Added : TaxKind.Included,
        AmountPerUnit = PerUnit is null ? null : PricingExample.Amount(PerUnit),
        Category = Category,
        BuildsOn = [.. On.Select(other => ids[other])],
    };
}

public sealed record ExampleLine
{
    public required string Price { get; init; }

    public string Quantity { get; init; } = "1";

    /// <summary>The quantity that the price is for.</summary>
    public string Per { get; init; } = "1";

    public ExampleModifier[] Modifiers { get; init; } = [];

    public string[] Taxes { get; init; } = [];

    public ExampleComponent[] Components { get; init; } = [];

    public string[] Discounts { get; init; } = [];

    public string[] Surcharges { get; init; } = [];

    public bool Discountable { get; init; } = true;

    public BusinessCase Case { get; init; } = BusinessCase.Sale;

    internal PriceLine ToLine(int number, Dictionary<string, Tax> taxes) => new()
    {
        Id = new(RandomTickets.Id(number)),
        UnitPrice = PricingExample.Amount(Price),
        Quantity = PosEngine.Quantity.Of(PricingExample.Number(Quantity)),
        PriceBaseQuantity = PosEngine.Quantity.Of(PricingExample.Number(Per)),
        Modifiers = [.. Modifiers.Select(modifier => modifier.ToModifier())],
        Taxes = [.. Taxes.Select(tax => taxes[tax])],
        Components = [.. Components.Select((component, i) => component.ToComponent(i, taxes))],
        Discounts = [.. Discounts.Select((text, i) => PricingExample.ToDiscount(text, i, taxes))],
        Surcharges = [.. Surcharges.Select((text, i) => PricingExample.ToSurcharge(text, i, taxes))],
        IsDiscountable = Discountable,
        BusinessCase = Case,
    };
}

public sealed record ExampleModifier
{
    public required string Price { get; init; }

    public string Quantity { get; init; } = "1";

    internal PriceModifier ToModifier() => new("modifier", PricingExample.Amount(Price), PosEngine.Quantity.Of(PricingExample.Number(Quantity)));
}

public sealed record ExampleComponent
{
    public required string Weight { get; init; }

    public string[] Taxes { get; init; } = [];

    internal PriceComponent ToComponent(int number, Dictionary<string, Tax> taxes) =>
        new() { Name = $"component {number}", Weight = PricingExample.Amount(Weight), Taxes = [.. Taxes.Select(tax => taxes[tax])] };
}

public sealed record ExampleFigures
{
    /// <summary>What the lines come to, in their order.</summary>
    public required ExampleSum[] Lines { get; init; }

    /// <summary>What the taxes come to, by name; the net is that of what carries them.</summary>
    public Dictionary<string, ExampleSum> Taxes { get; init; } = [];

    /// <summary>What all discounts took off.</summary>
    public required string Discount { get; init; }

    /// <summary>What all surcharges added, if anything.</summary>
    public string? Surcharge { get; init; }

    public required ExampleSum Total { get; init; }

    /// <summary>What rounding the total added, if anything.</summary>
    public string? Rounding { get; init; }

    /// <summary>What is to be paid, where it is not the gross.</summary>
    public string? Payable { get; init; }

    /// <summary>What is to be paid in cash, where the policy names a step.</summary>
    public string? Cash { get; init; }
}

public sealed record ExampleSum(string Net, string Tax, string Gross);
