namespace PosEngine.Journal;

/// <summary>An entry of the journal: what this device did, in the bytes that were frozen at its commit.</summary>
/// <param name="Sequence">Its place, from 1, without gaps, over all epochs.</param>
/// <param name="Body">UTF-8 JSON; see docs/protocol.md. Empty where it was pruned: <see cref="IsArchived"/>.</param>
/// <param name="Hash">SHA-256 over the previous entry's hash, the sequence as 8 bytes big-endian, and the body.</param>
public sealed record JournalEntry(long Sequence, ReadOnlyMemory<byte> Body, ReadOnlyMemory<byte> Hash)
{
    /// <summary>Whether only its hash is still on this device. The back office has the body.</summary>
    public bool IsArchived => Body.IsEmpty;
}

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
/// <param name="Entries">How many entries were read and are right.</param>
/// <param name="BrokenAt">The first entry whose hash or sequence is wrong; null if all is well.</param>
/// <param name="Archived">How many of them have only their hash on this device.</param>
public sealed record JournalVerification(long Entries, long? BrokenAt, long Archived = 0)
{
    /// <summary>Whether every entry follows from the one before.</summary>
    public bool IsValid => BrokenAt is null;
}

/// <summary>How far a verification or an export is.</summary>
/// <param name="Done">Entries done.</param>
/// <param name="Total">Entries in all.</param>
public readonly record struct JournalProgress(long Done, long Total);

/// <summary>Which entries are exported.</summary>
public enum JournalScope
{
    /// <summary>Those that the back office does not have.</summary>
    Unsynchronised = 0,

    /// <summary>All. Those whose bodies are not on this device any more, since the back office has them, are there with their hashes.</summary>
    All = 1,
}

/// <summary>What an exported file holds.</summary>
/// <param name="DeviceId">Whose journal it is.</param>
/// <param name="First">The first entry; one above <paramref name="Last"/> where there is none.</param>
/// <param name="Last">The last entry.</param>
public sealed record JournalExport(DeviceId DeviceId, long First, long Last)
{
    /// <summary>How many entries it holds.</summary>
    public long Entries => Last - First + 1;
}
