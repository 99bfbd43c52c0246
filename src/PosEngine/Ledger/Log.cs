using Microsoft.Extensions.Logging;

namespace PosEngine.Ledger;

internal static partial class Log
{
    [LoggerMessage(1101, LogLevel.Error, "Something that follows a commit failed. What was committed is durable.")]
    public static partial void AfterCommitFailed(this ILogger logger, Exception exception);

    [LoggerMessage(1104, LogLevel.Critical, "The database is damaged: {Damage} Selling goes on; the next start takes over what can be read.")]
    public static partial void DamageFound(this ILogger logger, string damage);

    [LoggerMessage(1103, LogLevel.Warning, "The device's clock is not to be relied upon ({Anomaly}): the entry before is of {Previous}, and it moved by {Drift} more than the time that passed.")]
    public static partial void ClockAnomalyNoted(this ILogger logger, string anomaly, DateTimeOffset previous, TimeSpan? drift);

    [LoggerMessage(1102, LogLevel.Critical, "The database {Path} was damaged. What could be read was taken over into a new one; the old files are kept as {Aside}.")]
    public static partial void Salvaged(this ILogger logger, string path, string? aside);
}
