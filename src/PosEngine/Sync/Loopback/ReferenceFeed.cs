using System.Globalization;

namespace PosEngine.Sync;

/// <summary>Reference data in the order of its last changes, paged by a cursor. Not thread-safe.</summary>
internal sealed class ReferenceFeed
{
    private readonly SortedDictionary<long, ReferenceChange> _changes = [];
    private readonly Dictionary<(string Kind, string Id), long> _positions = [];
    private long _lastPosition;
    private int _generation;

    /// <summary>Records a new state. It replaces the earlier one, so that a page never carries the same thing twice.</summary>
    public void Record(ReferenceChange change)
    {
        if (_positions.TryGetValue((change.Kind, change.Id), out var earlier))
            _changes.Remove(earlier);

        _changes.Add(++_lastPosition, change);
        _positions[(change.Kind, change.Id)] = _lastPosition;
    }

    /// <summary>The state of something; null where there is none, or no longer.</summary>
    public string? Find(string kind, string id) => _positions.TryGetValue((kind, id), out var position) ? _changes[position].Json : null;

    /// <summary>What there is of a kind, the most recently changed first.</summary>
    public IEnumerable<ReferenceChange> NewestOf(string kind) => _changes.Values.Reverse().Where(change => change.Kind == kind && change.Json is not null);

    /// <exception cref="BackOfficeException">The cursor is of an earlier generation, or none of ours.</exception>
    public PullPage Page(string? cursor, int limit)
    {
        var after = cursor is null ? 0 : Parse(cursor);
        var page = _changes.Where(change => change.Key > after).Take(limit + 1).ToList();
        var hasMore = page.Count > limit;
        if (hasMore)
            page.RemoveAt(limit);

        var last = page is [.., var (position, _)] ? position : after;
        return new([.. page.Select(change => change.Value)], $"{_generation}-{last}", hasMore);
    }

    /// <summary>Drops what was removed, and with it the cursors of those who may not know yet.</summary>
    public void ExpireCursors()
    {
        _generation++;
        foreach (var (position, change) in _changes.Where(change => change.Value.Json is null).ToList())
        {
            _changes.Remove(position);
            _positions.Remove((change.Kind, change.Id));
        }
    }

    private long Parse(string cursor)
    {
        var parts = cursor.Split('-');
        return parts.Length == 2
            && int.TryParse(parts[0], NumberStyles.None, CultureInfo.InvariantCulture, out var generation)
            && long.TryParse(parts[1], NumberStyles.None, CultureInfo.InvariantCulture, out var position)
            && generation == _generation
                ? position
                : throw new BackOfficeException(BackOfficeError.CursorExpired, "The cursor has expired.") { WasReached = true };
    }
}
