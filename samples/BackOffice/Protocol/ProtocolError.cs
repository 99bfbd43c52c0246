using System.Text.Json.Serialization;

namespace BackOffice.Protocol;

/// <summary>An error as the protocol describes it: the device decides by status and code, people read the message.</summary>
internal sealed record ProtocolError([property: JsonIgnore] int Status, string Error, string Message) : IResult
{
    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public long? AckedThrough { get; private init; }

    [JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)]
    public byte[]? HeadHash { get; private init; }

    public static ProtocolError Malformed(string message) => new(StatusCodes.Status422UnprocessableEntity, "malformed", message);

    public static ProtocolError Unreadable(string message) => new(StatusCodes.Status400BadRequest, "malformed", message);

    public static ProtocolError TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, "too_large", message);

    public static ProtocolError NotFound(string message) => new(StatusCodes.Status404NotFound, "not_found", message);

    public static ProtocolError NumberTaken(string message) => new(StatusCodes.Status409Conflict, "device_number_taken", message);

    public static ProtocolError CursorExpired { get; } =
        new(StatusCodes.Status410Gone, "cursor_expired", "This back office did not issue the cursor. Pull from the start.");

    public static ProtocolError UpgradeRequired { get; } =
        new(StatusCodes.Status426UpgradeRequired, "upgrade_required", $"This back office speaks version {ProtocolVersion.Current} of the protocol.");

    public static ProtocolError Internal { get; } =
        new(StatusCodes.Status500InternalServerError, "internal", "The back office failed. It is safe to send the request again.");

    public static ProtocolError Unauthorised(int status) => new(status, "unauthorised", "The token is not accepted here.");

    public static ProtocolError Gap(Head head) =>
        Conflict("gap", head, $"The batch does not follow entry {head.Sequence}, the last one here.");

    public static ProtocolError Fork(Head head, string message) => Conflict("fork", head, message);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        return httpContext.Response.WriteAsJsonAsync(this, ProtocolJson.Options, httpContext.RequestAborted);
    }

    private static ProtocolError Conflict(string error, Head head, string message) =>
        new(StatusCodes.Status409Conflict, error, message) { AckedThrough = head.Sequence, HeadHash = head.HashOrNull };
}
