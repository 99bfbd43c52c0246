using Microsoft.Extensions.Logging;

namespace PosEngine.Health;

internal static partial class Log
{
    [LoggerMessage(8002, LogLevel.Warning, "The database could not be checked. It is tried again within the hour.")]
    public static partial void CheckFailed(this ILogger logger, Exception exception);
}
