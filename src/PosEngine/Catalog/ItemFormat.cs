using System.Collections.Immutable;
using System.Globalization;
using System.Text.Json;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Reference;
using PosEngine.Tickets;

namespace PosEngine.Catalog;

/// <summary>Items and taxes as the back office sends them. Items name their taxes; the tax table has them.</summary>
internal static class ItemFormat
{
    /// <summary>The highest age that an item may ask for.</summary>
    public const int AgeMax = 150;

    /// <exception cref="FormatException">The tax cannot be read.</exception>
    public static Tax ReadTax(string json) => ReferenceJson.Parse(json, PricingFormat.ReadTax);

    /// <exception cref="FormatException">The item names a tax that the table does not have, or is otherwise wrong.</exception>
    /// <exception cref="ArgumentException">No line could be priced with it.</exception>
    public static Item ReadItem(string json, TaxTable taxes) => ReferenceJson.Parse(json, item => taxes.EnsurePriceable(ReadCodes(item) with
    {
        VariantOf = item.TryGetProperty("variant_of", out var variantOf) ? new ItemId(variantOf.GetGuid()) : null,
        Price = item.TryGetProperty("price", out var price) && price.ValueKind != JsonValueKind.Null ? PriceOf(price) : null,
        PriceBaseQuantity = item.TryGetProperty("base_quantity", out var quantity) ? Quantity.FromUnits(quantity.GetInt64()) : Quantity.One,
        Modifiers = TicketFormat.ReadOptional(item, "modifiers"u8, PricingFormat.ReadModifier),
        Taxes = taxes.Resolve(item.GetProperty("taxes")),
        Components = ReadComponents(item, taxes),
        TaxRules = TicketFormat.ReadOptional(item, "tax_rules"u8, rule => new TaxRule
        {
            DiningOption = rule.OptionalText("dining_option"),
            From = rule.OptionalText("from") is { } from ? DateOnly.ParseExact(from, "O", CultureInfo.InvariantCulture) : null,
            Taxes = taxes.Resolve(rule.GetProperty("taxes")),
            Components = ReadComponents(rule, taxes),
        }),
        BusinessCase = WireNames.BusinessCases.ReadOr(BusinessCase.Sale, item, "business_case"u8),
        DepositId = item.TryGetProperty("deposit", out var deposit) ? new ItemId(deposit.GetGuid()) : null,
        IsDiscountable = item.Flag("discountable", otherwise: true),
        IsWeighed = item.Flag("weighed", otherwise: false),
        CategoryId = item.OptionalText("category") is { } category ? new CategoryId(Guid.ParseExact(category, "D")) : null,
        Category = item.OptionalText("item_category"),
        Points = item.OptionalNumber("points") is { } points ? points >= 0 ? points : throw new FormatException("Points are zero or more.") : null,
        AgeLimit = item.TryGetProperty("age_limit", out var age) && age.ValueKind != JsonValueKind.Null ? AgeOf(age) : null,
    }));

    /// <summary>The item without its taxes: enough to find it by.</summary>
    public static Item ReadCodes(string json) => ReferenceJson.Parse(json, ReadCodes);

    private static Item ReadCodes(JsonElement item) => new()
    {
        Id = new ItemId(item.GetProperty("id").GetGuid()),
        Name = item.Text("name"),
        Sku = CodeOf(item.OptionalText("sku")),
        Barcodes = item.TryGetProperty("barcodes", out var codes) && codes.ValueKind != JsonValueKind.Null
            ? [.. codes.EnumerateArray().Select(static code => CodeOf(code.GetString())).OfType<string>()]
            : [],
    };

    private static ImmutableArray<PriceComponent> ReadComponents(JsonElement owner, TaxTable taxes) => TicketFormat.ReadOptional(owner, "components"u8, component => new PriceComponent
    {
        Name = component.Text("name"),
        Weight = Money.FromUnits(component.GetProperty("weight").GetInt64()),
        Taxes = taxes.Resolve(component.GetProperty("taxes")),
    });

    /// <summary>A code as a scanner or a cashier gives it: what is blank is none.</summary>
    private static string? CodeOf(string? text) => text?.Trim() is { Length: > 0 } code ? code : null;

    public static Money PriceOf(JsonElement price) =>
        Money.FromUnits(price.GetInt64()) is { IsNegative: false } money ? money : throw new FormatException("A price is zero or more.");

    private static int AgeOf(JsonElement age) => age.GetInt32() is >= 1 and <= AgeMax and var years ? years : throw new FormatException($"An age is 1 to {AgeMax} years.");

    public static void WriteTax(Utf8JsonWriter writer, Tax tax)
    {
        writer.WriteStartObject();
        PricingFormat.WriteTax(writer, tax);
        writer.WriteEndObject();
    }

    public static void WriteItem(Utf8JsonWriter writer, Item item)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, item.Id.Value);
        writer.WriteString("name"u8, item.Name);
        if (item.Sku is { } sku)
            writer.WriteString("sku"u8, sku);
        WriteTexts(writer, "barcodes"u8, item.Barcodes);
        if (item.VariantOf is { } variantOf)
            writer.WriteString("variant_of"u8, variantOf.Value);
        if (item.Price is { } price)
            writer.WriteNumber("price"u8, price.Units);
        if (item.PriceBaseQuantity != Quantity.One)
            writer.WriteNumber("base_quantity"u8, item.PriceBaseQuantity.Units);
        PricingFormat.WriteModifiers(writer, item.Modifiers);
        WriteTaxes(writer, item.Taxes, item.Components);
        TicketFormat.WriteOptional(writer, "tax_rules"u8, item.TaxRules, rule =>
        {
            if (rule.DiningOption is { } option)
                writer.WriteString("dining_option"u8, option);
            if (rule.From is { } from)
                writer.WriteString("from"u8, from.ToString("O", CultureInfo.InvariantCulture));
            WriteTaxes(writer, rule.Taxes, rule.Components);
        });
        WireNames.BusinessCases.WriteUnless(BusinessCase.Sale, writer, "business_case"u8, item.BusinessCase);
        if (item.DepositId is { } deposit)
            writer.WriteString("deposit"u8, deposit.Value);
        writer.WriteBoolean("discountable"u8, item.IsDiscountable);
        writer.WriteBoolean("weighed"u8, item.IsWeighed);
        if (item.CategoryId is { } category)
            writer.WriteString("category"u8, category.Value);
        if (item.Category is { } words)
            writer.WriteString("item_category"u8, words);
        if (item.Points is { } points)
            writer.WriteNumber("points"u8, points);
        if (item.AgeLimit is { } age)
            writer.WriteNumber("age_limit"u8, age);
        writer.WriteEndObject();
    }

    private static void WriteTaxes(Utf8JsonWriter writer, ImmutableArray<Tax> taxes, ImmutableArray<PriceComponent> components)
    {
        writer.WriteStartArray("taxes"u8);
        foreach (var tax in taxes)
            writer.WriteStringValue(tax.Id.Value);
        writer.WriteEndArray();
        TicketFormat.WriteOptional(writer, "components"u8, components, component =>
        {
            writer.WriteString("name"u8, component.Name);
            writer.WriteNumber("weight"u8, component.Weight.Units);
            WriteTaxes(writer, component.Taxes, []);
        });
    }

    private static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
