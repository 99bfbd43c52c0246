using System.Runtime.CompilerServices;
using Microsoft.Data.Sqlite;
using PosEngine.Ledger;
using PosEngine.Storage;
using PosEngine.Streams;
using SQLitePCL;

namespace PosEngine.Journal;

/// <summary>Reads the log, in pages, so that no read holds up a checkpoint for long.</summary>
internal sealed class JournalService(DeviceLedger ledger, Readers readers) : IJournal
{
    private const int PageSize = 500;

    public IPosStream<long> Head { get; } = DerivedStream.Select(ledger.States, static state => state.Head);

    public IPosStream<long> Acknowledged { get; } = DerivedStream.Select(ledger.States, static state => state.Outbox.Acked);

    public async IAsyncEnumerable<JournalEntry> ReadAsync(long from = 1, [EnumeratorCancellation] CancellationToken cancellationToken = default)
    {
        while (true)
        {
            var first = from;
            var page = await readers.QueryAsync(connection => JournalTable.Read(connection, first, PageSize), cancellationToken).ConfigureAwait(false);
            foreach (var entry in page)
                yield return entry;
            if (page.Count < PageSize)
                yield break;
            from = page[^1].Sequence + 1;
        }
    }

    public async Task<JournalVerification> VerifyAsync(CancellationToken cancellationToken = default)
    {
        var head = ledger.State.Head;
        var previous = HashChain.Genesis(ledger.Identity.Id);
        long count = 0;
        try
        {
            await foreach (var entry in ReadAsync(1, cancellationToken).ConfigureAwait(false))
            {
                HashChain.Next(previous, count + 1, entry.Body.Span, previous);
                if (entry.Sequence != count + 1 || !previous.AsSpan().SequenceEqual(entry.Hash.Span))
                    return new JournalVerification(count, count + 1);
                count++;
            }
        }
        catch (SqliteException e) when (e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB)
        {
            return new JournalVerification(count, count + 1);
        }

        // A chain that ends too early is as broken as one with a wrong link.
        return new JournalVerification(count, count < head ? count + 1 : null);
    }
}
