using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

/// <summary>A worked example as it stands in <c>examples/*.json</c>: a ticket, and every figure it must come to.</summary>
/// <remarks>Amounts are text, so that no JSON number can lose a digit. A discount is <c>"10%"</c> or <c>"1.50"</c>.</remarks>
public sealed record PricingExample
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
    };

    public required string Name { get; init; }

    /// <summary>Where the figures were published, if they were.</summary>
    public string? Source { get; init; }

    public string Currency { get; init; } = "EUR";

    public PricingPolicy Policy { get; init; } = PricingPolicy.Default;

    /// <summary>The taxes, by the name that lines use.</summary>
    public Dictionary<string, ExampleTax> Taxes { get; init; } = [];

    public required ExampleLine[] Lines { get; init; }

    /// <summary>Discounts of the ticket.</summary>
    public string[] Discounts { get; init; } = [];

    public required ExampleFigures Expect { get; init; }

    public static IEnumerable<PricingExample> All { get; } =
        [.. Directory.GetFiles(RepositoryFiles.PathOf("tests", "PosEngine.Tests", "Pricing", "examples"), "*.json")
            .Order(StringComparer.Ordinal)
            .SelectMany(file => JsonSerializer.Deserialize<PricingExample[]>(File.ReadAllText(file), Json)!)];

    public PriceRequest ToRequest()
    {
        var currency = PosEngine.Currency.FromCode(Currency);
        var taxes = Taxes.Select((tax, i) => (tax.Key, Tax: tax.Value.ToTax(i, tax.Key))).ToDictionary(tax => tax.Key, tax => tax.Tax);
        return new()
        {
            Currency = currency,
            Policy = Policy,
            Lines = [.. Lines.Select((line, i) => new PriceLine
            {
                Id = new(RandomTickets.Id(i)),
                UnitPrice = Money.Of(Number(line.Price)),
                Quantity = Quantity.Of(Number(line.Quantity)),
                Taxes = [.. line.Taxes.Select(tax => taxes[tax])],
                Discounts = ToDiscounts(line.Discounts),
                IsDiscountable = line.Discountable,
            })],
            Discounts = ToDiscounts(Discounts),
        };
    }

    /// <summary>The figures of a priced ticket, in the words of the file.</summary>
    public ExampleFigures Describe(PricedTicket ticket) => new()
    {
        Lines = [.. ticket.Lines.Select(line => new ExampleSum(Text(line.Net), Text(line.Tax), Text(line.Gross)))],
        Taxes = ticket.Taxes.ToDictionary(tax => tax.Tax.Name, tax => new ExampleSum(Text(tax.Net), Text(tax.Amount), Text(tax.Net + tax.Amount))),
        Discount = Text(ticket.Totals.Discount),
        Total = new(Text(ticket.Totals.Net), Text(ticket.Totals.Tax), Text(ticket.Totals.Gross)),
    };

    public override string ToString() => Name;

    internal static string Write(ExampleFigures figures) => JsonSerializer.Serialize(figures, Json);

    private static ImmutableArray<Discount> ToDiscounts(string[] discounts) =>
        [.. discounts.Select((text, i) => text.EndsWith('%')
            ? Discount.Percent(new(RandomTickets.Id(i)), text, Rate.Percent(Number(text[..^1])))
            : Discount.Fixed(new(RandomTickets.Id(i)), text, Money.Of(Number(text))))];

    private static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    private string Text(Money amount) => amount.ToString("F" + PosEngine.Currency.FromCode(Currency).Digits, CultureInfo.InvariantCulture);

    public sealed record ExampleTax
    {
        public string? Included { get; init; }

        public string? Added { get; init; }

        internal Tax ToTax(int number, string name) => new()
        {
            Id = new(RandomTickets.Id(number)),
            Name = name,
            Rate = Rate.Percent(Number(Included ?? Added!)),
            Kind = Included is null ? TaxKind.Added : TaxKind.Included,
        };
    }

    public sealed record ExampleLine
    {
        public required string Price { get; init; }

        public string Quantity { get; init; } = "1";

        public string[] Taxes { get; init; } = [];

        public string[] Discounts { get; init; } = [];

        public bool Discountable { get; init; } = true;
    }

    public sealed record ExampleFigures
    {
        /// <summary>What the lines come to, in their order.</summary>
        public required ExampleSum[] Lines { get; init; }

        /// <summary>What the taxes come to, by name; the net is that of their lines.</summary>
        public Dictionary<string, ExampleSum> Taxes { get; init; } = [];

        /// <summary>What all discounts took off.</summary>
        public required string Discount { get; init; }

        public required ExampleSum Total { get; init; }
    }

    public sealed record ExampleSum(string Net, string Tax, string Gross);
}
