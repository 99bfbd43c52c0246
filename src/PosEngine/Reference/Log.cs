using Microsoft.Extensions.Logging;

namespace PosEngine.Reference;

internal static partial class Log
{
    [LoggerMessage(3001, LogLevel.Warning, "The {Kind} {Id} that the back office sent cannot be read. It is left out; mend it there and it comes again.")]
    public static partial void ReferenceUnreadable(this ILogger logger, Exception exception, string kind, string id);
}
