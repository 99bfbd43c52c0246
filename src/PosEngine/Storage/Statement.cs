using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PosEngine.Storage;

/// <summary>A prepared statement, kept and used again: the hot write path allocates nothing per row.</summary>
/// <remarks>Parameters are numbered from 1, columns from 0. Not thread-safe; it lives on the writer.</remarks>
internal sealed class Statement : IDisposable
{
    private readonly sqlite3 _database;
    private readonly sqlite3_stmt _statement;

    public Statement(sqlite3 database, string sql)
    {
        _database = database;
        Check(raw.sqlite3_prepare_v2(database, sql, out _statement));
    }

    public Statement Bind(int index, long value)
    {
        Check(raw.sqlite3_bind_int64(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, long? value) => value is { } number ? Bind(index, number) : BindNull(index);

    public Statement Bind(int index, string? value)
    {
        if (value is null)
            return BindNull(index);
        Check(raw.sqlite3_bind_text(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, ReadOnlySpan<byte> value)
    {
        Check(raw.sqlite3_bind_blob(_statement, index, value));
        return this;
    }

    public Statement Bind(int index, Guid value)
    {
        Span<byte> bytes = stackalloc byte[16];
        value.TryWriteBytes(bytes, bigEndian: true, out _);
        return Bind(index, bytes);
    }

    public Statement Bind(int index, Guid? value) => value is { } id ? Bind(index, id) : BindNull(index);

    /// <summary>Runs a statement that gives no rows.</summary>
    public void Run()
    {
        try
        {
            if (Step())
                throw new InvalidOperationException("A statement that gives rows was run for its effect.");
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>What the first row says; the default where there is none.</summary>
    public T? First<T>(Func<Statement, T> read)
    {
        try
        {
            return Step() ? read(this) : default;
        }
        finally
        {
            Reset();
        }
    }

    /// <summary>Whether there is a row.</summary>
    public bool Any() => First(static _ => true);

    /// <summary>Moves to the next row; <see cref="Reset"/> when done.</summary>
    public bool Step()
    {
        var code = raw.sqlite3_step(_statement);
        if (code == raw.SQLITE_ROW)
            return true;
        if (code != raw.SQLITE_DONE)
            SqliteException.ThrowExceptionForRC(code, _database);
        return false;
    }

    public long Int64(int column) => raw.sqlite3_column_int64(_statement, column);

    public ReadOnlySpan<byte> Blob(int column) => raw.sqlite3_column_blob(_statement, column);

    public void Reset() => _ = raw.sqlite3_reset(_statement); // It repeats the error of the last step, which was thrown there.

    public void Dispose() => _statement.Dispose();

    private Statement BindNull(int index)
    {
        Check(raw.sqlite3_bind_null(_statement, index));
        return this;
    }

    private void Check(int code)
    {
        if (code != raw.SQLITE_OK)
            SqliteException.ThrowExceptionForRC(code, _database);
    }
}
