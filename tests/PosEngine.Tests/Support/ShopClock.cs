using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace PosEngine.Support;

/// <summary>A clock whose hands can be moved without time passing: stopwatches do not notice.</summary>
internal sealed class ShopClock(DateTimeOffset start) : FakeTimeProvider(start)
{
    private readonly ConcurrentBag<TimeSpan> _timers = [];
    private long _moved;

    public void MoveHands(TimeSpan by)
    {
        _moved += by.Ticks;
        AdjustTime(GetUtcNow() + by);
    }

    /// <summary>How many timers were ever made that are due after this time.</summary>
    public int TimersOf(TimeSpan due) => _timers.Count(other => other == due);

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
    {
        _timers.Add(dueTime);
        return base.CreateTimer(callback, state, dueTime, period);
    }

    public override long GetTimestamp() => base.GetTimestamp() - _moved;
}
