namespace Till.Replay;

/// <summary>The clock on the shop's wall while a log is replayed. Day and stopwatches are the log's; timers are real.</summary>
/// <remarks>Thread-safe.</remarks>
/// <param name="zone">Where the wall is.</param>
internal sealed class ReplayClock(TimeZoneInfo zone) : TimeProvider
{
    private long _utcTicks = DateTime.UnixEpoch.Ticks;

    /// <summary>A clock in the shop's zone.</summary>
    /// <remarks>A machine without a table of time zones has Coordinated Universal Time, which is never more than an hour off.</remarks>
    public static ReplayClock InBritain() =>
        new(TimeZoneInfo.TryFindSystemTimeZoneById("Europe/London", out var zone) ? zone : TimeZoneInfo.Utc);

    /// <inheritdoc/>
    public override TimeZoneInfo LocalTimeZone => zone;

    /// <inheritdoc/>
    public override DateTimeOffset GetUtcNow() => new(Interlocked.Read(ref _utcTicks), TimeSpan.Zero);

    /// <inheritdoc/>
    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    /// <inheritdoc/>
    public override long GetTimestamp() => Interlocked.Read(ref _utcTicks);

    /// <summary>Sets the clock to a time on the wall.</summary>
    public void Set(DateTime wall) => Interlocked.Exchange(ref _utcTicks, (wall - zone.GetUtcOffset(wall)).Ticks);
}
