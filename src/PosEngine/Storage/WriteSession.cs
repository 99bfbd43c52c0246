using Microsoft.Data.Sqlite;

namespace PosEngine.Storage;

/// <summary>The writer's connection with its prepared statements. Lives as long as the connection does.</summary>
internal sealed class WriteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);

    public SqliteConnection Connection => connection;

    /// <summary>The statement of a constant SQL text, prepared on first use.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new Statement(connection.Handle!, sql));
        return statement;
    }

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        connection.Dispose();
    }
}
