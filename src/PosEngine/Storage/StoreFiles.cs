using System.Globalization;

namespace PosEngine.Storage;

/// <summary>Puts a new file in the place of a database, and keeps the old one.</summary>
/// <remarks>
/// The new file waits beside the database as <c>-next</c>, whole and on the disk. From then on the exchange is done, whatever crashes: each step can be taken again, and
/// nothing opens the database before the last one was taken.
/// </remarks>
internal static class StoreFiles
{
    private static readonly string[] Companions = ["-wal", "-shm"];

    /// <summary>Where a file is made that is to become the database.</summary>
    public static string PartOf(string path) => path + "-next-part";

    /// <summary>The file at <see cref="PartOf"/> is whole: it becomes the database.</summary>
    /// <returns>Where the old files are now; null where there were none.</returns>
    public static string? Replace(string path)
    {
        Flush(PartOf(path));
        File.Move(PartOf(path), NextOf(path), overwrite: true);
        return FinishReplace(path);
    }

    /// <summary>Finishes an exchange that was interrupted, if there is one.</summary>
    public static string? FinishReplace(string path)
    {
        if (!File.Exists(NextOf(path)))
            return null;

        // The log first: beside the new file it would be taken for the new file's.
        var aside = FreeName(path);
        foreach (var companion in Companions.Where(companion => File.Exists(path + companion)))
            File.Move(path + companion, aside + companion, overwrite: true);
        var isThere = File.Exists(path);
        if (isThere)
            File.Move(path, aside);
        File.Move(NextOf(path), path);
        return isThere ? aside : null;
    }

    /// <summary>Writes a closed file through to the disk.</summary>
    public static void Flush(string path)
    {
        using var file = File.Open(path, FileMode.Open, FileAccess.ReadWrite);
        file.Flush(flushToDisk: true);
    }

    /// <summary>Removes a database that nobody needs, with everything that belongs to it.</summary>
    public static void Delete(string path)
    {
        foreach (var companion in Companions.Prepend(""))
            File.Delete(path + companion);
    }

    private static string NextOf(string path) => path + "-next";

    /// <summary>The same name again as long as the database itself is not there: what belongs together stays together.</summary>
    private static string FreeName(string path) =>
        Enumerable.Range(1, int.MaxValue).Select(number => string.Create(CultureInfo.InvariantCulture, $"{path}-aside-{number}")).First(name => !File.Exists(name));
}
