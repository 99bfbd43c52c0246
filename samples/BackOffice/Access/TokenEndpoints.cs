using BackOffice.Protocol;
using BackOffice.Tenants;

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

    private static async Task<IResult> PutAsync(string name, TokenRequest request, HttpContext context, TenantStores stores, CancellationToken cancellationToken)
    {
        if (request.Role is not (TokenTable.DeviceRole or TokenTable.AdminRole))
            return ProtocolError.Malformed($"role is {TokenTable.DeviceRole} or {TokenTable.AdminRole}.");
        if (string.IsNullOrWhiteSpace(request.Token))
            return ProtocolError.Malformed("token is empty.");

        var tenant = TenantOf.Request(context);
        return await stores.Register.WriteAsync(register => TokenTable.TrySetAsync(register, tenant, name, request.Role, request.Token, request.Device), cancellationToken)
            ? Results.NoContent()
            : ProtocolError.Rejected("Choose another token.");
    }

    private static async Task<IResult> DeleteAsync(string name, HttpContext context, TenantStores stores, CancellationToken cancellationToken) =>
        await stores.Register.WriteAsync(register => TokenTable.RemoveAsync(register, TenantOf.Request(context), name), cancellationToken) == 1
            ? Results.NoContent()
            : ProtocolError.NotFound($"There is no token {name}.");
}
