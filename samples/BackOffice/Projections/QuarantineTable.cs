using BackOffice.Ingest;
using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record Quarantined(long Sequence, string Reason);

/// <summary>Entries that are stored, and that somebody has to look at.</summary>
internal static class QuarantineTable
{
    private const int LateMax = 100;
    private const int OpenMax = 1_000;

    /// <param name="session">The transaction.</param>
    /// <param name="entry">The entry.</param>
    /// <param name="reason">Why.</param>
    /// <param name="now">The moment.</param>
    /// <param name="isLate">Whether its device was answered before this, and hears of it with its next push.</param>
    public static Task AddAsync(StoreSession session, StoredEntry entry, string reason, DateTimeOffset now, bool isLate) => session.ExecuteAsync(
        "INSERT INTO quarantine (entry, reason, at, tell) VALUES (@Position, @reason, @at, @tell)",
        new { entry.Position, reason, at = now.ToUnixTimeMilliseconds(), tell = isLate ? entry.Device : null });

    /// <summary>Sets an entry aside after its device was answered: it hears of it with its next push.</summary>
    /// <returns>False where it was set aside before.</returns>
    public static async Task<bool> AddLateAsync(StoreSession session, StoredEntry entry, string reason, DateTimeOffset now) => await session.ExecuteAsync(
        "INSERT INTO quarantine (entry, reason, at, tell) VALUES (@Position, @reason, @at, @Device) ON CONFLICT (entry) DO NOTHING",
        new { entry.Position, reason, at = now.ToUnixTimeMilliseconds(), entry.Device }) > 0;

    /// <summary>Somebody has looked at it: devices are not told of it any more.</summary>
    public static Task ClearAsync(StoreSession session, long entry, DateTimeOffset now) => session.ExecuteAsync(
        "UPDATE quarantine SET cleared = @now WHERE entry = @entry AND cleared IS NULL",
        new { entry, now = now.ToUnixTimeMilliseconds() });

    /// <summary>What a device is told with its push: which of the entries it sent are set aside, and which of before, in the history of that epoch, were so only later.</summary>
    public static async Task<IReadOnlyList<Quarantined>> TellAsync(StoreSession session, Guid device, Guid epoch, long first, long last)
    {
        var own = await ListAsync(session, device, epoch, first, last);
        var late = await session.SingleAsync<long>("SELECT COUNT(*) FROM quarantine WHERE tell = @device AND cleared IS NULL", new { device = device.ToString() }) == 0
            ? []
            : await ListLateAsync(session, device, epoch);
        return [.. late.Where(entry => entry.Sequence < first), .. own];
    }

    /// <summary>Which entries of a device, in the history of an epoch, nobody has looked at yet; null where there are too many to say.</summary>
    public static async Task<IReadOnlyList<long>?> ListOpenAsync(StoreSession session, Guid device, JournalEpoch epoch)
    {
        // Of an epoch that nothing came of yet, only its device knows what it goes on from.
        var (known, through) = epoch.Parent is { } parent && await JournalTable.FindEpochAsync(session, device, epoch.Id) is null ? (parent.Epoch, parent.Sequence) : (epoch.Id, long.MaxValue);
        var open = await ListHistoryAsync(session, device, known, "epoch.device = @device", OpenMax + 1, through);
        return open.Count > OpenMax ? null : [.. open.Select(static entry => entry.Sequence)];
    }

    private static Task<IReadOnlyList<Quarantined>> ListAsync(StoreSession session, Guid device, Guid epoch, long first, long last) =>
        session.QueryAsync<Quarantined>(
            """
            SELECT entry.sequence, quarantine.reason
            FROM epoch
            JOIN entry ON entry.epoch = epoch.key
            JOIN quarantine ON quarantine.entry = entry.position
            WHERE epoch.device = @device AND epoch.id = @epoch AND entry.sequence BETWEEN @first AND @last AND quarantine.cleared IS NULL
            ORDER BY entry.sequence
            """,
            new { device = device.ToString(), epoch = epoch.ToString(), first, last });

    private static Task<IReadOnlyList<Quarantined>> ListLateAsync(StoreSession session, Guid device, Guid epoch) =>
        ListHistoryAsync(session, device, epoch, "quarantine.tell = @device", LateMax);

    private static Task<IReadOnlyList<Quarantined>> ListHistoryAsync(StoreSession session, Guid device, Guid epoch, string which, int limit, long through = long.MaxValue) => session.QueryAsync<Quarantined>(
        $"""
        WITH RECURSIVE history (epoch, through) AS (
            SELECT CAST(@epoch AS TEXT), CAST(@through AS BIGINT)
            UNION
            SELECT epoch.parent, CASE WHEN epoch.parent_sequence < history.through THEN epoch.parent_sequence ELSE history.through END
            FROM history JOIN epoch ON epoch.id = history.epoch AND epoch.device = @device
            WHERE epoch.parent IS NOT NULL)
        SELECT DISTINCT entry.sequence, quarantine.reason
        FROM quarantine
        JOIN entry ON entry.position = quarantine.entry
        JOIN epoch ON epoch.key = entry.epoch
        JOIN history ON history.epoch = epoch.id AND entry.sequence <= history.through
        WHERE {which} AND quarantine.cleared IS NULL
        ORDER BY entry.sequence LIMIT @limit
        """,
        new { device = device.ToString(), epoch = epoch.ToString(), through, limit });
}
