using Microsoft.Data.Sqlite;
using PosEngine.Receipts;

namespace PosEngine.Ledger;

/// <summary>What the back office does not have: everything in the journal above a watermark.</summary>
/// <param name="Acked">The last sequence that the back office has committed.</param>
/// <param name="Receipts">The receipts above it.</param>
internal readonly record struct Outbox(long Acked, UnsynchronisedReceipts Receipts)
{
    public Outbox Add(Money total) => this with { Receipts = new(Receipts.Count + 1, Receipts.Amount + total) };

    /// <summary>Counts from the table of receipts.</summary>
    public static Outbox Load(SqliteConnection connection, long acked)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*), coalesce(sum(total), 0) FROM receipt WHERE seq > $acked";
        command.Parameters.AddWithValue("$acked", acked);
        using var reader = command.ExecuteReader();
        reader.Read();
        return new Outbox(acked, new UnsynchronisedReceipts(reader.GetInt32(0), Money.FromUnits(reader.GetInt64(1))));
    }
}
