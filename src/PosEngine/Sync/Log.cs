using Microsoft.Extensions.Logging;

namespace PosEngine.Sync;

internal static partial class Log
{
    [LoggerMessage(6001, LogLevel.Information, "Synchronisation failed ({Error}): {Problem} It is tried again.")]
    public static partial void RoundFailed(this ILogger logger, BackOfficeError error, string problem);

    [LoggerMessage(6002, LogLevel.Error, "The transport to the back office threw what it should not. Synchronisation is tried again.")]
    public static partial void RoundBroken(this ILogger logger, Exception exception);
}
