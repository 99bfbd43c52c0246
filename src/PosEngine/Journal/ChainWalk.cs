namespace PosEngine.Journal;

/// <summary>Walks along the journal and holds each entry against the one before: the one judge of what is whole.</summary>
/// <param name="sequence">The entry that is taken as it stands; 0 for the genesis.</param>
/// <param name="hash">Its hash.</param>
/// <param name="absent">The ranges whose bodies may be missing.</param>
internal sealed class ChainWalk(long sequence, ReadOnlySpan<byte> hash, IReadOnlyList<AbsentRange> absent)
{
    private readonly byte[] _computed = new byte[HashChain.HashSize];
    private IReadOnlyList<AbsentRange> _absent = absent;
    private byte[] _hash = hash.ToArray();

    /// <summary>The last entry that was right.</summary>
    public long Sequence { get; private set; } = sequence;

    /// <summary>How many of the entries had no body.</summary>
    public long Archived { get; private set; }

    /// <summary>Its hash. Empty where it was lost with its entry.</summary>
    public ReadOnlySpan<byte> Hash => _hash;

    /// <summary>Bodies went while it walked: to be told after the entries were read, so that whatever is missing of them is among these.</summary>
    public void Know(IReadOnlyList<AbsentRange> absentNow) => _absent = absentNow;

    /// <summary>Goes on to the next entry, if <paramref name="entry"/> is that and follows from the one before.</summary>
    public bool TryStep(JournalEntry entry)
    {
        if (entry.Sequence != Sequence + 1)
            return false;
        if (entry.IsArchived)
        {
            if (!_absent.Any(range => range.Contains(entry.Sequence)))
                return false;
            Archived++;
        }
        else if (_hash.Length > 0)
        {
            HashChain.Next(_hash, entry.Sequence, entry.Body.Span, _computed);
            if (!entry.Hash.Span.SequenceEqual(_computed))
                return false;
        }

        Sequence = entry.Sequence;
        _hash = entry.Hash.ToArray();
        return true;
    }
}
