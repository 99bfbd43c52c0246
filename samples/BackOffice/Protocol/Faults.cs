using Microsoft.AspNetCore.WebUtilities;

namespace BackOffice.Protocol;

/// <summary>Turns exceptions into the protocol's errors.</summary>
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

    /// <summary>Says in the protocol's words what routing refused: an address, a method or a content type.</summary>
    public static Task ExplainAsync(HttpContext context)
    {
        var status = context.Response.StatusCode;
        var error = status == StatusCodes.Status404NotFound
            ? ProtocolError.NotFound("There is nothing at this address.")
            : ProtocolError.Unreadable(ReasonPhrases.GetReasonPhrase(status)) with { Status = status };
        return error.ExecuteAsync(context);
    }

    private static ProtocolError ToError(HttpContext context, Exception exception)
    {
        switch (exception)
        {
            case BadHttpRequestException { StatusCode: StatusCodes.Status413PayloadTooLarge }:
                return ProtocolError.TooLarge($"A request may have {BackOfficeOptions.RequestBytesMax} bytes, unpacked.");
            case BadHttpRequestException bad:
                return ProtocolError.Unreadable((bad.InnerException ?? bad).Message) with { Status = bad.StatusCode };
            case InvalidDataException:
                return ProtocolError.Unreadable("The body cannot be unpacked.");
            default:
                var logger = context.RequestServices.GetRequiredService<ILoggerFactory>().CreateLogger(typeof(Faults));
                Log.RequestFailed(logger, exception, context.Request.Method, context.Request.Path);
                return ProtocolError.Internal;
        }
    }
}
