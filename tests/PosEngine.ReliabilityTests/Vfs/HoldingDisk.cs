namespace PosEngine.Reliability.Vfs;

/// <summary>A named moment in what a till does to its disk.</summary>
internal enum HoldPoint
{
    /// <summary>Before the first page of a transaction goes to the log.</summary>
    BeforeCommit,

    /// <summary>When the pages are in the log and are to be synced.</summary>
    DuringSync,

    /// <summary>When they are synced, and nobody knows yet.</summary>
    AfterSync,

    /// <summary>Before a page goes from the log to the database.</summary>
    DuringCheckpoint,

    /// <summary>Before a write or sync of the log while a shift is closed.</summary>
    DuringShiftClose,

    /// <summary>Before anything that makes the database.</summary>
    DuringMigration,

    /// <summary>Before anything that brings the database of an earlier version up to date: the snapshot, the migration, the start.</summary>
    DuringUpdate,
}

/// <summary>A disk that stops for ever at the n-th time of a point, and says so: what comes next is a kill.</summary>
internal sealed class HoldingDisk(HoldPoint point, int at, Action held) : IDisk
{
    private bool _isLogSynced = true;
    private int _seen;

    /// <summary>Whether it counts yet.</summary>
    public bool IsArmed { get; set; }

    public int Do(DiskOperation operation, Func<DiskOperation, int> perform)
    {
        var isMeant = IsArmed && IsMeant(operation);
        if (operation.IsLog)
            _isLogSynced = operation.Kind == DiskOperationKind.Sync;
        if (!isMeant || ++_seen != at)
            return perform(operation);
        if (point == HoldPoint.AfterSync)
            _ = perform(operation);
        held();
        using var never = new ManualResetEventSlim();
        never.Wait();
        return 0;
    }

    private bool IsMeant(DiskOperation operation) => point switch
    {
        HoldPoint.BeforeCommit => operation is { IsLog: true, Kind: DiskOperationKind.Write } && _isLogSynced,
        HoldPoint.DuringSync or HoldPoint.AfterSync => operation is { IsLog: true, Kind: DiskOperationKind.Sync },
        HoldPoint.DuringCheckpoint => operation is { IsDatabase: true, Kind: DiskOperationKind.Write },
        HoldPoint.DuringShiftClose => operation is { IsLog: true, Kind: DiskOperationKind.Write or DiskOperationKind.Sync },
        _ => true,
    };
}
