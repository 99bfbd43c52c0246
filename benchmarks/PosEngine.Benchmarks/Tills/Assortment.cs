using System.Globalization;
using PosEngine.Sync;

namespace PosEngine.Benchmarks.Tills;

/// <summary>A shop's items: names and prices as they are on receipts, an EAN-13 and a SKU each, two rates of included VAT.</summary>
internal static class Assortment
{
    private const string Standard = "0193b000-0000-7000-8000-000000000020";
    private const string Reduced = "0193b000-0000-7000-8000-000000000007";

    private static readonly string[] Names =
        ["Sourdough bread", "Butter croissant", "Flat white", "Orange juice", "Cheddar, mature", "Free-range eggs", "Olive oil", "Ground coffee", "Dark chocolate", "Sparkling water"];

    public static string BarcodeOf(int item) => string.Create(CultureInfo.InvariantCulture, $"40{item:00000000000}");

    /// <summary>Gives the back office the items for the tills to pull.</summary>
    public static void Offer(LoopbackBackOffice backOffice, int items)
    {
        backOffice.SetReference("tax", Standard, $$"""{ "id": "{{Standard}}", "name": "VAT 19%", "rate": 190000, "type": "included" }""");
        backOffice.SetReference("tax", Reduced, $$"""{ "id": "{{Reduced}}", "name": "VAT 7%", "rate": 70000, "type": "included", "category": "reduced" }""");
        for (var i = 0; i < items; i++)
        {
            var id = string.Create(CultureInfo.InvariantCulture, $"0193b000-0000-7000-8000-1{i:00000000000}");
            backOffice.SetReference("item", id, string.Create(CultureInfo.InvariantCulture, $$"""
                { "id": "{{id}}", "name": "{{Names[i % Names.Length]}} {{i}}", "sku": "SKU-{{i}}", "barcodes": ["{{BarcodeOf(i)}}"], "price": {{(i % 900 * 1_000) + 95_000}}, "taxes": ["{{(i % 3 == 0 ? Standard : Reduced)}}"] }
                """));
        }
    }
}
