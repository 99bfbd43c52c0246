using Microsoft.Data.Sqlite;

namespace PosEngine.Storage;

/// <summary>What is done with a database while no engine runs on it.</summary>
public static class PosDatabase
{
    /// <summary>Puts a backup in the place of a database. What was there is kept beside it, with everything that was not synchronised.</summary>
    /// <remarks>The engine that is started on it begins a new epoch, so that no receipt number of the lost time is printed again.</remarks>
    /// <param name="backup">A file that <see cref="IPosStorage.BackupAsync"/> has written. It stays.</param>
    /// <param name="databasePath">The database.</param>
    /// <returns>Where the old database is now; null where there was none.</returns>
    /// <exception cref="StoreInUseException">An engine is running on the database.</exception>
    /// <exception cref="StoreUnusableException">The backup is none, or is damaged; or it cannot be copied. The database is as it was.</exception>
    public static string? Restore(string backup, string databasePath) => Restore(backup, databasePath, new StoreFiles());

    internal static string? Restore(string backup, string databasePath, StoreFiles files)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(backup);
        using var store = new Store(databasePath, files);
        store.Lock();
        var part = StoreFiles.PartOf(store.Path);
        try
        {
            _ = files.FinishReplace(store.Path);
            files.DeleteAll(part);
            files.Copy(backup, part);
            Check(part, backup);
            return files.Replace(store.Path);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or SqliteException)
        {
            files.DeleteAll(part);
            throw e is SqliteException ? new StoreUnusableException(backup, StoreProblem.Damaged, $"The backup '{backup}' is damaged ({e.Message}). Use an older one.", e) : Store.NotAccessible(backup, e);
        }
    }

    private static void Check(string part, string backup)
    {
        using var copy = Store.OpenPlain(part);
        if (Store.Read(copy, "PRAGMA application_id") != Store.ApplicationId || Store.ReadText(copy, "PRAGMA quick_check") != "ok" || !MarkTable.Has(copy, MarkTable.Copy))
            throw new StoreUnusableException(backup, StoreProblem.NotOurs, $"'{backup}' is no whole backup of a PosEngine database.");
    }
}
