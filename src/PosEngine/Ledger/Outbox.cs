using Microsoft.Data.Sqlite;
using PosEngine.Receipts;

namespace PosEngine.Ledger;

/// <summary>What the back office does not have: everything in the journal above a watermark.</summary>
/// <param name="Acked">The last sequence that the back office has committed.</param>
/// <param name="Receipts">The receipts above it.</param>
internal readonly record struct Outbox(long Acked, UnsynchronisedReceipts Receipts)
{
    public Outbox Add(Money total) => With(new(1, total) { PaidBack = total.IsNegative ? -total : Money.Zero }, Acked);

    /// <summary>The same with another watermark. Counts only what the move passes over: not a hundred thousand waiting receipts for each batch, and for each start.</summary>
    public Outbox MoveTo(long acked, SqliteConnection connection) => acked > Acked
        ? Without(Count(connection, Acked, acked), acked)
        : With(Count(connection, acked, Acked), acked);

    /// <summary>Counts everything above a watermark. For a journal that has gaps: its receipts are known from their rows alone.</summary>
    public static Outbox Load(long acked, SqliteConnection connection) => new(acked, Count(connection, acked, long.MaxValue));

    private Outbox With(UnsynchronisedReceipts passed, long acked) =>
        new(acked, new(Receipts.Count + passed.Count, Receipts.Amount + passed.Amount) { PaidBack = Receipts.PaidBack + passed.PaidBack });

    private Outbox Without(UnsynchronisedReceipts passed, long acked) =>
        new(acked, new(Receipts.Count - passed.Count, Receipts.Amount - passed.Amount) { PaidBack = Receipts.PaidBack - passed.PaidBack });

    private static UnsynchronisedReceipts Count(SqliteConnection connection, long after, long through)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*), coalesce(sum(total), 0), coalesce(sum(CASE WHEN total < 0 THEN -total END), 0) FROM receipt WHERE seq > $after AND seq <= $through";
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$through", through);
        using var reader = command.ExecuteReader();
        reader.Read();
        return new(reader.GetInt32(0), Money.FromUnits(reader.GetInt64(1))) { PaidBack = Money.FromUnits(reader.GetInt64(2)) };
    }
}
