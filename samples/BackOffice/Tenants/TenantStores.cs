using System.Collections.Concurrent;
using BackOffice.Storage;
using Npgsql;

namespace BackOffice.Tenants;

/// <summary>A database for each tenant: what one of them asks runs where nothing of the others is.</summary>
/// <remarks>
/// With SQLite a file each, on PostgreSQL a schema each in one database. The first tenant has the database that the back office was started with; which others there are, and who may
/// call for whom, is written down there: the register.
/// </remarks>
internal sealed class TenantStores(BackOfficeOptions options) : IAsyncDisposable
{
    private readonly ConcurrentDictionary<string, Lazy<IBackOfficeStore>> _stores = new();
    private readonly NpgsqlDataSource? _source = options.Postgres is { } postgres ? PostgresStore.CreateSource(postgres) : null;

    /// <summary>The first tenant's database, which also says who else there is.</summary>
    public IBackOfficeStore Register => StoreOf(TenantTable.First);

    /// <summary>The database of a tenant that is in the register. Opening it is for whoever puts it there, and for the start.</summary>
    public IBackOfficeStore StoreOf(string tenant) => _stores.GetOrAdd(tenant, name => new(() => Create(name == TenantTable.First ? null : name))).Value;

    public async ValueTask DisposeAsync()
    {
        foreach (var store in _stores.Values)
            (store.Value as IDisposable)?.Dispose();
        if (_source is not null)
            await _source.DisposeAsync();
    }

    private IBackOfficeStore Create(string? tenant) =>
        _source is not null ? new PostgresStore(_source, tenant)
        : tenant is null ? new SqliteStore(options.Database)
        : new SqliteStore(Path.ChangeExtension(options.Database, $"{tenant}{Path.GetExtension(options.Database)}"));
}
