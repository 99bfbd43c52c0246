namespace PosEngine.Reliability.Simulation;

/// <summary>A mistake made on purpose, at an edge of the engine: the simulation must notice each.</summary>
public enum Sabotage
{
    /// <summary>None.</summary>
    None,

    /// <summary>D1: a power cut takes the write-ahead log along, as if nothing in it had been synced. The back office then has more than the till.</summary>
    LogLostInCrash,

    /// <summary>S2: somebody answers for the back office, which never hears of the entries.</summary>
    AnswerWithoutCommit,

    /// <summary>S3: what is sent again is not what was sent.</summary>
    AnotherBodyOnRetry,

    /// <summary>S6: timers never fire, so that nobody tries again.</summary>
    DeadTimers,
}
