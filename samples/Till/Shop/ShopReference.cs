using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json.Nodes;
using PosEngine;

namespace Till.Shop;

/// <summary>What the back office of the sample shop knows before the first sale, as changes of docs/protocol.md.</summary>
internal static class ShopReference
{
    private const int PinIterations = 10_000;

    /// <summary>Two who work at the till: names and PINs.</summary>
    public static IReadOnlyList<(string Name, string Pin)> Staff { get; } = [("Ann", "1234"), ("Ben", "5678")];

    /// <summary>A regular.</summary>
    public const string Customer = "Morag Fraser";

    /// <summary>An id that is the same wherever and whenever it is made from a name.</summary>
    public static Guid IdOf(string kind, string name)
    {
        Span<byte> hash = stackalloc byte[SHA256.HashSizeInBytes];
        SHA256.HashData(Encoding.UTF8.GetBytes($"{kind}:{name}"), hash);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80); // version 8: made by a rule of one's own (RFC 9562)
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new(hash[..16], bigEndian: true);
    }

    /// <summary>Taxes, items, staff, a customer and the shop's settings, in an order in which nothing names what comes later.</summary>
    public static IEnumerable<JsonObject> ChangesOf(PriceList prices) =>
    [
        .. prices.Items.Append(prices.OpenItem).Select(item => item.VatPercent).Distinct().Select(TaxOf),
        ItemOf(prices.OpenItem, "Open item", price: null),
        .. prices.Items.Select(item => ItemOf(item, item.Name, Money.Of(item.Price))),
        .. Staff.Select(employee => EmployeeOf(employee.Name, employee.Pin)),
        Change("customer", IdOf("customer", Customer), new() { ["name"] = Customer, ["email"] = "morag@example.com" }),
        Change("settings", "shop", new()
        {
            ["shop_name"] = "The Bread Basket",
            ["receipt_header"] = "Edinburgh",
            ["receipt_footer"] = "Thank you!",
            ["shows_stock"] = true,
            ["warns_of_negative_stock"] = true,
        }),
    ];

    private static JsonObject TaxOf(decimal percent) => Change("tax", IdOf("tax", VatName(percent)), new()
    {
        ["name"] = VatName(percent),
        ["rate"] = Rate.Percent(percent).PartsPerMillion,
        ["type"] = "included",
        ["category"] = percent == 0 ? "zero" : "standard",
    });

    private static JsonObject ItemOf(PricedItem item, string name, Money? price) => Change("item", IdOf("item", item.Sku), new()
    {
        ["name"] = name,
        ["sku"] = item.Sku,
        ["barcodes"] = item.Barcode.Length > 0 ? new JsonArray(item.Barcode) : new JsonArray(),
        ["price"] = price?.Units,
        ["taxes"] = new JsonArray(IdOf("tax", VatName(item.VatPercent)).ToString()),
    });

    private static JsonObject EmployeeOf(string name, string pin)
    {
        var salt = RandomNumberGenerator.GetBytes(16);
        var hash = Rfc2898DeriveBytes.Pbkdf2(Encoding.UTF8.GetBytes(pin), salt, PinIterations, HashAlgorithmName.SHA256, outputLength: 32);
        return Change("employee", IdOf("employee", name), new()
        {
            ["name"] = name,
            ["pin"] = new JsonObject
            {
                ["algorithm"] = "pbkdf2-sha256",
                ["iterations"] = PinIterations,
                ["salt"] = Convert.ToBase64String(salt),
                ["hash"] = Convert.ToBase64String(hash),
            },
            ["permissions"] = new JsonArray("refunds", "view_all_receipts", "void_lines", "open_drawer", "manage_all_tickets", "cash_movements", "close_others_shift"),
        });
    }

    private static JsonObject Change(string kind, Guid id, JsonObject data) => Change(kind, id.ToString(), data);

    private static JsonObject Change(string kind, string id, JsonObject data)
    {
        data["id"] = id;
        return new() { ["kind"] = kind, ["id"] = id, ["data"] = data };
    }

    private static string VatName(decimal percent) => string.Create(CultureInfo.InvariantCulture, $"VAT {percent:0.##}%");
}
