namespace BackOffice;

internal static partial class Log
{
    [LoggerMessage(1, LogLevel.Error, "{Method} {Path} failed")]
    public static partial void RequestFailed(ILogger logger, Exception exception, string method, PathString path);

    [LoggerMessage(2, LogLevel.Error, "The projections of device {Device} stopped; they go on with its next entries or at the next start")]
    public static partial void ProjectionsStopped(ILogger logger, Exception exception, string device);

    [LoggerMessage(3, LogLevel.Warning, "Entry {Sequence} of device {Device} was set aside: {Reason}")]
    public static partial void Quarantined(ILogger logger, long sequence, string device, string reason);

    [LoggerMessage(4, LogLevel.Error, "E-mails stopped; they go on in a moment")]
    public static partial void EmailsStopped(ILogger logger, Exception exception);

    [LoggerMessage(5, LogLevel.Error, "Erasures stopped; they go on within the hour")]
    public static partial void ErasuresStopped(ILogger logger, Exception exception);
}
