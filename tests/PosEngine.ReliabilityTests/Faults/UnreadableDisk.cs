using PosEngine.Reliability.Vfs;
using SQLitePCL;

namespace PosEngine.Reliability.Faults;

/// <summary>A disk that does not give back what is on it for a while (EIO), and then does.</summary>
/// <param name="at">At the how manieth read, from 1; 0 for never.</param>
/// <param name="duration">For how many reads.</param>
internal sealed class UnreadableDisk(int at, int duration) : IDisk
{
    public int Duration => duration;

    /// <summary>How many reads there were.</summary>
    public int Reads { get; private set; }

    public int Do(DiskOperation operation, Func<DiskOperation, int> perform) => perform(operation);

    public int FailRead() => ++Reads >= at && Reads < at + duration ? raw.SQLITE_IOERR_READ : raw.SQLITE_OK;
}
