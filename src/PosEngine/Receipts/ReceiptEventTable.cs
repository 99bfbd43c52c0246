using System.Text.Json;
using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Storage;

namespace PosEngine.Receipts;

/// <summary>Which entries tell of which receipt, so that its history is read without reading the journal. Made from the journal, and only of what is no ordinary sale.</summary>
internal static class ReceiptEventTable
{
    private const string InsertOne = "INSERT INTO receipt_event (seq, receipt, kind) VALUES (?1, ?2, ?3)";

    /// <summary>Writes an entry to the journal, and its row.</summary>
    /// <returns>Its sequence.</returns>
    public static long Append(LedgerTransaction transaction, ReceiptEventEntry entry, EmployeeId? employee)
    {
        var sequence = transaction.Append(entry, employee);
        Insert(transaction.Session, sequence, entry.ReceiptId.Value, entry.Kind);
        return sequence;
    }

    /// <summary>Makes the row of an entry of the journal again, if it is one that has a row.</summary>
    public static void Derive(WriteSession session, long sequence, ReadOnlyMemory<byte> body)
    {
        if (body.IsEmpty)
            return;
        using var document = JsonDocument.Parse(body);
        var kind = document.RootElement.GetProperty("kind"u8).GetString()!;
        if (ReceiptEventEntry.Kinds.Contains(kind))
            Insert(session, sequence, document.RootElement.GetProperty("data"u8).GetProperty("receipt"u8).GetGuid(), kind);
    }

    /// <summary>How many entries of a kind tell of a receipt.</summary>
    public static int Count(SqliteConnection connection, ReceiptId receipt, string kind) =>
        connection.ExecuteScalar<int>("SELECT count(*) FROM receipt_event WHERE receipt = $receipt AND kind = $kind", new { receipt = Key(receipt), kind });

    /// <summary>The entries that tell of a receipt, in order, with what is personal beside them.</summary>
    public static List<ReceiptEventRow> Read(SqliteConnection connection, ReceiptId receipt) => connection.Query<ReceiptEventRow>(
        """
        SELECT e.seq, e.receipt, e.kind, j.at, p.data AS Personal, j.body FROM receipt_event e JOIN journal j ON j.seq = e.seq LEFT JOIN personal p ON p.seq = e.seq
        WHERE e.receipt = $receipt ORDER BY e.seq
        """,
        new { receipt = Key(receipt) }).AsList();

    /// <summary>What is to be sent of what the back office does not have yet.</summary>
    public static List<ReceiptEventRow> ReadRequests(SqliteConnection connection, long after) => connection.Query<ReceiptEventRow>(
        """
        SELECT e.seq, e.receipt, e.kind, j.at, p.data AS Personal, j.body FROM receipt_event e JOIN journal j ON j.seq = e.seq LEFT JOIN personal p ON p.seq = e.seq
        WHERE e.seq > $after AND e.kind IN ('email-requested', 'message-requested') ORDER BY e.seq
        """,
        new { after }).AsList();

    private static void Insert(WriteSession session, long sequence, Guid receipt, string kind) =>
        session.Prepare(InsertOne).Bind(1, sequence).Bind(2, receipt).Bind(3, kind).Run();

    private static byte[] Key(ReceiptId receipt) => receipt.Value.ToByteArray(bigEndian: true);
}

/// <summary>An entry that tells of a receipt.</summary>
/// <param name="Seq">Its sequence.</param>
/// <param name="Receipt">The receipt.</param>
/// <param name="Kind">Its kind.</param>
/// <param name="At">When, in milliseconds of Unix time.</param>
/// <param name="Personal">What is personal beside it; null for nothing, or where it was erased.</param>
/// <param name="Body">Its body; empty where it is archived.</param>
internal sealed record ReceiptEventRow(long Seq, byte[] Receipt, string Kind, long At, byte[]? Personal, byte[] Body)
{
    public ReceiptId ReceiptId => new(new Guid(Receipt, bigEndian: true));

    public SendChannel? Channel => Kind switch
    {
        EntryKinds.EmailRequested => SendChannel.Email,
        EntryKinds.MessageRequested => SendChannel.Phone,
        _ => null,
    };

    public SendRequest ToRequest(long acked) => new(ReceiptId, Channel ?? throw new InvalidOperationException($"Entry {Seq} asks for nothing."), SendAddress.Read(Personal), Seq > acked);
}
