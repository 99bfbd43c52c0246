using PosEngine.Customers;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Reference;
using PosEngine.Settings;
using PosEngine.Storage;

namespace PosEngine.Hardware.Printing;

/// <summary>Makes the papers of receipts, with the names that are not in them.</summary>
internal sealed class ReceiptPapers(PosText text, IPosStream<ShopSettings> settings, ReceiptLayout layout, Func<string, Guid, string?> nameOf)
{
    private const string EmployeeKind = "employee";

    public ReceiptPapers(PosText text, IPosStream<ShopSettings> settings, ReceiptLayout layout, Readers readers)
        : this(text, settings, layout, (kind, id) => NameOf(readers, kind, id))
    {
    }

    /// <summary>A paper, laid out when it is asked for: with who issued the receipt then, and the shop's other settings as they are now.</summary>
    /// <param name="receipt">The receipt.</param>
    /// <param name="form">What is on it.</param>
    /// <param name="copy">The how-manyeth copy it is; 0 where nobody counts.</param>
    public Func<ReceiptDocument> Of(Receipt receipt, ReceiptForm form, int copy)
    {
        var shop = settings.Value;
        return () => ReceiptDocuments.Of(receipt, ContextOf(receipt, shop), text, form, copy);
    }

    private ReceiptContext ContextOf(Receipt receipt, ShopSettings shop) => new(shop)
    {
        Layout = layout,
        Employee = layout.ShowsEmployee ? nameOf(EmployeeKind, receipt.EmployeeId.Value) : null,
        Customer = layout.ShowsCustomer && receipt.CustomerId is { } customer ? nameOf(CustomerFormat.Kind, customer.Value) : null,
    };

    private static string? NameOf(Readers readers, string kind, Guid id)
    {
        try
        {
            return readers.Query(connection => ReferenceTable.Find(connection, kind, id.ToString())) is { } json
                ? ReferenceJson.Parse(json, static data => data.OptionalText("name"))
                : null;
        }
        catch (StoreUnusableException)
        {
            return null; // It is told of elsewhere, and a paper without the name is better than none.
        }
    }
}
