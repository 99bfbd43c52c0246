using Microsoft.Extensions.Logging;

namespace PosEngine.Tickets;

internal static partial class Log
{
    [LoggerMessage(2001, LogLevel.Warning, "{Count} open tickets could not be saved ({Code}). They are saved again with their next change.")]
    public static partial void TicketsNotSaved(this ILogger logger, int count, string code);

    [LoggerMessage(2002, LogLevel.Error, "A saved ticket cannot be read. It is left where it is, and not shown.")]
    public static partial void TicketUnreadable(this ILogger logger, Exception exception);
}
