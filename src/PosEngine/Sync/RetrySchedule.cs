namespace PosEngine.Sync;

/// <summary>When to try again after a failure: exponential with full jitter, so that the tills of a chain do not come back all at once.</summary>
/// <remarks>The one retry schedule of the engine. See "Exponential Backoff and Jitter", Amazon Builders' Library.</remarks>
internal sealed class RetrySchedule(TimeSpan delayMax, Random random)
{
    private static readonly TimeSpan DelayBase = TimeSpan.FromSeconds(1);
    private const int DoublingsMax = 20;

    /// <summary>The pause before the next attempt.</summary>
    /// <param name="failures">How many attempts failed in a row, from 1.</param>
    /// <param name="retryAfter">The least pause that the back office asked for.</param>
    public TimeSpan Next(int failures, TimeSpan? retryAfter = null)
    {
        var ceiling = Math.Min(DelayBase.Ticks << Math.Min(failures - 1, DoublingsMax), delayMax.Ticks);
        var delay = TimeSpan.FromTicks(random.NextInt64(ceiling + 1));
        return retryAfter is { } least && least > delay ? least : delay;
    }
}
