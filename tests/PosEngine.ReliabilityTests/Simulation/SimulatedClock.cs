using Microsoft.Extensions.Time.Testing;

namespace PosEngine.Reliability.Simulation;

/// <summary>A till's clock. Its timers can be made to be dead, on purpose.</summary>
internal sealed class SimulatedClock(bool isDead) : FakeTimeProvider(new DateTimeOffset(2026, 11, 24, 8, 0, 0, TimeSpan.Zero))
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
        base.CreateTimer(isDead ? static _ => { } : callback, state, dueTime, period);
}
