using Microsoft.Extensions.Logging;
using PosEngine.Connectivity;
using PosEngine.Streams;

namespace PosEngine.Capabilities;

/// <summary>How long the till has been offline, in whole minutes: what a decision may depend on changes once a minute, and whoever watches hears of it.</summary>
/// <remarks>
/// Counted by the clock that nobody can set. Earlier runs of the engine count from the first entry that the back office does not have, by what the journal tells (<see cref="Ledger.JournalTime"/>): a restart is no
/// way around a limit, not even with the clock set back, and a till that wrote nothing while offline has nothing to count. Thread-safe.
/// </remarks>
internal sealed class OfflineClock : IDisposable
{
    private static readonly TimeSpan Step = TimeSpan.FromMinutes(1);

    private readonly TimeProvider _time;
    private readonly PosStream<long> _minutes;
    private readonly ITimer _timer;
    private readonly IDisposable _subscription;
    private readonly Lock _gate = new();
    private long? _since;
    private TimeSpan _before;

    public OfflineClock(IPosStream<ConnectivityState> connectivity, TimeProvider time, IDispatcher dispatcher, ILogger logger)
    {
        _time = time;
        _since = time.GetTimestamp();
        _minutes = new(0, dispatcher, logger, EqualityComparer<long>.Default);
        _timer = time.CreateTimer(static clock => ((OfflineClock)clock!).Tick(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _subscription = connectivity.Subscribe(Follow);
    }

    /// <summary>Tells of every minute.</summary>
    public IPosStream<long> Minutes => _minutes;

    /// <summary>How long, in whole minutes; zero online.</summary>
    public TimeSpan Elapsed
    {
        get
        {
            lock (_gate)
                return TimeSpan.FromMinutes(WholeMinutes);
        }
    }

    /// <summary>What went before this run of the engine.</summary>
    /// <param name="before">How long the first entry waits that the back office does not have.</param>
    public void Start(TimeSpan before)
    {
        lock (_gate)
        {
            if (_since is not null)
                _before = before;
        }

        Tick();
    }

    public void Dispose()
    {
        _subscription.Dispose();
        _timer.Dispose();
        _minutes.Complete();
    }

    private long WholeMinutes => (_since is { } since ? _before + _time.GetElapsedTime(since) : TimeSpan.Zero).Ticks / Step.Ticks;

    private void Follow(ConnectivityState state)
    {
        lock (_gate)
        {
            if (state == ConnectivityState.Online)
                (_since, _before) = (null, TimeSpan.Zero);
            else
                _since ??= _time.GetTimestamp();
        }

        Tick();
    }

    /// <summary>Tells the minutes, and wakes again when the next one is full.</summary>
    private void Tick()
    {
        lock (_gate)
        {
            _minutes.Publish(WholeMinutes);
            var next = _since is { } since ? Step - TimeSpan.FromTicks((_before + _time.GetElapsedTime(since)).Ticks % Step.Ticks) : Timeout.InfiniteTimeSpan;
            _timer.Change(next, Timeout.InfiniteTimeSpan);
        }
    }
}
