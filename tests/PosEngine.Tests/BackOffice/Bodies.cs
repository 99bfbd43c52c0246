using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;

namespace PosEngine.BackOffice;

/// <summary>Bodies as docs/protocol.md shows them.</summary>
internal static class Bodies
{
    public const string Shift = "0197a000-0000-7000-8000-00005c1f7001";

    public static byte[] Salt { get; } = [.. "0123456789abcdef"u8];

    public static string Locked => Of("locked", null).ToJsonString();

    public static JsonObject Of(string kind, JsonObject? data) => new()
    {
        ["kind"] = kind,
        ["at"] = "2026-11-24T09:58:11.000+00:00",
        ["clock_offset"] = 12,
        ["data"] = data,
    };

    /// <summary>Two coffees at 2.50, 20 % included, paid with 10.00.</summary>
    public static JsonObject Receipt(string id, string number) => Of("receipt", (JsonObject)JsonNode.Parse(
        $$"""
        {
            "id": "{{id}}", "number": "{{number}}", "ticket": "{{id}}", "shift": "{{Shift}}", "customer": null,
            "started": "2026-11-24T09:57:40.000+00:00", "currency": "GBP", "drawer": 1,
            "policy": { "rounding": "half_away_from_zero", "tax_rounding": "once_per_tax" },
            "taxes": [ { "id": "{{id}}", "name": "VAT 20%", "rate": 200000, "type": "included", "category": "standard", "net": 417000, "amount": 83000 } ],
            "lines": [ { "id": "{{id}}", "item": "{{id}}", "sku": "COF", "name": "Coffee", "unit_price": 250000, "quantity": 2000,
                         "taxes": [0], "discounts": [], "subtotal": 500000, "ticket_discounts": [], "net": 417000, "tax": [83000], "gross": 500000 } ],
            "discounts": [],
            "subtotal": 500000, "discount": 0, "net": 417000, "tax": 83000, "gross": 500000, "cash_rounding": 0,
            "payments": [ { "id": "{{id}}", "type": "{{id}}", "name": "Cash", "kind": "cash", "amount": 1000000 } ],
            "change": 500000
        }
        """)!);

    /// <summary>Who issues receipts, in a shop of that name.</summary>
    public static string Issuer(string shop) => Of("issuer", new()
    {
        ["shop_name"] = shop,
        ["address"] = $"1 {shop} Lane\nCork",
        ["tax_number"] = $"No. {shop.Length}",
        ["device"] = "0197a000-0000-7000-8000-00005c1f7002",
        ["device_number"] = 1,
        ["serial"] = "SN-1",
        ["software"] = "PosEngine 0.1.0",
        ["taxes"] = new JsonArray(),
    }).ToJsonString();

    public static string EmailRequested(string receipt, string personal) => Of("email-requested", new() { ["receipt"] = receipt, ["address_hash"] = HashOf(personal) }).ToJsonString();

    /// <summary>A customer whom a device saved without asking.</summary>
    public static string CustomerSaved(string kind, string customer, string personal) => Of(kind, new() { ["customer"] = customer, ["data_hash"] = HashOf(personal) }).ToJsonString();

    private static string HashOf(string personal) => Convert.ToHexStringLower(SHA256.HashData([.. Salt, .. Encoding.UTF8.GetBytes(personal)]));
}
