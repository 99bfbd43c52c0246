using System.Collections.Immutable;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>What a back office has of one device: its entries by epoch, each stretch contiguous and with matching hashes.</summary>
/// <remarks>The checks are those that docs/protocol.md asks of every back office. A batch is taken whole or not at all. Not thread-safe.</remarks>
internal sealed class DeviceLedger(DeviceId device)
{
    private readonly List<Stretch> _stretches = [];

    /// <summary>All entries, epoch after epoch in the order in which the epochs arrived.</summary>
    public IEnumerable<JournalEntry> Entries => _stretches.SelectMany(stretch => stretch.Entries);

    public IEnumerable<JournalEntry> EntriesOf(EpochId epoch) => Find(epoch)?.Entries ?? [];

    /// <summary>The last entry of an epoch, or its parent's where there is none of it; the genesis at 0.</summary>
    public EntryMark HeadOf(JournalEpoch epoch) =>
        Find(epoch.Id)?.Entries is [.., var last] ? new(last.Sequence, last.Hash) : StartOf(epoch);

    /// <summary>Takes the entries that are new, after checking every one.</summary>
    /// <exception cref="BackOfficeException">A gap, a fork, or a batch that contradicts itself; nothing was taken.</exception>
    public void Take(JournalEpoch epoch, ImmutableArray<JournalEntry> entries)
    {
        var stretch = Find(epoch.Id) ?? Open(epoch);
        CheckContiguous(stretch.Epoch, entries);

        var head = HeadOf(stretch.Epoch);
        var accepted = new List<JournalEntry>();
        foreach (var entry in entries)
        {
            var isNew = entry.Sequence > head.Sequence;
            if (entry.Sequence > head.Sequence + 1)
                throw Refuse(BackOfficeError.Gap, $"Entry {entry.Sequence} does not follow {head.Sequence}.");

            var expected = isNew ? HashAfter(head, entry) : stretch.Entries[(int)(entry.Sequence - stretch.Epoch.FirstSequence)].Hash;
            if (!expected.Span.SequenceEqual(entry.Hash.Span))
                throw Refuse(BackOfficeError.Fork, $"Entry {entry.Sequence} has another hash here.");

            if (isNew)
            {
                accepted.Add(new(entry.Sequence, entry.Body.ToArray(), expected));
                head = new(entry.Sequence, expected);
            }
        }

        if (!_stretches.Contains(stretch))
            _stretches.Add(stretch);
        stretch.Entries.AddRange(accepted);
    }

    /// <summary>Forgets what lies after a sequence.</summary>
    public void RollBackTo(long sequence)
    {
        foreach (var stretch in _stretches)
            stretch.Entries.RemoveAll(entry => entry.Sequence > sequence);
        _stretches.RemoveAll(stretch => stretch.Epoch.FirstSequence > sequence);
    }

    private Stretch? Find(EpochId epoch) => _stretches.Find(stretch => stretch.Epoch.Id == epoch);

    /// <summary>A stretch for an epoch seen for the first time: it must go on from an entry that is here.</summary>
    private Stretch Open(JournalEpoch epoch)
    {
        if (epoch.FirstSequence != (epoch.Parent?.Sequence ?? 0) + 1)
            throw Refuse(BackOfficeError.Transient, "An epoch begins after its parent's last common entry.");

        if (epoch.Parent is { } parent)
        {
            if (Find(parent.Id) is not { } stretch || HeadOf(stretch.Epoch).Sequence < parent.Sequence)
                throw Refuse(BackOfficeError.Gap, $"Entry {parent.Sequence} of the parent epoch is not here yet.");
            if (!HashAt(stretch, parent.Sequence).Span.SequenceEqual(parent.Hash.Span))
                throw Refuse(BackOfficeError.Fork, $"Entry {parent.Sequence} of the parent epoch has another hash here.");
        }

        return new(epoch);
    }

    private static void CheckContiguous(JournalEpoch epoch, ImmutableArray<JournalEntry> entries)
    {
        if (entries.IsDefaultOrEmpty || entries[0].Sequence < epoch.FirstSequence)
            throw Refuse(BackOfficeError.Transient, "A batch has at least one entry, and none from before its epoch.");

        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Sequence != entries[i - 1].Sequence + 1)
                throw Refuse(BackOfficeError.Transient, $"The batch is not contiguous after entry {entries[i - 1].Sequence}.");
        }
    }

    private EntryMark StartOf(JournalEpoch epoch) =>
        epoch.Parent is { } parent ? new(parent.Sequence, parent.Hash) : new(0, HashChain.Genesis(device));

    private ReadOnlyMemory<byte> HashAt(Stretch stretch, long sequence) => sequence < stretch.Epoch.FirstSequence
        ? StartOf(stretch.Epoch).Hash
        : stretch.Entries[(int)(sequence - stretch.Epoch.FirstSequence)].Hash;

    private static ReadOnlyMemory<byte> HashAfter(EntryMark head, JournalEntry entry)
    {
        var hash = new byte[HashChain.HashSize];
        HashChain.Next(head.Hash.Span, entry.Sequence, entry.Body.Span, hash);
        return hash;
    }

    private static BackOfficeException Refuse(BackOfficeError error, string message) => new(error, message) { WasReached = true };

    private sealed class Stretch(JournalEpoch epoch)
    {
        public JournalEpoch Epoch { get; } = epoch;

        public List<JournalEntry> Entries { get; } = [];
    }
}

/// <summary>An entry by its place and its hash.</summary>
internal readonly record struct EntryMark(long Sequence, ReadOnlyMemory<byte> Hash);
