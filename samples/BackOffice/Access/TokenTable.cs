using System.Security.Cryptography;
using System.Text;
using BackOffice.Storage;
using BackOffice.Tenants;

namespace BackOffice.Access;

/// <summary>Who may call, and for which tenant. Only in the register. Tokens are long and random, so a plain hash of them is enough to keep.</summary>
internal static class TokenTable
{
    public const string DeviceRole = "device";
    public const string AdminRole = "admin";
    public const string OperatorRole = "operator";

    /// <summary>The tenant of tokens that take in tenants and see nothing of them.</summary>
    public const string Nobody = "";

    /// <param name="register">The transaction.</param>
    /// <param name="tenant">Whose data it opens.</param>
    /// <param name="name">What people of that tenant call the token.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="token">The token.</param>
    /// <param name="device">The only installation that it speaks for; null for any.</param>
    /// <returns>False where another tenant has the same token: it would open the data of either.</returns>
    public static async Task<bool> TrySetAsync(StoreSession register, string tenant, string name, string role, string token, Guid? device = null)
    {
        var hash = HashOf(token);
        await TenantTable.LockAsync(register);
        if (await register.SingleAsync<long>("SELECT COUNT(*) FROM token WHERE hash = @hash AND tenant <> @tenant", new { hash, tenant }) > 0)
            return false;

        await register.ExecuteAsync(
            """
            INSERT INTO token (tenant, name, role, hash, device) VALUES (@tenant, @name, @role, @hash, @device)
            ON CONFLICT (tenant, name) DO UPDATE SET role = excluded.role, hash = excluded.hash, device = excluded.device
            """,
            new { tenant, name, role, hash, device = device?.ToString() });
        return true;
    }

    public static Task<int> RemoveAsync(StoreSession register, string tenant, string name) =>
        register.ExecuteAsync("DELETE FROM token WHERE tenant = @tenant AND name = @name", new { tenant, name });

    public static async Task<bool> AnyAsync(StoreSession register, string role) =>
        await register.SingleAsync<long>("SELECT COUNT(*) FROM token WHERE role = @role", new { role }) > 0;

    /// <summary>What a token gives, or null. It is looked for by its hash, so how long that takes says nothing of the tokens that there are.</summary>
    public static async Task<TokenGrant?> FindAsync(StoreSession register, string token)
    {
        var rows = await register.QueryAsync<TokenRow>("SELECT tenant, name, role, device FROM token WHERE hash = @hash ORDER BY name", new { hash = HashOf(token) });
        return rows.Select(row => new TokenGrant(row.Tenant, row.Name, row.Role, row.Device is null ? null : Guid.Parse(row.Device))).LastOrDefault();
    }

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private sealed record TokenRow(string Tenant, string Name, string Role, string? Device);
}

/// <summary>What a token gives.</summary>
/// <param name="Tenant">Whose data it opens.</param>
/// <param name="Name">What people of that tenant call it.</param>
/// <param name="Role">What its holder may do.</param>
/// <param name="Device">The only installation that it speaks for; null for any.</param>
internal sealed record TokenGrant(string Tenant, string Name, string Role, Guid? Device)
{
    /// <summary>Whether it may be used at an address.</summary>
    public bool Covers(RouteValueDictionary address) =>
        Device is null || !address.TryGetValue("device", out var named) || (Guid.TryParse(named as string, out var device) && device == Device);
}
