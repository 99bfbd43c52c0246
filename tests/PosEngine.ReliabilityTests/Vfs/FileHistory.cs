namespace PosEngine.Reliability.Vfs;

/// <summary>A file's content that is safe on the disk, and what was done to it since.</summary>
/// <remarks>
/// The model of a disk: a sector that is not synced has the content of some moment since it last was, each sector of its own moment; a file's length and existence likewise,
/// and no sector shows what was there before a truncation that counts.
/// </remarks>
internal sealed class FileHistory(byte[]? safe)
{
    private const int Sector = 512;

    private readonly List<Change> _changes = [];
    private byte[]? _safe = safe;

    public void Apply(DiskOperation operation)
    {
        switch (operation.Kind)
        {
            case DiskOperationKind.Sync:
                foreach (var change in _changes.Where(static change => change.State == ChangeState.Cached))
                    change.State = ChangeState.Safe;
                Settle();
                break;
            case DiskOperationKind.FailedSync:
                foreach (var change in _changes.Where(static change => change.State == ChangeState.Cached))
                    change.State = ChangeState.Dropped;
                break;
            default:
                _changes.Add(new Change(operation));
                break;
        }
    }

    /// <summary>That the file was made, or is gone, cannot be undone any more; what was written since can.</summary>
    public void SyncExistence()
    {
        var last = _changes.FindLastIndex(static change => change.Operation.Kind is DiskOperationKind.Create or DiskOperationKind.Delete);
        if (last < 0)
            return;
        _safe = _changes[last].Operation.Kind == DiskOperationKind.Create ? [] : null;
        _changes.RemoveRange(0, last + 1);
        Settle();
    }

    /// <summary>What a power cut leaves of the file; null where that is no file.</summary>
    public byte[]? After(PowerCut cut, Random random)
    {
        if (_changes.Count == 0)
            return _safe;

        // First the length, and whether there is a file at all: that many changes count for it.
        var counted = Choose(cut, random, 0, _changes.Count, SafeThrough(static _ => true));
        var length = _safe?.Length ?? -1L;
        for (var i = 0; i < counted; i++)
            length = LengthAfter(_changes[i].Operation, length);
        if (length < 0)
            return null;

        var content = new byte[length];
        if (_safe is not null)
            _safe.AsSpan(0, (int)Math.Min(length, _safe.Length)).CopyTo(content);
        foreach (var sector in TouchedSectors().Where(sector => sector * Sector < length))
            Fill(content, sector, counted, cut, random);
        return content;
    }

    /// <summary>Gives a sector the content of one of the moments that it may have.</summary>
    private void Fill(byte[] content, long sector, int counted, PowerCut cut, Random random)
    {
        var (start, end) = (sector * Sector, Math.Min((sector + 1) * Sector, content.Length));
        bool Cuts(Change change) => change.Operation.Kind is not DiskOperationKind.Write && change.Operation.Offset < end;
        var first = counted == 0 ? 0 : 1 + _changes.FindLastIndex(counted - 1, counted, Cuts);
        var last = _changes.FindIndex(counted, Cuts) is >= 0 and var next ? next : _changes.Count;
        var through = Choose(cut, random, first, last, SafeThrough(change => Touches(change.Operation, start, end)));
        for (var i = 0; i < through; i++)
        {
            var operation = _changes[i].Operation;
            if (operation.Kind != DiskOperationKind.Write)
            {
                if (operation.Offset < end)
                    content.AsSpan((int)Math.Max(start, operation.Offset)..(int)end).Clear();
                continue;
            }

            var (from, to) = (Math.Max(start, operation.Offset), Math.Min(end, operation.Offset + operation.Data.Length));
            if (from < to)
                operation.Data.AsSpan((int)(from - operation.Offset), (int)(to - from)).CopyTo(content.AsSpan((int)from));
        }
    }

    /// <summary>How many changes count: at least those that are safe, and between the two bounds.</summary>
    private static int Choose(PowerCut cut, Random random, int first, int last, int safe)
    {
        var least = Math.Clamp(safe, first, last);
        return cut switch
        {
            PowerCut.Loses => least,
            PowerCut.Keeps => last,
            _ => random.Next(least, last + 1),
        };
    }

    private int SafeThrough(Func<Change, bool> isMeant) => 1 + _changes.FindLastIndex(change => change.State == ChangeState.Safe && isMeant(change));

    private SortedSet<long> TouchedSectors()
    {
        var sectors = new SortedSet<long>();
        var length = _safe?.Length ?? 0;
        foreach (var operation in _changes.Select(static change => change.Operation))
        {
            var to = operation.Kind == DiskOperationKind.Write ? operation.Offset + operation.Data.Length : length;
            for (var sector = operation.Offset / Sector; sector * Sector < to; sector++)
                sectors.Add(sector);
        }

        return sectors;
    }

    private static bool Touches(DiskOperation operation, long start, long end) =>
        operation.Kind == DiskOperationKind.Write ? operation.Offset < end && operation.Offset + operation.Data.Length > start : operation.Offset < end;

    private static long LengthAfter(DiskOperation operation, long length) => operation.Kind switch
    {
        DiskOperationKind.Write => Math.Max(length, operation.Offset + operation.Data.Length),
        DiskOperationKind.Truncate => operation.Offset,
        DiskOperationKind.Create => 0,
        _ => -1,
    };

    /// <summary>What no power cut can undo any more becomes the safe content.</summary>
    private void Settle()
    {
        if (_changes.Exists(static change => change.State != ChangeState.Safe))
            return;
        _safe = After(PowerCut.Keeps, Random.Shared);
        _changes.Clear();
    }

    private enum ChangeState
    {
        /// <summary>In memory; the next sync saves it.</summary>
        Cached,
        Safe,

        /// <summary>In memory after a sync that failed; only writing it again and syncing saves it.</summary>
        Dropped,
    }

    private sealed class Change(DiskOperation operation)
    {
        public DiskOperation Operation { get; } = operation;

        public ChangeState State { get; set; }
    }
}
