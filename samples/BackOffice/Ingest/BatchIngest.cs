using BackOffice.Devices;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Ingest;

/// <summary>Takes a batch into the journal exactly once, or says why not. The steps are those of the protocol, inside one transaction.</summary>
internal static class BatchIngest
{
    /// <returns>The epoch's head after the batch, or the error that left everything as it was.</returns>
    public static async Task<IngestOutcome> RunAsync(StoreSession session, Guid device, Batch batch, DateTimeOffset now)
    {
        await DeviceTable.TouchAsync(session, device, now);
        var known = await JournalTable.FindEpochAsync(session, device, batch.Epoch.Id);
        var head = await JournalTable.FindHeadAsync(session, device, batch.Epoch);

        if (await CheckEpochAsync(session, device, batch.Epoch, known, head) is { } impossible)
            return new(head, impossible);
        if (batch.First > head.Sequence + 1)
            return new(head, ProtocolError.Gap(head));
        if (known is not null && await CompareAsync(session, known.Key, batch) is { } other)
            return new(head, ProtocolError.Fork(head, $"Entry {other} is here with another hash."));

        var knownCount = (int)Math.Min(head.Sequence + 1 - batch.First, batch.Entries.Length);
        var additions = new ArraySegment<JournalEntry>(batch.Entries)[knownCount..];
        if (BrokenAt(head, additions) is { } broken)
            return new(head, ProtocolError.Fork(head, $"The hash of entry {broken} does not follow from the entry before."));
        if (additions.Count == 0)
            return new(head);

        var epoch = known?.Key ?? await JournalTable.AddEpochAsync(session, device, batch.Epoch);
        await JournalTable.AddEntriesAsync(session, epoch, additions, now);
        return new(new(batch.Last, batch.Entries[^1].Hash));
    }

    /// <summary>An epoch keeps the beginning it had; a new one has to begin where its parent's history is known to lead.</summary>
    private static async Task<ProtocolError?> CheckEpochAsync(StoreSession session, Guid device, JournalEpoch epoch, EpochRow? known, Head head)
    {
        if (known is not null)
            return known.BeginsLike(epoch) ? null : ProtocolError.Fork(head, "The epoch is here with another beginning.");
        if (epoch.Parent is not { } parent)
            return await JournalTable.HasRootAsync(session, device) ? ProtocolError.Fork(head, "The device has another first epoch.") : null;

        return head.Sequence == parent.Sequence && !head.Hash.AsSpan().SequenceEqual(parent.Hash)
            ? ProtocolError.Fork(head, $"The parent's entry {parent.Sequence} is here with another hash.")
            : null;
    }

    /// <returns>The first sequence that is here with another hash; null if there is none.</returns>
    private static async Task<long?> CompareAsync(StoreSession session, long epoch, Batch batch)
    {
        foreach (var stored in await JournalTable.HashesAsync(session, epoch, batch.First, batch.Last))
        {
            if (!stored.Hash.AsSpan().SequenceEqual(batch.Entries[stored.Sequence - batch.First].Hash))
                return stored.Sequence;
        }

        return null;
    }

    /// <returns>The first entry whose hash does not follow from the one before; null if all do.</returns>
    private static long? BrokenAt(Head head, ReadOnlySpan<JournalEntry> entries)
    {
        var previous = head.Hash;
        foreach (var entry in entries)
        {
            if (!Chain.Next(previous, entry.Sequence, entry.Body).AsSpan().SequenceEqual(entry.Hash))
                return entry.Sequence;
            previous = entry.Hash;
        }

        return null;
    }
}

/// <summary>What became of a batch.</summary>
/// <param name="Head">The last entry of the epoch that is committed.</param>
/// <param name="Error">Why nothing of the batch was taken; null if it was.</param>
internal sealed record IngestOutcome(Head Head, ProtocolError? Error = null);
