using PosEngine.Capabilities;

namespace PosEngine.Journal;

/// <summary>The log of everything that this device did: append-only, hash-chained, the one source of truth.</summary>
/// <remarks>Thread-safe. Reading, verifying and exporting go by pages: they hold up neither a sale nor the write-back of the log.</remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface IJournal
{
    /// <summary>The last sequence on disk, and every change; 0 while the journal is empty.</summary>
    IPosStream<long> Head { get; }

    /// <summary>The highest sequence that the back office has committed, and every change.</summary>
    IPosStream<long> Acknowledged { get; }

    /// <summary>Entries in order.</summary>
    /// <param name="from">The first sequence to read.</param>
    /// <param name="kinds">Only entries of these kinds, as docs/protocol.md names them; null for all.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    IAsyncEnumerable<JournalEntry> ReadAsync(long from = 1, IReadOnlyCollection<string>? kinds = null, CancellationToken cancellationToken = default);

    /// <summary>Reads the journal and computes every hash again.</summary>
    /// <param name="from">The first entry to check; the one before it is taken as it stands.</param>
    /// <param name="through">The last entry to check; null for the newest.</param>
    /// <param name="progress">Hears how far it is, page by page.</param>
    /// <param name="cancellationToken">Ends the reading.</param>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="from"/> is below 1.</exception>
    Task<JournalVerification> VerifyAsync(
        long from = 1, long? through = null, IProgress<JournalProgress>? progress = null, CancellationToken cancellationToken = default);

    /// <summary>Writes entries, with the personal data beside them, to a portable file that any back office can import: see docs/protocol.md.</summary>
    /// <param name="destination">Receives the file. It stays open, and is not flushed to a disk.</param>
    /// <param name="scope">Which entries.</param>
    /// <param name="progress">Hears how far it is, page by page.</param>
    /// <param name="cancellationToken">Ends the writing; what was written so far is no valid file.</param>
    /// <returns>What the file holds.</returns>
    Task<JournalExport> ExportAsync(
        Stream destination, JournalScope scope = JournalScope.Unsynchronised, IProgress<JournalProgress>? progress = null, CancellationToken cancellationToken = default);
}
