using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using PosEngine.Connectivity;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Streams;

namespace PosEngine.Capabilities;

/// <summary>The inputs of decisions, to be changed by hand.</summary>
internal sealed class TestTill
{
    public TestTill(
        ConnectivityState connectivity = ConnectivityState.Unknown,
        OfflinePolicy? policy = null,
        bool hasCardTerminal = true,
        bool hasBackOffice = true,
        string language = "en",
        IReadOnlyDictionary<string, string>? texts = null,
        IDispatcher? dispatcher = null)
    {
        dispatcher ??= new InlineDispatcher();
        Connectivity = new(connectivity, dispatcher, NullLogger.Instance);
        Unsynchronised = new(default, dispatcher, NullLogger.Instance);
        Settings = new(new() { ShowsStock = true, WarnsOfNegativeStock = true }, dispatcher, NullLogger.Instance);
        Capabilities = new(policy ?? OfflinePolicy.Loyverse, new PosText(CultureInfo.GetCultureInfo(language), Currency.EUR, texts), new()
        {
            Connectivity = Connectivity,
            Unsynchronised = Unsynchronised,
            Settings = Settings,
            HasCardTerminal = hasCardTerminal,
            HasBackOffice = hasBackOffice,
        });
    }

    public PosStream<ConnectivityState> Connectivity { get; }

    public PosStream<UnsynchronisedReceipts> Unsynchronised { get; }

    public PosStream<ShopSettings> Settings { get; }

    public CapabilityService Capabilities { get; }
}
