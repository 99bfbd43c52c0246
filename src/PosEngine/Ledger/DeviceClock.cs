using Microsoft.Extensions.Logging;
using PosEngine.Scheduling;

namespace PosEngine.Ledger;

/// <summary>What is known of the device's clock: how far it is from the back office's, whether it did what clocks do not do, and how long the engine has been running by one that nobody can set.</summary>
/// <param name="run">This run of the engine.</param>
/// <param name="time">The clock.</param>
/// <param name="logger">Hears of what is odd.</param>
internal sealed class DeviceClock(EngineRun run, TimeProvider time, ILogger logger)
{
    private const long OffsetUnknown = long.MinValue;
    private static readonly TimeSpan OddFor = TimeSpan.FromDays(1);

    private readonly long _started = time.GetTimestamp();
    private long _offset = OffsetUnknown;
    private long _oddAt;

    /// <summary>Milliseconds to add to the device's clock to get the back office's, as last measured.</summary>
    public long? Offset
    {
        // A nullable would be read in two steps, while the thread that synchronises writes it.
        get => Volatile.Read(ref _offset) is var offset && offset != OffsetUnknown ? offset : null;
        set
        {
            Volatile.Write(ref _offset, value ?? OffsetUnknown);
            Volatile.Write(ref _oddAt, 0);
        }
    }

    /// <summary>Whether the clock did what clocks do not do within the last day, and was not held against the back office's since. A machine that slept is told from one whose clock was set only so.</summary>
    public bool IsOdd => Volatile.Read(ref _oddAt) is not 0 and var at && time.GetElapsedTime(at) < OddFor;

    /// <summary>The shop's zone, where the back office names it.</summary>
    public TimeZoneInfo? ShopZone
    {
        get => run.ShopZone;
        set => run.ShopZone = value;
    }

    /// <summary>Whether the device is in another zone than the shop.</summary>
    public bool IsZoneWrong => ClockRules.IsZoneWrong(time.GetDeviceTime(), ShopZone);

    /// <summary>How long this run of the engine lasts, by a clock that nobody can set.</summary>
    public TimeSpan Uptime => time.GetElapsedTime(_started);

    /// <summary>An entry tells of something odd.</summary>
    public void Note(ClockAnomaly anomaly)
    {
        Volatile.Write(ref _oddAt, Math.Max(1, time.GetTimestamp()));
        logger.ClockAnomalyNoted(anomaly.Anomaly, anomaly.Previous, anomaly.Drift);
    }

    /// <summary>The moment, as a transaction that begins now has it.</summary>
    public void Stamp(LedgerTransaction transaction) => (transaction.Now, transaction.Uptime, transaction.ClockOffset) = (time.GetDeviceTime(), Uptime, Offset);
}
