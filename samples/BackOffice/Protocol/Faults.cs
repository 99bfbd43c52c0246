using System.Data.Common;
using BackOffice.Tenants;
using Microsoft.AspNetCore.WebUtilities;

namespace BackOffice.Protocol;

/// <summary>Says in the protocol's words what went wrong before, around or inside an endpoint.</summary>
internal static class Faults
{
    public static async Task CatchAsync(HttpContext context, RequestDelegate next)
    {
        try
        {
            await next(context);
        }
        catch (OperationCanceledException) when (context.RequestAborted.IsCancellationRequested)
        {
            // Nobody waits for an answer any more.
        }
        catch (Exception exception) when (!context.Response.HasStarted)
        {
            context.Response.Clear();
            await ToError(context, exception).ExecuteAsync(context);
        }
    }

    /// <summary>For answers of the framework that have a status and no words: an unknown address, another method, a body that broke off.</summary>
    public static Task ExplainAsync(HttpContext context) =>
        ToError(context.Response.StatusCode, ReasonPhrases.GetReasonPhrase(context.Response.StatusCode)).ExecuteAsync(context);

    private static ProtocolError ToError(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException bad:
                return ToError(bad.StatusCode, (bad.InnerException ?? bad).Message);
            case InvalidDataException:
                return ProtocolError.Unreadable("The body cannot be unpacked.");
            case DbException refusal when context.RequestServices.GetRequiredService<TenantStores>().Register.IsRefusal(refusal):
                return ProtocolError.Malformed("The database cannot store that.");
            default:
                var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Faults));
                Log.RequestFailed(logger, exception, context.Request.Method, context.Request.Path);
                return ProtocolError.Internal;
        }
    }

    private static ProtocolError ToError(int status, string message) => status switch
    {
        StatusCodes.Status404NotFound => ProtocolError.UnknownAddress,
        StatusCodes.Status413PayloadTooLarge => ProtocolError.TooLarge($"A request has at most {BackOfficeOptions.RequestBytesMax} bytes, unpacked."),
        _ => ProtocolError.Unreadable(message) with { Status = status },
    };
}
