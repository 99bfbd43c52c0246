using System.ComponentModel.DataAnnotations;

namespace PosEngine.Sync;

/// <summary>How often the till talks to its back office.</summary>
public sealed class SyncOptions
{
    /// <summary>How long after a successful round the next one runs where nothing was sold meanwhile: news from the back office are that old at most. 30 seconds; from 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan Interval { get; set; } = TimeSpan.FromSeconds(30);

    /// <summary>The longest pause between attempts after failures. 1 minute; from 1 second to 1 day.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "1.00:00:00")]
    public TimeSpan RetryDelayMax { get; set; } = TimeSpan.FromMinutes(1);

    /// <summary>How long somebody at the till waits for an answer of the back office, to a refund say. 10 seconds; from 1 second to 2 minutes.</summary>
    [Range(typeof(TimeSpan), "00:00:01", "00:02:00")]
    public TimeSpan AnswerTimeout { get; set; } = TimeSpan.FromSeconds(10);

    /// <summary>How many exchanges in a row must fail before the till counts as offline. 2; from 1 to 10.</summary>
    [Range(1, 10)]
    public int FailuresToOffline { get; set; } = 2;
}
