using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Storage;

namespace PosEngine.Receipts;

/// <summary>Where the receipts of an employee, with a total, paid in some way, of a shift and of a time are. Filled behind the sales, which write none of it; made from the journal and the list.</summary>
/// <remarks>It is asked for nothing above <see cref="Through"/>. Bodies are pruned only below it, so that a way to pay is found after its receipt's details are gone.</remarks>
internal static class ReceiptIndex
{
    /// <summary>How many entries are added at a time: whoever sells meanwhile waits for no more.</summary>
    public const long EntriesMax = 500;

    // A long past is few rows then.
    private const long StretchMax = 1_000;

    private const string SelectLast = "SELECT after, through FROM receipt_stretch ORDER BY after DESC LIMIT 1";
    private const string InsertEmployees = "INSERT OR IGNORE INTO receipt_index (kind, value, seq) SELECT 1, employee, seq FROM receipt WHERE seq > ?1 AND seq <= ?2 ORDER BY employee, seq";
    private const string InsertTotals = "INSERT OR IGNORE INTO receipt_index (kind, value, seq) SELECT 2, total, seq FROM receipt WHERE seq > ?1 AND seq <= ?2 ORDER BY total, seq";
    private const string InsertPaymentType = "INSERT OR IGNORE INTO receipt_index (kind, value, seq) VALUES (3, ?1, ?2)";
    private const string InsertShifts =
        """
        INSERT OR IGNORE INTO receipt_index (kind, value, seq)
        SELECT 4, shift, min(seq) FROM receipt WHERE seq > ?1 AND seq <= ?2 GROUP BY shift UNION SELECT 4, shift, max(seq) FROM receipt WHERE seq > ?1 AND seq <= ?2 GROUP BY shift
        """;

    private const string SelectBodies = "SELECT r.seq, j.body FROM receipt r JOIN journal j ON j.seq = r.seq WHERE r.seq > ?1 AND r.seq <= ?2";

    // Of a stretch without receipts, no time fits.
    private const string InsertStretch =
        """
        INSERT INTO receipt_stretch (after, through, at_min, at_max)
        SELECT ?1, ?3, coalesce(min(at), 9223372036854775807), coalesce(max(at), -9223372036854775808) FROM receipt WHERE seq > ?2 AND seq <= ?3
        ON CONFLICT (after) DO UPDATE SET through = excluded.through, at_min = min(at_min, excluded.at_min), at_max = max(at_max, excluded.at_max)
        """;

    /// <summary>The kinds of the rows.</summary>
    public enum Kind
    {
        Employee = 1,
        Total = 2,
        PaymentType = 3,
        Shift = 4,
    }

    /// <summary>Adds the next entries.</summary>
    /// <param name="session">The writer's connection.</param>
    /// <param name="head">The journal's last sequence.</param>
    /// <returns>Whether as many are left.</returns>
    public static bool Fill(WriteSession session, long head)
    {
        var (start, after) = session.Prepare(SelectLast).First(static row => (row.Int64(0), row.Int64(1)));
        var through = Math.Min(head, after + EntriesMax);
        if (through <= after)
            return false;
        foreach (var insert in (ReadOnlySpan<string>)[InsertEmployees, InsertTotals, InsertShifts])
            session.Prepare(insert).Bind(1, after).Bind(2, through).Run();
        FillPaymentTypes(session, after, through);
        session.Prepare(InsertStretch).Bind(1, through - start <= StretchMax ? start : after).Bind(2, after).Bind(3, through).Run();
        return through + EntriesMax <= head;
    }

    /// <summary>The last entry that the index has.</summary>
    public static long Through(SqliteConnection connection) => Store.Read(connection, "SELECT coalesce(max(through), 0) FROM receipt_stretch");

    /// <summary>Which stretches up to <see cref="Through"/> may have receipts of a time, newest first; those that follow each other are one.</summary>
    public static List<(long First, long Last)> Stretches(SqliteConnection connection, long first, long last, DateTimeOffset? from, DateTimeOffset? until)
    {
        if (first > last || (from is null && until is null))
            return first > last ? [] : [(first, last)];
        var stretches = new List<(long First, long Last)>();
        foreach (var (after, through) in connection.Query<(long, long)>(
            "SELECT after, through FROM receipt_stretch WHERE after < $last AND through >= $first AND at_max >= $from AND at_min < $until ORDER BY after DESC",
            new { first, last, from = from?.ToUnixTimeMilliseconds() ?? long.MinValue, until = until?.ToUnixTimeMilliseconds() ?? long.MaxValue }))
        {
            var stretch = (First: Math.Max(after + 1, first), Last: Math.Min(through, last));
            if (stretches is [.., var newer] && newer.First == stretch.Last + 1)
                stretches[^1] = newer with { First = stretch.First };
            else
                stretches.Add(stretch);
        }

        return stretches;
    }

    /// <summary>The receipts that share a value.</summary>
    public static SequenceList Of(SqliteConnection connection, Kind kind, object value) => new((max, limit) => connection.Query<long>(
        "SELECT seq FROM receipt_index WHERE kind = $kind AND value = $value AND seq <= $max ORDER BY seq DESC LIMIT $limit", new { kind = (long)kind, value, max, limit }).AsList());

    /// <summary>The first and the last receipt of a shift as far as the index goes; null for none.</summary>
    public static (long First, long Last)? OfShift(SqliteConnection connection, byte[] shift) =>
        connection.QueryFirstOrDefault<long?>("SELECT seq FROM receipt_index WHERE kind = 4 AND value = $shift ORDER BY seq LIMIT 1", new { shift }) is { } first
            ? (first, connection.QueryFirst<long>("SELECT seq FROM receipt_index WHERE kind = 4 AND value = $shift ORDER BY seq DESC LIMIT 1", new { shift }))
            : null;

    /// <summary>Whether more than some receipts have a total in a range. Looks at no more of them.</summary>
    public static bool IsAbove(SqliteConnection connection, long count, long min, long max) => connection.ExecuteScalar<long>(
        "SELECT count(*) FROM (SELECT 1 FROM receipt_index WHERE kind = 2 AND value BETWEEN $min AND $max LIMIT $limit)", new { min, max, limit = count + 1 }) > count;

    /// <summary>All receipts up to one whose total is in a range.</summary>
    public static SequenceList OfTotals(SqliteConnection connection, long min, long max, long last)
    {
        var sequences = connection.Query<long>("SELECT seq FROM receipt_index WHERE kind = 2 AND value BETWEEN $min AND $max AND seq <= $last", new { min, max, last }).AsList();
        sequences.Sort();
        sequences.Reverse();
        return SequenceList.Of(sequences);
    }

    private static void FillPaymentTypes(WriteSession session, long after, long through)
    {
        var bodies = session.Prepare(SelectBodies).Bind(1, after).Bind(2, through);
        var insert = session.Prepare(InsertPaymentType);
        try
        {
            while (bodies.Step())
            {
                foreach (var type in PaymentTypesOf(bodies.Blob(1)))
                    insert.Bind(1, type).Bind(2, bodies.Int64(0)).Run();
            }
        }
        finally
        {
            bodies.Reset();
        }
    }

    private static HashSet<Guid> PaymentTypesOf(ReadOnlySpan<byte> body)
    {
        try
        {
            return ReceiptContents.PaymentTypesOf(body);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return []; // Damage is found by whoever reads the receipt.
        }
    }
}
