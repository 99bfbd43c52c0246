namespace PosEngine.Benchmarks.Tills;

/// <summary>The system's clock without its timers: no open ticket is saved and no log written back while something else is measured.</summary>
internal sealed class StillTimers : TimeProvider
{
    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => new StillTimer();

    private sealed class StillTimer : ITimer
    {
        public bool Change(TimeSpan dueTime, TimeSpan period) => true;

        public void Dispose()
        {
            // Nothing ever runs.
        }

        public ValueTask DisposeAsync() => ValueTask.CompletedTask;
    }
}
