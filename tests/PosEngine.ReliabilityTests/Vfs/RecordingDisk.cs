using SQLitePCL;

namespace PosEngine.Reliability.Vfs;

/// <summary>Writes down what was done to the files of a folder, and in between what their owner said.</summary>
internal sealed class RecordingDisk : IDisk
{
    private readonly List<DiskOperation> _operations = [];

    public string? Synchronous { get; init; }

    /// <summary>False for a disk that says that folders were synced, and does not do it.</summary>
    public bool SyncsFolders { get; init; } = true;

    /// <summary>What was done so far. A moment of the run is a number of these.</summary>
    public IReadOnlyList<DiskOperation> Operations => _operations;

    public int Do(DiskOperation operation, Func<DiskOperation, int> perform)
    {
        var code = perform(operation);
        if (operation.Kind == DiskOperationKind.SyncFolder && !SyncsFolders)
            return code;
        if (code == raw.SQLITE_OK || operation.Kind == DiskOperationKind.FailedSync)
            _operations.Add(operation);
        return code;
    }
}
