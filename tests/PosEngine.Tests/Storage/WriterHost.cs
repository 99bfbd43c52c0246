using Microsoft.Extensions.Time.Testing;
using PosEngine.Scheduling;
using PosEngine.Streams;

namespace PosEngine.Storage;

/// <summary>A writer on a real file with one table, above a state that does nothing but count.</summary>
internal sealed class WriterHost : IAsyncDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly Store _store;

    public WriterHost(IEngineScheduler scheduler)
    {
        _store = new Store(DatabasePath);
        Readers = new Readers(_store, scheduler);
        Writer = new Writer(_store, Readers, State, scheduler, Time, Logger);
    }

    public string DatabasePath => _folder.PathOf("writer.db");

    public FakeTimeProvider Time { get; } = new();

    public RecordingLogger Logger { get; } = new();

    public CountingState State { get; } = new();

    public Readers Readers { get; }

    public Writer Writer { get; }

    /// <summary>The size of the write-ahead log.</summary>
    public long LogBytes => new FileInfo(DatabasePath + "-wal") is { Exists: true } log ? log.Length : 0;

    public static async Task<WriterHost> StartAsync(IEngineScheduler scheduler)
    {
        var host = new WriterHost(scheduler);
        host.Open();
        await host.Writer.StartAsync();
        await host.RunAsync(static session => session.Prepare("CREATE TABLE mark (id INTEGER PRIMARY KEY, producer INTEGER, number INTEGER, pad BLOB) STRICT").Run());
        return host;
    }

    public void Open() => _store.Open();

    public Task RunAsync(Action<WriteSession> work, CancellationToken cancellationToken = default) => Writer.RunAsync(
        session =>
        {
            work(session);
            return true;
        },
        cancellationToken);

    public Task MarkAsync(int producer, int number, CancellationToken cancellationToken = default) => RunAsync(session => Mark(session, producer, number), cancellationToken);

    public static void Mark(WriteSession session, int producer, int number, int padding = 0) => session
        .Prepare("INSERT INTO mark (producer, number, pad) VALUES (?1, ?2, zeroblob(?3))").Bind(1, producer).Bind(2, number).Bind(3, padding).Run();

    /// <summary>What is committed, in the order it was written.</summary>
    public List<(long Producer, long Number)> Marks() =>
        [.. Sql.Rows(DatabasePath, "SELECT producer, number FROM mark ORDER BY id").Select(row => ((long)row[0], (long)row[1]))];

    public async ValueTask DisposeAsync()
    {
        await Writer.DisposeAsync();
        Readers.Dispose();
        _store.Dispose();
        _folder.Dispose();
    }
}

internal sealed class CountingState : IWriterState
{
    public int Loads { get; private set; }

    public int Commits { get; private set; }

    public int Rollbacks { get; private set; }

    /// <summary>What loading runs into.</summary>
    public Action<WriteSession> OnLoad { get; set; } = static _ => { };

    public void Load(WriteSession session, bool isRecovery) => OnLoad(session);

    public void Loaded() => Loads++;

    public void Begin()
    {
    }

    public void Commit() => Commits++;

    public void Rollback() => Rollbacks++;

    public bool? WasCommitted() => null;

    public void StoreFailed(Exception? cause) => IsFailing = cause is not null;

    public bool IsFailing { get; private set; }
}
