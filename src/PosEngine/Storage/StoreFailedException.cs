namespace PosEngine.Storage;

/// <summary>The disk did not do what it was told. The engine turns it into a refusal or an unknown outcome before it reaches a caller.</summary>
/// <param name="isOutcomeUnknown">Whether the work may be durable all the same; false if it certainly is not.</param>
/// <param name="innerException">What SQLite said.</param>
internal sealed class StoreFailedException(bool isOutcomeUnknown, Exception? innerException)
    : PosEngineException(isOutcomeUnknown ? "The storage failed while committing." : "The storage failed; nothing was saved.", innerException)
{
    public bool IsOutcomeUnknown { get; } = isOutcomeUnknown;
}
