using Microsoft.Extensions.Logging;

namespace PosEngine.Streams;

internal static partial class Log
{
    [LoggerMessage(EventId = 10, Level = LogLevel.Error, Message = "A subscriber to {Type} threw. It goes on receiving.")]
    public static partial void SubscriberThrew(ILogger logger, Exception exception, Type type);

    [LoggerMessage(EventId = 11, Level = LogLevel.Warning, Message = "The context of a subscriber to {Type} takes nothing any more. The subscription was ended.")]
    public static partial void ContextGone(ILogger logger, Exception exception, Type type);
}
