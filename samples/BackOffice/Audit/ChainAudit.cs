using BackOffice.Ingest;
using BackOffice.Storage;

namespace BackOffice.Audit;

/// <summary>Computes the chain again over the bytes as they are stored now.</summary>
internal static class ChainAudit
{
    public static async Task<bool> IsValidAsync(StoreSession session, Guid device)
    {
        var epoch = 0L;
        var sequence = 0L;
        var hash = Array.Empty<byte>();

        await foreach (var entry in session.StreamAsync<AuditedEntry>(
            """
            SELECT entry.epoch, entry.sequence, entry.hash, entry.body, epoch.first_sequence AS FirstSequence, epoch.parent_hash AS ParentHash
            FROM epoch JOIN entry ON entry.epoch = epoch.key
            WHERE epoch.device = @device
            ORDER BY entry.epoch, entry.sequence
            """,
            new { device = device.ToString() }))
        {
            if (entry.Epoch != epoch)
                (epoch, sequence, hash) = (entry.Epoch, entry.FirstSequence - 1, entry.ParentHash ?? Chain.Genesis(device));

            if (entry.Sequence != ++sequence || !Chain.Next(hash, sequence, entry.Body).AsSpan().SequenceEqual(entry.Hash))
                return false;
            hash = entry.Hash;
        }

        return true;
    }

    private sealed record AuditedEntry(long Epoch, long Sequence, byte[] Hash, byte[] Body, long FirstSequence, byte[]? ParentHash);
}
