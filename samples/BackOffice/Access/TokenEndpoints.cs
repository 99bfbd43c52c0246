using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Access;

internal sealed record TokenRequest(string Role, string Token, Guid? Device = null);

/// <summary>Tokens of their own for devices, and taking them away again.</summary>
internal static class TokenEndpoints
{
    public static void MapTokens(this IEndpointRouteBuilder admin)
    {
        admin.MapPut("/tokens/{name}", PutAsync);
        admin.MapDelete("/tokens/{name}", DeleteAsync);
    }

    private static async Task<IResult> PutAsync(string name, TokenRequest request, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        if (request.Role is not (TokenTable.DeviceRole or TokenTable.AdminRole))
            return ProtocolError.Malformed($"role is {TokenTable.DeviceRole} or {TokenTable.AdminRole}.");
        if (string.IsNullOrWhiteSpace(request.Token))
            return ProtocolError.Malformed("token is empty.");

        await store.WriteAsync(session => TokenTable.SetAsync(session, name, request.Role, request.Token, request.Device), cancellationToken);
        return Results.NoContent();
    }

    private static async Task<IResult> DeleteAsync(string name, IBackOfficeStore store, CancellationToken cancellationToken) =>
        await store.WriteAsync(session => TokenTable.RemoveAsync(session, name), cancellationToken) == 1
            ? Results.NoContent()
            : ProtocolError.NotFound($"There is no token {name}.");
}
