using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Scheduling;
using PosEngine.Streams;
using SQLitePCL;

namespace PosEngine.Storage;

/// <summary>The one writer of the database. What is waiting shares a transaction, and so a sync of the disk (group commit).</summary>
/// <remarks>
/// <para>A command that throws rolls the shared transaction back, and each runs again alone: one customer's bad luck is nobody else's.</para>
/// <para>A commit that fails leaves open whether it happened. Every connection is closed then, the file is opened anew and written through to the disk,
/// and only what is found in it is true (invariant D4). Until that has succeeded nothing else is written.</para>
/// </remarks>
internal sealed class Writer : IAsyncDisposable
{
    private const int BatchMax = 256;
    private const int LogPagesMax = 4_000;
    private const long FrameBytes = 24 + 4_096;
    private const int QueryMilliseconds = 1_000;
    private static readonly TimeSpan IdleBeforeCheckpoint = TimeSpan.FromMilliseconds(500);

    private readonly Store _store;
    private readonly Readers _readers;
    private readonly IWriterState _state;
    private readonly IEngineScheduler _scheduler;
    private readonly IDispatcher _worker;
    private readonly ILogger _logger;
    private readonly ConcurrentQueue<WriteCommand> _queue = new();
    private readonly List<WriteCommand> _batch = new(BatchMax);
    private readonly ITimer _idle;
    private readonly Lock _gate = new();
    private Phase _phase = Phase.Stopped;
    private int _isDrainPosted;
    private WriteSession? _session;
    private Exception? _failure; // Why the disk did not take what was last written; null since it took something.
    private int _logPages;
    private bool _hasTraces = true; // Whether the log may still have what was erased: an earlier run may have ended before it was emptied.

    public Writer(Store store, Readers readers, IWriterState state, IEngineScheduler scheduler, TimeProvider time, ILogger logger)
    {
        _store = store;
        _readers = readers;
        _state = state;
        _scheduler = scheduler;
        _logger = logger;
        _worker = scheduler.CreateWriter();
        _idle = time.CreateTimer(static writer => ((Writer)writer!).PostCheckpoint(), this, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
    }

    /// <summary>The length of what the log holds, as far as it is known without asking the file for it.</summary>
    public long LogBytes => Volatile.Read(ref _logPages) * FrameBytes;

    /// <summary>Whether commands are taken.</summary>
    public bool IsRunning
    {
        get
        {
            lock (_gate)
                return _phase == Phase.Running;
        }
    }

    private enum Phase
    {
        Stopped,
        Running,
        Disposed,
    }

    /// <summary>Opens the connection and loads the state.</summary>
    /// <exception cref="StoreUnusableException">The database cannot be used.</exception>
    /// <exception cref="StoreInUseException">Another program is writing to it.</exception>
    public Task StartAsync()
    {
        var started = new TaskCompletionSource(_scheduler.Completions);
        _worker.Post(() =>
        {
            try
            {
                Open(isRecovery: false);
                lock (_gate)
                    _phase = Phase.Running;
                started.SetResult();
            }
            catch (Exception e)
            {
                started.SetException(e is SqliteException failure ? _store.Unusable(failure) : e);
            }
        });
        return started.Task;
    }

    /// <summary>Runs <paramref name="work"/> inside a transaction and answers once that is durable.</summary>
    /// <param name="work">May run twice; must take nothing from its first run into the second.</param>
    /// <param name="cancellationToken">Counts only until the writer takes the command.</param>
    /// <exception cref="StoreFailedException">The storage failed.</exception>
    /// <exception cref="InvalidOperationException">The engine was not started, or was disposed.</exception>
    public async Task<T> RunAsync<T>(Func<WriteSession, T> work, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var command = new WriteCommand<T>(work, _scheduler.Completions);
        await using var cancellation = cancellationToken.UnsafeRegister(
            static (state, token) => ((WriteCommand<T>)state!).CancelWith(token), command).ConfigureAwait(false);
        Enqueue(command);
        return await command.Task.ConfigureAwait(false);
    }

    /// <summary>Finishes what is queued, writes the log back into the file and closes. It can be started again.</summary>
    public Task StopAsync() => EndAsync(Phase.Stopped);

    /// <summary>Stops for good.</summary>
    public async ValueTask DisposeAsync()
    {
        if (_phase == Phase.Disposed)
            return;
        await EndAsync(Phase.Disposed).ConfigureAwait(false);
        await _idle.DisposeAsync().ConfigureAwait(false);
        (_worker as IDisposable)?.Dispose();
    }

    /// <summary>Queues a command. What gets in before the end is finished by it; nothing gets in after it, to wait for ever.</summary>
    private void Enqueue(WriteCommand command)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_phase == Phase.Disposed, typeof(IPosEngine));
            if (_phase == Phase.Stopped)
                throw new InvalidOperationException("The engine is not running: call StartAsync first.");
            _queue.Enqueue(command);
        }

        if (Interlocked.Exchange(ref _isDrainPosted, 1) == 0)
            _worker.Post(Drain);
    }

    private async Task EndAsync(Phase phase)
    {
        lock (_gate)
            _phase = phase;
        var ended = new TaskCompletionSource(_scheduler.Completions);
        _worker.Post(() =>
        {
            Drain();
            Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE);
            _readers.Close(); // The last connection to close takes the log away, and only one that writes can.
            Close();
            ended.SetResult();
        });
        await ended.Task.ConfigureAwait(false);
    }

    private void Drain()
    {
        Volatile.Write(ref _isDrainPosted, 0);
        while (TakeBatch())
        {
            if (TryEnsureOpen())
                RunTogether(_batch);
        }

        _idle.Change(IdleBeforeCheckpoint, Timeout.InfiniteTimeSpan);
    }

    private bool TakeBatch()
    {
        _batch.Clear();
        while (_batch.Count < BatchMax && _queue.TryDequeue(out var command))
        {
            if (command.TryTake())
                _batch.Add(command);
        }

        return _batch.Count > 0;
    }

    private void RunTogether(List<WriteCommand> batch)
    {
        try
        {
            _state.Begin();
            _session!.Prepare("BEGIN IMMEDIATE").Run();
            foreach (var command in batch)
                command.Execute(_session);
        }
        catch (Exception e)
        {
            Rollback();
            if (batch.Count > 1)
                RunAlone([.. batch]);
            else if (IsStorage(e))
                batch[0].Fail(new StoreFailedException(isOutcomeUnknown: false, Blame(e)));
            else
                batch[0].Fail(e);
            return;
        }

        try
        {
            _session!.Prepare("COMMIT").Run();
        }
        catch (SqliteException e)
        {
            FindOut(batch, e);
            return;
        }

        var pages = _session!.TakePagesWritten();
        if (pages > 0)
            Acquit();
        Complete(batch);
        _logPages += pages;
        var leavesNothing = _session.TakeLeavesNothing();
        _hasTraces |= leavesNothing;
        if (_logPages > LogPagesMax || leavesNothing)
            Checkpoint(raw.SQLITE_CHECKPOINT_TRUNCATE); // Passive would leave the file as long as it is, and so too long for ever.
    }

    private void Complete(List<WriteCommand> batch)
    {
        _state.Commit();
        foreach (var command in batch)
            command.Complete();
    }

    private void RunAlone(WriteCommand[] commands)
    {
        foreach (var command in commands)
        {
            if (_session is null)
                command.Fail(new StoreFailedException(isOutcomeUnknown: false, _failure));
            else
                RunTogether([command]);
        }
    }

    private void Rollback()
    {
        _state.Rollback();
        try
        {
            if (raw.sqlite3_get_autocommit(_session!.Connection.Handle) == 0)
                _session.Prepare("ROLLBACK").Run();
        }
        catch (SqliteException e)
        {
            // Without a commit record nothing of it counts; but the connection is not to be trusted any more.
            _logger.StorageFailed(e, _store.Path);
            Blame(e);
            Close();
        }
    }

    /// <summary>A commit failed: the truth is in the file, and nowhere else.</summary>
    private void FindOut(List<WriteCommand> batch, SqliteException failure)
    {
        _logger.StorageFailed(failure, _store.Path);
        Close();
        var cause = Blame(failure);
        var isCommitted = TryRecover() ? _state.WasCommitted() : null;
        if (isCommitted is true)
        {
            Complete(batch);
            return;
        }

        _state.Rollback();
        foreach (var command in batch)
            command.Fail(new StoreFailedException(isOutcomeUnknown: isCommitted is null, cause));
    }

    /// <summary>The disk did not take what was written.</summary>
    /// <returns>What the system says is wrong with it, where it says more than SQLite.</returns>
    private Exception Blame(Exception e)
    {
        _failure = _store.Diagnose() ?? e;
        _state.StoreFailed(_failure);
        return _failure;
    }

    /// <summary>The disk took something.</summary>
    private void Acquit()
    {
        if (_failure is null)
            return;
        _failure = null;
        _state.StoreFailed(null);
    }

    private bool TryEnsureOpen()
    {
        if (_session is not null || TryRecover())
            return true;
        foreach (var command in _batch)
            command.Fail(new StoreFailedException(isOutcomeUnknown: false, _failure));
        return false;
    }

    private bool TryRecover()
    {
        try
        {
            _readers.Close();
            _store.SaveLog();
            Open(isRecovery: true);
            Acquit();
            return true;
        }
        catch (Exception e)
        {
            // Whatever it is: nothing is written before the database was opened and read back, and the next command tries again.
            _logger.StorageFailed(e, _store.Path);
            Blame(e);
            return false;
        }
    }

    private void Open(bool isRecovery)
    {
        _session = new WriteSession(_store.OpenWriter());
        _logPages = (int)(_store.LogLength / FrameBytes);
        try
        {
            if (isRecovery)
                WriteLogBack(_session);
            _session.Prepare("BEGIN IMMEDIATE").Run();
            _state.Load(_session, isRecovery);
            _session.Prepare("COMMIT").Run();
        }
        catch
        {
            Close();
            throw;
        }

        _state.Loaded();
    }

    /// <summary>A log that could not be written back whole, since somebody reads in it, may still hold what the disk has not. Most queries are over soon: nothing else can be written meanwhile, so they are waited for.</summary>
    private void WriteLogBack(WriteSession session)
    {
        _ = raw.sqlite3_busy_timeout(session.Connection.Handle, QueryMilliseconds);
        if (!TryCheckpoint(session, raw.SQLITE_CHECKPOINT_TRUNCATE))
            throw new SqliteException("The write-ahead log is being read.", raw.SQLITE_BUSY);
        _ = raw.sqlite3_busy_timeout(session.Connection.Handle, 0);
    }

    private void Close()
    {
        _session?.Dispose();
        _session = null;
    }

    private void PostCheckpoint() => _worker.Post(() =>
    {
        if (_queue.IsEmpty)
            Checkpoint(_hasTraces ? raw.SQLITE_CHECKPOINT_TRUNCATE : raw.SQLITE_CHECKPOINT_PASSIVE);
    });

    private void Checkpoint(int mode)
    {
        if (_session is null)
            return;
        try
        {
            _ = TryCheckpoint(_session, mode);
        }
        catch (SqliteException e)
        {
            // What is in the log is as durable as what is in the file: try again when idle.
            _logger.CheckpointFailed(e, _store.Path);
        }
    }

    /// <summary>Writes the log back into the file.</summary>
    /// <returns>False where somebody reads what would have to go.</returns>
    private bool TryCheckpoint(WriteSession session, int mode)
    {
        var code = raw.sqlite3_wal_checkpoint_v2(session.Connection.Handle, "main", mode, out var pages, out var writtenBack);
        if (pages >= 0)
            _logPages = writtenBack == pages ? 0 : pages; // A log that is in the file whole is begun anew.
        if (code == raw.SQLITE_BUSY)
            return false;
        SqliteException.ThrowExceptionForRC(code, session.Connection.Handle);
        _hasTraces &= mode != raw.SQLITE_CHECKPOINT_TRUNCATE;
        return true;
    }

    /// <summary>Whether the storage is to blame. Statements are constants: one that is in error names what is not there any more.</summary>
    private static bool IsStorage(Exception e) => e is SqliteException
    {
        SqliteErrorCode: raw.SQLITE_IOERR or raw.SQLITE_FULL or raw.SQLITE_READONLY or raw.SQLITE_CANTOPEN or raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB
            or raw.SQLITE_NOMEM or raw.SQLITE_BUSY or raw.SQLITE_ERROR,
    };
}
