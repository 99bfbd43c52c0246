using System.Data.Common;

namespace BackOffice.Storage;

/// <summary>The database, whichever it is. One transaction a call, so that what is read together fits together.</summary>
/// <remarks>
/// The rooms above write their SQL themselves, in the part of the language that SQLite and PostgreSQL share.
/// </remarks>
internal interface IBackOfficeStore
{
    /// <summary>Makes the tables where there are none, and refuses a database that is not this back office's.</summary>
    /// <exception cref="StartupProblem">The database cannot be used; the message says why.</exception>
    Task OpenAsync(CancellationToken cancellationToken);

    /// <summary>Reads one consistent state.</summary>
    Task<T> ReadAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken);

    /// <summary>Reads and writes. When it returns, the work is on disk; when it throws, nothing of it is. The work may run more than once, where another instance was faster.</summary>
    Task<T> WriteAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken);

    /// <inheritdoc cref="WriteAsync{T}"/>
    Task WriteAsync(Func<StoreSession, Task> work, CancellationToken cancellationToken) => WriteAsync(
        async session =>
        {
            await work(session);
            return true;
        },
        cancellationToken);

    /// <summary>Leaves no copy of what was erased in the files that a program on this machine could read.</summary>
    Task LeaveNothingAsync(CancellationToken cancellationToken);

    /// <summary>Whether the database refused the data it was given (a constraint, a character it cannot store) rather than failed.</summary>
    bool IsRefusal(DbException exception);
}
