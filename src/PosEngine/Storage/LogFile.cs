namespace PosEngine.Storage;

/// <summary>The write-ahead log, as a file.</summary>
internal static class LogFile
{
    private const int ChunkSize = 64 * 1024;

    /// <summary>Writes what is in the log over itself and syncs it, before anything relies on it that may not have been synced.</summary>
    /// <remarks>
    /// After a sync that failed, Linux holds for saved what it could not save: it can be read, no later sync writes it, and a power cut takes it. Sales that are written after
    /// it in the log would go with it, and a checkpoint would tear the database. Written again, it is saved, or fails again.
    /// </remarks>
    /// <exception cref="IOException">It could not be saved.</exception>
    public static void Save(string databasePath)
    {
        var path = databasePath + "-wal";
        if (!File.Exists(path))
            return;
        using var file = File.OpenHandle(path, FileMode.Open, FileAccess.ReadWrite, FileShare.ReadWrite | FileShare.Delete);
        var chunk = new byte[ChunkSize];
        for (long at = 0; RandomAccess.Read(file, chunk, at) is > 0 and var count; at += count)
            RandomAccess.Write(file, chunk.AsSpan(0, count), at);
        RandomAccess.FlushToDisk(file);
    }
}
