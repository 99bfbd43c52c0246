namespace PosEngine.Reliability.Vfs;

/// <summary>What is done to a file that a crash can undo.</summary>
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

    /// <summary>The file gets the name <see cref="DiskOperation.Target"/>, in the place of what has it.</summary>
    Rename,

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
    /// <summary>The new name of a file that is renamed, without its folder.</summary>
    public string? Target { get; init; }

    public bool IsLog => File.EndsWith("-wal", StringComparison.Ordinal);

    public bool IsDatabase => File.EndsWith(".db", StringComparison.Ordinal);

    public override string ToString() => Target is null ? $"{Kind} {File} at {Offset}, {Data.Length} bytes" : $"{Kind} {File} to {Target}";
}

/// <summary>Stands between SQLite, or the engine, and the files of a folder: watches operations, fails them, or holds them up.</summary>
internal interface IDisk
{
    /// <param name="operation">What is wanted.</param>
    /// <param name="perform">Does it, or something else in its place.</param>
    /// <returns>The code that SQLite gets; for the engine, any but <c>SQLITE_OK</c> is an I/O error.</returns>
    int Do(DiskOperation operation, Func<DiskOperation, int> perform);

    /// <summary>What <c>PRAGMA synchronous</c> is set to, whatever the engine asks for; null to obey it.</summary>
    string? Synchronous => null;

    /// <summary>The code with which the next read fails; <c>SQLITE_OK</c> if it does not.</summary>
    int FailRead() => SQLitePCL.raw.SQLITE_OK;

    /// <summary>What the system says when it is asked why a file cannot be written; null for nothing in particular.</summary>
    Exception? Reason => null;

    /// <summary>Whether processes can share memory over a file: on most network drives they cannot.</summary>
    bool HasSharedMemory => true;
}
