using Microsoft.Data.Sqlite;

namespace PosEngine.Ledger;

/// <summary>A row of the journal as far as it can be read.</summary>
internal sealed record JournalRow(long Sequence, string Kind, long At, byte[] Body, byte[] Hash);

/// <summary>Reads a database that is damaged, row by row: what lies on a page that cannot be read is left out.</summary>
internal sealed class DamagedFile(SqliteConnection connection)
{
    private const long ChunkSize = 1_024;
    private const int ReadAttempts = 3;

    /// <summary>A number that a sound database would tell; 0 where this one does not.</summary>
    public long Number(string sql) => Try(sql, static reader => reader.IsDBNull(0) ? 0 : reader.GetInt64(0), out var rows) && rows.Count > 0 ? rows[0] : 0;

    /// <summary>Every row of a table that can be read, in the order of its key. Whatever kind of value stands in a column is taken as it is.</summary>
    /// <param name="table">The table: one of ours.</param>
    /// <param name="columns">Its columns, the key first.</param>
    /// <param name="last">The highest key that there may be.</param>
    public IEnumerable<object[]> Rows(string table, string columns, long last)
    {
        var key = columns.Split(',')[0];
        if (Try($"SELECT count(*) FROM sqlite_schema WHERE name = '{table}'", static reader => reader.GetInt64(0), out var found) && found is [0])
            yield break; // Of an earlier version. Looked for row by row, it would take as long as a table of bad pages.
        for (long first = 0; first <= last; first += ChunkSize)
        {
            foreach (var row in Range(first, Math.Min(first + ChunkSize - 1, last)))
                yield return row;
        }

        IEnumerable<object[]> Range(long from, long to)
        {
            if (Try($"SELECT {columns} FROM {table} WHERE {key} BETWEEN {from} AND {to} ORDER BY {key}", Values, out var rows))
                return rows;

            // Some page of the range is bad: halve it until the good rows are apart from the bad ones.
            if (from == to)
                return [];
            var middle = from + ((to - from) / 2);
            return Range(from, middle).Concat(Range(middle + 1, to));
        }
    }

    /// <summary>The rows of a table without numbers to look for, up to the first that cannot be read.</summary>
    public List<object[]> Rows(string table, string columns)
    {
        _ = Try($"SELECT {columns} FROM {table}", Values, out var rows);
        return rows;
    }

    private static object[] Values(SqliteDataReader reader)
    {
        var values = new object[reader.FieldCount];
        reader.GetValues(values);
        return values;
    }

    /// <summary>A disk that gives an error once may give the row the next time: what is left out is lost.</summary>
    private bool Try<T>(string sql, Func<SqliteDataReader, T> read, out List<T> rows)
    {
        for (var attempt = 1; attempt < ReadAttempts; attempt++)
        {
            if (TryOnce(sql, read, out rows))
                return true;
        }

        return TryOnce(sql, read, out rows);
    }

    private bool TryOnce<T>(string sql, Func<SqliteDataReader, T> read, out List<T> rows)
    {
        rows = [];
        try
        {
            using var command = connection.CreateCommand();
            command.CommandText = sql;
            using var reader = command.ExecuteReader();
            while (reader.Read())
                rows.Add(read(reader));
            return true;
        }
        catch (Exception e) when (e is SqliteException or InvalidCastException or OverflowException or ArgumentException)
        {
            return false; // Also a text that is no UTF-8, and a number where none belongs.
        }
    }
}
