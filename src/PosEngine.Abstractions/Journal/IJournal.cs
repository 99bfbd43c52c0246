namespace PosEngine.Journal;

/// <summary>An entry of the journal: what this device did, in the bytes that were frozen at its commit.</summary>
/// <param name="Sequence">Its place, from 1, without gaps, over all epochs.</param>
/// <param name="Body">UTF-8 JSON; see docs/protocol.md.</param>
/// <param name="Hash">SHA-256 over the previous entry's hash, the sequence as 8 bytes big-endian, and the body.</param>
public sealed record JournalEntry(long Sequence, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Hash);

/// <summary>A stretch of the journal that one intact database wrote.</summary>
/// <param name="Id">The epoch.</param>
/// <param name="FirstSequence">Its first entry.</param>
/// <param name="Parent">Where it branched off; null for a device's first epoch.</param>
public sealed record JournalEpoch(EpochId Id, long FirstSequence, EpochParent? Parent);

/// <summary>The entry that an epoch goes on from.</summary>
/// <param name="Id">The epoch of that entry.</param>
/// <param name="Sequence">The entry.</param>
/// <param name="Hash">Its hash.</param>
public sealed record EpochParent(EpochId Id, long Sequence, ReadOnlyMemory<byte> Hash);

/// <summary>What a verification of the journal found.</summary>
/// <param name="Entries">How many entries were read.</param>
/// <param name="BrokenAt">The first entry whose hash or sequence is wrong; null if all is well.</param>
public sealed record JournalVerification(long Entries, long? BrokenAt)
{
    /// <summary>Whether every entry follows from the one before.</summary>
    public bool IsValid => BrokenAt is null;
}

/// <summary>The log of everything that this device did: append-only, hash-chained, the one source of truth.</summary>
/// <remarks>Thread-safe.</remarks>
public interface IJournal
{
    /// <summary>The last sequence on disk, and every change; 0 while the journal is empty.</summary>
    IPosStream<long> Head { get; }

    /// <summary>The highest sequence that the back office has committed, and every change.</summary>
    IPosStream<long> Acknowledged { get; }

    /// <summary>Entries in order.</summary>
    /// <param name="from">The first sequence to read.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<JournalEntry> ReadAsync(long from = 1, CancellationToken cancellationToken = default);

    /// <summary>Reads the whole journal and computes every hash again.</summary>
    Task<JournalVerification> VerifyAsync(CancellationToken cancellationToken = default);
}
