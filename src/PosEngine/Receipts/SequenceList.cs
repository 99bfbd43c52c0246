namespace PosEngine.Receipts;

/// <summary>The sequences of the receipts that fit one filter, newest first, read piece by piece. Passing over many costs no more than one.</summary>
/// <param name="read">The newest up to a sequence, so many at the most.</param>
internal sealed class SequenceList(Func<long, int, List<long>> read)
{
    private const int PieceMin = 64;
    private const int PieceMax = 4_096;

    private List<long> _piece = [];
    private int _next;
    private int _size = PieceMin;
    private bool _isEnd;

    /// <summary>A list that is known whole.</summary>
    /// <param name="sequences">Newest first.</param>
    public static SequenceList Of(List<long> sequences) => new((max, limit) =>
    {
        var first = sequences.BinarySearch(max, Comparer<long>.Create(static (one, other) => other.CompareTo(one)));
        first = first < 0 ? ~first : first;
        return sequences.GetRange(first, Math.Min(limit, sequences.Count - first));
    });

    /// <summary>What fits every list, newest first. Where one has nothing for long, none of the others is read there.</summary>
    public static IEnumerable<long> Intersect(IReadOnlyList<SequenceList> lists, long first, long last)
    {
        for (var sequence = last; ; sequence--)
        {
            long tried;
            do
            {
                tried = sequence;
                foreach (var list in lists)
                    sequence = list.AtMost(sequence);
            }
            while (sequence != tried && sequence >= first);
            if (sequence < first)
                yield break;
            yield return sequence;
        }
    }

    /// <summary>The newest sequence up to one; 0 for none. To be asked for ever lower ones.</summary>
    private long AtMost(long max)
    {
        while (true)
        {
            if (_piece is [.., var oldest] && oldest > max)
                (_size, _next) = (_next + 1 < _piece.Count ? PieceMin : _size, _piece.Count); // Who leaps has no use for long pieces.
            while (_next < _piece.Count && _piece[_next] > max)
                _next++;
            if (_next < _piece.Count)
                return _piece[_next];
            if (_isEnd || max <= 0)
                return 0;
            _piece = read(max, _size);
            (_next, _isEnd, _size) = (0, _piece.Count < _size, Math.Min(2 * _size, PieceMax));
        }
    }
}
