using Microsoft.Data.Sqlite;

namespace PosEngine.Receipts;

/// <summary>Finds what a query asks for, newest first: row after row in the tail that the index does not have yet, and below it only where the index has something that fits.</summary>
/// <param name="connection">Where the index is of use, in a transaction: what it has and what it has not must belong together.</param>
/// <param name="acked">The watermark.</param>
/// <param name="query">The query.</param>
/// <param name="numbers">The sequences of the receipts with the number that is asked for; null where none is.</param>
/// <param name="after">Receipts up to here do not fit.</param>
internal sealed class ReceiptFinder(SqliteConnection connection, long acked, ReceiptQuery query, List<long>? numbers, long after)
{
    /// <summary>How many receipts are looked up at a time, where a page is shorter.</summary>
    private const int ChunkMin = 50;

    /// <summary>How many receipts are read at the most, where bodies are looked into. Whoever wants more goes on from the last.</summary>
    public int BodiesMax { get; init; } = int.MaxValue;

    /// <summary>As many as are taken from the index and sorted without a thought.</summary>
    public long FewTotals { get; init; } = 2_000;

    /// <summary>How many of the newest entries are looked at for totals that many receipts have, before all of those are taken from the index.</summary>
    public long NearEntries { get; init; } = 5_000;

    /// <summary>Whether a query asks for what the index knows. The rest is found without it, or not at all but by looking.</summary>
    public static bool IsIndexOfUse(ReceiptQuery query) => query is not { EmployeeId: null, PaymentTypeId: null, ShiftId: null, From: null, Until: null, TotalMin: null, TotalMax: null };

    /// <summary>The rows that fit, and those whose receipts had to be read to see that they do not.</summary>
    public IEnumerable<(ReceiptRow Row, bool Fits)> Find()
    {
        var through = IsIndexOfUse(query) ? ReceiptIndex.Through(connection) : 0;
        var contents = ReceiptContents.AreAskedFor(query) ? new ReceiptContents(query) : null;
        if (query.Before is null || query.Before > through + 1)
        {
            foreach (var row in Scan(Math.Max(after, through), query.Before, numbers, contents))
                yield return (row, contents?.Fit(row.Body) != false);
        }

        contents = string.IsNullOrEmpty(query.Text) ? null : new ReceiptContents(query with { PaymentTypeId = null });
        foreach (var row in FindIndexed(through, contents))
            yield return (row, contents?.Fit(row.Body) != false);
    }

    private IEnumerable<ReceiptRow> FindIndexed(long through, ReceiptContents? contents)
    {
        var (first, last) = RangeOf(through);
        if (first > last)
            yield break;
        var lists = Lists(last, out var hasManyTotals);
        if (hasManyTotals && lists.Count == 0 && contents is null) // Where bodies are read, their rows cost nothing.
        {
            // What many have is near, or was long ago.
            var far = Math.Max(first - 1, last - NearEntries);
            foreach (var row in Rows(far + 1, last, lists, contents))
                yield return row;
            last = far;
            if (first <= last)
                lists.Add(ReceiptIndex.OfTotals(connection, TotalMin, TotalMax, last));
        }

        foreach (var row in Rows(first, last, lists, contents))
            yield return row;
    }

    private (long First, long Last) RangeOf(long through)
    {
        var first = Math.Max(after, query.State == SyncState.Unsynchronised ? acked : 0) + 1;
        var last = Math.Min(Math.Min(through, query.State == SyncState.Synchronised ? acked : through), (query.Before ?? long.MaxValue) - 1);
        if (first > last || query.ShiftId is not { } shift)
            return (first, last);
        return ReceiptIndex.OfShift(connection, KeyOf(shift.Value)) is { } found ? (Math.Max(first, found.First), Math.Min(last, found.Last)) : (1, 0);
    }

    private List<SequenceList> Lists(long last, out bool hasManyTotals)
    {
        var lists = new List<SequenceList>();
        if (numbers is not null)
            lists.Add(SequenceList.Of([.. numbers.OrderDescending()]));
        if (query.State == SyncState.NeedsAttention)
            lists.Add(ReceiptTable.SetAside(connection));
        if (query.EmployeeId is { } employee)
            lists.Add(ReceiptIndex.Of(connection, ReceiptIndex.Kind.Employee, KeyOf(employee.Value)));
        if (query.PaymentTypeId is { } type)
            lists.Add(ReceiptIndex.Of(connection, ReceiptIndex.Kind.PaymentType, KeyOf(type.Value)));
        if (query.CustomerId is { } customer)
            lists.Add(ReceiptTable.OfCustomer(connection, customer));
        hasManyTotals = false;
        if (query.TotalMin is null && query.TotalMax is null)
            return lists;
        if (TotalMin == TotalMax)
            lists.Add(ReceiptIndex.Of(connection, ReceiptIndex.Kind.Total, TotalMin));
        else if (!(hasManyTotals = ReceiptIndex.IsAbove(connection, FewTotals, TotalMin, TotalMax)))
            lists.Add(ReceiptIndex.OfTotals(connection, TotalMin, TotalMax, last));
        return lists;
    }

    private IEnumerable<ReceiptRow> Rows(long first, long last, List<SequenceList> lists, ReceiptContents? contents) =>
        ReceiptIndex.Stretches(connection, first, last, query.From, query.Until).SelectMany(stretch => lists.Count == 0
            ? Scan(stretch.First - 1, stretch.Last + 1, sequences: null, contents)
            : SequenceList.Intersect(lists, stretch.First, stretch.Last).Chunk(Math.Max(query.Limit, ChunkMin)).SelectMany(chunk => Scan(stretch.First - 1, stretch.Last + 1, chunk, contents)));

    private IEnumerable<ReceiptRow> Scan(long above, long? before, IReadOnlyList<long>? sequences, ReceiptContents? contents) =>
        ReceiptTable.Scan(connection, acked, query with { Before = before }, sequences, above, contents is not null, contents is null ? query.Limit : BodiesMax);

    private long TotalMin => query.TotalMin?.Units ?? long.MinValue;

    private long TotalMax => query.TotalMax?.Units ?? long.MaxValue;

    private static byte[] KeyOf(Guid id) => id.ToByteArray(bigEndian: true);
}
