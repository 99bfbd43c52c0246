using System.Globalization;

namespace PosEngine.Storage;

/// <summary>What is done to files besides what SQLite does to them: above all, putting a new file in the place of a database, and keeping the old one.</summary>
/// <remarks>
/// The new file waits beside the database as <c>-next</c>, whole and on the disk. From then on the exchange is done, whatever crashes: each step is on the disk before the
/// next, each can be taken again, and nothing opens the database before the last one was taken. A simulated disk overrides the single operations.
/// </remarks>
internal class StoreFiles
{
    private static readonly string[] Companions = ["-wal", "-shm", "-journal"];

    /// <summary>Where a file is made that is to become the database.</summary>
    public static string PartOf(string path) => path + "-next-part";

    /// <summary>The file at <see cref="PartOf"/> is whole: it becomes the database.</summary>
    /// <returns>Where the old files are now; null where there were none.</returns>
    public string? Replace(string path)
    {
        Flush(PartOf(path));
        Move(PartOf(path), NextOf(path));
        return FinishReplace(path);
    }

    /// <summary>Finishes an exchange that was interrupted, if there is one.</summary>
    public string? FinishReplace(string path)
    {
        if (!File.Exists(NextOf(path)))
            return null;

        // The log first: beside the new file it would be taken for the new file's.
        var aside = FreeName(path);
        foreach (var companion in Companions.Where(companion => File.Exists(path + companion)))
            Move(path + companion, aside + companion);
        var isThere = File.Exists(path);
        if (isThere)
            Move(path, aside);
        Move(NextOf(path), path);
        return isThere ? aside : null;
    }

    /// <summary>Gives a whole database the name of one that nobody needs any more. The log goes first that somebody may have left beside that one: it would be taken for the new one's.</summary>
    public void Supersede(string path, string target)
    {
        foreach (var companion in Companions.Where(companion => File.Exists(target + companion)))
        {
            Delete(target + companion);
            SyncFolder(Path.GetDirectoryName(target)!);
        }

        Move(path, target);
    }

    /// <summary>Gives a file another name, in the place of what has it now. It has that name after a power cut too.</summary>
    public void Move(string path, string target)
    {
        Rename(path, target);
        SyncFolder(Path.GetDirectoryName(target)!);
    }

    /// <summary>Removes a database that nobody needs, with everything that belongs to it.</summary>
    public void DeleteAll(string path)
    {
        foreach (var companion in Companions.Prepend(""))
            Delete(path + companion);
    }

    /// <summary>Copies a file to where there is none.</summary>
    public virtual void Copy(string path, string target) => File.Copy(path, target);

    /// <summary>Writes a closed file through to the disk.</summary>
    public virtual void Flush(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Finds out whether anything can be saved beside a database: writes a page to a file through to the disk, and takes it away again.</summary>
    /// <exception cref="IOException">Nothing can be; it says why.</exception>
    /// <exception cref="UnauthorizedAccessException">This user may not.</exception>
    public virtual void TryWrite(string databasePath)
    {
        using var file = new FileStream(databasePath + "-try", FileMode.Create, FileAccess.Write, FileShare.None, bufferSize: 0, FileOptions.DeleteOnClose);
        file.Write(new byte[4_096]);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Writes a database's log anew (<see cref="LogFile"/>).</summary>
    public virtual void SaveLog(string databasePath) => LogFile.Save(databasePath);

    protected virtual void Rename(string path, string target) => File.Move(path, target, overwrite: true);

    protected virtual void Delete(string path) => File.Delete(path);

    protected virtual void SyncFolder(string folder) => FolderSync.Run(folder);

    private static string NextOf(string path) => path + "-next";

    /// <summary>The same name again as long as the database itself is not there: what belongs together stays together.</summary>
    private static string FreeName(string path) =>
        Enumerable.Range(1, int.MaxValue).Select(number => string.Create(CultureInfo.InvariantCulture, $"{path}-aside-{number}")).First(name => !File.Exists(name));
}
