namespace PosEngine.Sync;

/// <summary>How long to wait before the next attempt: exponential, with full jitter. The one retry schedule of the engine.</summary>
/// <remarks>
/// Any time up to the ceiling is as likely as any other: a thousand tills that failed together do not come back together. The ceiling doubles with every
/// failure. What the back office asked for (<c>Retry-After</c>) is waited first, but no longer than an hour: beyond that it is taken for a mistake, since
/// a till must not fall silent for days.
/// </remarks>
/// <param name="delayMax">The highest ceiling; the first is a second.</param>
/// <param name="random">The source of the jitter; not shared with other threads.</param>
internal sealed class RetrySchedule(TimeSpan delayMax, Random random)
{
    private static readonly TimeSpan DelayBase = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan RetryAfterMax = TimeSpan.FromHours(1);

    // A million seconds are beyond any ceiling; a hundred doublings would be beyond 64 bits.
    private const int DoublingsMax = 20;

    /// <summary>The longest that anybody ever waits: further away only a clock that was set back can say.</summary>
    public TimeSpan DelayMax => RetryAfterMax + delayMax;

    /// <param name="failures">Failures in a row so far, at least 1.</param>
    /// <param name="retryAfter">What the back office asked for, if it did.</param>
    public TimeSpan Next(int failures, TimeSpan? retryAfter = null)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(failures, 1);
        var ceiling = Math.Min(DelayBase.Ticks << Math.Min(failures - 1, DoublingsMax), delayMax.Ticks);
        var jitter = TimeSpan.FromTicks(random.NextInt64(ceiling + 1));
        return retryAfter is { } asked ? Min(asked, RetryAfterMax) + jitter : jitter;
    }

    private static TimeSpan Min(TimeSpan left, TimeSpan right) => left < right ? left : right;
}
