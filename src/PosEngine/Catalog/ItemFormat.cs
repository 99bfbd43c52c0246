using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Reference;

namespace PosEngine.Catalog;

/// <summary>Items and taxes as the back office sends them. Items name their taxes; the tax table has them.</summary>
internal static class ItemFormat
{
    /// <exception cref="FormatException">The tax cannot be read.</exception>
    public static Tax ReadTax(string json) => ReferenceJson.Parse(json, PricingFormat.ReadTax);

    /// <exception cref="FormatException">The item names a tax that the table does not have, or is otherwise wrong.</exception>
    public static Item ReadItem(string json, TaxTable taxes) => ReferenceJson.Parse(json, item => ReadCodes(item) with
    {
        Price = item.TryGetProperty("price", out var price) && price.ValueKind != JsonValueKind.Null ? PriceOf(price) : null,
        Taxes = taxes.Resolve(item.GetProperty("taxes")),
        IsDiscountable = item.Flag("discountable", otherwise: true),
        IsWeighed = item.Flag("weighed", otherwise: false),
        Category = item.OptionalText("item_category"),
    });

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

    /// <summary>A code as a scanner or a cashier gives it: what is blank is none.</summary>
    private static string? CodeOf(string? text) => text?.Trim() is { Length: > 0 } code ? code : null;

    private static Money PriceOf(JsonElement price) =>
        Money.FromUnits(price.GetInt64()) is { IsNegative: false } money ? money : throw new FormatException("A price is zero or more.");

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
        if (item.Price is { } price)
            writer.WriteNumber("price"u8, price.Units);
        writer.WriteStartArray("taxes"u8);
        foreach (var tax in item.Taxes)
            writer.WriteStringValue(tax.Id.Value);
        writer.WriteEndArray();
        writer.WriteBoolean("discountable"u8, item.IsDiscountable);
        writer.WriteBoolean("weighed"u8, item.IsWeighed);
        if (item.Category is { } category)
            writer.WriteString("item_category"u8, category);
        writer.WriteEndObject();
    }

    private static void WriteTexts(Utf8JsonWriter writer, ReadOnlySpan<byte> name, ImmutableArray<string> texts)
    {
        writer.WriteStartArray(name);
        foreach (var text in texts)
            writer.WriteStringValue(text);
        writer.WriteEndArray();
    }
}
