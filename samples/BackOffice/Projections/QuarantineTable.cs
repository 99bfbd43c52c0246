using BackOffice.Storage;

namespace BackOffice.Projections;

internal sealed record Quarantined(long Sequence, string Reason);

/// <summary>Entries that are stored, and that somebody has to look at.</summary>
internal static class QuarantineTable
{
    public static Task AddAsync(StoreSession session, StoredEntry entry, string reason, DateTimeOffset now) => session.ExecuteAsync(
        "INSERT INTO quarantine (epoch, sequence, reason, at) VALUES (@Epoch, @Sequence, @reason, @at)",
        new { entry.Epoch, entry.Sequence, reason, at = now.ToUnixTimeMilliseconds() });

    public static Task<IReadOnlyList<Quarantined>> ListAsync(StoreSession session, Guid device, Guid epoch, long first, long last) =>
        session.QueryAsync<Quarantined>(
            """
            SELECT quarantine.sequence, quarantine.reason
            FROM quarantine JOIN epoch ON epoch.key = quarantine.epoch
            WHERE epoch.device = @device AND epoch.id = @epoch AND quarantine.sequence BETWEEN @first AND @last
            ORDER BY quarantine.sequence
            """,
            new { device = device.ToString(), epoch = epoch.ToString(), first, last });
}
