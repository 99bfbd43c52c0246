using System.Net;
using BackOffice.Protocol;

namespace BackOffice.Pages;

/// <summary>The pages are signed in to without TLS, so they are for this machine only. The name asked for is checked too: a foreign page may have bent its own to here.</summary>
internal static class LocalOnly
{
    public static async ValueTask<object?> CheckAsync(EndpointFilterInvocationContext context, EndpointFilterDelegate next)
    {
        var http = context.HttpContext;
        var host = http.Request.Host.Host;
        var isLocal = http.Connection.RemoteIpAddress is { } caller && IPAddress.IsLoopback(caller)
            && (host == "localhost" || IPAddress.TryParse(host.Trim('[', ']'), out var address) && IPAddress.IsLoopback(address));
        return isLocal ? await next(context) : ProtocolError.Unauthorised(StatusCodes.Status403Forbidden);
    }
}
