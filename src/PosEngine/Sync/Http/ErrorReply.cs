using System.Net;
using System.Text.Json;

namespace PosEngine.Sync;

/// <summary>An error reply: <c>{ "error": "gap", "message": "…" }</c>, or whatever a proxy on the way answered instead.</summary>
internal sealed record ErrorReply(string? Code, string? Message)
{
    private const int WordsLengthMax = 200;

    public static ErrorReply Read(Stream reply)
    {
        try
        {
            return ReplyReader.Read(reply, error => new ErrorReply(Text(error, "error"), Text(error, "message")));
        }
        catch (InvalidDataException)
        {
            return new(null, null);
        }
    }

    /// <summary>What the device does about it: the table of docs/protocol.md.</summary>
    /// <remarks>
    /// Statuses that mean the same from anybody on the way (a proxy's 413, a gateway's 401) are believed without a code. A conflict and an expired cursor
    /// change what is sent next, so they count only in the back office's own words. Everything else may pass.
    /// </remarks>
    public BackOfficeError Classify(HttpStatusCode status) => (status, Code) switch
    {
        (HttpStatusCode.RequestEntityTooLarge, _) => BackOfficeError.TooLarge,
        (HttpStatusCode.Unauthorized or HttpStatusCode.Forbidden, _) => BackOfficeError.Unauthorised,
        (HttpStatusCode.UpgradeRequired, _) => BackOfficeError.UpgradeRequired,
        (HttpStatusCode.Conflict, "gap") => BackOfficeError.Gap,
        (HttpStatusCode.Conflict, "fork") => BackOfficeError.Fork,
        (HttpStatusCode.Conflict, "device_number_taken") => BackOfficeError.DeviceNumberTaken,
        (HttpStatusCode.Conflict, "other_account") => BackOfficeError.OtherAccount,
        (HttpStatusCode.Gone, "cursor_expired") => BackOfficeError.CursorExpired,
        _ => BackOfficeError.Transient,
    };

    /// <summary>The same for an online call, whose answer is for somebody who waits.</summary>
    public BackOfficeError ClassifyOnline(HttpStatusCode status) => (status, Code) switch
    {
        (HttpStatusCode.NotFound, "not_found") => BackOfficeError.NotFound,
        (HttpStatusCode.UnprocessableEntity, "rejected") => BackOfficeError.Rejected,
        (HttpStatusCode.NotFound or HttpStatusCode.MethodNotAllowed or HttpStatusCode.NotImplemented, _) => BackOfficeError.Unsupported,
        _ => Classify(status),
    };

    /// <summary>The error in words, bounded, and without <paramref name="secret"/>: a server may quote the request that it complains about.</summary>
    public string Describe(string secret) => Bound($"{Code} {Message}", secret);

    /// <summary>The same without the code: what the back office means for people.</summary>
    public string Words(string secret) => Bound($"{Message}", secret);

    private static string Bound(string text, string secret)
    {
        var words = text.Replace(secret, "***", StringComparison.Ordinal).Trim();
        return words.Length switch
        {
            0 => "no reason given",
            > WordsLengthMax => $"{words[..WordsLengthMax]}…",
            _ => words,
        };
    }

    private static string? Text(JsonElement reply, string name) =>
        reply.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;
}
