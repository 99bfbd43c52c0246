using System.Data.Common;
using Dapper;
using Microsoft.Data.Sqlite;
using Npgsql;

namespace PosEngine.BackOffice;

/// <summary>An empty database for one back office, and a way to look into it behind its back.</summary>
public abstract class TestDatabase : IAsyncDisposable
{
    /// <summary>The options that the back office is started with.</summary>
    internal abstract string[] Options { get; }

    /// <summary>Refuses rows by one value of a column, as a constraint would that the back office knows nothing of.</summary>
    internal abstract Task RefuseAsync(string table, string column, string value);

    internal async Task ExecuteAsync(string sql, object? parameters = null)
    {
        await using var connection = await ConnectAsync();
        await connection.ExecuteAsync(sql, parameters);
    }

    internal async Task<T> ReadAsync<T>(string sql, object? parameters = null)
    {
        await using var connection = await ConnectAsync();
        return (await connection.QuerySingleAsync<T>(sql, parameters))!;
    }

    public abstract ValueTask DisposeAsync();

    /// <summary>A connection of the tests' own that heeds no foreign keys.</summary>
    protected internal abstract Task<DbConnection> ConnectAsync();
}

internal sealed class SqliteTestDatabase : TestDatabase
{
    private readonly TemporaryFolder _folder = new();

    internal string File => _folder.PathOf("backoffice.db");

    internal override string[] Options => ["--database", File];

    internal override Task RefuseAsync(string table, string column, string value) => ExecuteAsync(
        $"CREATE TRIGGER refusal BEFORE INSERT ON {table} WHEN NEW.{column} = '{value}' BEGIN SELECT RAISE(ABORT, 'refused by the database'); END");

    public override ValueTask DisposeAsync()
    {
        _folder.Dispose();
        return default;
    }

    protected internal override async Task<DbConnection> ConnectAsync()
    {
        var connection = new SqliteConnection($"Data Source={File};Pooling=False;Foreign Keys=False");
        await connection.OpenAsync();
        return connection;
    }
}

/// <summary>A schema of its own on the server that <c>POSENGINE_POSTGRES</c> names by a connection string; without it the tests that ask for one are skipped.</summary>
internal sealed class PostgresTestDatabase : TestDatabase
{
    private static readonly string? Server = Environment.GetEnvironmentVariable("POSENGINE_POSTGRES");

    private readonly NpgsqlConnectionStringBuilder _settings;

    private PostgresTestDatabase(string schema) => _settings = new(Server!) { SearchPath = schema };

    internal override string[] Options => ["--postgres", _settings.ToString()];

    /// <summary>Null where there is no server.</summary>
    internal static async Task<PostgresTestDatabase?> CreateAsync()
    {
        if (string.IsNullOrEmpty(Server))
            return null;
        var database = new PostgresTestDatabase($"t{TestDevice.NewId().Replace("-", "", StringComparison.Ordinal)}_{Environment.ProcessId}");
        await database.ExecuteAsync($"CREATE SCHEMA {database._settings.SearchPath}");
        return database;
    }

    internal override Task RefuseAsync(string table, string column, string value) =>
        ExecuteAsync($"ALTER TABLE {table} ADD CONSTRAINT \"refused by the database\" CHECK ({column} <> '{value}')");

    public override async ValueTask DisposeAsync()
    {
        await using var connection = await ConnectAsync();
        foreach (var schema in await connection.QueryAsync<string>("SELECT nspname::text FROM pg_namespace WHERE nspname LIKE @like", new { like = $"{_settings.SearchPath}%" }))
            await connection.ExecuteAsync($"DROP SCHEMA {schema} CASCADE");
    }

    protected internal override async Task<DbConnection> ConnectAsync()
    {
        var connection = new NpgsqlConnection(new NpgsqlConnectionStringBuilder(_settings.ToString()) { Pooling = false }.ToString());
        await connection.OpenAsync();
        await connection.ExecuteAsync("SET session_replication_role = replica");
        return connection;
    }
}
