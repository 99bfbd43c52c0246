using BackOffice.Ingest;
using BackOffice.Storage;

namespace BackOffice.Backups;

/// <summary>How far every journal was when a backup of this database was begun, and whether that backup is in safety.</summary>
internal static class BackupTable
{
    /// <summary>Notes how far each journal is. Whatever copies the database after this is committed copies at least as much.</summary>
    public static async Task<long> BeginAsync(StoreSession session, DateTimeOffset now)
    {
        var backup = await session.SingleAsync<long>("INSERT INTO backup (begun) VALUES (@begun) RETURNING id", new { begun = now.ToUnixTimeMilliseconds() });
        await session.ExecuteAsync(
            "INSERT INTO backup_head (backup, epoch, sequence) SELECT @backup, epoch, MAX(sequence) FROM entry GROUP BY epoch",
            new { backup });
        return backup;
    }

    /// <summary>The backup is in safety. Those that were begun before it are not needed any more.</summary>
    /// <returns>False where none of that id was begun, or a later one is in safety already.</returns>
    public static async Task<bool> FinishAsync(StoreSession session, long backup, DateTimeOffset now)
    {
        if (await session.ExecuteAsync("UPDATE backup SET done = @done WHERE id = @backup", new { backup, done = now.ToUnixTimeMilliseconds() }) == 0)
            return false;
        await session.ExecuteAsync("DELETE FROM backup_head WHERE backup < @backup", new { backup });
        await session.ExecuteAsync("DELETE FROM backup WHERE id < @backup", new { backup });
        return true;
    }

    /// <summary>The last entry of an epoch's history that a backup in safety has: of its own, or of what it shares with its parents. 0 for none.</summary>
    public static async Task<long> CoveredAsync(StoreSession session, Guid device, JournalEpoch epoch)
    {
        var (id, through, parent) = (epoch.Id, long.MaxValue, epoch.Parent);
        while (true)
        {
            if (await FindAsync(session, device, id) is { } covered)
                return Math.Min(covered, through);
            if (parent is null)
                return 0;
            (id, through) = (parent.Epoch, Math.Min(through, parent.Sequence));
            parent = await JournalTable.FindEpochAsync(session, device, id) is { Parent: { } grandparent } known
                ? new EpochParent(Guid.Parse(grandparent), known.ParentSequence!.Value, known.ParentHash!)
                : null;
        }
    }

    private static Task<long?> FindAsync(StoreSession session, Guid device, Guid epoch) => session.FindAsync<long?>(
        """
        SELECT MAX(backup_head.sequence) FROM backup
        JOIN backup_head ON backup_head.backup = backup.id JOIN epoch ON epoch.key = backup_head.epoch
        WHERE backup.done IS NOT NULL AND epoch.device = @device AND epoch.id = @epoch
        """,
        new { device = device.ToString(), epoch = epoch.ToString() });
}
