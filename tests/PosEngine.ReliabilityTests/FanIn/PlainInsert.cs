using System.Data.Common;
using System.Diagnostics;
using Microsoft.Data.Sqlite;

namespace PosEngine.Reliability.FanIn;

/// <summary>What the same bytes cost where nothing is checked and nothing is made of them: the floor that the back office is measured against.</summary>
internal static class PlainInsert
{
    private const int RowsPerTransaction = 500;   // as a till pushes them
    private const int RowsPerStatement = 50;      // SQLite takes longer for longer ones

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

    /// <summary>Inserts the journal of the back office into a table of its own, batch by batch, as durably as the back office does.</summary>
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
        foreach (var batch in rows.Chunk(RowsPerTransaction))
        {
            await using var transaction = await connection.BeginTransactionAsync();
            foreach (var chunk in batch.Chunk(RowsPerStatement))
                await InsertAsync(transaction, chunk);
            await transaction.CommitAsync();
        }

        return (rows.Count, clock.Elapsed.TotalSeconds);
    }

    private static async Task InsertAsync(DbTransaction transaction, Row[] rows)
    {
        await using var command = transaction.Connection!.CreateCommand();
        command.Transaction = transaction;
        command.CommandText = "INSERT INTO plain (epoch, sequence, hash, body) VALUES "
            + string.Join(", ", rows.Select((_, i) => $"(@e{i}, @s{i}, @h{i}, @b{i})"));
        foreach (var (i, row) in rows.Index())
        {
            Add(command, $"@e{i}", row.Epoch);
            Add(command, $"@s{i}", row.Sequence);
            Add(command, $"@h{i}", row.Hash);
            Add(command, $"@b{i}", row.Body);
        }

        await command.ExecuteNonQueryAsync();
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
