using PosEngine.Capabilities;
using PosEngine.Connectivity;
using PosEngine.Employees;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Reference;

namespace PosEngine.Catalog;

/// <summary>Items registered and edited at the till, which only the back office can do: it alone knows which codes are taken.</summary>
internal sealed class ItemEditing(DeviceLedger ledger, SessionService session, CapabilityService capabilities, OnlineEdits edits, PosText text)
{
    /// <param name="id">The item; null for a new one.</param>
    /// <param name="details">What it is to be.</param>
    /// <param name="read">Reads the new state.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    public async Task<PosResult<Item>> SaveAsync(ItemId? id, ItemDetails details, Func<string, Item> read, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(details);
        if (capabilities.Check(Capability.ItemEditing, id) is { } forbidden)
            return forbidden;
        if (session.EmployeeId is not { } employee)
            return text.Refuse(RefusalCodes.NotSignedIn);
        if (EnteredName.Of(details.Name) is null)
            return text.Refuse(RefusalCodes.NameInvalid);
        if (details.Price is { IsNegative: true } price)
            return text.Refuse(RefusalCodes.AmountInvalid, price);
        if (ledger.Watch.RefuseWrites() is { } unsaved)
            return unsaved;

        var json = Write(details);
        return await edits.SaveAsync(
            CatalogTable.ItemKind, id?.Value, json, RefusalCodes.ItemUnknown, read,
            (transaction, item, change) => transaction.Append(new ItemEdited(id is null, item.Id, change.Key, json), employee), cancellationToken).ConfigureAwait(false);
    }

    /// <summary>The members that a device may set; null removes one.</summary>
    private static string Write(ItemDetails details) => JournalJson.Object(writer =>
    {
        writer.WriteString("name"u8, details.Name.Trim());
        writer.WriteString("sku"u8, string.IsNullOrWhiteSpace(details.Sku) ? null : details.Sku.Trim());
        if (details.Price is { } price)
            writer.WriteNumber("price"u8, price.Units);
        else
            writer.WriteNull("price"u8);
        writer.WriteStartArray("barcodes"u8);
        foreach (var barcode in details.Barcodes)
            writer.WriteStringValue(barcode.Trim());
        writer.WriteEndArray();
        writer.WriteStartArray("taxes"u8);
        foreach (var tax in details.Taxes)
            writer.WriteStringValue(tax.Value);
        writer.WriteEndArray();
    });
}
