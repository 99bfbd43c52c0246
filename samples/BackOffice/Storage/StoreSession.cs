using System.Data.Common;
using Dapper;

namespace BackOffice.Storage;

/// <summary>SQL inside one transaction.</summary>
internal sealed class StoreSession(DbTransaction transaction, CancellationToken cancellationToken)
{
    private const string EntrySavepoint = "savepoint";

    public Task<int> ExecuteAsync(string sql, object? parameters = null) => Connection.ExecuteAsync(Command(sql, parameters));

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

    private CommandDefinition Command(string sql, object? parameters) => new(sql, parameters, transaction, cancellationToken: cancellationToken);
}
