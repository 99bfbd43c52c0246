using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;

namespace BackOffice.Storage;

/// <summary>One SQLite file. Any number of readers beside one writer; a commit is on disk when it returns.</summary>
internal sealed class SqliteStore(string path) : IBackOfficeStore, IDisposable
{
    private const int ApplicationId = 0x504F5342;   // "POSB"

    private readonly string _connectionString = new SqliteConnectionStringBuilder { DataSource = path, ForeignKeys = true }.ToString();

    // SQLite lets one writer in and has the others poll. Waiting here instead is fair and costs nothing.
    private readonly SemaphoreSlim _writer = new(1);

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await using var connection = await ConnectAsync(cancellationToken);
            await CreateOrUpgradeSchemaAsync(connection, cancellationToken);
            await connection.ExecuteAsync("PRAGMA journal_mode = WAL");
        }
        catch (SqliteException exception)
        {
            throw new StartupProblem($"The database {path} cannot be used: {exception.Message}");
        }
    }

    public Task<T> ReadAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken) =>
        InTransactionAsync(work, deferred: true, cancellationToken);

    public async Task<T> WriteAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        await _writer.WaitAsync(cancellationToken);
        try
        {
            return await InTransactionAsync(work, deferred: false, cancellationToken);
        }
        finally
        {
            _writer.Release();
        }
    }

    public async Task LeaveNothingAsync(CancellationToken cancellationToken)
    {
        // The log has the pages as they were until it is written over. Readers that are still at it leave it for the next time.
        await _writer.WaitAsync(cancellationToken);
        try
        {
            await using var connection = await ConnectAsync(cancellationToken);
            await connection.ExecuteAsync("PRAGMA wal_checkpoint(TRUNCATE)");
        }
        finally
        {
            _writer.Release();
        }
    }

    public bool IsRefusal(DbException exception) =>
        exception is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_CONSTRAINT or SQLitePCL.raw.SQLITE_MISMATCH or SQLitePCL.raw.SQLITE_TOOBIG }
        || (exception is SqliteException { SqliteErrorCode: SQLitePCL.raw.SQLITE_ERROR } && exception.Message.Contains("integer overflow", StringComparison.Ordinal)); // A sum has no code of its own.

    /// <summary>Closes the pooled connections, so that the last of them folds the write-ahead log into the file.</summary>
    public void Dispose()
    {
        using (var connection = new SqliteConnection(_connectionString))
            SqliteConnection.ClearPool(connection);
        _writer.Dispose();
    }

    private async Task<T> InTransactionAsync<T>(Func<StoreSession, Task<T>> work, bool deferred, CancellationToken cancellationToken)
    {
        await using var connection = await ConnectAsync(cancellationToken);
        await using var transaction = connection.BeginTransaction(deferred);
        var result = await work(new(transaction, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    private async Task<SqliteConnection> ConnectAsync(CancellationToken cancellationToken)
    {
        var connection = new SqliteConnection(_connectionString);
        await connection.OpenAsync(cancellationToken);

        // Belongs to the connection, not to the file. Less than FULL would acknowledge what a power cut can take back.
        await connection.ExecuteAsync("PRAGMA synchronous = FULL; PRAGMA secure_delete = ON");
        return connection;
    }

    private async Task CreateOrUpgradeSchemaAsync(SqliteConnection connection, CancellationToken cancellationToken)
    {
        await using var transaction = connection.BeginTransaction(deferred: false);
        var session = new StoreSession(transaction, cancellationToken);
        var owner = await session.SingleAsync<int>("PRAGMA application_id");
        var version = await session.SingleAsync<int>("PRAGMA user_version");
        var tables = await session.SingleAsync<int>("SELECT COUNT(*) FROM sqlite_schema");

        if (owner == ApplicationId && version == Schema.Version)
            return;
        if (owner == ApplicationId && !Schema.CanUpgrade(version))
            throw new StartupProblem(Schema.IsOfAnotherVersion($"The database {path}", version));
        if (owner != ApplicationId && (owner != 0 || tables != 0))
            throw new StartupProblem($"The database {path} belongs to another program.");

        await Schema.UpgradeAsync(session, owner == ApplicationId ? version : 0, Schema.ToSqlite);
        await session.ExecuteAsync($"PRAGMA application_id = {ApplicationId}; PRAGMA user_version = {Schema.Version};");
        await transaction.CommitAsync(cancellationToken);
    }
}
