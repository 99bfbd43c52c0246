using Microsoft.Extensions.Logging;

namespace PosEngine.Catalog;

internal static partial class Log
{
    [LoggerMessage(3101, LogLevel.Warning, "The catalogue could not be loaded into memory. Items are looked up in the database, which takes longer.")]
    public static partial void CatalogueNotLoaded(this ILogger logger, Exception exception);
}
