using System.Globalization;
using System.Text;

namespace PosEngine.Storage;

/// <summary>One engine per database: a file beside it, locked by the operating system for as long as this process lives.</summary>
/// <remarks>A file of its own, since whoever opens and closes the database file itself drops SQLite's locks on it (POSIX).</remarks>
internal sealed class StoreLock : IDisposable
{
    private readonly FileStream _file;

    private StoreLock(FileStream file) => _file = file;

    /// <exception cref="StoreInUseException">Somebody else has it.</exception>
    /// <exception cref="StoreUnusableException">The file cannot be made.</exception>
    public static StoreLock Acquire(string databasePath)
    {
        var path = databasePath + "-lock"; // As SQLite names what belongs to a database; "till.lock" could be anybody's.
        FileStream file;
        try
        {
            file = new FileStream(path, FileMode.OpenOrCreate, FileAccess.ReadWrite, FileShare.None);
        }
        catch (IOException e) when (e is not (DirectoryNotFoundException or PathTooLongException) && File.Exists(path))
        {
            throw new StoreInUseException(databasePath, OwnerOf(path));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw Store.NotAccessible(databasePath, e);
        }

        try
        {
            file.SetLength(0);
            file.Write(Encoding.ASCII.GetBytes(Environment.ProcessId.ToString(CultureInfo.InvariantCulture)));
            file.Flush();
            return new StoreLock(file);
        }
        catch (IOException e)
        {
            file.Dispose();
            throw Store.NotAccessible(databasePath, e);
        }
    }

    public void Dispose() => _file.Dispose();

    /// <summary>Who has the lock, where the system lets it be read: on Unix the lock is advisory, so that the file itself can be.</summary>
    private static int? OwnerOf(string path)
    {
        try
        {
            using var file = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var reader = new StreamReader(file, Encoding.ASCII);
            return int.TryParse(reader.ReadToEnd(), NumberStyles.None, CultureInfo.InvariantCulture, out var id) ? id : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
