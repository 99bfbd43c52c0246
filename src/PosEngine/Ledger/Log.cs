using Microsoft.Extensions.Logging;

namespace PosEngine.Ledger;

internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Error, "Something that follows a commit failed. What was committed is durable.")]
    public static partial void AfterCommitFailed(this ILogger logger, Exception exception);
}
