using System.Security.Cryptography;
using System.Text;
using BackOffice.Storage;

namespace BackOffice.Access;

/// <summary>Who may call. Tokens are long and random, so a plain hash of them is enough to keep.</summary>
internal static class TokenTable
{
    public const string DeviceRole = "device";
    public const string AdminRole = "admin";

    /// <param name="session">The transaction.</param>
    /// <param name="name">What people call the token.</param>
    /// <param name="role">What it may do.</param>
    /// <param name="token">The token.</param>
    /// <param name="device">The only installation that it speaks for; null for any.</param>
    public static Task SetAsync(StoreSession session, string name, string role, string token, Guid? device = null) => session.ExecuteAsync(
        """
        INSERT INTO token (name, role, hash, device) VALUES (@name, @role, @hash, @device)
        ON CONFLICT (name) DO UPDATE SET role = excluded.role, hash = excluded.hash, device = excluded.device
        """,
        new { name, role, hash = HashOf(token), device = device?.ToString() });

    public static Task<int> RemoveAsync(StoreSession session, string name) => session.ExecuteAsync("DELETE FROM token WHERE name = @name", new { name });

    public static async Task<bool> AnyAsync(StoreSession session, string role) =>
        await session.SingleAsync<long>("SELECT COUNT(*) FROM token WHERE role = @role", new { role }) > 0;

    /// <summary>What a token gives, or null. Takes as long for a good guess as for a bad one.</summary>
    public static async Task<TokenGrant?> FindAsync(StoreSession session, string token)
    {
        var hash = HashOf(token);
        TokenGrant? grant = null;
        foreach (var known in await session.QueryAsync<TokenRow>("SELECT role, hash, device FROM token"))
        {
            if (CryptographicOperations.FixedTimeEquals(known.Hash, hash))
                grant = new(known.Role, known.Device is null ? null : Guid.Parse(known.Device));
        }

        return grant;
    }

    public static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private sealed record TokenRow(string Role, byte[] Hash, string? Device);
}

/// <summary>What a token gives.</summary>
/// <param name="Role">What its holder may do.</param>
/// <param name="Device">The only installation that it speaks for; null for any.</param>
internal sealed record TokenGrant(string Role, Guid? Device)
{
    /// <summary>Whether it may be used at an address.</summary>
    public bool Covers(RouteValueDictionary address) =>
        Device is null || !address.TryGetValue("device", out var named) || (Guid.TryParse(named as string, out var device) && device == Device);
}
