using System.Text.RegularExpressions;
using BackOffice.Storage;

namespace BackOffice.Tenants;

internal sealed record Tenant(string Id, string Name);

/// <summary>Who has a shop here. Only in the register.</summary>
internal static partial class TenantTable
{
    /// <summary>Whose shop the back office was started with.</summary>
    public const string First = "main";

    /// <summary>Whether something can be a tenant's id. It is a part of the names of files and schemas, so it is short and of few characters.</summary>
    public static bool IsId(string id) => IdPattern().IsMatch(id);

    public static Task<IReadOnlyList<Tenant>> ListAsync(StoreSession register) => register.QueryAsync<Tenant>("SELECT id, name FROM tenant ORDER BY id");

    public static Task<Tenant> FindAsync(StoreSession register, string id) => register.SingleAsync<Tenant>("SELECT id, name FROM tenant WHERE id = @id", new { id });

    /// <summary>Adds the first tenant where it is missing.</summary>
    public static Task AddFirstAsync(StoreSession register) =>
        register.ExecuteAsync("INSERT INTO tenant (id, name) VALUES (@First, 'Shop') ON CONFLICT (id) DO NOTHING", new { First });

    /// <summary>Adds a tenant, or gives it another name.</summary>
    public static Task SetAsync(StoreSession register, Tenant tenant) => register.ExecuteAsync(
        "INSERT INTO tenant (id, name) VALUES (@Id, @Name) ON CONFLICT (id) DO UPDATE SET name = excluded.name", tenant);

    /// <summary>Whoever else changes who may call waits until the transaction ends.</summary>
    public static Task LockAsync(StoreSession register) => register.ExecuteAsync("UPDATE tenant SET name = name WHERE id = @First", new { First });

    [GeneratedRegex(@"\A[a-z][a-z0-9]{0,19}\z")]
    private static partial Regex IdPattern();
}
