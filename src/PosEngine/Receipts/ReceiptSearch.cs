using Microsoft.Data.Sqlite;
using PosEngine.Connectivity;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>Finds the rows of receipts: this device's in its database, those of others at the back office.</summary>
internal sealed class ReceiptSearch(DeviceLedger ledger, Readers readers, OnlineCalls online, PosText text)
{
    private const int TailLength = 50;

    /// <summary>How many receipts are looked into in one read at the most, so that none is long.</summary>
    private const int ScanPageMax = 2_000;

    public async Task<IReadOnlyList<ReceiptSummary>> ListAsync(ReceiptQuery query, CancellationToken cancellationToken)
    {
        var (acked, head) = (ledger.State.Outbox.Acked, ledger.State.Head);

        // A read that is given up halfway is read to its end all the same: what many have is looked for among few first.
        var (found, size) = (new List<ReceiptSummary>(), ReceiptContents.AreAskedFor(query) ? Math.Min(2 * query.Limit, ScanPageMax) : int.MaxValue);
        for (var before = query.Before; ; size = Math.Min(4 * size, ScanPageMax))
        {
            before = await readers.QueryAsync(connection => Look(connection, query with { Before = before }, acked, head, size, found), cancellationToken).ConfigureAwait(false);
            if (before is null)
                return found;
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    /// <summary>The newest receipts as they are now; none before the start.</summary>
    /// <param name="shift">Only those of this one; null for all.</param>
    public IReadOnlyList<ReceiptSummary> Tail(ShiftId? shift)
    {
        var state = ledger.State;
        return state.Head == 0
            ? []
            : readers.Query(connection => ReceiptTable.List(
                connection, ledger.Identity, state.Outbox.Acked, new ReceiptQuery { Limit = TailLength, ShiftId = shift }, after: BeginningOf(connection, shift)));
    }

    /// <summary>The open shift lies behind all that are closed: what is before it need not be looked at.</summary>
    private long BeginningOf(SqliteConnection connection, ShiftId? shift) =>
        shift is { } wanted && ledger.State.Shift?.Id == wanted ? Store.Read(connection, "SELECT coalesce(max(seq), 0) FROM shift") : 0;

    public async Task<PosResult<ReceiptSummary>> FindAsync(string number, CancellationToken cancellationToken)
    {
        var (acked, head) = (ledger.State.Outbox.Acked, ledger.State.Head);
        var own = await readers.QueryAsync(
            connection => ReceiptNumbers.Find(connection, ledger.Identity, head, number) is { } sequence ? ReceiptTable.Find(connection, ledger.Identity, acked, sequence) : null,
            cancellationToken).ConfigureAwait(false);
        if (own is not null)
            return own;
        if (!online.ArePossible || !number.Contains('-', StringComparison.Ordinal))
            return text.Refuse(RefusalCodes.ReceiptUnknown);
        var there = await AskAsync(new ReceiptLookup { Number = number.Trim(), Limit = 1 }, cancellationToken).ConfigureAwait(false);
        return there.TryGet(out var found, out var refusal) ? found is [var one, ..] ? one : text.Refuse(RefusalCodes.ReceiptUnknown) : refusal;
    }

    public async Task<PosResult<IReadOnlyList<ReceiptSummary>>> AskAsync(ReceiptLookup lookup, CancellationToken cancellationToken)
    {
        if (online.RefuseOffline() is { } offline)
            return offline;

        // What does not fit, or cannot be read, is left out. A page of nothing else is none: its reader would take it for the end.
        for (var page = lookup; ;)
        {
            var asked = page;
            var answer = await online.AskAsync((services, cancellation) => FindAsync(services, asked, cancellation), RefusalCodes.ReceiptUnknown, cancellationToken).ConfigureAwait(false);
            if (!answer.TryGet(out var rows, out var refusal))
                return refusal;
            var found = rows.Select(row => ToSummary(row, lookup)).OfType<ReceiptSummary>().ToList();
            if (found.Count > 0 || rows.Count < page.Limit || rows[^1].Cursor is not { } last || last == page.Before)
                return PosResult.Of<IReadOnlyList<ReceiptSummary>>(found);
            page = page with { Before = last };
        }
    }

    private static async Task<IReadOnlyList<FoundReceipt>> FindAsync(IBackOfficeServices services, ReceiptLookup lookup, CancellationToken cancellationToken) =>
        await services.FindReceiptsAsync(lookup, cancellationToken).ConfigureAwait(false);

    /// <summary>Adds what it finds, and says before which receipt to go on; null where the page is full or nothing is left.</summary>
    private long? Look(SqliteConnection connection, ReceiptQuery query, long acked, long head, int size, List<ReceiptSummary> found)
    {
        using var snapshot = ReceiptFinder.IsIndexOfUse(query) ? connection.BeginTransaction(deferred: true) : null;
        var numbers = query.Number is { } number ? ReceiptNumbers.FindAll(connection, ledger.Identity, head, number) : null;
        var looked = 0;
        var finder = new ReceiptFinder(connection, acked, query, numbers, BeginningOf(connection, query.ShiftId)) { BodiesMax = size };
        foreach (var (row, fits) in finder.Find())
        {
            if (fits)
                found.Add(row.ToSummary(ledger.Identity, acked));
            if (found.Count == query.Limit)
                return null;
            if (++looked == size)
                return row.Seq;
        }

        return null;
    }

    /// <summary>Null for what a newer version wrote and this one cannot read, and for what nobody asked for.</summary>
    private ReceiptSummary? ToSummary(FoundReceipt found, ReceiptLookup lookup)
    {
        if (EntryReader.TryReadReceipt(found.Body) is not { } receipt || !LookupRules.Fits(found, receipt, lookup))
            return null;
        var isOwn = found.Device == ledger.Identity.Id;
        return new ReceiptSummary
        {
            Id = receipt.Id,
            Sequence = found.Sequence,
            Number = receipt.Number,
            CompletedAt = receipt.CompletedAt,
            Total = receipt.Total,
            ShiftId = receipt.ShiftId,
            EmployeeId = receipt.EmployeeId,
            CustomerId = receipt.CustomerId,
            State = SyncState.Synchronised,
            DeviceId = isOwn ? null : found.Device,
            Cursor = found.Cursor,
        };
    }
}
