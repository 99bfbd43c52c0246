namespace PosEngine.Sync;

/// <summary>What went wrong between device and back office, by what the device does about it.</summary>
public enum BackOfficeError
{
    /// <summary>The network failed, or the back office is busy or broken: the same bytes again after a pause.</summary>
    Transient = 0,

    /// <summary>The batch is too large: half of it.</summary>
    TooLarge = 1,

    /// <summary>The device's token is not accepted: pause, alert, keep selling.</summary>
    Unauthorised = 2,

    /// <summary>The batch does not follow what the back office has: go back to where it says.</summary>
    Gap = 3,

    /// <summary>The back office has another entry of the same sequence: stop and alarm, keep selling.</summary>
    Fork = 4,

    /// <summary>The back office no longer speaks this version of the protocol: hold everything until the upgrade.</summary>
    UpgradeRequired = 5,

    /// <summary>The pull cursor is too old: start again from a snapshot.</summary>
    CursorExpired = 6,

    /// <summary>Another installation uses the same device number: alarm, keep selling.</summary>
    DeviceNumberTaken = 7,

    /// <summary>The back office does not do what it was asked for; the message says why, for people. Asking again does not help.</summary>
    Rejected = 8,

    /// <summary>The back office does not have what it was asked about.</summary>
    NotFound = 9,

    /// <summary>The back office does not have this call of <see cref="IBackOfficeServices"/>: what needs it is refused.</summary>
    Unsupported = 10,

    /// <summary>The back office is not the one that has this device's journal, but another shop's: pause, alert, keep selling. Nothing is sent there and nothing taken from it.</summary>
    OtherAccount = 11,
}

/// <summary>A call of the back office that failed.</summary>
/// <param name="error">What it means for the device.</param>
/// <param name="message">What happened, in words. Never holds a secret.</param>
/// <param name="innerException">What the transport said.</param>
public sealed class BackOfficeException(BackOfficeError error, string message, Exception? innerException = null)
    : PosEngineException(message, innerException)
{
    /// <summary>What it means for the device.</summary>
    public BackOfficeError Error { get; } = error;

    /// <summary>How long the back office asked to wait, if it did.</summary>
    public TimeSpan? RetryAfter { get; init; }

    /// <summary>Whether the back office was reached at all: it answered, if only with an error.</summary>
    public bool WasReached { get; init; }
}
