namespace PosEngine.Reliability.Simulation;

/// <summary>What the way to the back office does to one exchange.</summary>
internal enum WireFault
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>No connection comes about.</summary>
    Refused,

    /// <summary>The request arrives, and the connection is gone before a reply comes.</summary>
    LoseReply,

    /// <summary>The request arrives twice.</summary>
    Double,

    /// <summary>The till hears that it failed; the request arrives some time later, after others.</summary>
    Late,

    /// <summary>Only the beginning of the request's body arrives.</summary>
    TruncateRequest,

    /// <summary>The connection breaks in the middle of the reply's body.</summary>
    CutReply,

    /// <summary>The reply's body ends early, as if that were all.</summary>
    TruncateReply,

    /// <summary>Somebody on the way answers, with any status there is.</summary>
    AnswerOnTheWay,

    /// <summary>The request arrives, and somebody on the way answers instead of the back office.</summary>
    AnswerInstead,

    /// <summary>Both take their time.</summary>
    Delay,

    /// <summary>No reply ever comes, of a request that arrives or does not.</summary>
    Stall,
}
