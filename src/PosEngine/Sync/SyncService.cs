using System.Reactive.Linq;
using Microsoft.Extensions.Logging;
using PosEngine.Capabilities;
using PosEngine.Connectivity;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Scheduling;
using PosEngine.Streams;

namespace PosEngine.Sync;

/// <summary>Decides when a round of synchronisation runs: when something is written, when the timer says so, when somebody asks. One at a time.</summary>
/// <remarks>While anything is unsynchronised, or the till is not online, a next attempt is always scheduled (invariant S6).</remarks>
internal sealed class SyncService : ISync, ISyncWatch, IAsyncDisposable
{
    private readonly DeviceLedger _ledger;
    private readonly SyncPump? _pump;
    private readonly ConnectivityService _connectivity;
    private readonly CapabilityService _capabilities;
    private readonly PosText _text;
    private readonly RetrySchedule _schedule;
    private readonly RetryMemory _memory;
    private readonly SyncOptions _options;
    private readonly IEngineScheduler _scheduler;
    private readonly TimeProvider _time;
    private readonly ILogger _logger;
    private readonly PosStream<SyncStatus> _status;
    private readonly PosStream<SyncProgress> _progress;
    private readonly CancellationTokenSource _stopping = new();
    private readonly Lock _gate = new();
    private readonly ITimer _timer;
    private List<TaskCompletionSource<RoundResult>> _waiters = [];
    private IDisposable? _growth;
    private TaskCompletionSource? _running;
    private bool _isOpen;
    private bool _isAgainWanted;
    private int _failures;

    public SyncService(
        DeviceLedger ledger, RetryMemory memory, Func<ISyncWatch, SyncPump>? createPump, ConnectivityService connectivity, CapabilityService capabilities, PosText text,
        SyncOptions options, IEngineScheduler scheduler, IDispatcher dispatcher, TimeProvider time, Random random, ILogger logger)
    {
        _ledger = ledger;
        _memory = memory;
        _connectivity = connectivity;
        _capabilities = capabilities;
        _text = text;
        _schedule = new RetrySchedule(options.RetryDelayMax, random);
        _options = options;
        _scheduler = scheduler;
        _time = time;
        _logger = logger;
        _pump = createPump?.Invoke(this);
        _progress = new PosStream<SyncProgress>(default, dispatcher, logger, EqualityComparer<SyncProgress>.Default);
        _status = new PosStream<SyncStatus>(new SyncStatus(_pump is null ? SyncPhase.StandAlone : SyncPhase.Idle, 0), dispatcher, logger, EqualityComparer<SyncStatus>.Default);
        Status = DerivedStream.Of(WithPending, EqualityComparer<SyncStatus>.Default, DerivedStream.ChangesOf(_status), DerivedStream.ChangesOf(ledger.States));
        _timer = time.CreateTimer(static service => ((SyncService)service!).Wake(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    public IPosStream<SyncStatus> Status { get; }

    public IPosStream<SyncProgress> Progress => _progress;

    /// <summary>Begins. The first round runs at once, unless the back office has asked for time.</summary>
    public void Start()
    {
        if (_pump is null)
            return;
        lock (_gate)
            _isOpen = true;
        _connectivity.AttemptWanted += Wake;
        (_failures, var notBefore) = _memory.Read();
        if (notBefore - _time.GetUtcNow() is { } wait && wait > TimeSpan.Zero && wait <= _schedule.DelayMax)
        {
            Publish(SyncPhase.Waiting, notBefore);
            ScheduleNext(wait);
        }
        else
        {
            Wake();
        }

        // A till that waits out a failure goes on waiting: the timer has the next attempt.
        _growth = _ledger.States
            .Where(state => state.Head > state.Outbox.Acked && _status.Value.Phase == SyncPhase.Idle)
            .Subscribe(_ => Wake());
    }

    public async Task<PosResult<SyncReport>> SyncNowAsync(CancellationToken cancellationToken = default)
    {
        if (_capabilities.Check(Capability.SyncNow) is { } forbidden)
        {
            Wake(); // Perhaps the connection is back and nobody has noticed yet: the button at least makes it look.
            return forbidden;
        }

        var waiter = new TaskCompletionSource<RoundResult>(_scheduler.Completions);
        if (!TryWake(waiter))
            throw new InvalidOperationException("The engine is not running: call StartAsync first, and nothing after it was disposed.");
        var result = await waiter.Task.WaitAsync(cancellationToken).ConfigureAwait(false);
        return result.Report is { } report ? report : _text.Refuse(RefusalCodes.SyncFailed);
    }

    /// <summary>Ends the round that is running and waits for it. What it had sent counts, or is sent again.</summary>
    public async ValueTask DisposeAsync()
    {
        _connectivity.AttemptWanted -= Wake;
        _growth?.Dispose();
        Task running;
        lock (_gate)
        {
            _isOpen = false;
            running = _running?.Task ?? Task.CompletedTask;
        }

        await _stopping.CancelAsync().ConfigureAwait(false);
        await _timer.DisposeAsync().ConfigureAwait(false);
        await running.ConfigureAwait(false);
        _stopping.Dispose();
        _status.Complete();
        _progress.Complete();
    }

    void ISyncWatch.Enter(SyncPhase phase) => Publish(phase);

    void ISyncWatch.Step(SyncProgress progress) => _progress.Publish(progress);

    private void Wake() => TryWake(waiter: null);

    /// <summary>Runs a round now, or another one right after the one that is running.</summary>
    /// <param name="waiter">Who waits for that round: queued together with it, so that an end in between forgets nobody.</param>
    /// <returns>False if the engine is not running.</returns>
    private bool TryWake(TaskCompletionSource<RoundResult>? waiter)
    {
        lock (_gate)
        {
            if (!_isOpen)
                return false;
            if (waiter is not null)
                _waiters.Add(waiter);
            _isAgainWanted = true;
            if (_running is not null)
                return true;
            _running = new TaskCompletionSource(_scheduler.Completions);
        }

        _ = RunRoundsAsync();
        return true;
    }

    private async Task RunRoundsAsync()
    {
        while (TakeWaiters() is { } waiters)
        {
            var result = await RunRoundAsync().ConfigureAwait(false);
            foreach (var waiter in waiters)
                waiter.TrySetResult(result);
        }
    }

    /// <summary>Those who wait for the round that begins now; null where none is wanted any more.</summary>
    private List<TaskCompletionSource<RoundResult>>? TakeWaiters()
    {
        lock (_gate)
        {
            if (!_isAgainWanted || !_isOpen)
            {
                foreach (var waiter in _waiters)
                    waiter.TrySetResult(default);
                _waiters = [];
                _running!.SetResult();
                _running = null;
                return null;
            }

            _isAgainWanted = false;
            var waiters = _waiters;
            _waiters = [];
            return waiters;
        }
    }

    private async Task<RoundResult> RunRoundAsync()
    {
        try
        {
            _timer.Change(Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            var report = await _pump!.RunAsync(_stopping.Token).ConfigureAwait(false);
            await SucceedAsync().ConfigureAwait(false);
            Publish(SyncPhase.Idle);
            ScheduleNext(_options.Interval);
            if (_ledger.State.Head > _ledger.State.Outbox.Acked)
                Again();
            return new RoundResult(report);
        }
        catch (OperationCanceledException) when (_stopping.IsCancellationRequested)
        {
            return default;
        }
        catch (ObjectDisposedException) when (_stopping.IsCancellationRequested)
        {
            return default;
        }
        catch (BackOfficeException e)
        {
            _logger.RoundFailed(e.Error, e.Message);
            await RetryAsync(PhaseOf(e.Error), e).ConfigureAwait(false);
            return default;
        }
        catch (Exception e)
        {
            // A transport that throws what it should not: no reason to stop for ever.
            _logger.RoundBroken(e);
            await RetryAsync(SyncPhase.Waiting, new BackOfficeException(BackOfficeError.Transient, e.Message, e)).ConfigureAwait(false);
            return default;
        }
    }

    private void Again()
    {
        lock (_gate)
            _isAgainWanted = true;
    }

    private async Task SucceedAsync()
    {
        if (_failures == 0)
            return;
        _failures = 0;
        await _memory.SaveAsync(0, notBefore: null).ConfigureAwait(false);
    }

    private async Task RetryAsync(SyncPhase phase, BackOfficeException e)
    {
        // What only a person can mend is looked at again from time to time; the rest soon.
        var delay = phase == SyncPhase.Waiting ? _schedule.Next(++_failures, e.RetryAfter) : _options.RetryDelayMax;
        var next = _time.GetUtcNow() + delay;
        Publish(phase, next, e.Message);
        ScheduleNext(delay);
        if (phase == SyncPhase.Waiting)
            await _memory.SaveAsync(_failures, e.RetryAfter is null ? null : next).ConfigureAwait(false);
    }

    private void ScheduleNext(TimeSpan delay) => _timer.Change(delay, Timeout.InfiniteTimeSpan);

    private void Publish(SyncPhase phase, DateTimeOffset? next = null, string? problem = null) =>
        _status.Publish(new SyncStatus(phase, Pending: 0, next, problem));

    /// <summary>How it stands and what is pending: that changes with every sale, whatever synchronisation is doing.</summary>
    private SyncStatus WithPending() =>
        _pump is null ? _status.Value : _status.Value with { Pending = _ledger.State.Head - _ledger.State.Outbox.Acked };

    private static SyncPhase PhaseOf(BackOfficeError error) => error switch
    {
        BackOfficeError.Unauthorised or BackOfficeError.OtherAccount => SyncPhase.PausedUnauthorised,
        BackOfficeError.UpgradeRequired => SyncPhase.HeldForUpgrade,
        BackOfficeError.Fork or BackOfficeError.DeviceNumberTaken => SyncPhase.Forked,
        _ => SyncPhase.Waiting,
    };

    /// <summary>What a round came to: its report, or nothing where it failed.</summary>
    private readonly record struct RoundResult(SyncReport? Report);
}
