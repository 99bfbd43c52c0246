using PosEngine.Sync;

namespace PosEngine.Reliability.Simulation;

/// <summary>What the back office has committed, in order, and its backups: all that a crash leaves of it.</summary>
internal sealed class OfficeDisk
{
    private const int BackupsMax = 3;

    private readonly List<OfficeRecord> _records = [];
    private readonly List<int> _backups = [];

    public IReadOnlyList<OfficeRecord> Records => _records;

    public int Backups => _backups.Count;

    /// <summary>What the oldest backup covers: it is never restored to less.</summary>
    public IEnumerable<OfficeRecord> OldestBackup => _backups.Count == 0 ? [] : _records.Take(_backups[0]);

    public void Commit(OfficeRecord record) => _records.Add(record);

    /// <summary>Takes a backup, and drops the oldest of more than three.</summary>
    public void BackUp()
    {
        _backups.Add(_records.Count);
        if (_backups.Count > BackupsMax)
            _backups.RemoveAt(0);
    }

    /// <summary>Everything is as it was when that backup was taken.</summary>
    /// <returns>What is gone.</returns>
    public List<OfficeRecord> Restore(int backup)
    {
        var gone = _records[_backups[backup]..];
        _records.RemoveRange(_backups[backup], _records.Count - _backups[backup]);
        _backups.RemoveRange(backup + 1, _backups.Count - backup - 1);
        return gone;
    }

    public void Rewrite(Func<OfficeRecord, OfficeRecord> rewrite)
    {
        for (var i = 0; i < _records.Count; i++)
            _records[i] = rewrite(_records[i]);
    }
}

/// <summary>Something that the back office has committed.</summary>
internal abstract record OfficeRecord;

/// <summary>A device has said hello, and has its number.</summary>
internal sealed record BoundDevice(DeviceHello Hello) : OfficeRecord;

/// <summary>Entries of a device.</summary>
internal sealed record TakenBatch(PushBatch Batch) : OfficeRecord;

/// <summary>A device was given a parked ticket.</summary>
internal sealed record GivenTicket(TakeoverRequest Request) : OfficeRecord;

/// <summary>A device was given the right to a refund.</summary>
internal sealed record GivenRefund(RefundIntent Intent) : OfficeRecord;

/// <summary>The owner has changed or removed something.</summary>
internal sealed record OwnersChange(ReferenceChange Change) : OfficeRecord;
