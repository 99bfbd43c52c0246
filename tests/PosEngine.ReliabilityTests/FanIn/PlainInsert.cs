using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace PosEngine.Reliability.FanIn;

/// <summary>What the same bytes cost where nothing is checked and nothing is made of them: the floor that the back office is measured against.</summary>
internal static class PlainInsert
{
    private const int RowsPerStatement = 500;

    public static async Task<IReadOnlyList<Guid>> ReadReceiptsAsync(DbConnection office)
    {
        await using var command = office.CreateCommand();
        command.CommandText = "SELECT id FROM receipt";
        await using var reader = await command.ExecuteReaderAsync();
        var ids = new List<Guid>();
        while (await reader.ReadAsync())
            ids.Add(Guid.Parse(reader.GetString(0)));
        return ids;
    }

    /// <summary>Inserts the journal of the back office into a table of its own, a transaction for each statement, as durably as the back office does.</summary>
    public static async Task<(int Rows, double Seconds)> RepeatAsync(DbConnection office, Func<DbConnection> connect)
    {
        var rows = await ReadJournalAsync(office);
        await using var connection = connect();
        await connection.OpenAsync();
        var isSqlite = connection is SqliteConnection;
        if (isSqlite)
            await ExecuteAsync(connection, "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL");
        await ExecuteAsync(connection, $"CREATE TABLE plain (epoch BIGINT, sequence BIGINT, hash {(isSqlite ? "BLOB" : "BYTEA")}, body {(isSqlite ? "BLOB" : "BYTEA")}, PRIMARY KEY (epoch, sequence))");

        var clock = Stopwatch.StartNew();
        foreach (var chunk in rows.Chunk(RowsPerStatement))
        {
            await using var command = connection.CreateCommand();
            command.CommandText = "INSERT INTO plain (epoch, sequence, hash, body) VALUES "
                + string.Join(", ", chunk.Select((_, i) => $"(@e{i}, @s{i}, @h{i}, @b{i})"));
            foreach (var (i, row) in chunk.Index())
            {
                Add(command, $"@e{i}", row.Epoch);
                Add(command, $"@s{i}", row.Sequence);
                Add(command, $"@h{i}", row.Hash);
                Add(command, $"@b{i}", row.Body);
            }

            await command.ExecuteNonQueryAsync();
        }

        return (rows.Count, clock.Elapsed.TotalSeconds);
    }

    private static async Task<List<Row>> ReadJournalAsync(DbConnection office)
    {
        await using var command = office.CreateCommand();
        command.CommandText = "SELECT epoch, sequence, hash, body FROM entry ORDER BY position";
        await using var reader = await command.ExecuteReaderAsync();
        var rows = new List<Row>();
        while (await reader.ReadAsync())
            rows.Add(new(reader.GetInt64(0), reader.GetInt64(1), reader.GetFieldValue<byte[]>(2), reader.GetFieldValue<byte[]>(3)));
        return rows;
    }

    private static void Add(DbCommand command, string name, object value)
    {
        var parameter = command.CreateParameter();
        parameter.ParameterName = name;
        parameter.Value = value;
        command.Parameters.Add(parameter);
    }

    private static async Task ExecuteAsync(DbConnection connection, string sql)
    {
        await using var command = connection.CreateCommand();
        command.CommandText = sql;
        await command.ExecuteNonQueryAsync();
    }

    private sealed record Row(long Epoch, long Sequence, byte[] Hash, byte[] Body);
}
