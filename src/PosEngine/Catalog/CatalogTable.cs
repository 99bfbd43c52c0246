using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine.Catalog;

/// <summary>Items and taxes in the database, and the codes by which it finds an item while the index in memory is not loaded.</summary>
internal static class CatalogTable
{
    public const string ItemKind = "item";
    public const string TaxKind = "tax";
    public const string BarcodeType = "barcode";
    public const string SkuType = "sku";

    private const string DeleteCodes = "DELETE FROM item_code WHERE item = ?1";
    private const string DeleteAllCodes = "DELETE FROM item_code";

    private const string InsertCode = "INSERT OR IGNORE INTO item_code (type, code, item) VALUES (?1, ?2, ?3)";

    // Two items with one code: the one heard of last has it, as in memory.
    private const string SelectByCode = """
        SELECT r.data FROM item_code c JOIN reference r ON r.kind = 'item' AND r.id = c.item
        WHERE c.type = $type AND c.code = $code ORDER BY r.revision DESC
        """;

    public static void Write(WriteSession session, ReferenceChange change)
    {
        var codes = change is { Kind: ItemKind, Json: { } json } ? ItemFormat.ReadCodes(json) : null;
        if (codes is not null)
            ReferenceJson.CheckId(change, codes.Id.Value);
        if (change is { Kind: TaxKind, Json: { } tax })
            ReferenceJson.CheckId(change, ItemFormat.ReadTax(tax).Id.Value);

        ReferenceTable.Set(session, change.Kind, change.Id, change.Json);
        if (change.Kind != ItemKind)
            return;
        session.Prepare(DeleteCodes).Bind(1, change.Id).Run();
        if (codes?.Sku is { } sku)
            session.Prepare(InsertCode).Bind(1, SkuType).Bind(2, SkuKey(sku)).Bind(3, change.Id).Run();
        foreach (var code in codes?.Barcodes ?? [])
            session.Prepare(InsertCode).Bind(1, BarcodeType).Bind(2, code).Bind(3, change.Id).Run();
    }

    public static void Clear(WriteSession session)
    {
        ReferenceTable.Clear(session, ItemKind);
        ReferenceTable.Clear(session, TaxKind);
        session.Prepare(DeleteAllCodes).Run();
    }

    public static string SkuKey(string sku) => sku.ToUpperInvariant();

    public static TaxTable ReadTaxes(SqliteConnection connection, Currency currency) =>
        new(ReferenceTable.Read(connection, TaxKind).Select(static row => ItemFormat.ReadTax(row.Data)), currency);

    public static Item? Find(SqliteConnection connection, Currency currency, string id) => Read(connection, currency, ReferenceTable.Find(connection, ItemKind, id));

    public static Item? FindByCode(SqliteConnection connection, Currency currency, string type, string code) =>
        connection.Query<string>(SelectByCode, new { type, code }).Select(json => Read(connection, currency, json)).FirstOrDefault(static item => item is not null);

    /// <summary>An item as the index would have it: what cannot be read is left out.</summary>
    private static Item? Read(SqliteConnection connection, Currency currency, string? json)
    {
        try
        {
            return json is null ? null : ItemFormat.ReadItem(json, ReadTaxes(connection, currency));
        }
        catch (Exception e) when (ReferenceJson.IsUnreadable(e))
        {
            return null;
        }
    }
}
