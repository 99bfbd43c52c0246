using System.Data;
using System.Data.Common;
using System.Text;
using Npgsql;

namespace BackOffice.Storage;

/// <summary>A schema of a PostgreSQL database, which any number of instances of this program share.</summary>
/// <remarks>Writers of one device wait for each other at its row, writers of the change feed at the feed's; everybody else works side by side. Whoever needs several locks takes
/// the device's first, then the feed's, then those of single rows in the order of their keys. Should two wait for each other in a circle all the same, one is begun anew.</remarks>
internal sealed class PostgresStore(NpgsqlDataSource source, string? tenant) : IBackOfficeStore
{
    private const long SetupLock = 0x504F5342;   // "POSB"
    private const int AttemptsMax = 5;

    private const int NameBytesMax = 63;

    // Of the first tenant, the one that its connections begin in; of the others, one beside it.
    private string? _schema;

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
    /// <summary>The server's own upkeep does it: its log and its dead rows go by the rules of whoever runs it.</summary>
    public Task LeaveNothingAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public bool IsRefusal(DbException exception) => exception is PostgresException { SqlState: var state } && state[..2] is "22" or "23" or "54";

    private static bool IsLostRace(PostgresException exception) => exception.SqlState
        is PostgresErrorCodes.UniqueViolation or PostgresErrorCodes.DeadlockDetected or PostgresErrorCodes.SerializationFailure;

    public static NpgsqlDataSource CreateSource(string connectionString)
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
        await using var connection = await source.OpenConnectionAsync(cancellationToken);
        await using var transaction = await connection.BeginTransactionAsync(isolation, cancellationToken);
        var session = new StoreSession(transaction, cancellationToken);
        if (tenant is not null)
            await EnterSchemaAsync(session, tenant);
        var result = await work(session);
        await transaction.CommitAsync(cancellationToken);
        return result;
    }

    /// <summary>Until the transaction ends, tables are those of the tenant and no others are seen.</summary>
    private async Task EnterSchemaAsync(StoreSession session, string name)
    {
        _schema ??= $"{await session.SingleAsync<string>("SELECT current_schema()::text")}_{name}";
        if (Encoding.UTF8.GetByteCount(_schema) > NameBytesMax)
            throw new StartupProblem($"The schema {_schema} would have too long a name.");   // PostgreSQL would cut it off, and meet another tenant's
        await session.ExecuteAsync("SELECT set_config('search_path', quote_ident(@_schema), true)", new { _schema });
    }

    /// <summary>Instances that start at the same time make the tables once.</summary>
    private async Task<bool> CreateOrUpgradeSchemaAsync(StoreSession session)
    {
        await session.ExecuteAsync("SELECT pg_advisory_xact_lock(@SetupLock)", new { SetupLock });
        if (_schema is not null)
            await session.ExecuteAsync($"CREATE SCHEMA IF NOT EXISTS \"{_schema.Replace("\"", "\"\"", StringComparison.Ordinal)}\"");
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
