namespace PosEngine.Reliability.Vfs;

/// <summary>What SQLite does to a file that a crash can undo.</summary>
internal enum DiskOperationKind
{
    /// <summary>The file is made; it was not there.</summary>
    Create,
    Write,

    /// <summary>The file is cut to <see cref="DiskOperation.Offset"/>.</summary>
    Truncate,

    /// <summary>What was written before is on the disk when this returns.</summary>
    Sync,

    /// <summary>A sync that failed: what it was to save can still be read, but Linux holds it for saved, and no later sync writes it.</summary>
    FailedSync,
    Delete,

    /// <summary>Which files there are is on the disk when this returns, whatever is in them.</summary>
    SyncFolder,
}

/// <summary>One operation on one file.</summary>
/// <param name="Kind">What is done.</param>
/// <param name="File">The file's name, without its folder.</param>
/// <param name="Offset">Where it is written, or cut.</param>
/// <param name="Data">What is written.</param>
internal readonly record struct DiskOperation(DiskOperationKind Kind, string File, long Offset, byte[] Data)
{
    public bool IsLog => File.EndsWith("-wal", StringComparison.Ordinal);

    public bool IsDatabase => File.EndsWith(".db", StringComparison.Ordinal);

    public override string ToString() => $"{Kind} {File} at {Offset}, {Data.Length} bytes";
}

/// <summary>Stands between SQLite and the files of a folder: watches operations, fails them, or holds them up.</summary>
internal interface IDisk
{
    /// <param name="operation">What SQLite wants.</param>
    /// <param name="perform">Does it, or something else in its place.</param>
    /// <returns>The code that SQLite gets.</returns>
    int Do(DiskOperation operation, Func<DiskOperation, int> perform);

    /// <summary>What <c>PRAGMA synchronous</c> is set to, whatever the engine asks for; null to obey it.</summary>
    string? Synchronous => null;
}
