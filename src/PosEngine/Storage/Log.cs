using Microsoft.Extensions.Logging;

namespace PosEngine.Storage;

internal static partial class Log
{
    [LoggerMessage(1001, LogLevel.Error, "The storage of {Path} failed. Nothing counts until it was opened anew and read back.")]
    public static partial void StorageFailed(this ILogger logger, Exception exception, string path);

    [LoggerMessage(1002, LogLevel.Warning, "The write-ahead log of {Path} could not be written back; it is tried again when idle.")]
    public static partial void CheckpointFailed(this ILogger logger, Exception exception, string path);

    [LoggerMessage(1003, LogLevel.Warning, "The snapshot {Path} could not be written before the database was brought up to date. The migration itself is safe without it.")]
    public static partial void SnapshotFailed(this ILogger logger, Exception exception, string path);

    [LoggerMessage(1004, LogLevel.Warning, "{Path} was set aside when the database was damaged or replaced, and may still hold data of a customer who is erased now. Remove it once nobody has to look at it.")]
    public static partial void AsideKeepsErased(this ILogger logger, string path);
}
