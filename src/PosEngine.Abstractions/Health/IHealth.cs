using System.Collections.Immutable;
using PosEngine.Capabilities;

namespace PosEngine.Health;

/// <summary>How well the till is, in the words and numbers of <c>Microsoft.Extensions.Diagnostics.HealthChecks</c>, so that a health check is one line.</summary>
public enum HealthStatus
{
    /// <summary>Somebody has to act now, or selling stops.</summary>
    Unhealthy = 0,

    /// <summary>Selling goes on; somebody should look.</summary>
    Degraded = 1,

    /// <summary>Nothing is the matter.</summary>
    Healthy = 2,
}

/// <summary>The codes of what can be the matter. Each has a message in every shipped language.</summary>
public static class HealthCodes
{
    /// <summary>A check has found damage in the database. The next start takes over what can be read.</summary>
    public const string Damaged = "health_damaged";

    /// <summary>The disk is full, or nearly.</summary>
    public const string DiskFull = "health_disk_full";

    /// <summary>The disk does not take what is written: nothing can be sold. The till tries every second, and sells on by itself when it does.</summary>
    public const string StoreFailing = "health_store_failing";

    /// <summary>Something has waited for the back office for more than a day.</summary>
    public const string Unsynchronised = "health_unsynchronised";

    /// <summary>The device's clock differs from the back office's by more than five minutes, or did what clocks do not do.</summary>
    public const string ClockWrong = "health_clock_wrong";
}

/// <summary>How the till is at one moment.</summary>
public sealed record PosHealth
{
    /// <summary>The whole in one word.</summary>
    public required HealthStatus Status { get; init; }

    /// <summary>What is the matter, the worst first: some of <see cref="HealthCodes"/>.</summary>
    public required ImmutableArray<string> Problems { get; init; }

    /// <summary>The same in words, in the engine's language; empty where nothing is.</summary>
    public required string Description { get; init; }

    /// <summary>When this was, by the device's clock.</summary>
    public required DateTimeOffset At { get; init; }

    /// <summary>The length of the database file, in bytes.</summary>
    public required long DatabaseBytes { get; init; }

    /// <summary>What waits in its log to be written back, in bytes.</summary>
    public required long LogBytes { get; init; }

    /// <summary>The room on its disk for this user, in bytes; null where nobody knows.</summary>
    public required long? FreeBytes { get; init; }

    /// <summary>How many journal entries the back office does not have.</summary>
    public required long UnsynchronisedEntries { get; init; }

    /// <summary>How long the oldest of them has waited; null where there is none.</summary>
    public required TimeSpan? UnsynchronisedAge { get; init; }

    /// <summary>When the last backup was written; null for never.</summary>
    public required DateTimeOffset? LastBackup { get; init; }

    /// <summary>When file and journal were last verified as a whole and found right; null for never.</summary>
    public required DateTimeOffset? LastVerification { get; init; }

    /// <summary>The epoch that is written now.</summary>
    public required EpochId Epoch { get; init; }

    /// <summary>How many epochs the journal has: 1, and one more for each time a backup, an older image or a copy came back, or damage was mended.</summary>
    public int Epochs { get; init; } = 1;

    /// <summary>What to add to the device's clock to get the back office's; null before the first contact.</summary>
    public required TimeSpan? ClockOffset { get; init; }

    /// <summary>The figures by name, as a health check reports them.</summary>
    public IReadOnlyDictionary<string, object> Data => new Dictionary<string, object?>
    {
        ["database_bytes"] = DatabaseBytes,
        ["log_bytes"] = LogBytes,
        ["free_bytes"] = FreeBytes,
        ["unsynchronised_entries"] = UnsynchronisedEntries,
        ["unsynchronised_age"] = UnsynchronisedAge,
        ["last_backup"] = LastBackup,
        ["last_verification"] = LastVerification,
        ["epoch"] = Epoch.ToString(),
        ["epochs"] = Epochs,
        ["clock_offset"] = ClockOffset,
    }.Where(static pair => pair.Value is not null).ToDictionary(static pair => pair.Key, static pair => pair.Value!);
}

/// <summary>How the till is. The same figures are metrics of the meter <c>PosEngine</c>.</summary>
/// <remarks>Thread-safe.</remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface IHealth
{
    /// <summary>How it was when last looked at, every half minute, after every backup and check, and when the disk fails or is well again; null before the first look.</summary>
    IPosStream<PosHealth?> Current { get; }

    /// <summary>Looks now.</summary>
    Task<PosHealth> CheckAsync(CancellationToken cancellationToken = default);
}
