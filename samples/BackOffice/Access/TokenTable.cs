using System.Security.Cryptography;
using System.Text;
using BackOffice.Storage;

namespace BackOffice.Access;

/// <summary>Who may call. Tokens are long and random, so a plain hash of them is enough to keep.</summary>
internal static class TokenTable
{
    public const string DeviceRole = "device";
    public const string AdminRole = "admin";

    public static Task SetAsync(StoreSession session, string name, string role, string token) => session.ExecuteAsync(
        """
        INSERT INTO token (name, role, hash) VALUES (@name, @role, @hash)
        ON CONFLICT (name) DO UPDATE SET role = excluded.role, hash = excluded.hash
        """,
        new { name, role, hash = HashOf(token) });

    public static Task<int> RemoveAsync(StoreSession session, string name) => session.ExecuteAsync("DELETE FROM token WHERE name = @name", new { name });

    public static async Task<bool> AnyAsync(StoreSession session, string role) =>
        await session.SingleAsync<long>("SELECT COUNT(*) FROM token WHERE role = @role", new { role }) > 0;

    /// <summary>The role that a token gives, or null. Takes as long for a good guess as for a bad one.</summary>
    public static async Task<string?> FindRoleAsync(StoreSession session, string token)
    {
        var hash = HashOf(token);
        string? role = null;
        foreach (var known in await session.QueryAsync<TokenRow>("SELECT role, hash FROM token"))
        {
            if (CryptographicOperations.FixedTimeEquals(known.Hash, hash))
                role = known.Role;
        }

        return role;
    }

    private static byte[] HashOf(string token) => SHA256.HashData(Encoding.UTF8.GetBytes(token));

    private sealed record TokenRow(string Role, byte[] Hash);
}
