using System.Collections.Concurrent;
using Microsoft.Data.Sqlite;
using PosEngine.Scheduling;
using SQLitePCL;

namespace PosEngine.Storage;

/// <summary>Read-only connections, lent for one short query each. They see what is committed, and never hold up the writer.</summary>
internal sealed class Readers(Store store, IEngineScheduler scheduler) : IDisposable
{
    private readonly ConcurrentBag<SqliteConnection> _idle = [];
    private int _generation;

    /// <summary>Runs a query in the background.</summary>
    public Task<T> QueryAsync<T>(Func<SqliteConnection, T> query, CancellationToken cancellationToken) =>
        scheduler.RunInBackground(() => Query(query), cancellationToken);

    /// <summary>Runs a query on the caller's thread.</summary>
    /// <exception cref="StoreUnusableException">What it looks for cannot be read.</exception>
    public T Query<T>(Func<SqliteConnection, T> query)
    {
        var generation = Volatile.Read(ref _generation);
        var connection = _idle.TryTake(out var idle) ? idle : store.OpenReader();
        try
        {
            return query(connection);
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB or raw.SQLITE_IOERR or raw.SQLITE_ERROR)
        {
            // An error of the statement too: it is a constant, so what it names is not there any more.
            throw store.Unusable(e);
        }
        finally
        {
            _idle.Add(connection);
            if (generation != Volatile.Read(ref _generation))
                CloseIdle();
        }
    }

    /// <summary>Closes what is idle, and what is lent as soon as it comes back.</summary>
    public void Close()
    {
        Interlocked.Increment(ref _generation);
        CloseIdle();
    }

    public void Dispose() => Close();

    private void CloseIdle()
    {
        while (_idle.TryTake(out var connection))
            connection.Dispose();
    }
}
