using PosEngine.Capabilities;

namespace PosEngine.Sync;

/// <summary>What synchronisation is doing.</summary>
public enum SyncPhase
{
    /// <summary>Nothing to do.</summary>
    Idle = 0,

    /// <summary>Saying hello to the back office.</summary>
    Connecting = 1,

    /// <summary>Sending journal entries.</summary>
    Pushing = 2,

    /// <summary>Fetching reference data.</summary>
    Pulling = 3,

    /// <summary>Waiting for the next attempt, at <see cref="SyncStatus.NextAttempt"/>.</summary>
    Waiting = 4,

    /// <summary>The back office does not accept the device's token, or it is another shop's. Somebody has to act; selling goes on.</summary>
    PausedUnauthorised = 5,

    /// <summary>The back office asks for a newer version of the library. Nothing is dropped; selling goes on.</summary>
    HeldForUpgrade = 6,

    /// <summary>The back office has another history of this device. Somebody has to look; selling goes on.</summary>
    Forked = 7,

    /// <summary>No back office is configured: the till stands alone.</summary>
    StandAlone = 8,
}

/// <summary>The state of synchronisation.</summary>
/// <param name="Phase">What it is doing.</param>
/// <param name="Pending">How many journal entries the back office does not have.</param>
/// <param name="NextAttempt">When it tries again, where it waits.</param>
/// <param name="Problem">What stands in the way, if anything.</param>
public sealed record SyncStatus(SyncPhase Phase, long Pending, DateTimeOffset? NextAttempt = null, string? Problem = null);

/// <summary>How far a synchronisation is: "12 of 40 sent".</summary>
/// <param name="Sent">Journal entries that the back office has committed since it began.</param>
/// <param name="ToSend">Journal entries that were to be sent when it began, and those written since.</param>
/// <param name="Fetched">Changes of the reference data that were saved. How many there will be nobody knows.</param>
public readonly record struct SyncProgress(long Sent, long ToSend, int Fetched);

/// <summary>What a synchronisation did.</summary>
/// <param name="Pushed">Journal entries that the back office has committed since it began.</param>
/// <param name="Pulled">Changes of the reference data that were saved.</param>
public sealed record SyncReport(long Pushed, int Pulled);

/// <summary>Brings the journal to the back office, exactly once and in order, and the reference data to the till. Runs by itself.</summary>
/// <remarks>Thread-safe. Cancelling or disposing at any moment loses and doubles nothing.</remarks>
[UnderCapability(nameof(Capability.SyncNow))]
public interface ISync
{
    /// <summary>The state, and every change.</summary>
    IPosStream<SyncStatus> Status { get; }

    /// <summary>How far the synchronisation is that runs, or how far the last one came, and every step: after each batch that the back office has committed, and each page that was saved.</summary>
    IPosStream<SyncProgress> Progress { get; }

    /// <summary>Synchronises at once: sends everything, fetches everything.</summary>
    /// <param name="cancellationToken">Stops waiting for it; the synchronisation itself goes on.</param>
    /// <returns>
    /// What was done. Refused by the policy while offline ("No internet connection"), and with <see cref="RefusalCodes.SyncFailed"/> where it was tried and failed.
    /// </returns>
    Task<PosResult<SyncReport>> SyncNowAsync(CancellationToken cancellationToken = default);
}
