namespace PosEngine.Storage;

/// <summary>Why a database cannot be used.</summary>
public enum StoreProblem
{
    /// <summary>The file or its folder cannot be created, read or written.</summary>
    NotAccessible = 0,

    /// <summary>The file is no database, or the database of another program.</summary>
    NotOurs = 1,

    /// <summary>A newer version of the library wrote it.</summary>
    TooNew = 2,

    /// <summary>It was made for another device number or currency than the options name.</summary>
    OtherDevice = 3,

    /// <summary>What is written there contradicts itself: the chain of the journal does not verify.</summary>
    Damaged = 4,

    /// <summary>The SQLite library on this machine is older than what is safe.</summary>
    SqliteTooOld = 5,

    /// <summary>The head file (<c>PosEngineOptions.HeadFilePath</c>) remembers a database that is not there: its disk is not mounted, or it was deleted.</summary>
    Missing = 6,
}

/// <summary>The database cannot be used. Nothing in it was changed.</summary>
/// <param name="path">The database file.</param>
/// <param name="problem">What is the matter.</param>
/// <param name="message">The same in words, and what to do.</param>
/// <param name="innerException">What the system said.</param>
public sealed class StoreUnusableException(string path, StoreProblem problem, string message, Exception? innerException = null)
    : PosEngineException(message, innerException)
{
    /// <summary>The database file.</summary>
    public string Path { get; } = path;

    /// <summary>What is the matter.</summary>
    public StoreProblem Problem { get; } = problem;
}

/// <summary>Another process, or another engine in this one, uses the database.</summary>
/// <param name="path">The database file.</param>
/// <param name="processId">The process that has it, where it could be read.</param>
public sealed class StoreInUseException(string path, int? processId)
    : PosEngineException($"The database '{path}' is in use by {(processId is { } id ? $"process {id}" : "another process")}. Close that till, or give this one a database of its own.")
{
    /// <summary>The database file.</summary>
    public string Path { get; } = path;

    /// <summary>The process that has it, where it could be read.</summary>
    public int? ProcessId { get; } = processId;
}
