using System.Data;
using System.Data.Common;
using Npgsql;

namespace BackOffice.Storage;

/// <summary>A PostgreSQL database, shared by any number of instances of this program.</summary>
/// <remarks>Writers of one device wait for each other at its row, writers of the change feed at the feed's; everybody else works side by side.</remarks>
internal sealed class PostgresStore(BackOfficeOptions options) : IBackOfficeStore, IAsyncDisposable
{
    private const long SetupLock = 0x504F5342;   // "POSB"
    private const int AttemptsMax = 5;

    private readonly NpgsqlDataSource _source = CreateSource(options.Postgres!);

    public async Task OpenAsync(CancellationToken cancellationToken)
    {
        try
        {
            await InTransactionAsync(CreateOrUpgradeSchemaAsync, IsolationLevel.ReadCommitted, cancellationToken);
        }
        catch (NpgsqlException exception)
        {
            throw new StartupProblem($"The PostgreSQL database cannot be used: {exception.Message}");
        }
    }

    public Task<T> ReadAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken) =>
        InTransactionAsync(work, IsolationLevel.RepeatableRead, cancellationToken);

    public async Task<T> WriteAsync<T>(Func<StoreSession, Task<T>> work, CancellationToken cancellationToken)
    {
        for (var attempt = 1; ; attempt++)
        {
            try
            {
                return await InTransactionAsync(work, IsolationLevel.ReadCommitted, cancellationToken);
            }
            catch (PostgresException exception) when (attempt < AttemptsMax && IsLostRace(exception))
            {
                // Another instance was first. The second look sees what it wrote.
            }
        }
    }

    // Classes 22, 23 and 54: data exceptions, violated constraints, and what is too long for an index.
    public bool IsRefusal(DbException exception) => exception is PostgresException { SqlState: var state } && state[..2] is "22" or "23" or "54";

    public ValueTask DisposeAsync() => _source.DisposeAsync();

    private static bool IsLostRace(PostgresException exception) => exception.SqlState
        is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    private static NpgsqlDataSource CreateSource(string connectionString)
    {
        try
        {
            // Asked for with every connection, whatever the server's own setting is: less would acknowledge what a power cut can take back.
            var settings = new NpgsqlConnectionStringBuilder(connectionString) { ApplicationName = "PosEngine back office" };
            settings.Options = $"{settings.Options} -c synchronous_commit=on".TrimStart();
            return NpgsqlDataSource.Create(settings);
        }
        catch (ArgumentException exception)
        {
            throw new StartupProblem($"--postgres is no connection string: {exception.Message}");
        }
    }

    private async Task<T> InTransactionAsync<T>(Func<StoreSession, Task<T>> work, IsolationLevel isolation, CancellationToken cancellationToken)
    {
        await using var connection = await _source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
        var result = await work(new(transaction, cancellationToken));
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Instances that start at the same time make the tables once.</summary>
    private static async Task<bool> CreateOrUpgradeSchemaAsync(StoreSession session)
    {
        await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@SetupLock)", new { SetupLock });
        var tables = await session.QueryAsync<string>("SELECT table_name::text FROM information_schema.tables WHERE table_schema = current_schema()");
        if (tables.Count == 0)
            await session.ExecuteAsync("CREATE TABLE back_office (schema BIGINT NOT NULL); INSERT INTO back_office (schema) VALUES (0)");
        else if (!tables.Contains("back_office"))
            throw new StartupProblem("The PostgreSQL database belongs to another program.");

        var version = await session.SingleAsync<long>("SELECT schema FROM back_office");
        if (version == Schema.Version)
            return false;
        if (version != 0 && !Schema.CanUpgrade(version))
            throw new StartupProblem(Schema.IsOfAnotherVersion("The PostgreSQL database", version));

        await Schema.UpgradeAsync(session, version, Schema.ToPostgres);
        await session.ExecuteAsync("UPDATE back_office SET schema = @Version", new { Schema.Version });
        return true;
    }
}
