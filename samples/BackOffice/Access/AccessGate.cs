using BackOffice.Protocol;
using BackOffice.Tenants;
using Microsoft.AspNetCore.Http.Features;
using Microsoft.Net.Http.Headers;

namespace BackOffice.Access;

/// <summary>Marks endpoints that want a token of a role, and turns everybody else away before anything of the request is read.</summary>
internal sealed class AccessGate(string role)
{
    private const string Scheme = "Bearer ";

    public static async Task CheckAsync(HttpContext context, RequestDelegate next)
    {
        if (context.GetEndpoint()?.Metadata.GetMetadata<AccessGate>() is not { } gate)
        {
            await next(context);
            return;
        }

        var grant = await FindGrantAsync(context);
        if (grant?.Role == gate.Role && grant.Covers(context.Request.RouteValues))
        {
            context.Features.Set(grant);
            await next(context);
        }
        else if (grant is not null)
        {
            await ProtocolError.Unauthorised(StatusCodes.Status403Forbidden).ExecuteAsync(context);
        }
        else
        {
            await AskForTokenAsync(context);
        }
    }

    /// <summary>What the token of a request gives that came through.</summary>
    public static TokenGrant GrantOf(HttpContext context) => context.Features.GetRequiredFeature<TokenGrant>();

    private string Role { get; } = role;

    private static async Task<TokenGrant?> FindGrantAsync(HttpContext context)
    {
        var header = context.Request.Headers.Authorization.ToString();
        if (!header.StartsWith(Scheme, StringComparison.OrdinalIgnoreCase))
            return null;

        var stores = context.RequestServices.GetRequiredService<TenantStores>();
        return await stores.Register.ReadAsync(session => TokenTable.FindAsync(session, header[Scheme.Length..].Trim()), context.RequestAborted);
    }

    private static Task AskForTokenAsync(HttpContext context)
    {
        context.Response.Headers[HeaderNames.WWWAuthenticate] = Scheme.Trim();
        return ProtocolError.Unauthorised(StatusCodes.Status401Unauthorized).ExecuteAsync(context);
    }
}
