using System.Collections.Immutable;
using System.Text.Json;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Reference;

namespace PosEngine.Catalog;

/// <summary>Items and taxes as the back office sends them. Items name their taxes; the tax table has them.</summary>
internal static class ItemFormat
{
    public static Tax ReadTax(string json) => ReferenceJson.Parse(json, PricingFormat.ReadTax);

    /// <exception cref="FormatException">The item names a tax that the table does not have, or is otherwise wrong.</exception>
    public static Item ReadItem(string json, IReadOnlyDictionary<TaxId, Tax> taxes) => ReferenceJson.Parse(json, item => ReadCodes(item) with
    {
        Price = item.TryGetProperty("price", out var price) && price.ValueKind != JsonValueKind.Null ? Money.FromUnits(price.GetInt64()) : null,
        Taxes = [.. item.GetProperty("taxes").EnumerateArray().Select(id => TaxOf(id, taxes))],
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
        Sku = item.OptionalText("sku"),
        Barcodes = item.TryGetProperty("barcodes", out var codes) ? [.. codes.EnumerateArray().Select(static code => code.GetString()!)] : [],
    };

    private static Tax TaxOf(JsonElement id, IReadOnlyDictionary<TaxId, Tax> taxes) =>
        taxes.TryGetValue(new TaxId(id.GetGuid()), out var tax) ? tax : throw new FormatException($"There is no tax {id.GetString()}.");

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
