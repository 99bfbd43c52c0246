using Microsoft.Data.Sqlite;

namespace PosEngine.Storage;

/// <summary>Copies the database while it is in use: all of it, as it was at one moment.</summary>
internal static class DatabaseCopy
{
    // What 0002.sql makes: the copy may be of a database before it.
    private const string SetMark = "CREATE TABLE IF NOT EXISTS start_mark (reason TEXT PRIMARY KEY) STRICT, WITHOUT ROWID; INSERT OR IGNORE INTO start_mark (reason) VALUES ('copy');";

    /// <summary>Writes a copy that says that it is one. Either the whole copy is there in the end, verified and on the disk, or none.</summary>
    /// <returns>Its length in bytes.</returns>
    /// <exception cref="SqliteException">It could not be written, or not be verified.</exception>
    /// <exception cref="IOException">Likewise.</exception>
    public static long Write(Store store, string target)
    {
        var part = target + "-part";
        try
        {
            store.Files.DeleteAll(part);
            using (var source = store.OpenCopySource())
            using (var command = source.CreateCommand())
            {
                command.CommandText = "VACUUM INTO $part";
                command.Parameters.AddWithValue("$part", part);
                command.ExecuteNonQuery();
            }

            using (var copy = Store.OpenPlain(part))
            {
                if (Store.ReadText(copy, "PRAGMA quick_check") is var answer && answer != "ok")
                    throw new SqliteException($"The copy is damaged: {answer}", SQLitePCL.raw.SQLITE_CORRUPT);
                Store.Execute(copy, SetMark);
            }

            store.Files.Flush(part);
            store.Files.Supersede(part, target);
            return new FileInfo(target).Length;
        }
        catch
        {
            store.Files.DeleteAll(part);
            throw;
        }
    }
}
