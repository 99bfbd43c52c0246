using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record Quarantined(long Sequence, string Reason);

/// <summary>Entries that are stored, and that somebody has to look at.</summary>
internal static class QuarantineTable
{
    public static Task AddAsync(StoreSession session, StoredEntry entry, string reason, DateTimeOffset now) => session.ExecuteAsync(
        "INSERT INTO quarantine (entry, reason, at) VALUES (@Position, @reason, @at)",
        new { entry.Position, reason, at = now.ToUnixTimeMilliseconds() });

    /// <summary>Somebody has looked at it: devices are not told of it any more.</summary>
    public static Task ClearAsync(StoreSession session, long entry, DateTimeOffset now) => session.ExecuteAsync(
        "UPDATE quarantine SET cleared = @now WHERE entry = @entry AND cleared IS NULL",
        new { entry, now = now.ToUnixTimeMilliseconds() });

    public static Task<IReadOnlyList<Quarantined>> ListAsync(StoreSession session, Guid device, Guid epoch, long first, long last) =>
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
}
