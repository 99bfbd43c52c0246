using System.Text.Json;
using Microsoft.Extensions.Logging;
using PosEngine.Capabilities;
using PosEngine.Reference;
using PosEngine.Storage;
using PosEngine.Streams;
using PosEngine.Sync;

namespace PosEngine.Settings;

/// <summary>The shop's settings as last pulled.</summary>
internal sealed class SettingsService(Readers readers, IDispatcher dispatcher, ILogger logger) : ISettings, IReferenceRoom
{
    private const string Kind = "settings";
    private const string Id = "shop";
    private const long SecondsMax = 24 * 60 * 60;

    private readonly PosStream<ShopSettings> _current = new(ShopSettings.Default, dispatcher, logger, EqualityComparer<ShopSettings>.Default);

    public IPosStream<ShopSettings> Current => _current;

    public IReadOnlyCollection<string> Kinds { get; } = [Kind];

    public void Load() => _current.Publish(
        readers.Query(connection => ReferenceTable.Find(connection, Kind, Id)) is { } json && ReferenceJson.TryRead(json, Read, logger, Kind, Id, out var settings)
            ? settings
            : ShopSettings.Default);

    /// <summary>Nothing changes any more.</summary>
    public void Complete() => _current.Complete();

    public void Write(WriteSession session, ReferenceChange change)
    {
        if (change.Json is { } json)
            _ = Read(json);
        ReferenceTable.Set(session, Kind, change.Id, change.Json);
    }

    public void Committed(IReadOnlyList<ReferenceChange> changes) => Load();

    private static LoyaltyProgramme ReadLoyalty(JsonElement loyalty) =>
        (Rate.FromPartsPerMillion(loyalty.OptionalNumber("earn_rate") ?? 0), Money.FromUnits(loyalty.GetProperty("point_value").GetInt64())) is ({ PartsPerMillion: >= 0 } rate, { IsPositive: true } value)
            ? new(rate, value)
            : throw new FormatException("A rate is zero or more, and a point is worth something.");

    private static ShopSettings Read(string json) => ReferenceJson.Parse(json, static settings => new ShopSettings
    {
        ShopName = settings.OptionalText("shop_name") ?? "",
        Address = settings.OptionalText("address") ?? "",
        TaxNumber = settings.OptionalText("tax_number") ?? "",
        ReceiptHeader = settings.OptionalText("receipt_header") ?? "",
        ReceiptFooter = settings.OptionalText("receipt_footer") ?? "",
        TimeZone = TimeZoneInfo.TryFindSystemTimeZoneById(settings.OptionalText("time_zone") ?? "", out var zone) ? zone : null,
        ShowsStock = settings.Flag("shows_stock", otherwise: false),
        WarnsOfNegativeStock = settings.Flag("warns_of_negative_stock", otherwise: false),
        PinsAreUnique = settings.Flag("pins_are_unique", otherwise: false),
        LockAfter = settings.OptionalNumber("lock_after") is { } seconds and > 0 ? TimeSpan.FromSeconds(Math.Min(seconds, SecondsMax)) : null,
        CountsBlind = settings.Flag("counts_blind", otherwise: false),
        DifferenceMax = settings.OptionalNumber("difference_max") is { } units and >= 0 ? Money.FromUnits(units) : null,
        Loyalty = settings.TryGetProperty("loyalty", out var loyalty) && loyalty.ValueKind != JsonValueKind.Null ? ReadLoyalty(loyalty) : null,
        OfflinePolicy = settings.TryGetProperty("offline_policy", out var policy) && policy.ValueKind != JsonValueKind.Null ? PolicyReader.Read(policy) : null,
    });
}
