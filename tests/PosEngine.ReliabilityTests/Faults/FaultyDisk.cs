using PosEngine.Reliability.Vfs;
using SQLitePCL;

namespace PosEngine.Reliability.Faults;

/// <summary>What a disk does wrong.</summary>
internal enum Fault
{
    /// <summary>Writing fails, and so does everything else that changes the disk (EIO).</summary>
    FailedWrite,

    /// <summary>There is no room for anything more; what is there can be synced and deleted (ENOSPC).</summary>
    FullDisk,

    /// <summary>The first half of what is written arrives, then there is no room.</summary>
    ShortWrite,

    /// <summary>Syncing fails, and so does everything else that changes the disk. What was written can still be read, and no later sync saves it.</summary>
    FailedSync,
}

/// <summary>When the disk does it.</summary>
/// <param name="Fault">What.</param>
/// <param name="At">At the how manieth write, or sync where the fault is one of syncing, from 1.</param>
/// <param name="Duration">For how many operations, that one included.</param>
internal sealed record FaultPlan(Fault Fault, int At, int Duration);

/// <summary>A disk that fails for a while, and is well again.</summary>
internal sealed class FaultyDisk(RecordingDisk inner, FaultPlan plan) : IDisk
{
    private int _seen;
    private int _left;

    /// <summary>The moment at which it failed first; null while it has not.</summary>
    public int? FailedAt { get; private set; }

    public int Do(DiskOperation operation, Func<DiskOperation, int> perform)
    {
        var trigger = plan.Fault == Fault.FailedSync ? DiskOperationKind.Sync : DiskOperationKind.Write;
        if (operation.Kind == trigger && ++_seen == plan.At)
        {
            FailedAt = inner.Operations.Count;
            _left = plan.Duration;
        }

        return _left-- > 0 ? Fail(operation, perform) : inner.Do(operation, perform);
    }

    private int Fail(DiskOperation operation, Func<DiskOperation, int> perform)
    {
        if (plan.Fault is Fault.FullDisk or Fault.ShortWrite && operation.Kind is not (DiskOperationKind.Write or DiskOperationKind.Create))
            return inner.Do(operation, perform);
        switch (operation.Kind)
        {
            case DiskOperationKind.Write when plan.Fault == Fault.ShortWrite:
                inner.Do(operation with { Data = operation.Data[..(operation.Data.Length / 2)] }, perform);
                return raw.SQLITE_FULL;
            case DiskOperationKind.Write:
                return plan.Fault == Fault.FullDisk ? raw.SQLITE_FULL : raw.SQLITE_IOERR_WRITE;
            case DiskOperationKind.Sync:
                return inner.Do(operation with { Kind = DiskOperationKind.FailedSync }, perform);
            case DiskOperationKind.SyncFolder:
                return raw.SQLITE_IOERR_DIR_FSYNC;
            case DiskOperationKind.Truncate:
                return raw.SQLITE_IOERR_TRUNCATE;
            case DiskOperationKind.Delete:
                return raw.SQLITE_IOERR_DELETE;
            default:
                return raw.SQLITE_CANTOPEN;
        }
    }
}
