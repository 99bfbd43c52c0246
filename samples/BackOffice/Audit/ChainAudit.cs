using BackOffice.Ingest;
using BackOffice.Storage;

namespace BackOffice.Audit;

/// <summary>Computes the chain again over the bytes as they are stored, and remembers how far it got: what was verified is not read again.</summary>
internal static class ChainAudit
{
    /// <summary>Verifies what came since the last time. Nothing after a broken entry is.</summary>
    public static async Task AdvanceAsync(StoreSession session, Guid device)
    {
        foreach (var epoch in await EpochsAsync(session, device))
        {
            var state = await VerifyAsync(session, epoch);
            if (state == epoch)
                continue;
            await session.ExecuteAsync(
                """
                INSERT INTO audit (epoch, through, hash, broken) VALUES (@Epoch, @Through, @Hash, @Broken)
                ON CONFLICT (epoch) DO UPDATE SET through = excluded.through, hash = excluded.hash, broken = excluded.broken
                """,
                state);
        }
    }

    /// <summary>Verifies everything again, from the first entry.</summary>
    public static async Task RepeatAsync(StoreSession session, Guid device)
    {
        await session.ExecuteAsync("DELETE FROM audit WHERE epoch IN (SELECT key FROM epoch WHERE device = @device)", new { device = device.ToString() });
        await AdvanceAsync(session, device);
    }

    /// <summary>Whether every hash follows from the stored bytes, computed now and from the first entry.</summary>
    public static async Task<bool> IsValidAsync(StoreSession session, Guid device)
    {
        foreach (var epoch in await EpochsAsync(session, device))
        {
            if ((await VerifyAsync(session, epoch.FromStart(device))).Broken is not null)
                return false;
        }

        return true;
    }

    private static async Task<IReadOnlyList<EpochState>> EpochsAsync(StoreSession session, Guid device)
    {
        var rows = await session.QueryAsync<EpochRow>(
            """
            SELECT epoch.key AS Epoch, epoch.first_sequence AS First, epoch.parent_hash AS ParentHash, audit.through, audit.hash, audit.broken
            FROM epoch LEFT JOIN audit ON audit.epoch = epoch.key
            WHERE epoch.device = @device ORDER BY epoch.key
            """,
            new { device = device.ToString() });
        return [.. rows.Select(row => new EpochState(row, device))];
    }

    private static async Task<EpochState> VerifyAsync(StoreSession session, EpochState start)
    {
        if (start.Broken is not null)
            return start;

        var (through, hash) = (start.Through, start.Hash);
        await foreach (var entry in session.StreamAsync<AuditedEntry>(
            "SELECT sequence, hash, body FROM entry WHERE epoch = @Epoch AND sequence > @Through ORDER BY sequence", start))
        {
            if (entry.Sequence != through + 1 || !Chain.Next(hash, entry.Sequence, entry.Body).AsSpan().SequenceEqual(entry.Hash))
                return start with { Through = through, Hash = hash, Broken = through + 1 };
            (through, hash) = (entry.Sequence, entry.Hash);
        }

        return start with { Through = through, Hash = hash };
    }

    /// <summary>How far an epoch is verified.</summary>
    private sealed record EpochState(long Epoch, long First, byte[]? ParentHash, long Through, byte[] Hash, long? Broken)
    {
        public EpochState(EpochRow row, Guid device)
            : this(row.Epoch, row.First, row.ParentHash, row.Through ?? row.First - 1, row.Hash ?? row.ParentHash ?? Chain.Genesis(device), row.Broken)
        {
        }

        public EpochState FromStart(Guid device) => this with { Through = First - 1, Hash = ParentHash ?? Chain.Genesis(device), Broken = null };
    }

    private sealed record EpochRow(long Epoch, long First, byte[]? ParentHash, long? Through, byte[]? Hash, long? Broken);

    private sealed record AuditedEntry(long Sequence, byte[] Hash, byte[] Body);
}
