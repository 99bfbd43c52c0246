namespace PosEngine.Storage;

/// <summary>How much room there is where the database lies.</summary>
/// <param name="path">The database.</param>
/// <param name="read">Reads the free bytes of a folder's disk for this user; null where nobody knows. Windows takes a quota off, Unix does not: there only writing finds it.</param>
internal sealed class DiskSpace(string path, Func<string, long?>? read = null)
{
    /// <summary>Below this no money is taken: a log that grows to its limit and the file behind it must still fit.</summary>
    public const long Reserve = 64L * 1024 * 1024;

    private readonly string _folder = Path.GetDirectoryName(Path.GetFullPath(path))!;
    private readonly Func<string, long?> _read = read ?? ReadDrive;

    /// <summary>Free bytes; null where nobody knows.</summary>
    public long? Free => _read(_folder);

    /// <summary>Whether the next sale might not fit.</summary>
    public bool IsShort => Free < Reserve;

    private static long? ReadDrive(string folder)
    {
        try
        {
            return new DriveInfo(folder).AvailableFreeSpace;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }
}
