using System.Globalization;

namespace PosEngine.Storage;

/// <summary>One engine per database: a file beside it, locked by the operating system for as long as this process lives.</summary>
/// <remarks>
/// A file of its own, since whoever opens and closes the database file itself drops SQLite's locks on it (POSIX). Who has the lock stands in a second
/// file, since a locked one cannot be read.
/// </remarks>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;
    private readonly string _ownerPath;

    private StoreLock(FileStream file, string ownerPath) => (_file, _ownerPath) = (file, ownerPath);

    /// <exception cref="StoreInUseException">Somebody else has it.</exception>
    /// <exception cref="StoreUnusableException">The file cannot be made.</exception>
    public static StoreLock Acquire(string databasePath)
    {
        // As SQLite names what belongs to a database; "till.lock" could be anybody's.
        var path = databasePath + "-lock";
        var ownerPath = databasePath + "-owner";
        try
        {
            var taken = new StoreLock(new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None), ownerPath);
            Try(() => File.WriteAllText(ownerPath, Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            return taken;
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && !DiskErrors.IsReadOnly(e) && !DiskErrors.IsFull(e) && File.Exists(path))
        {
            throw new StoreInUseException(databasePath, OwnerOf(ownerPath));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Store.NotAccessible(databasePath, e);
        }
    }

    public void Dispose()
    {
        Try(() => File.Delete(_ownerPath));
        _file.Dispose();
    }

    private static int? OwnerOf(string ownerPath)
    {
        int? owner = null;
        Try(() => owner = int.TryParse(File.ReadAllText(ownerPath), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null);
        return owner;
    }

    /// <summary>The owner is for people to read: without it the lock locks just as well.</summary>
    private static void Try(Action action)
    {
        try
        {
            action();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Not known, then.
        }
    }
}
