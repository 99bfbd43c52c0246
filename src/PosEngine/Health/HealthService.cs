using System.Diagnostics.Metrics;
using Microsoft.Data.Sqlite;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Health;

/// <summary>Looks after the till from time to time, and tells what it sees: as a stream, as a figure by figure, as metrics.</summary>
internal sealed class HealthService : IHealth, IDisposable
{
    private static readonly TimeSpan Interval = TimeSpan.FromSeconds(30);

    private readonly DeviceLedger _ledger;
    private readonly Readers _readers;
    private readonly Chores _chores;
    private readonly PosText _text;
    private readonly bool _isAlone;
    private readonly TimeProvider _time;
    private readonly PosStream<PosHealth?> _current;
    private readonly IDisposable _storeFailures;
    private readonly ITimer _timer;
    private readonly Meter _meter;

    public HealthService(
        DeviceLedger ledger, Readers readers, Chores chores, PosText text, bool isAlone, int deviceNumber, PosStream<PosHealth?> current, TimeProvider time)
    {
        _ledger = ledger;
        _readers = readers;
        _chores = chores;
        _text = text;
        _isAlone = isAlone;
        _time = time;
        _current = current;
        _timer = time.CreateTimer(static service => ((HealthService)service!).LookNow(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _storeFailures = ledger.Watch.Failure.Subscribe(_ => LookNow());
        _chores.Done += LookNow;
        _meter = new Meter("PosEngine", null, [new("device", deviceNumber)]);
        Gauge("posengine.health", "1", "The whole in one number: 0 unhealthy, 1 degraded, 2 healthy.", static health => (long)health.Status);
        Gauge("posengine.epoch", "{epoch}", "How many epochs the journal has; each above the first began with a restore, a copy or damage.", static health => health.Epochs);
        Gauge("posengine.database.size", "By", "The length of the database file.", static health => health.DatabaseBytes);
        Gauge("posengine.log.size", "By", "What waits in the write-ahead log.", static health => health.LogBytes);
        Gauge("posengine.disk.free", "By", "The room on the disk of the database.", static health => health.FreeBytes);
        Gauge("posengine.unsynchronised.entries", "{entry}", "Journal entries that the back office does not have.", static health => health.UnsynchronisedEntries);
        Gauge("posengine.unsynchronised.age", "s", "How long the oldest of them has waited.", static health => Seconds(health.UnsynchronisedAge ?? TimeSpan.Zero));
        Gauge("posengine.backup.age", "s", "How long ago the last backup was written.", static health => Seconds(health.At - health.LastBackup));
        Gauge("posengine.verification.age", "s", "How long ago the whole was last verified.", static health => Seconds(health.At - health.LastVerification));
        Gauge("posengine.clock.offset", "ms", "What to add to the device's clock to get the back office's.", static health => (long?)health.ClockOffset?.TotalMilliseconds);
    }

    public IPosStream<PosHealth?> Current => _current;

    /// <summary>Begins to look.</summary>
    public void Start()
    {
        _timer.Change(Interval, Interval);
        LookNow();
    }

    public async Task<PosHealth> CheckAsync(CancellationToken cancellationToken = default)
    {
        PosHealth health;
        try
        {
            health = await _readers.QueryAsync(Look, cancellationToken).ConfigureAwait(false);
        }
        catch (PosEngineException) when (_current.Value is not null)
        {
            health = Judge(_current.Value, isUnreadable: true); // The figures are those of the last look.
        }

        _current.Publish(health);
        return health;
    }

    public void Dispose()
    {
        _chores.Done -= LookNow;
        _storeFailures.Dispose();
        _timer.Dispose();
        _meter.Dispose();
        _current.Complete();
    }

    private void LookNow() => _ = RefreshAsync();

    private async Task RefreshAsync()
    {
        try
        {
            _ = await CheckAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is PosEngineException or InvalidOperationException)
        {
            // Nothing was ever seen, or the engine is ending.
        }
    }

    private PosHealth Look(SqliteConnection connection) => Judge(new PosHealth
    {
        Status = HealthStatus.Healthy,
        Problems = [],
        Description = "",
        At = _time.GetUtcNow(),
        DatabaseBytes = Store.Read(connection, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
        LogBytes = _ledger.LogBytes,
        FreeBytes = _ledger.Watch.Space.Free,
        UnsynchronisedEntries = _ledger.State.Head - _ledger.State.Outbox.Acked,
        UnsynchronisedAge = AgeOfUnsynchronised(connection),
        LastBackup = Chores.LastOf(connection, Chore.Backup),
        LastVerification = Chores.LastOf(connection, Chore.Verification),
        Epoch = _ledger.Identity.Current.Journal.Id,
        Epochs = _ledger.Identity.Epochs.Length,
        ClockOffset = _ledger.Clock.Offset is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : null,
    });

    private PosHealth Judge(PosHealth seen, bool isUnreadable = false)
    {
        var problems = HealthRules.Problems(
            _ledger.IsDamaged, isUnreadable || _ledger.Watch.IsFailing, _ledger.Watch.Space.IsShort, _isAlone ? null : seen.UnsynchronisedAge, seen.ClockOffset, _ledger.Clock.IsOdd || _ledger.Clock.IsZoneWrong);
        return seen with
        {
            Status = HealthRules.StatusOf(problems),
            Problems = problems,
            Description = string.Join(' ', problems.Select(code => _text.Refuse(code).Message)),
            At = _time.GetUtcNow(),
        };
    }

    private TimeSpan? AgeOfUnsynchronised(SqliteConnection connection) =>
        Store.Read(connection, "SELECT coalesce(min(at), -1) FROM journal WHERE seq = (SELECT coalesce(max(acked), 0) + 1 FROM epoch)") is >= 0 and var at
            ? _time.GetUtcNow() - DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;

    /// <summary>A figure of the last look: a collector asks at any moment, and must not make the till read its disk.</summary>
    private void Gauge(string name, string unit, string description, Func<PosHealth, long?> figure) => _meter.CreateObservableGauge(
        name, () => _current.Value is { } health && figure(health) is { } value ? [new Measurement<long>(value)] : Array.Empty<Measurement<long>>(), unit, description);

    private static long? Seconds(TimeSpan? span) => span is { } known ? known.Ticks / TimeSpan.TicksPerSecond : null;
}
