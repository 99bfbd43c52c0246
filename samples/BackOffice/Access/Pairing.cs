using System.Security.Cryptography;
using BackOffice.Protocol;
using BackOffice.Storage;

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
        admin.MapPost("/pairings", async (IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken) =>
            Results.Json(await IssueAsync(store, time, cancellationToken), ProtocolJson.Options));
        app.MapPost("/v1/pairings", RedeemAsync);
    }

    /// <summary>Makes a code.</summary>
    public static async Task<PairingCode> IssueAsync(IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var code = new PairingCode(RandomNumberGenerator.GetString(Alphabet, CodeLength), time.GetUtcNow() + Lifetime);
        await store.WriteAsync(
            session => session.ExecuteAsync(
                "INSERT INTO pairing (hash, expires) VALUES (@hash, @expires)",
                new { hash = TokenTable.HashOf(code.Code), expires = code.Expires.ToUnixTimeMilliseconds() }),
            cancellationToken);
        return code;
    }

    private static async Task<IResult> RedeemAsync(PairingRequest request, IBackOfficeStore store, TimeProvider time, CancellationToken cancellationToken)
    {
        var token = RandomNumberGenerator.GetHexString(2 * TokenBytes, lowercase: true);
        return await store.WriteAsync<IResult>(async session =>
        {
            // Deleting is what makes it count once, whoever else tries at the same time.
            var redeemed = await session.ExecuteAsync(
                "DELETE FROM pairing WHERE hash = @hash AND expires > @now",
                new { hash = TokenTable.HashOf(request.Code.Trim().ToUpperInvariant()), now = time.GetUtcNow().ToUnixTimeMilliseconds() });
            if (redeemed == 0)
                return ProtocolError.Unauthorised(StatusCodes.Status403Forbidden);

            await TokenTable.SetAsync(session, $"device {request.Device}", TokenTable.DeviceRole, token, request.Device);
            return Results.Json(new PairingReply(token), ProtocolJson.Options);
        }, cancellationToken);
    }
}
