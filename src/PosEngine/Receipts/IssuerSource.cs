using System.Collections.Immutable;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Pricing;
using PosEngine.Reference;
using PosEngine.Settings;
using PosEngine.Storage;

namespace PosEngine.Receipts;

/// <summary>Who issues receipts as things are now. Asked for each of them, so it is made anew only where settings or taxes were.</summary>
/// <param name="settings">The shop's settings.</param>
/// <param name="taxes">Every tax that the till knows.</param>
/// <param name="serial">The serial number of the recording system; null for the device's id.</param>
/// <param name="application">The application around the engine.</param>
internal sealed class IssuerSource(IPosStream<ShopSettings> settings, IPosStream<ImmutableArray<Tax>> taxes, string? serial, string? application)
{
    private Made? _made;

    /// <summary>The issuer; the very object that was recorded last, where it is no other. Called on the writer.</summary>
    public ReceiptIssuer Of(LedgerTransaction transaction)
    {
        var (shop, known) = (settings.Value, taxes.Value);
        if (_made is { } made && ReferenceEquals(made.Shop, shop) && made.Taxes == known)
            return made.Issuer;
        var issuer = Create(transaction.Identity, shop, known);
        if (transaction.State.Issuer is { } recorded && recorded.Issuer == issuer)
            issuer = recorded.Issuer;
        _made = new(shop, known, issuer);
        return issuer;
    }

    /// <summary>Who issued a receipt, by the entry that it names; null where it names none, or that is not here.</summary>
    /// <exception cref="StoreUnusableException">The entry is damaged.</exception>
    public static ReceiptIssuer? Find(SqliteConnection connection, long? sequence) =>
        sequence is { } named ? EntryReader.TryReadIssuer(JournalTable.BodyOf(connection, named)) : null;

    /// <summary>What a back office says beside a receipt; null where that is nothing, or makes no sense.</summary>
    public static ReceiptIssuer? TryRead(ReadOnlyMemory<byte> body)
    {
        try
        {
            return EntryReader.TryReadIssuer(body);
        }
        catch (Exception e) when (ReferenceJson.IsUnreadable(e))
        {
            return null;
        }
    }

    private ReceiptIssuer Create(DeviceIdentity device, ShopSettings shop, ImmutableArray<Tax> known) => new()
    {
        ShopName = shop.ShopName,
        Address = shop.Address,
        TaxNumber = shop.TaxNumber,
        TimeZone = shop.TimeZone?.Id,
        Taxes = [.. known.OrderBy(static tax => tax.Id.Value)],
        DeviceId = device.Id,
        DeviceNumber = device.Number,
        DeviceSerial = serial ?? device.Id.ToString(),
        Software = EngineInfo.Software,
        Application = application,
    };

    private sealed record Made(ShopSettings Shop, ImmutableArray<Tax> Taxes, ReceiptIssuer Issuer);
}
