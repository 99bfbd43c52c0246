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
    private readonly PosText _text;
    private readonly bool _isAlone;
    private readonly TimeProvider _time;
    private readonly PosStream<PosHealth?> _current;
    private readonly ITimer _timer;
    private readonly Meter _meter;

    public HealthService(
        DeviceLedger ledger, Readers readers, PosText text, bool isAlone, int deviceNumber, PosStream<PosHealth?> current, TimeProvider time)
    {
        _ledger = ledger;
        _readers = readers;
        _text = text;
        _isAlone = isAlone;
        _time = time;
        _current = current;
        _timer = time.CreateTimer(static service => _ = ((HealthService)service!).RefreshAsync(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        _meter = new Meter("PosEngine", null, [new("device", deviceNumber)]);
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
        _ = RefreshAsync();
    }

    public async Task<PosHealth> CheckAsync(CancellationToken cancellationToken = default)
    {
        var health = await _readers.QueryAsync(Look, cancellationToken).ConfigureAwait(false);
        _current.Publish(health);
        return health;
    }

    public void Dispose()
    {
        _timer.Dispose();
        _meter.Dispose();
        _current.Complete();
    }

    private async Task RefreshAsync()
    {
        try
        {
            _ = await CheckAsync().ConfigureAwait(false);
        }
        catch (Exception e) when (e is PosEngineException or InvalidOperationException)
        {
            // The storage is failing, which the writer tells better, or the engine is ending. What was last seen stays.
        }
    }

    private PosHealth Look(SqliteConnection connection)
    {
        var (state, now) = (_ledger.State, _time.GetUtcNow());
        var offset = _ledger.ClockOffset is { } milliseconds ? TimeSpan.FromMilliseconds(milliseconds) : (TimeSpan?)null;
        TimeSpan? age = state.Head == state.Outbox.Acked
            ? null
            : now - DateTimeOffset.FromUnixTimeMilliseconds(Store.Read(connection, "SELECT coalesce(min(at), 0) FROM journal WHERE seq = (SELECT coalesce(max(acked), 0) + 1 FROM epoch)"));
        var problems = HealthRules.Problems(_ledger.IsDamaged, _ledger.Space.IsShort, _isAlone ? null : age, offset, _ledger.IsClockOdd);
        return new PosHealth
        {
            Status = HealthRules.StatusOf(problems),
            Problems = problems,
            Description = string.Join(' ', problems.Select(code => _text.Refuse(code).Message)),
            At = now,
            DatabaseBytes = Store.Read(connection, "SELECT page_count * page_size FROM pragma_page_count, pragma_page_size"),
            LogBytes = _ledger.LogBytes,
            FreeBytes = _ledger.Space.Free,
            UnsynchronisedEntries = state.Head - state.Outbox.Acked,
            UnsynchronisedAge = age,
            LastBackup = Chores.LastOf(connection, Chore.Backup),
            LastVerification = Chores.LastOf(connection, Chore.Verification),
            Epoch = _ledger.Identity.Current.Journal.Id,
            ClockOffset = offset,
        };
    }

    /// <summary>A figure of the last look: a collector asks at any moment, and must not make the till read its disk.</summary>
    private void Gauge(string name, string unit, string description, Func<PosHealth, long?> figure) => _meter.CreateObservableGauge(
        name, () => _current.Value is { } health && figure(health) is { } value ? [new Measurement<long>(value)] : Array.Empty<Measurement<long>>(), unit, description);

    private static long? Seconds(TimeSpan? span) => span is { } known ? known.Ticks / TimeSpan.TicksPerSecond : null;
}
