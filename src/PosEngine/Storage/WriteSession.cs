using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PosEngine.Storage;

/// <summary>The writer's connection with its prepared statements. Lives as long as the connection does.</summary>
internal sealed class WriteSession(SqliteConnection connection) : IDisposable
{
    private readonly Dictionary<string, Statement> _statements = new(StringComparer.Ordinal);
    private bool _leavesNothing;

    public SqliteConnection Connection => connection;

    /// <summary>The statement of a constant SQL text, prepared on first use.</summary>
    public Statement Prepare(string sql)
    {
        if (!_statements.TryGetValue(sql, out var statement))
            _statements.Add(sql, statement = new Statement(connection.Handle!, sql));
        return statement;
    }

    /// <summary>How many pages were written to the log since this was last asked.</summary>
    /// <remarks>SQLite counts them. Asking the file for its length instead makes the next sync dearer: Linux then has to record exactly when it is written again.</remarks>
    public int TakePagesWritten()
    {
        _ = raw.sqlite3_db_status(connection.Handle, raw.SQLITE_DBSTATUS_CACHE_WRITE, out var pages, out _, resetFlg: 1);
        return pages;
    }

    /// <summary>Something is erased in this transaction: after the commit, the log that has it still is written back and emptied.</summary>
    public void LeaveNothing() => _leavesNothing = true;

    /// <summary>Whether something was erased since this was last asked.</summary>
    public bool TakeLeavesNothing() => Interlocked.Exchange(ref _leavesNothing, false);

    public void Dispose()
    {
        foreach (var statement in _statements.Values)
            statement.Dispose();
        connection.Dispose();
    }
}
