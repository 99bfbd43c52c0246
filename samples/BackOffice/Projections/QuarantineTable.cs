using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record Quarantined(long Sequence, string Reason);

/// <summary>Entries that are stored, and that somebody has to look at.</summary>
internal static class QuarantineTable
{
    public static Task AddAsync(StoreSession session, StoredEntry entry, string reason, DateTimeOffset now) => session.ExecuteAsync(
        "INSERT INTO quarantine (entry, reason, at) VALUES (@Position, @reason, @at)",
        new { entry.Position, reason, at = now.ToUnixTimeMilliseconds() });

    public static Task<IReadOnlyList<Quarantined>> ListAsync(StoreSession session, Guid device, Guid epoch, long first, long last) =>
        session.QueryAsync<Quarantined>(
            """
            SELECT entry.sequence, quarantine.reason
            FROM epoch
            JOIN entry ON entry.epoch = epoch.key
            JOIN quarantine ON quarantine.entry = entry.position
            WHERE epoch.device = @device AND epoch.id = @epoch AND entry.sequence BETWEEN @first AND @last
            ORDER BY entry.sequence
            """,
            new { device = device.ToString(), epoch = epoch.ToString(), first, last });
}
