using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using PosEngine.Ledger;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Journal;

/// <summary>Reads the log, in pages, so that no read holds up a checkpoint for long.</summary>
internal sealed class JournalService(DeviceLedger ledger, Readers readers, TimeProvider time) : IJournal
{
    private const int PageSize = 500;

    // Entries that are not of the kinds asked for are skipped without being read: a page may span more of them.
    private const int FilteredPageSize = 10_000;

    public IPosStream<long> Head { get; } = DerivedStream.Select(ledger.States, static state => state.Head);

    public IPosStream<long> Acknowledged { get; } = DerivedStream.Select(ledger.States, static state => state.Outbox.Acked);

    public async IAsyncEnumerable<JournalEntry> ReadAsync(
        long from = 1, IReadOnlyCollection<string>? kinds = null, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        await foreach (var page in PagesAsync(from, through: null, kinds, cancellationToken).ConfigureAwait(false))
        {
            foreach (var entry in page)
                yield return entry;
        }
    }

    public async Task<JournalVerification> VerifyAsync(
        long from = 1, long? through = null, IProgress<JournalProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(from, 1);
        var last = Math.Min(through ?? long.MaxValue, ledger.State.Head);
        var walk = await readers.QueryAsync(connection => new ChainWalk(from - 1, HashBefore(connection, from), []), cancellationToken).ConfigureAwait(false);
        try
        {
            await foreach (var page in PagesAsync(from, last, kinds: null, cancellationToken).ConfigureAwait(false))
            {
                walk.Know(await readers.QueryAsync(AbsentTable.Read, cancellationToken).ConfigureAwait(false));
                if (page.Count == 0 || !page.TrueForAll(walk.TryStep))
                    break;
                progress?.Report(new JournalProgress(walk.Sequence - from + 1, last - from + 1));
            }
        }
        catch (StoreUnusableException e) when (e.Problem == StoreProblem.Damaged)
        {
            // The page cannot be read: what was right before it still is.
        }

        // A chain that ends too early is as broken as one with a wrong link.
        return new JournalVerification(walk.Sequence - from + 1, walk.Sequence < last ? walk.Sequence + 1 : null, walk.Archived);
    }

    public async Task<JournalExport> ExportAsync(
        Stream destination, JournalScope scope = JournalScope.Unsynchronised, IProgress<JournalProgress>? progress = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(destination);
        var (last, identity) = (ledger.State.Head, ledger.Identity);
        var first = scope == JournalScope.Unsynchronised ? ledger.State.Outbox.Acked + 1 : 1;
        var export = new JournalExport(identity.Id, first, last);
        var writer = new JournalFileWriter(destination);
        await using (writer.ConfigureAwait(false))
        {
            var previous = await readers.QueryAsync(connection => HashBefore(connection, first), cancellationToken).ConfigureAwait(false);
            await writer.WriteHeaderAsync(identity, first, last, previous, time.GetDeviceTime(), cancellationToken).ConfigureAwait(false);
            await foreach (var page in PagesAsync(first, last, kinds: null, cancellationToken).ConfigureAwait(false))
            {
                if (page.Count == 0)
                    continue; // Damage, which is for the verification to tell.
                var personal = await readers.QueryAsync(connection => PersonalTable.Read(connection, page[0].Sequence, page[^1].Sequence), cancellationToken).ConfigureAwait(false);
                foreach (var entry in page)
                {
                    await writer.WriteEntryAsync(
                        entry, identity.EpochOf(entry.Sequence).Journal.Id, personal.Find(data => data.Sequence == entry.Sequence), cancellationToken).ConfigureAwait(false);
                }

                progress?.Report(new JournalProgress(page[^1].Sequence - first + 1, export.Entries));
            }

            await writer.WriteEndAsync(cancellationToken).ConfigureAwait(false);
        }

        return export;
    }

    private byte[] HashBefore(SqliteConnection connection, long sequence) =>
        sequence == 1 ? HashChain.Genesis(ledger.Identity.Id) : JournalTable.HashOf(connection, sequence - 1);

    /// <summary>The entries of a range page by page; to the head, which may move meanwhile, where it has no end.</summary>
    private async IAsyncEnumerable<List<JournalEntry>> PagesAsync(
        long from, long? through, IReadOnlyCollection<string>? kinds, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        var size = kinds is null ? PageSize : FilteredPageSize;
        while (from <= (through ?? ledger.State.Head))
        {
            var (first, last) = (from, Math.Min(from + size - 1, through ?? ledger.State.Head));
            yield return await readers.QueryAsync(connection => JournalTable.Read(connection, first, last, kinds), cancellationToken).ConfigureAwait(false);
            from = last + 1;
        }
    }
}
