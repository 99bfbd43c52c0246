using PosEngine.Reliability.Vfs;
using SQLitePCL;

namespace PosEngine.Reliability.Faults;

/// <summary>A disk that works, and cannot do everything.</summary>
internal sealed class LimitedDisk : IDisk
{
    /// <summary>Whether nothing may be written: the permission is lost, or the disk was made read-only under a till that runs.</summary>
    public bool IsReadOnly { get; set; }

    public bool HasSharedMemory { get; init; } = true;

    public int Do(DiskOperation operation, Func<DiskOperation, int> perform) => IsReadOnly ? raw.SQLITE_READONLY : perform(operation);
}
