using System.Collections.Immutable;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>What a back office has of one device: its entries by epoch, each stretch contiguous and with matching hashes.</summary>
/// <remarks>The checks are those that docs/protocol.md asks of every back office. A batch is taken whole or not at all. Not thread-safe.</remarks>
internal sealed class ReceivedJournal(DeviceId device)
{
    private readonly List<Stretch> _stretches = [];

    /// <summary>All entries, epoch after epoch in the order in which the epochs arrived.</summary>
    public IEnumerable<JournalEntry> Entries => _stretches.SelectMany(stretch => stretch.Entries);

    public IEnumerable<JournalEntry> EntriesOf(EpochId epoch) => Find(epoch)?.Entries ?? [];

    /// <summary>The last entry of an epoch's history: its own, or as much as is here of what it shares with its parent; the genesis at 0.</summary>
    public EntryMark HeadOf(JournalEpoch epoch)
    {
        var last = Find(epoch.Id)?.Entries.LastOrDefault()
            ?? (epoch.Parent is { } parent ? EntriesOf(parent.Id).LastOrDefault(entry => entry.Sequence <= parent.Sequence) : null);
        return last is null ? new(0, HashChain.Genesis(device)) : new(last.Sequence, last.Hash);
    }

    /// <summary>Whether an entry is in an epoch's history: in its own, or in what it shares with its parents.</summary>
    public bool Has(JournalEpoch epoch, JournalEntry entry)
    {
        var (id, through, parent) = (epoch.Id, long.MaxValue, epoch.Parent);
        while (entry.Sequence <= through)
        {
            if (EntriesOf(id).Any(known => known.Sequence == entry.Sequence && known.Hash.Span.SequenceEqual(entry.Hash.Span)))
                return true;
            if (parent is null)
                return false;
            (id, through) = (parent.Id, Math.Min(through, parent.Sequence));
            parent = Find(id)?.Epoch.Parent;
        }

        return false;
    }

    /// <summary>An entry of the history that another one, which is here, goes on from; null where it is not here.</summary>
    public JournalEntry? FindBefore(JournalEntry entry, long sequence)
    {
        var stretch = _stretches.Find(stretch => ReferenceEquals(stretch.At(entry.Sequence), entry));
        while (stretch is not null && sequence < stretch.Epoch.FirstSequence)
            stretch = stretch.Epoch.Parent is { } parent ? Find(parent.Id) : null;
        return stretch?.At(sequence);
    }

    /// <summary>Takes the entries that are new, after checking every one.</summary>
    /// <returns>Those that were.</returns>
    /// <exception cref="BackOfficeException">A gap, a fork, or a batch that contradicts itself; nothing was taken.</exception>
    public IReadOnlyList<JournalEntry> Take(JournalEpoch epoch, ImmutableArray<JournalEntry> entries)
    {
        CheckShape(epoch, entries);
        var known = Find(epoch.Id);
        var head = HeadOf(epoch);
        CheckBeginning(epoch, known, head);

        var stretch = known ?? new(epoch);
        var additions = new List<JournalEntry>();
        foreach (var entry in entries)
        {
            if (entry.Sequence > head.Sequence + 1)
                throw Refuse(BackOfficeError.Gap, $"Entry {entry.Sequence} does not follow {head.Sequence}.");

            var isNew = entry.Sequence > head.Sequence;
            var expected = isNew ? HashAfter(head, entry) : stretch.Entries[(int)(entry.Sequence - epoch.FirstSequence)].Hash;
            if (!expected.Span.SequenceEqual(entry.Hash.Span))
                throw Refuse(BackOfficeError.Fork, $"Entry {entry.Sequence} has another hash here.");

            if (isNew)
            {
                // A copy: the sender may use its buffer again.
                additions.Add(new(entry.Sequence, entry.Body.ToArray(), expected));
                head = new(entry.Sequence, expected);
            }
        }

        if (known is null)
            _stretches.Add(stretch);
        stretch.Entries.AddRange(additions);
        return additions;
    }

    /// <summary>Forgets what lies after a sequence.</summary>
    public void RollBackTo(long sequence)
    {
        foreach (var stretch in _stretches)
            stretch.Entries.RemoveAll(entry => entry.Sequence > sequence);
        _stretches.RemoveAll(stretch => stretch.Epoch.FirstSequence > sequence);
    }

    private Stretch? Find(EpochId epoch) => _stretches.Find(stretch => stretch.Epoch.Id == epoch);

    /// <summary>An epoch keeps the beginning that it had; a new one goes on from where its parent's history leads.</summary>
    private void CheckBeginning(JournalEpoch epoch, Stretch? known, EntryMark head)
    {
        var isFork = (known, epoch.Parent) switch
        {
            ({ } stretch, _) => !stretch.BeginsLike(epoch),
            (null, null) => _stretches.Exists(stretch => stretch.Epoch.Parent is null),
            (null, { } parent) => head.Sequence == parent.Sequence && !head.Hash.Span.SequenceEqual(parent.Hash.Span),
        };
        if (isFork)
            throw Refuse(BackOfficeError.Fork, "The epoch begins in another history.");
    }

    private static void CheckShape(JournalEpoch epoch, ImmutableArray<JournalEntry> entries)
    {
        if (epoch.FirstSequence != (epoch.Parent?.Sequence ?? 0) + 1)
            throw Refuse(BackOfficeError.Transient, "An epoch goes on right after its parent.");
        if (entries.IsDefaultOrEmpty || entries[0].Sequence < epoch.FirstSequence)
            throw Refuse(BackOfficeError.Transient, "A batch has at least one entry, and none from before its epoch.");

        for (var i = 1; i < entries.Length; i++)
        {
            if (entries[i].Sequence != entries[i - 1].Sequence + 1)
                throw Refuse(BackOfficeError.Transient, $"The batch is not contiguous after entry {entries[i - 1].Sequence}.");
        }
    }

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

        public JournalEntry? At(long sequence) => sequence - Epoch.FirstSequence is >= 0 and var place && place < Entries.Count ? Entries[(int)place] : null;

        public bool BeginsLike(JournalEpoch other) => (Epoch.Parent, other.Parent) switch
        {
            (null, null) => true,
            ({ } one, { } two) => (one.Id, one.Sequence) == (two.Id, two.Sequence) && one.Hash.Span.SequenceEqual(two.Hash.Span),
            _ => false,
        };
    }
}

/// <summary>An entry by its place and its hash.</summary>
internal readonly record struct EntryMark(long Sequence, ReadOnlyMemory<byte> Hash);
