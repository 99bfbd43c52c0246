using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Storage;

namespace PosEngine.Receipts;

/// <summary>What this device gave back of which receipt, and the refunds that it gave up.</summary>
internal static class RefundTable
{
    private const string InsertReleased = "INSERT OR IGNORE INTO released_refund (id) VALUES (?1)";
    private const string SelectReleased = "SELECT 1 FROM released_refund WHERE id = ?1";
    private const string InsertOne = "INSERT INTO refund (receipt, line, seq, quantity, amount) VALUES (?1, ?2, ?3, ?4, ?5)";

    /// <summary>Keeps what a receipt gives back; nothing for a sale.</summary>
    public static void Insert(WriteSession session, long sequence, Receipt receipt)
    {
        foreach (var line in receipt.Lines)
        {
            if (line.Return is { } returned)
                session.Prepare(InsertOne).Bind(1, returned.ReceiptId.Value).Bind(2, returned.LineId.Value).Bind(3, sequence).Bind(4, -line.Quantity.Units).Bind(5, returned.Amount.Units).Run();
        }
    }

    /// <summary>What went back of a receipt, and what was given back for it, where the refunds are all readable.</summary>
    public static GoneBack Read(SqliteConnection connection, ReceiptId receipt) => GoneBack.Nothing.With(
    [
        .. connection.Query<Row>("SELECT line, quantity, amount FROM refund WHERE receipt = $receipt", new { receipt = Key(receipt) })
            .Select(static row => new RefundedLine(new(new Guid(row.Line, bigEndian: true)), Quantity.FromUnits(row.Quantity)) { Amount = Money.FromUnits(row.Amount) }),
    ]) with { Money = ReadMoney(connection, receipt) };

    private static GivenBack? ReadMoney(SqliteConnection connection, ReceiptId receipt)
    {
        var refunds = connection.Query<long>("SELECT DISTINCT seq FROM refund WHERE receipt = $receipt ORDER BY seq", new { receipt = Key(receipt) }).AsList()
            .ConvertAll(sequence => EntryReader.TryReadReceipt(JournalTable.BodyOf(connection, sequence)));
        return refunds.Contains(null) ? null : GivenMoney.Of(refunds!);
    }

    /// <summary>The last entry that gave something back of a receipt; 0 for none.</summary>
    public static long LastSequence(SqliteConnection connection, ReceiptId receipt) =>
        connection.ExecuteScalar<long>("SELECT coalesce(max(seq), 0) FROM refund WHERE receipt = $receipt", new { receipt = Key(receipt) });

    /// <summary>Nothing came of a refund: its right ends, and whoever asked by its id again would have it ended again.</summary>
    public static void Release(LedgerTransaction transaction, ReceiptId refund, EmployeeId? employee, EmployeeId? approvedBy = null)
    {
        transaction.Append(new RefundReleased(refund), employee, approvedBy);
        transaction.Session.Prepare(InsertReleased).Bind(1, refund.Value).Run();
    }

    public static bool WasReleased(WriteSession session, ReceiptId refund) => session.Prepare(SelectReleased).Bind(1, refund.Value).Any();

    private static byte[] Key(ReceiptId receipt) => receipt.Value.ToByteArray(bigEndian: true);

    private sealed record Row(byte[] Line, long Quantity, long Amount);
}
