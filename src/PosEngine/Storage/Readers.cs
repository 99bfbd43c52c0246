using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using PosEngine.Scheduling;

namespace PosEngine.Storage;

/// <summary>Read-only connections, lent for one short query each. They see what is committed, and never hold up the writer.</summary>
internal sealed class Readers(Store store, IEngineScheduler scheduler) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private readonly TaskCompletionSource _ended = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private int _generation;
    private int _lent;
    private bool _isEnding;

    /// <summary>Hears of damage that a query has met.</summary>
    public Action<string>? DamageFound { get; set; }

    /// <summary>Runs a query in the background.</summary>
    public Task<T> QueryAsync<T>(Func<SqliteConnection, T> query, CancellationToken cancellationToken) =>
        scheduler.RunInBackground(() => Query(query), cancellationToken);

    /// <summary>Runs a query on the caller's thread.</summary>
    /// <exception cref="StoreUnusableException">What it looks for cannot be read.</exception>
    /// <exception cref="ObjectDisposedException">The engine was disposed.</exception>
    public T Query<T>(Func<SqliteConnection, T> query)
    {
        Lend();
        var generation = Volatile.Read(ref _generation);
        SqliteConnection? connection = null;
        try
        {
            connection = _idle.TryTake(out var idle) ? idle : store.OpenReader();
            return query(connection);
        }
        catch (SqliteException e)
        {
            // An error of the statement too: it is a constant, so what it names is not there any more.
            throw Told(store.Unusable(e));
        }
        catch (StoreUnusableException e)
        {
            _ = Told(e);
            throw;
        }
        finally
        {
            if (connection is not null)
                _idle.Add(connection);
            if (generation != Volatile.Read(ref _generation))
                CloseIdle();
            TakeBack();
        }
    }

    /// <summary>Does something with a connection of its own, for which a disposed engine waits as well.</summary>
    public T Hold<T>(Func<T> work)
    {
        Lend();
        try
        {
            return work();
        }
        finally
        {
            TakeBack();
        }
    }

    /// <summary>Lends no more, and waits for what is lent: who disposes the engine may take the disk away then.</summary>
    public async Task EndAsync()
    {
        lock (_gate)
        {
            _isEnding = true;
            if (_lent == 0)
                return;
        }

        await _ended.Task.ConfigureAwait(false);
    }

    /// <summary>Closes what is idle, and what is lent as soon as it comes back.</summary>
    public void Close()
    {
        Interlocked.Increment(ref _generation);
        CloseIdle();
    }

    public void Dispose() => Close();

    private void Lend()
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_isEnding, typeof(IPosEngine));
            _lent++;
        }
    }

    private void TakeBack()
    {
        lock (_gate)
        {
            if (--_lent == 0 && _isEnding)
                _ended.TrySetResult();
        }
    }

    private PosEngineException Told(PosEngineException e)
    {
        if (e is StoreUnusableException { Problem: StoreProblem.Damaged })
            DamageFound?.Invoke(e.Message);
        return e;
    }

    private void CloseIdle()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }
}
