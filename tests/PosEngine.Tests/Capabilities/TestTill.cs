using System.Globalization;
using Microsoft.Extensions.Logging.Abstractions;
using PosEngine.Connectivity;
using PosEngine.Employees;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Streams;
using PosEngine.Support;

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
        IDispatcher? dispatcher = null,
        TimeProvider? time = null)
    {
        dispatcher ??= new InlineDispatcher();
        Connectivity = new(connectivity, dispatcher, NullLogger.Instance);
        Unsynchronised = new(default, dispatcher, NullLogger.Instance);
        Settings = new(new() { ShowsStock = true, WarnsOfNegativeStock = true }, dispatcher, NullLogger.Instance);
        Employee = new(new() { Id = new(Guid.Empty), Name = "Ann", Permissions = Permissions.Refunds }, dispatcher, NullLogger.Instance);
        IsShiftOpen = new(true, dispatcher, NullLogger.Instance);
        Offline = new(Connectivity, time ?? new ShopClock(DateTimeOffset.UnixEpoch), dispatcher, NullLogger.Instance);
        Capabilities = new(policy ?? OfflinePolicy.Loyverse, new PosText(CultureInfo.GetCultureInfo(language), Currency.EUR, texts), new()
        {
            Connectivity = Connectivity,
            Unsynchronised = Unsynchronised,
            Offline = Offline,
            Settings = Settings,
            Employee = Employee,
            IsShiftOpen = IsShiftOpen,
            HasCardTerminal = hasCardTerminal,
            StoresPayments = () => StoresPayments,
            HasBackOffice = hasBackOffice,
            DeviceNumber = 1,
        });
    }

    public PosStream<ConnectivityState> Connectivity { get; }

    public PosStream<UnsynchronisedReceipts> Unsynchronised { get; }

    public PosStream<ShopSettings> Settings { get; }

    public PosStream<Employee?> Employee { get; }

    public PosStream<bool> IsShiftOpen { get; }

    public OfflineClock Offline { get; }

    public bool StoresPayments { get; set; }

    public CapabilityService Capabilities { get; }
}
