using System.Globalization;

namespace Till.Shop;

/// <summary>An item of the shop as <c>prices.csv</c> has it.</summary>
/// <param name="Name">The name in the sales log and on the receipt.</param>
/// <param name="Sku">The shop's own number.</param>
/// <param name="Barcode">What the scanner reads; empty where nothing is printed on it.</param>
/// <param name="Price">In pounds, VAT included.</param>
/// <param name="VatPercent">The VAT that the price includes.</param>
internal sealed record PricedItem(string Name, string Sku, string Barcode, decimal Price, decimal VatPercent);

/// <summary>What the shop sells and for how much.</summary>
/// <remarks>
/// The row named <c>NONE</c> is the open item: whatever the list does not know is rung up as it, under its own name, at that row's price.
/// </remarks>
internal sealed class PriceList
{
    private const string OpenItemName = "NONE";
    private static readonly string[] Columns = ["item", "sku", "barcode", "price", "vat"];
    private readonly Dictionary<string, PricedItem> _byName;

    private PriceList(Dictionary<string, PricedItem> byName, PricedItem openItem)
    {
        _byName = byName;
        OpenItem = openItem;
    }

    /// <summary>The item that stands for everything else.</summary>
    public PricedItem OpenItem { get; }

    /// <summary>Every item but the open one.</summary>
    public IReadOnlyCollection<PricedItem> Items => _byName.Values;

    /// <summary>The price list that ships with the till.</summary>
    public static PriceList Shipped() => Load(Path.Combine(AppContext.BaseDirectory, "prices.csv"));

    /// <exception cref="TillException">The file cannot be read, or a line of it is wrong.</exception>
    public static PriceList Load(string path) => Of(CsvFile.Read(path, Columns), path);

    /// <inheritdoc cref="Load"/>
    public static PriceList Read(TextReader reader, string name) => Of(CsvFile.Read(reader, name, Columns), name);

    /// <summary>The item of that name, or null where only the open item can stand for it.</summary>
    public PricedItem? Find(string name) => _byName.GetValueOrDefault(name);

    private static PriceList Of(IReadOnlyList<CsvLine> lines, string name)
    {
        var items = new Dictionary<string, PricedItem>(StringComparer.Ordinal);
        var codes = new HashSet<string>(StringComparer.Ordinal);
        foreach (var line in lines.Skip(1))
        {
            var item = ItemOf(line);
            if (!items.TryAdd(item.Name, item) || !codes.Add(item.Sku) || (item.Barcode.Length > 0 && !codes.Add(item.Barcode)))
                throw line.Error("another line has the same item, SKU or barcode.");
        }

        return items.Remove(OpenItemName, out var open)
            ? new(items, open)
            : throw new TillException($"{name} has no line '{OpenItemName}' with the price of everything it does not list.");
    }

    private static PricedItem ItemOf(CsvLine line)
    {
        if (line.Fields is not [{ Length: > 0 } name, { Length: > 0 } sku, var barcode, var price, var vat])
            throw line.Error("an item needs a name and an SKU.");
        if (!TryDecimal(price, out var pounds) || pounds <= 0 || decimal.Round(pounds, 2) != pounds)
            throw line.Error($"'{price}' is no price; expected pounds and pence such as 2.60.");
        if (!TryDecimal(vat, out var percent) || percent > 100)
            throw line.Error($"'{vat}' is no VAT rate; expected a percentage such as 20.");
        return new(name, sku, barcode, pounds, percent);
    }

    private static bool TryDecimal(string text, out decimal value) =>
        decimal.TryParse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out value);
}
