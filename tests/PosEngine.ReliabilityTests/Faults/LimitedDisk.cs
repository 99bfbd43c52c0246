using PosEngine.Reliability.Vfs;
using PosEngine.Storage;
using SQLitePCL;

namespace PosEngine.Reliability.Faults;

/// <summary>A disk that works, and cannot do everything.</summary>
internal sealed class LimitedDisk : IDisk
{
    /// <summary>Whether nothing may be written: the permission is lost, or the disk was made read-only under a till that runs.</summary>
    public bool IsReadOnly { get; set; }

    public bool HasSharedMemory { get; init; } = true;

    /// <summary>Why nothing can be read or written, as the system says it; SQLite says no more than that it failed. Null while everything can.</summary>
    public Exception? Reason { get; set; }

    public int Do(DiskOperation operation, Func<DiskOperation, int> perform) =>
        IsReadOnly ? raw.SQLITE_READONLY : Reason is null ? perform(operation) : operation.Kind == DiskOperationKind.Write ? raw.SQLITE_IOERR_WRITE : raw.SQLITE_IOERR;

    public int FailRead() => Reason is null || DiskErrors.IsFull(Reason) ? raw.SQLITE_OK : raw.SQLITE_IOERR_READ;
}
