using System.Collections.Immutable;

namespace PosEngine.Tickets;

/// <summary>The lines of a ticket: an immutable list that takes one more without a copy, and knows the last line of an item without a search.</summary>
/// <remarks>
/// Versions of a list share an array as long as each only adds to the one before: a version never looks beyond its own count, and a place that another version
/// has taken makes a copy. Adding therefore costs the same whatever the length (a doubling now and then apart). To be changed under the ticket's lock; once made, a
/// version can be read from any thread.
/// </remarks>
internal sealed class TicketLines
{
    private readonly TicketLine?[] _array;
    private LastLines? _last;
    private ImmutableArray<TicketLine> _copy;

    private TicketLines(TicketLine?[] array, int count, LastLines? last) => (_array, Count, _last) = (array, count, last);

    public static TicketLines Empty { get; } = new([], 0, null);

    public int Count { get; }

    public bool IsEmpty => Count == 0;

    public static implicit operator TicketLines(ImmutableArray<TicketLine> lines) => new([.. lines], lines.Length, null);

    public ReadOnlySpan<TicketLine> AsSpan() => _array.AsSpan(0, Count)!;

    /// <summary>The lines as an array, copied when it is first asked for.</summary>
    public ImmutableArray<TicketLine> ToArray()
    {
        if (_copy.IsDefault)
            _copy = [.. AsSpan()];
        return _copy;
    }

    public TicketLines Add(TicketLine line)
    {
        var array = _array;
        if (Count == array.Length || array[Count] is not null)
        {
            array = new TicketLine?[Math.Max(8, 2 * Count)];
            _array.AsSpan(0, Count).CopyTo(array);
        }

        array[Count] = line;
        return new(array, Count + 1, _last?.Add(line, Count));
    }

    /// <summary>Changes lines, none of them to another item's. Where nothing changes, it stays the same object.</summary>
    /// <param name="change">Gives back what it is given where there is nothing to change.</param>
    /// <param name="from">The first place to look at.</param>
    public TicketLines Map(Func<TicketLine, TicketLine> change, int from = 0)
    {
        var changed = default(TicketLine?[]);
        for (var i = from; i < Count; i++)
        {
            var line = change(_array[i]!);
            if (ReferenceEquals(line, _array[i]))
                continue;
            if (changed is null)
            {
                changed = new TicketLine?[_array.Length];
                _array.AsSpan(0, Count).CopyTo(changed);
            }

            changed[i] = line;
        }

        return changed is null ? this : new(changed, Count, _last);
    }

    public TicketLines RemoveAll(Predicate<TicketLine> isGone) => ToArray().RemoveAll(isGone);

    /// <summary>The place of a line, or −1. Looked for from the end, where most changes are.</summary>
    public int IndexOf(LineId id)
    {
        var i = Count - 1;
        while (i >= 0 && _array[i]!.Id != id)
            i--;
        return i;
    }

    /// <summary>The last line of an item that follows no other line.</summary>
    public TicketLine? LastOf(ItemId item)
    {
        if (IsEmpty)
            return null;
        if (_last?.Count != Count)
            _last = LastLines.Of(AsSpan());
        return _last.Find(item) is { } place ? _array[place] : null;
    }

    /// <summary>How many lines at the beginning are the same objects in another version.</summary>
    public int CountCommon(TicketLines other)
    {
        var shorter = Math.Min(Count, other.Count);
        if (ReferenceEquals(_array, other._array))
            return shorter;
        var common = 0;
        while (common < shorter && ReferenceEquals(_array[common], other._array[common]))
            common++;
        return common;
    }

    /// <summary>Where the last line of each item is. Grows with the newest version, and is of no use to any other.</summary>
    private sealed class LastLines
    {
        private readonly Dictionary<ItemId, int> _places = [];

        public int Count { get; private set; }

        public static LastLines Of(ReadOnlySpan<TicketLine> lines)
        {
            var last = new LastLines();
            foreach (var line in lines)
                last.Add(line, last.Count);
            return last;
        }

        public int? Find(ItemId item) => _places.TryGetValue(item, out var place) ? place : null;

        /// <returns>Null where another version went on from here.</returns>
        public LastLines? Add(TicketLine line, int place)
        {
            if (place != Count)
                return null;
            Count++;
            if (line is { ItemId: { } item, ParentId: null })
                _places[item] = place;
            return this;
        }
    }
}
