using System.Security.Cryptography;
using BackOffice.Protocol;
using BackOffice.Tenants;

namespace BackOffice.Access;

internal sealed record PairingCode(string Code, DateTimeOffset Expires);

internal sealed record PairingRequest(string Code, Guid Device);

internal sealed record PairingReply(string Token);

/// <summary>A new till gets a token of its own: the office makes a code, somebody types it in at the till, and the till changes it for the token.</summary>
internal static class Pairing
{
    private const string Alphabet = "23456789ABCDEFGHJKLMNPQRSTUVWXYZ";   // nothing that looks like something else
    private const int CodeLength = 8;
    private const int TokenBytes = 32;
    private static readonly TimeSpan Lifetime = TimeSpan.FromMinutes(10);

    public static void MapPairing(this IEndpointRouteBuilder app, IEndpointRouteBuilder admin)
    {
        admin.MapPost("/pairings", async (HttpContext context, TenantStores stores, TimeProvider time, CancellationToken cancellationToken) =>
            Results.Json(await IssueAsync(stores, TenantOf.Request(context), time, cancellationToken), ProtocolJson.Options));
        app.MapPost("/v1/pairings", RedeemAsync);
    }

    /// <summary>Makes a code for a till of a tenant.</summary>
    public static async Task<PairingCode> IssueAsync(TenantStores stores, string tenant, TimeProvider time, CancellationToken cancellationToken)
    {
        var code = new PairingCode(RandomNumberGenerator.GetString(Alphabet, CodeLength), time.GetUtcNow() + Lifetime);
        await stores.Register.WriteAsync(
            session => session.ExecuteAsync(
                "INSERT INTO pairing (hash, expires, tenant) VALUES (@hash, @expires, @tenant)",
                new { tenant, hash = TokenTable.HashOf(code.Code), expires = code.Expires.ToUnixTimeMilliseconds() }),
            cancellationToken);
        return code;
    }

    private static async Task<IResult> RedeemAsync(PairingRequest request, TenantStores stores, TimeProvider time, CancellationToken cancellationToken)
    {
        var token = RandomNumberGenerator.GetHexString(2 * TokenBytes, lowercase: true);
        return await stores.Register.WriteAsync<IResult>(async session =>
        {
            // Deleting is what makes it count once, whoever else tries at the same time.
            var tenant = await session.FindAsync<string>(
                "DELETE FROM pairing WHERE hash = @hash AND expires > @now RETURNING tenant",
                new { hash = TokenTable.HashOf(request.Code.Trim().ToUpperInvariant()), now = time.GetUtcNow().ToUnixTimeMilliseconds() });
            if (tenant is null || !await TokenTable.TrySetAsync(session, tenant, $"device {request.Device}", TokenTable.DeviceRole, token, request.Device))
                return ProtocolError.Unauthorised(StatusCodes.Status403Forbidden);

            return Results.Json(new PairingReply(token), ProtocolJson.Options);
        }, cancellationToken);
    }
}
