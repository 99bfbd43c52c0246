using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Ingest;

/// <summary>Epochs and entries as they were sent. Rows are added, never changed.</summary>
internal static class JournalTable
{
    /// <summary>The last committed entry of an epoch's history: its own, or as much as is here of what it shares with its parent.</summary>
    public static async Task<Head> FindHeadAsync(StoreSession session, Guid device, JournalEpoch epoch) =>
        await LastAsync(session, device, epoch.Id, long.MaxValue)
        ?? (epoch.Parent is { } parent ? await LastAsync(session, device, parent.Epoch, parent.Sequence) : null)
        ?? new Head(0, Chain.Genesis(device));

    public static Task<EpochRow?> FindEpochAsync(StoreSession session, Guid device, Guid epoch) => session.FindAsync<EpochRow>(
        """
        SELECT key, first_sequence AS FirstSequence, parent, parent_sequence AS ParentSequence, parent_hash AS ParentHash
        FROM epoch WHERE device = @device AND id = @epoch
        """,
        new { device = device.ToString(), epoch = epoch.ToString() });

    public static async Task<bool> HasRootAsync(StoreSession session, Guid device) =>
        await session.SingleAsync<long>("SELECT COUNT(*) FROM epoch WHERE device = @device AND parent IS NULL", new { device = device.ToString() }) > 0;

    public static Task<long> AddEpochAsync(StoreSession session, Guid device, JournalEpoch epoch) => session.SingleAsync<long>(
        """
        INSERT INTO epoch (device, id, first_sequence, parent, parent_sequence, parent_hash)
        VALUES (@device, @id, @first, @parent, @parentSequence, @parentHash)
        RETURNING key
        """,
        new
        {
            device = device.ToString(),
            id = epoch.Id.ToString(),
            first = epoch.FirstSequence,
            parent = epoch.Parent?.Epoch.ToString(),
            parentSequence = epoch.Parent?.Sequence,
            parentHash = epoch.Parent?.Hash,
        });

    /// <summary>The hashes of the entries that are here, in order.</summary>
    public static Task<IReadOnlyList<Head>> HashesAsync(StoreSession session, long epoch, long first, long last) => session.QueryAsync<Head>(
        "SELECT sequence, hash FROM entry WHERE epoch = @epoch AND sequence BETWEEN @first AND @last ORDER BY sequence",
        new { epoch, first, last });

    public static Task<byte[]?> FindHashAsync(StoreSession session, Guid device, Guid epoch, long sequence) => session.FindAsync<byte[]>(
        """
        SELECT entry.hash FROM entry JOIN epoch ON epoch.key = entry.epoch
        WHERE epoch.device = @device AND epoch.id = @epoch AND entry.sequence = @sequence
        """,
        new { device = device.ToString(), epoch = epoch.ToString(), sequence });

    public static async Task AddEntriesAsync(StoreSession session, long epoch, IReadOnlyCollection<JournalEntry> entries, DateTimeOffset now)
    {
        var received = now.ToUnixTimeMilliseconds();
        await session.InsertAsync(
            "entry (epoch, sequence, hash, body, received)",
            entries.Select(entry => new object?[] { epoch, entry.Sequence, entry.Hash, entry.Body, received }));
        await session.ExecuteAsync(
            """
            INSERT INTO personal (entry, salt, data)
            SELECT position, @Salt, @Data FROM entry WHERE epoch = @epoch AND sequence = @Sequence
            """,
            entries.Where(entry => entry.Personal is not null).Select(entry => new { epoch, entry.Sequence, entry.Personal!.Salt, entry.Personal.Data }));
    }

    private static Task<Head?> LastAsync(StoreSession session, Guid device, Guid epoch, long through) => session.FindAsync<Head>(
        """
        SELECT entry.sequence, entry.hash FROM entry JOIN epoch ON epoch.key = entry.epoch
        WHERE epoch.device = @device AND epoch.id = @epoch AND entry.sequence <= @through
        ORDER BY entry.sequence DESC LIMIT 1
        """,
        new { device = device.ToString(), epoch = epoch.ToString(), through });
}

/// <summary>An epoch that is here.</summary>
internal sealed record EpochRow(long Key, long FirstSequence, string? Parent, long? ParentSequence, byte[]? ParentHash)
{
    /// <summary>Whether a device tells the same of the epoch's beginning as it did first.</summary>
    public bool BeginsLike(JournalEpoch epoch) =>
        FirstSequence == epoch.FirstSequence
        && Parent == epoch.Parent?.Epoch.ToString()
        && ParentSequence == epoch.Parent?.Sequence
        && ParentHash.AsSpan().SequenceEqual(epoch.Parent?.Hash);
}
