using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Reference;
using PosEngine.Storage;

namespace PosEngine.Receipts;

/// <summary>What a list of receipts shows, one slim row each beside the journal's entry.</summary>
internal static class ReceiptTable
{
    private const string InsertOne =
        "INSERT INTO receipt (seq, number, id, ticket, at, zone, shift, employee, customer, total, returned) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11)";

    private const string InsertKey = "INSERT OR IGNORE INTO receipt_key (key, seq) VALUES (?1, ?2)";

    // Columns only, no expressions: of an empty result, SQLite knows the types of columns alone, and the row could not be made.
    private const string Columns =
        "r.seq, r.number, r.id, r.at, r.zone, r.shift, r.employee, r.customer, r.total, q.seq AS Quarantined, j.body";

    // Without bodies, no entry is looked up.
    private const string From = "FROM receipt r LEFT JOIN quarantine q ON q.seq = r.seq LEFT JOIN journal j ON j.seq = CASE WHEN $hasBodies THEN r.seq END";

    public static void Insert(WriteSession session, long sequence, long number, Receipt receipt) =>
        session.Prepare(InsertOne)
            .Bind(1, sequence).Bind(2, number).Bind(3, receipt.Id.Value).Bind(4, receipt.TicketId.Value)
            .Bind(5, receipt.CompletedAt.ToUnixTimeMilliseconds()).Bind(6, Times.ZoneOf(receipt.CompletedAt)).Bind(7, receipt.ShiftId.Value)
            .Bind(8, receipt.EmployeeId.Value).Bind(9, receipt.CustomerId?.Value).Bind(10, receipt.Total.Units).Bind(11, Exchanges.GivenBackBy(receipt).Units)
            .Run();

    /// <summary>Has a receipt that is in no list found by its own id and by its ticket's.</summary>
    public static void InsertKeys(WriteSession session, long sequence, Receipt receipt)
    {
        session.Prepare(InsertKey).Bind(1, receipt.Id.Value).Bind(2, sequence).Run();
        session.Prepare(InsertKey).Bind(1, receipt.TicketId.Value).Bind(2, sequence).Run();
    }

    /// <summary>Whether an entry is a receipt of training.</summary>
    public static bool IsTraining(SqliteConnection connection, long sequence) =>
        connection.ExecuteScalar<string>("SELECT kind FROM journal WHERE seq = $sequence", new { sequence }) == EntryKinds.TrainingReceipt;

    /// <summary>Whether this device has a receipt, and whether that is one of training.</summary>
    public static (bool IsKnown, bool IsTraining) IsKnown(SqliteConnection connection, ReceiptId receipt) =>
        SequenceOf(connection, receipt) is { } sequence ? (true, IsTraining(connection, sequence)) : (false, false);

    /// <summary>A page, newest first, by what the rows say. Keyset on the sequence: a page costs the same wherever it is.</summary>
    public static List<ReceiptSummary> List(SqliteConnection connection, DeviceIdentity identity, long acked, ReceiptQuery query, long after = 0) =>
        [.. Scan(connection, acked, query, sequences: null, after, hasBodies: false, query.Limit).Select(row => row.ToSummary(identity, acked))];

    /// <summary>Rows that fit what the rows say, newest first, read one by one.</summary>
    public static IEnumerable<ReceiptRow> Scan(
        SqliteConnection connection, long acked, ReceiptQuery query, IReadOnlyList<long>? sequences, long after, bool hasBodies, int limit = int.MaxValue) =>
        connection.Query<ReceiptRow>(
            $"SELECT {Columns} {From} {Conditions(query, sequences)} ORDER BY r.seq DESC LIMIT $limit", ParametersOf(query, acked, sequences, after, hasBodies, limit), buffered: false);

    /// <summary>The receipts of a customer.</summary>
    public static SequenceList OfCustomer(SqliteConnection connection, CustomerId customer) => new((max, limit) => connection.Query<long>(
        "SELECT seq FROM receipt WHERE customer = $customer AND seq <= $max ORDER BY seq DESC LIMIT $limit", new { customer = customer.Value.ToByteArray(bigEndian: true), max, limit }).AsList());

    /// <summary>The entries that the back office has set aside, receipts and others.</summary>
    public static SequenceList SetAside(SqliteConnection connection) => new((max, limit) => connection.Query<long>(
        "SELECT seq FROM quarantine WHERE seq <= $max ORDER BY seq DESC LIMIT $limit", new { max, limit }).AsList());

    /// <summary>A customer's receipts that what the back office told of the customer does not count yet: it may have them, and have told nothing since.</summary>
    public static IEnumerable<Receipt> Uncounted(SqliteConnection connection, long acked, CustomerId customer) =>
        Scan(connection, acked, new ReceiptQuery { CustomerId = customer }, sequences: null, Math.Min(acked, ReferenceData.CountedThrough(connection) ?? acked), hasBodies: true)
            .Select(static row => row.Body is { } body ? EntryReader.TryReadReceipt(body) : null).OfType<Receipt>();

    public static ReceiptSummary? Find(SqliteConnection connection, DeviceIdentity identity, long acked, long sequence) =>
        connection.QuerySingleOrDefault<ReceiptRow>($"SELECT {Columns} {From} WHERE r.seq = $sequence", new { sequence, hasBodies = false })?.ToSummary(identity, acked);

    /// <summary>The receipts of a stretch of the journal, in its order.</summary>
    public static IEnumerable<ReceiptSummary> Range(SqliteConnection connection, DeviceIdentity identity, long acked, long after, long through) => connection.Query<ReceiptRow>(
        $"SELECT {Columns} {From} WHERE r.seq > $after AND r.seq <= $through ORDER BY r.seq", new { after, through, hasBodies = false }).Select(row => row.ToSummary(identity, acked));

    /// <summary>The sequence of a receipt by its id: from the index, or from the tail that the index does not have yet.</summary>
    public static long? SequenceOf(SqliteConnection connection, ReceiptId receipt) => connection.QueryFirstOrDefault<long?>(
        """
        SELECT seq FROM receipt_key WHERE key = $id
        UNION ALL
        SELECT seq FROM receipt WHERE seq > (SELECT coalesce(max(seq), 0) FROM state) AND id = $id
        LIMIT 1
        """,
        new { id = receipt.Value.ToByteArray(bigEndian: true) });

    /// <summary>The customer on a receipt, if there is one.</summary>
    public static CustomerId? CustomerOf(SqliteConnection connection, ReceiptId receipt) =>
        SequenceOf(connection, receipt) is { } sequence
            && connection.ExecuteScalar<byte[]?>("SELECT customer FROM receipt WHERE seq = $sequence", new { sequence }) is { } customer
            ? new CustomerId(new Guid(customer, bigEndian: true))
            : null;

    /// <summary>Only what is asked for stands in the query, so that SQLite can go by an index where there is one.</summary>
    private static string Conditions(ReceiptQuery query, IReadOnlyList<long>? sequences) => string.Concat(
        "WHERE r.seq > $after AND r.seq < $before",
        sequences is null ? "" : " AND r.seq IN (SELECT value FROM json_each($sequences))",
        query.State is null ? "" : query.State == SyncState.NeedsAttention ? " AND r.seq IN (SELECT seq FROM quarantine)" : " AND q.seq IS NULL",
        query.ShiftId is null ? "" : " AND r.shift = $shift",
        query.EmployeeId is null ? "" : " AND r.employee = $employee",
        query.CustomerId is null ? "" : " AND r.customer = $customer",
        query.From is null ? "" : " AND r.at >= $from",
        query.Until is null ? "" : " AND r.at < $until",
        query.TotalMin is null ? "" : " AND r.total >= $min",
        query.TotalMax is null ? "" : " AND r.total <= $max");

    private static object ParametersOf(ReceiptQuery query, long acked, IReadOnlyList<long>? sequences, long after, bool hasBodies, int limit) => new
    {
        after = query.State == SyncState.Unsynchronised ? Math.Max(acked, after) : after,
        before = query.State == SyncState.Synchronised ? Math.Min(query.Before ?? long.MaxValue, acked + 1) : query.Before ?? long.MaxValue,
        sequences = sequences is null ? null : $"[{string.Join(',', sequences)}]",
        shift = query.ShiftId?.Value.ToByteArray(bigEndian: true),
        employee = query.EmployeeId?.Value.ToByteArray(bigEndian: true),
        customer = query.CustomerId?.Value.ToByteArray(bigEndian: true),
        from = query.From?.ToUnixTimeMilliseconds(),
        until = query.Until?.ToUnixTimeMilliseconds(),
        min = query.TotalMin?.Units,
        max = query.TotalMax?.Units,
        hasBodies,
        limit,
    };
}

/// <summary>A row of the list, with the receipt's body where it was asked for; that is empty or null where it is archived.</summary>
internal sealed record ReceiptRow(long Seq, long Number, byte[] Id, long At, long Zone, byte[] Shift, byte[] Employee, byte[]? Customer, long Total, long? Quarantined, byte[]? Body)
{
    public ReceiptSummary ToSummary(DeviceIdentity identity, long acked) => new()
    {
        Id = new ReceiptId(IdOf(Id)),
        Sequence = Seq,
        Number = identity.Format(Number, identity.EpochOf(Seq).Tag),
        CompletedAt = Times.Of(At, Zone),
        Total = Money.FromUnits(Total),
        ShiftId = new ShiftId(IdOf(Shift)),
        EmployeeId = new EmployeeId(IdOf(Employee)),
        CustomerId = Customer is null ? null : new CustomerId(IdOf(Customer)),
        State = Quarantined is not null ? SyncState.NeedsAttention : Seq <= acked ? SyncState.Synchronised : SyncState.Unsynchronised,
    };

    private static Guid IdOf(byte[] bytes) => new(bytes, bigEndian: true);
}
