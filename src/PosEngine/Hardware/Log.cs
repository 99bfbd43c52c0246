using Microsoft.Extensions.Logging;

namespace PosEngine.Hardware;

internal static partial class Log
{
    [LoggerMessage(EventId = 600, Level = LogLevel.Warning, Message = "{Device} did not do '{Job}' ({Effect}): {Fault}")]
    public static partial void JobFailed(ILogger logger, string device, string job, Effect effect, string fault);
}
