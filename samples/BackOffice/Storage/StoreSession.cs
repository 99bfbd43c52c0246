using System.Data.Common;
using Dapper;

namespace BackOffice.Storage;

/// <summary>SQL inside one transaction.</summary>
internal sealed class StoreSession(DbTransaction transaction, CancellationToken cancellationToken)
{
    private const string EntrySavepoint = "savepoint";

    // Enough to save most round trips. SQLite looks each parameter up by its name, one by one: long statements take it longer than many.
    private const int RowsPerStatementMax = 40;

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Connection.ExecuteAsync(Command(sql, parameters));

    /// <summary>Adds rows, many with one statement: a round trip a row would cost more than the rows.</summary>
    /// <param name="into">The table and its columns, as they stand after INSERT INTO. Never from input.</param>
    /// <param name="rows">A value for each of the columns.</param>
    /// <param name="unless">What follows the rows: ON CONFLICT …</param>
    /// <returns>How many were added.</returns>
    public async Task<int> InsertAsync(string into, IEnumerable<object?[]> rows, string unless = "")
    {
        var added = 0;
        foreach (var chunk in rows.Chunk(RowsPerStatementMax))
        {
            await using var command = Connection.CreateCommand();
            command.Transaction = transaction;
            command.CommandText = $"INSERT INTO {into} VALUES {string.Join(", ", chunk.Select(row => Placeholders(command, row)))} {unless}";
            added += await command.ExecuteNonQueryAsync(cancellationToken);
        }

        return added;
    }

    public async Task<IReadOnlyList<T>> QueryAsync<T>(string sql, object? parameters = null) =>
        (await Connection.QueryAsync<T>(Command(sql, parameters))).AsList();

    public Task<T> SingleAsync<T>(string sql, object? parameters = null) => Connection.QuerySingleAsync<T>(Command(sql, parameters));

    public Task<T?> FindAsync<T>(string sql, object? parameters = null) => Connection.QuerySingleOrDefaultAsync<T>(Command(sql, parameters));

    /// <summary>Row by row, for tables that do not fit into memory.</summary>
    public IAsyncEnumerable<T> StreamAsync<T>(string sql, object? parameters = null) =>
        Connection.QueryUnbufferedAsync<T>(sql, parameters, transaction);

    /// <summary>Marks the place that <see cref="RollBackAsync"/> goes back to.</summary>
    public Task SaveAsync() => transaction.SaveAsync(EntrySavepoint, cancellationToken);

    public Task RollBackAsync() => transaction.RollbackAsync(EntrySavepoint, cancellationToken);

    private DbConnection Connection => transaction.Connection!;

    private static string Placeholders(DbCommand command, object?[] row)
    {
        var first = command.Parameters.Count;
        foreach (var value in row)
        {
            var parameter = command.CreateParameter();
            parameter.ParameterName = $"@{command.Parameters.Count}";
            parameter.Value = value ?? DBNull.Value;
            command.Parameters.Add(parameter);
        }

        return $"({string.Join(", ", Enumerable.Range(first, row.Length).Select(i => $"@{i}"))})";
    }

    private CommandDefinition Command(string sql, object? parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
