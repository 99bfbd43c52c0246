namespace PosEngine.Storage;

/// <summary>What the system says is wrong with a disk, where the class library has no exception of its own for it.</summary>
internal static class DiskErrors
{
    // The number of Unix, or that of Windows.
    private const int NoSpace = 28;
    private const int ReadOnlyDisk = 30;
    private const int DiskFull = unchecked((int)0x80070070);
    private const int WriteProtected = unchecked((int)0x80070013);

    public static bool IsFull(Exception? e) => e is IOException { HResult: NoSpace or DiskFull };

    public static bool IsReadOnly(Exception? e) => e is UnauthorizedAccessException or IOException { HResult: ReadOnlyDisk or WriteProtected };
}
