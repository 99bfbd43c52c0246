using PosEngine.Capabilities;

namespace PosEngine.Storage;

/// <summary>A backup that was written.</summary>
/// <param name="Path">The file.</param>
/// <param name="Through">The last journal entry in it, at least.</param>
/// <param name="Bytes">Its length.</param>
public sealed record StoreBackup(string Path, long Through, long Bytes);

/// <summary>A backup could not be written. The database is as it was, and whatever backup was there before still is.</summary>
/// <param name="path">Where it should have gone.</param>
/// <param name="innerException">What the system said.</param>
public sealed class BackupFailedException(string path, Exception innerException)
    : PosEngineException($"The backup '{path}' could not be written ({innerException.Message}). Check that its folder exists and has room.", innerException)
{
    /// <summary>Where it should have gone.</summary>
    public string Path { get; } = path;
}

/// <summary>The database of the till as a whole.</summary>
/// <remarks>Thread-safe.</remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface IPosStorage
{
    /// <summary>Writes a copy of the database, as it is at one moment, while selling goes on. It is verified and on the disk when this returns.</summary>
    /// <remarks>Whoever opens the copy begins a new epoch: its receipt numbers differ from those that this till goes on giving out.</remarks>
    /// <param name="path">The file, replaced if it is there; best on another disk.</param>
    /// <param name="cancellationToken">Cancels before it begins.</param>
    /// <exception cref="ArgumentException">The file is the database itself, or one of those beside it.</exception>
    /// <exception cref="BackupFailedException">It could not be written.</exception>
    Task<StoreBackup> BackupAsync(string path, CancellationToken cancellationToken = default);
}
