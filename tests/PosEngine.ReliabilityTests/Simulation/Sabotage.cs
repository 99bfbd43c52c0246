namespace PosEngine.Reliability.Simulation;

/// <summary>A mistake made on purpose, beside the engine: in the back office, on the way, on the till's disk or at its hands. The simulation must notice each.</summary>
public enum Sabotage
{
    /// <summary>None.</summary>
    None,

    /// <summary>S1: the back office has no key over device, epoch and sequence: what arrives twice is there twice.</summary>
    TakesTwice,

    /// <summary>S2: the back office acknowledges before it has committed, and then crashes.</summary>
    AnswersBeforeCommit,

    /// <summary>S3: what is sent again is not what was sent.</summary>
    AnotherBodyOnRetry,

    /// <summary>S4: the back office believes a till that was set back, and drops what it has beyond that.</summary>
    DropsOtherHistory,

    /// <summary>S5: the back office orders what it has by the clocks of its devices.</summary>
    OrdersByClock,

    /// <summary>S6: timers never fire, so that nobody tries again.</summary>
    DeadTimers,

    /// <summary>S7: a cursor runs ahead of the changes that it comes with.</summary>
    TornPage,

    /// <summary>S8: the back office sets an entry aside and tells nobody.</summary>
    SilentQuarantine,

    /// <summary>S9: after a power cut, the old process goes on beside the new one.</summary>
    OldProcessGoesOn,

    /// <summary>S10: the back office says that its backups cover all it has.</summary>
    OverstatedBackups,

    /// <summary>S11: the back office lets two installations have one number.</summary>
    SharesNumbers,

    /// <summary>D1: a power cut takes the write-ahead log along, as if nothing in it had been synced.</summary>
    LogLostInCrash,

    /// <summary>D2: a number is one higher on the disk than on the paper.</summary>
    NumberSkipped,

    /// <summary>D3: a byte of an old entry changes on the disk.</summary>
    BodyChanged,

    /// <summary>D5: the lock file is cleaned away under the till.</summary>
    LockRemoved,

    /// <summary>D7: whoever signs the device out deletes its data.</summary>
    DataDeletedAtSignOut,

    /// <summary>D8: a backup is restored without the mark that makes it one.</summary>
    BackupWithoutMark,

    /// <summary>D10: a double tap pays a copy of the ticket.</summary>
    PaysCopy,

    /// <summary>T2: the back office gives a parked ticket to whoever asks.</summary>
    GivesTicketTwice,

    /// <summary>T4: a power cut takes along what was open.</summary>
    OpenTicketsLost,

    /// <summary>M5: the back office gives the right to a refund to whoever asks.</summary>
    GivesRefundTwice,

    /// <summary>M5: the right to a refund that came to nothing is never given back.</summary>
    KeepsRefundRights,

    /// <summary>D10: who asks for a refund again gets another one.</summary>
    RefundsAnew,
}
