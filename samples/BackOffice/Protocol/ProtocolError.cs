using System.Text.Json.Serialization;

namespace BackOffice.Protocol;

/// <summary>An error as the protocol describes it: the device decides by status and code, people read the message.</summary>
internal record ProtocolError([property: JsonIgnore] int Status, string Error, string Message) : IResult
{
    public static ProtocolError Malformed(string message) => new(StatusCodes.Status422UnprocessableEntity, "malformed", message);

    public static ProtocolError Unreadable(string message) => new(StatusCodes.Status400BadRequest, "malformed", message);

    public static ProtocolError TooLarge(string message) => new(StatusCodes.Status413PayloadTooLarge, "too_large", message);

    public static ProtocolError NotFound(string message) => new(StatusCodes.Status404NotFound, "not_found", message);

    /// <summary>Not done, and asking again does not help; the message is for whoever waits at the till.</summary>
    public static ProtocolError Rejected(string message) => new(StatusCodes.Status422UnprocessableEntity, "rejected", message);

    /// <summary>Another code than that of something that is not here: a device takes it as "this back office has no such call".</summary>
    public static ProtocolError UnknownAddress { get; } = new(StatusCodes.Status404NotFound, "unknown_address", "There is nothing at this address.");

    public static ProtocolError NumberTaken(string message) => new(StatusCodes.Status409Conflict, "device_number_taken", message);

    public static ProtocolError OtherAccount(string message) => new(StatusCodes.Status409Conflict, "other_account", message);

    public static ProtocolError CursorExpired { get; } =
        new(StatusCodes.Status410Gone, "cursor_expired", "This back office did not issue the cursor. Pull from the start.");

    public static ProtocolError UpgradeRequired { get; } =
        new(StatusCodes.Status426UpgradeRequired, "upgrade_required", $"This back office speaks version {ProtocolVersion.Current} of the protocol.");

    public static ProtocolError Internal { get; } =
        new(StatusCodes.Status500InternalServerError, "internal", "The back office failed. It is safe to send the request again.");

    public static ProtocolError Unauthorised(int status) => new(status, "unauthorised", "The token is not accepted here.");

    public static ProtocolError Gap(Head head) =>
        new JournalConflict("gap", $"The batch does not follow entry {head.Sequence}, the last one here.", head.Sequence, head.HashOrNull);

    public static ProtocolError Fork(Head head, string message) => new JournalConflict("fork", message, head.Sequence, head.HashOrNull);

    public Task ExecuteAsync(HttpContext httpContext)
    {
        httpContext.Response.StatusCode = Status;
        return httpContext.Response.WriteAsJsonAsync(this, GetType(), ProtocolJson.Options, httpContext.RequestAborted);
    }

    /// <summary>Journal and batch do not fit: the device is told where the journal ends.</summary>
    private sealed record JournalConflict(string Error, string Message, long AckedThrough, byte[]? HeadHash)
        : ProtocolError(StatusCodes.Status409Conflict, Error, Message);
}
