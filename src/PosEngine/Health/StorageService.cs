using Microsoft.Data.Sqlite;
using PosEngine.Ledger;
using PosEngine.Scheduling;
using PosEngine.Storage;

namespace PosEngine.Health;

/// <summary>Backups, beside the sales.</summary>
internal sealed class StorageService(Store store, DeviceLedger ledger, Readers readers, Chores chores, IEngineScheduler scheduler) : IPosStorage
{
    public async Task<StoreBackup> BackupAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        var target = Path.GetFullPath(path);
        if (target == store.Path || target.StartsWith(store.Path + "-", StringComparison.Ordinal))
            throw new ArgumentException($"'{path}' is the database itself, or belongs to it. Name another file.", nameof(path));
        var through = ledger.State.Head;
        long bytes;
        try
        {
            bytes = await scheduler.RunInBackground(() => readers.Hold(() => DatabaseCopy.Write(store, target)), cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SqliteException or IOException or UnauthorizedAccessException)
        {
            throw new BackupFailedException(target, e);
        }

        await chores.DoneAsync(Chore.Backup).ConfigureAwait(false);
        return new StoreBackup(target, through, bytes);
    }
}
