using System.Collections.Immutable;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using PosEngine.Journal;
using PosEngine.Pricing;
using PosEngine.Sync;

namespace PosEngine.Catalog;

/// <summary>A catalogue as CSV (RFC 4180, UTF-8): <c>name,price,tax</c> and, in any order, <c>sku</c>, <c>barcodes</c>, <c>category</c>, <c>weighed</c>, <c>discountable</c>, <c>age_limit</c>.</summary>
/// <remarks>docs/catalogue.md describes the columns. Ids follow from SKU or name, so that reading the same file again gives the same items.</remarks>
internal static class CatalogFile
{
    private const char ByteOrderMark = '\uFEFF';

    private static readonly UTF8Encoding Utf8 = new(encoderShouldEmitUTF8Identifier: false, throwOnInvalidBytes: true);
    private static readonly string[] Columns = ["name", "price", "tax", "sku", "barcodes", "category", "weighed", "discountable", "age_limit"];

    /// <exception cref="CatalogFileException">The first line that is wrong.</exception>
    public static async Task<ImmutableArray<Item>> ReadAsync(Stream file, Currency currency, CancellationToken cancellationToken)
    {
        using var rows = CsvReader.Parse(await ReadTextAsync(file, cancellationToken).ConfigureAwait(false)).GetEnumerator();
        if (!rows.MoveNext())
            throw new CatalogFileException(1, $"it is empty; expected a header such as {string.Join(',', Columns)}.");
        var header = HeaderOf(rows.Current);

        var items = ImmutableArray.CreateBuilder<Item>();
        var codes = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        while (rows.MoveNext())
        {
            var item = ReadItem(new Row(rows.Current, header), currency);
            foreach (var code in item.Barcodes.Append("sku " + item.Sku).Append("id " + item.Id))
            {
                if (code != "sku " && !codes.TryAdd(code, rows.Current.Line))
                    throw new CatalogFileException(rows.Current.Line, $"'{item.Name}' has the same name, SKU or barcode as line {codes[code]}.");
            }

            items.Add(item);
        }

        return items.ToImmutable();
    }

    /// <summary>The items and their taxes as changes of the reference data, taxes first.</summary>
    public static List<ReferenceChange> ToChanges(ImmutableArray<Item> items)
    {
        var changes = new List<ReferenceChange>();
        foreach (var tax in items.SelectMany(static item => item.Taxes).DistinctBy(static tax => tax.Id))
            changes.Add(new ReferenceChange(CatalogTable.TaxKind, tax.Id.ToString(), Json(writer => ItemFormat.WriteTax(writer, tax))));
        foreach (var item in items)
            changes.Add(new ReferenceChange(CatalogTable.ItemKind, item.Id.ToString(), Json(writer => ItemFormat.WriteItem(writer, item))));
        return changes;
    }

    private static async Task<string> ReadTextAsync(Stream file, CancellationToken cancellationToken)
    {
        using var copy = new MemoryStream();
        await file.CopyToAsync(copy, cancellationToken).ConfigureAwait(false);
        var bytes = copy.ToArray();
        try
        {
            return Utf8.GetString(bytes).TrimStart(ByteOrderMark);
        }
        catch (DecoderFallbackException e)
        {
            throw new CatalogFileException(bytes.AsSpan(0, e.Index).Count((byte)'\n') + 1, "it is not UTF-8. Save the file as \"CSV UTF-8\".");
        }
    }

    private static Dictionary<string, int> HeaderOf(CsvRow row)
    {
        var header = new Dictionary<string, int>(StringComparer.OrdinalIgnoreCase);
        for (var i = 0; i < row.Fields.Length; i++)
        {
            var name = row.Fields[i].Trim();
            if (!Columns.Contains(name, StringComparer.OrdinalIgnoreCase) || !header.TryAdd(name, i))
                throw new CatalogFileException(row.Line, $"the column '{name}' is unknown or repeated; expected some of {string.Join(',', Columns)}.");
        }

        return header.ContainsKey("name") ? header : throw new CatalogFileException(row.Line, "a column 'name' is missing.");
    }

    private static Item ReadItem(Row row, Currency currency)
    {
        // A field too many is most likely a decimal comma, and half a price.
        if (row.Csv.Fields.Length != row.Header.Count)
            throw row.Wrong($"it has {row.Csv.Fields.Length} fields, the header {row.Header.Count}. Put quotes around a field that contains a comma.");
        var name = row["name"] ?? throw row.Wrong("the item has no name.");
        var sku = row["sku"];
        return new Item
        {
            Id = new ItemId(IdOf("item", sku ?? name)),
            Name = name,
            Sku = sku,
            Barcodes = [.. row.List("barcodes").Distinct()],
            Price = row["price"] is { } price ? ReadPrice(row, price, currency) : null,
            Taxes = [.. row.List("tax").Select(tax => ReadTax(row, tax)).DistinctBy(static tax => tax.Id)],
            Category = row["category"],
            IsWeighed = row.Flag("weighed", otherwise: false),
            IsDiscountable = row.Flag("discountable", otherwise: true),
            AgeLimit = row["age_limit"] is { } age ? ReadAge(row, age) : null,
        };
    }

    private static int ReadAge(Row row, string text) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var years) && years is >= 1 and <= ItemFormat.AgeMax
            ? years
            : throw row.Wrong($"'{text}' is no age; expected whole years such as 18.");

    private static Money ReadPrice(Row row, string text, Currency currency)
    {
        try
        {
            return Money.Of(decimal.Parse(text, NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture));
        }
        catch (Exception e) when (e is FormatException or ArgumentException or OverflowException)
        {
            throw row.Wrong($"'{text}' is no price in {currency}; expected a number such as 2.50, with a point and at most five decimals.");
        }
    }

    /// <summary><c>VAT 20%=20</c>, included; <c>Sales tax=+8.875</c>, added.</summary>
    private static Tax ReadTax(Row row, string text)
    {
        var split = text.LastIndexOf('=');
        if (split <= 0 || !decimal.TryParse(text.AsSpan(split + 1).TrimStart('+'), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out var percent) || percent > 1_000 || decimal.Round(percent, 4) != percent)
            throw row.Wrong($"'{text}' is no tax; expected a name and a percentage such as 'VAT 20%=20', or 'Sales tax=+8.875' for a tax on top of the price.");
        return new Tax
        {
            Id = new TaxId(IdOf("tax", text)),
            Name = text[..split].Trim(),
            Rate = Rate.Percent(percent),
            Kind = text[split + 1] == '+' ? TaxKind.Added : TaxKind.Included,
            Category = percent == 0 ? TaxCategory.Zero : TaxCategory.Standard,
        };
    }

    /// <summary>A UUID of version 8 (RFC 9562) from a name.</summary>
    private static Guid IdOf(string kind, string name)
    {
        var hash = SHA256.HashData(Encoding.UTF8.GetBytes(kind + ":" + name.ToUpperInvariant())).AsSpan(0, 16);
        hash[6] = (byte)((hash[6] & 0x0F) | 0x80);
        hash[8] = (byte)((hash[8] & 0x3F) | 0x80);
        return new Guid(hash, bigEndian: true);
    }

    private static string Json(Action<Utf8JsonWriter> write)
    {
        using var buffer = new MemoryStream();
        using (var writer = new Utf8JsonWriter(buffer, EntryBody.WriterOptions))
            write(writer);
        return Encoding.UTF8.GetString(buffer.ToArray());
    }

    private readonly record struct Row(CsvRow Csv, Dictionary<string, int> Header)
    {
        /// <summary>A field; null where it is missing or empty.</summary>
        public string? this[string column] =>
            Header.TryGetValue(column, out var index) && Csv.Fields[index].Trim() is { Length: > 0 } text ? text : null;

        public string[] List(string column) => (this[column] ?? "").Split(';', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries);

        public bool Flag(string column, bool otherwise) => this[column]?.ToUpperInvariant() switch
        {
            null => otherwise,
            "YES" or "TRUE" or "1" => true,
            "NO" or "FALSE" or "0" => false,
            _ => throw Wrong($"'{this[column]}' is neither yes nor no."),
        };

        public CatalogFileException Wrong(string problem) => new(Csv.Line, problem);
    }
}
