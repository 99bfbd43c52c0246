using Microsoft.Data.Sqlite;
using PosEngine.Receipts;

namespace PosEngine.Ledger;

/// <summary>What the back office does not have: everything in the journal above a watermark.</summary>
/// <param name="Acked">The last sequence that the back office has committed.</param>
/// <param name="Receipts">The receipts above it.</param>
internal readonly record struct Outbox(long Acked, UnsynchronisedReceipts Receipts)
{
    public Outbox Add(Receipt receipt) =>
        new(Acked, new(Receipts.Count + 1, Receipts.Amount + receipt.Total) { PaidBack = Receipts.PaidBack + Exchanges.GivenBackBy(receipt) });

    /// <summary>The same with another watermark. Counts only what the move passes over: not a hundred thousand waiting receipts for each batch, and for each start.</summary>
    public Outbox MoveTo(long acked, SqliteConnection connection)
    {
        var (count, amount) = Count(connection, Math.Min(acked, Acked), Math.Max(acked, Acked));
        var sign = acked > Acked ? -1 : 1;
        return new(acked, new(Receipts.Count + (sign * count), Receipts.Amount + (amount * sign)) { PaidBack = PaidBack(connection, acked) });
    }

    /// <summary>Counts everything above a watermark. For a journal that has gaps: its receipts are known from their rows alone.</summary>
    public static Outbox Load(long acked, SqliteConnection connection)
    {
        var (count, amount) = Count(connection, acked, long.MaxValue);
        return new(acked, new(count, amount) { PaidBack = PaidBack(connection, acked) });
    }

    private static (int Count, Money Amount) Count(SqliteConnection connection, long after, long through)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT count(*), coalesce(sum(total), 0) FROM receipt WHERE seq > $after AND seq <= $through";
        command.Parameters.AddWithValue("$after", after);
        command.Parameters.AddWithValue("$through", through);
        using var reader = command.ExecuteReader();
        reader.Read();
        return (reader.GetInt32(0), Money.FromUnits(reader.GetInt64(1)));
    }

    /// <summary>Always by the rows, which an index finds: those of an earlier version may say something else than their entries do.</summary>
    private static Money PaidBack(SqliteConnection connection, long after)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT coalesce(sum(returned), 0) FROM receipt WHERE returned > 0 AND seq > $after";
        command.Parameters.AddWithValue("$after", after);
        return Money.FromUnits((long)command.ExecuteScalar()!);
    }
}
