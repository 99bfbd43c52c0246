using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Pricing;
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

    // Two items with one code: the one heard of last has it, as in memory.
    private const string UpsertCode = "INSERT OR REPLACE INTO item_code (type, code, item) VALUES (?1, ?2, ?3)";

    public static void Write(WriteSession session, ReferenceChange change)
    {
        var codes = change is { Kind: ItemKind, Json: { } json } ? ItemFormat.ReadCodes(json) : null;
        if (change is { Kind: TaxKind, Json: { } tax })
            _ = ItemFormat.ReadTax(tax);

        ReferenceTable.Set(session, change.Kind, change.Id, change.Json);
        if (change.Kind != ItemKind)
            return;
        session.Prepare(DeleteCodes).Bind(1, change.Id).Run();
        if (codes?.Sku is { } sku)
            session.Prepare(UpsertCode).Bind(1, SkuType).Bind(2, SkuKey(sku)).Bind(3, change.Id).Run();
        foreach (var code in codes?.Barcodes ?? [])
            session.Prepare(UpsertCode).Bind(1, BarcodeType).Bind(2, code).Bind(3, change.Id).Run();
    }

    public static void Clear(WriteSession session)
    {
        ReferenceTable.Clear(session, ItemKind);
        ReferenceTable.Clear(session, TaxKind);
        session.Prepare(DeleteAllCodes).Run();
    }

    public static string SkuKey(string sku) => sku.ToUpperInvariant();

    public static Dictionary<TaxId, Tax> ReadTaxes(SqliteConnection connection) =>
        ReferenceTable.Read(connection, TaxKind).Select(static row => ItemFormat.ReadTax(row.Data)).ToDictionary(static tax => tax.Id);

    public static Item? Find(SqliteConnection connection, string id) =>
        ReferenceTable.Find(connection, ItemKind, id) is { } json ? ItemFormat.ReadItem(json, ReadTaxes(connection)) : null;

    public static Item? FindByCode(SqliteConnection connection, string type, string code) =>
        connection.QuerySingleOrDefault<string>("SELECT item FROM item_code WHERE type = $type AND code = $code", new { type, code }) is { } id ? Find(connection, id) : null;
}
