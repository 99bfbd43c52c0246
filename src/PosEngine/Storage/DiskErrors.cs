namespace PosEngine.Storage;

/// <summary>What the system says is wrong with a disk, where the class library has no exception of its own for it.</summary>
internal static class DiskErrors
{
    // The number of Unix, or that of Windows.
    private const int NoSpace = 28;
    private const int ReadOnlyDisk = 30;
    private const int DiskFull = unchecked((int)0x80070070);
    private const int HandleDiskFull = unchecked((int)0x80070027);
    private const int DiskQuotaExceeded = unchecked((int)0x8007050F);
    private const int WriteProtected = unchecked((int)0x80070013);
    private static readonly int QuotaExceeded = OperatingSystem.IsLinux() ? 122 : 69;

    /// <summary>No room, or none for this user.</summary>
    public static bool IsFull(Exception? e) =>
        e is IOException { HResult: NoSpace or DiskFull or HandleDiskFull or DiskQuotaExceeded } || (e is IOException && e.HResult == QuotaExceeded);

    public static bool IsReadOnly(Exception? e) => e is UnauthorizedAccessException or IOException { HResult: ReadOnlyDisk or WriteProtected };

    /// <summary>The folder or the file is not there any more: the disk was taken out.</summary>
    public static bool IsGone(Exception? e) => e is DirectoryNotFoundException or FileNotFoundException or DriveNotFoundException;
}
