using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Serialization;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

/// <summary>A worked example as it stands in <c>examples/*.json</c>: a ticket, and every figure it must come to.</summary>
/// <remarks>
/// Amounts are text, so that no JSON number can lose a digit. A discount or surcharge is <c>"10%"</c> or <c>"1.50"</c>; one that the ticket carries beside its
/// lines is <c>"1.50 taxed A B"</c> or <c>"1.50 untaxed"</c>.
/// </remarks>
public sealed record PricingExample
{
    private static readonly JsonSerializerOptions Json = new(JsonSerializerDefaults.Web)
    {
        WriteIndented = true,
        Converters = { new JsonStringEnumConverter(), new MoneyConverter() },
        UnmappedMemberHandling = JsonUnmappedMemberHandling.Disallow,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public required string Name { get; init; }

    /// <summary>Where the figures were published, or the rule that they follow.</summary>
    public string? Source { get; init; }

    public string Currency { get; init; } = "EUR";

    /// <summary>The name of a preset of <see cref="PricingPolicy"/>, in place of <see cref="Policy"/>.</summary>
    public string Preset { get; init; } = nameof(PricingPolicy.Default);

    public PricingPolicy? Policy { get; init; }

    /// <summary>The taxes, by the name that lines use.</summary>
    public Dictionary<string, ExampleTax> Taxes { get; init; } = [];

    public required ExampleLine[] Lines { get; init; }

    /// <summary>Discounts of the ticket.</summary>
    public string[] Discounts { get; init; } = [];

    /// <summary>Surcharges of the ticket.</summary>
    public string[] Surcharges { get; init; } = [];

    public bool TaxFree { get; init; }

    public string Prepaid { get; init; } = "0";

    public required ExampleFigures Expect { get; init; }

    public static IEnumerable<PricingExample> All { get; } =
        [.. Directory.GetFiles(RepositoryFiles.PathOf("tests", "PosEngine.Tests", "Pricing", "examples"), "*.json")
            .Order(StringComparer.Ordinal)
            .SelectMany(file => JsonSerializer.Deserialize<PricingExample[]>(File.ReadAllText(file), Json)!)];

    public PriceRequest ToRequest()
    {
        var taxes = ToTaxes();
        return new()
        {
            Currency = ToCurrency(),
            Policy = ToPolicy(),
            Lines = [.. Lines.Select((line, i) => line.ToLine(i, taxes))],
            Discounts = [.. Discounts.Select((text, i) => ToDiscount(text, i, taxes))],
            Surcharges = [.. Surcharges.Select((text, i) => ToSurcharge(text, i, taxes))],
            IsTaxFree = TaxFree,
            Prepaid = Amount(Prepaid),
        };
    }

    /// <summary>The figures of a priced ticket, in the words of the file.</summary>
    public ExampleFigures Describe(PricedTicket ticket)
    {
        var totals = ticket.Totals;
        return new()
        {
            Lines = [.. ticket.Lines.Select(line => ToSum(line.Net, line.Gross))],
            Taxes = ticket.Taxes.ToDictionary(tax => tax.Tax.Name, tax => ToSum(tax.Net, tax.Net + tax.Amount)),
            Discount = Text(totals.Discount),
            Surcharge = totals.Surcharge.IsZero ? null : Text(totals.Surcharge),
            Total = ToSum(totals.Net, totals.Gross),
            Rounding = totals.Rounding.IsZero ? null : Text(totals.Rounding),
            Payable = totals.Payable == totals.Gross ? null : Text(totals.Payable),
            Cash = ToPolicy().CashStep is null ? null : Text(CashRounding.Round(totals.Payable, ToPolicy())),
        };
    }

    public override string ToString() => Name;

    internal static string Write(ExampleFigures figures) => JsonSerializer.Serialize(figures, Json);

    internal static Money Amount(string text) => Money.Of(Number(text));

    internal static decimal Number(string text) => decimal.Parse(text, CultureInfo.InvariantCulture);

    internal static Discount ToDiscount(string text, int number, Dictionary<string, Tax> taxes)
    {
        var (value, own) = Split(text, taxes);
        var discount = value.EndsWith('%')
            ? Discount.Percent(new(RandomTickets.Id(number)), text, Rate.Percent(Number(value[..^1])))
            : Discount.Fixed(new(RandomTickets.Id(number)), text, Amount(value));
        return discount with { Taxes = own };
    }

    internal static Surcharge ToSurcharge(string text, int number, Dictionary<string, Tax> taxes)
    {
        var (value, own) = Split(text, taxes);
        var surcharge = value.EndsWith('%')
            ? Surcharge.Percent(new(RandomTickets.Id(number)), text, Rate.Percent(Number(value[..^1])))
            : Surcharge.Fixed(new(RandomTickets.Id(number)), text, Amount(value));
        return surcharge with { Taxes = own };
    }

    private static (string Value, ImmutableArray<Tax>? Own) Split(string text, Dictionary<string, Tax> taxes) => text.Split(' ') switch
    {
        [var value] => (value, null),
        [var value, "untaxed"] => (value, []),
        [var value, "taxed", .. var names] => (value, [.. names.Select(name => taxes[name])]),
        _ => throw new FormatException($"'{text}' is no discount or surcharge."),
    };

    private PosEngine.Currency ToCurrency() => PosEngine.Currency.FromCode(Currency);

    private PricingPolicy ToPolicy() => Policy ?? (PricingPolicy)typeof(PricingPolicy).GetProperty(Preset)!.GetValue(null)!;

    private Dictionary<string, Tax> ToTaxes()
    {
        var ids = Taxes.Keys.Index().ToDictionary(tax => tax.Item, tax => new TaxId(RandomTickets.Id(tax.Index)));
        return Taxes.ToDictionary(tax => tax.Key, tax => tax.Value.ToTax(tax.Key, ids));
    }

    private ExampleSum ToSum(Money net, Money gross) => new(Text(net), Text(gross - net), Text(gross));

    private string Text(Money amount) => amount.ToString("F" + ToCurrency().Digits, CultureInfo.InvariantCulture);

    private sealed class MoneyConverter : JsonConverter<Money>
    {
        public override Money Read(ref Utf8JsonReader reader, Type typeToConvert, JsonSerializerOptions options) => Amount(reader.GetString()!);

        public override void Write(Utf8JsonWriter writer, Money value, JsonSerializerOptions options) => writer.WriteStringValue(value.ToString());
    }
}
