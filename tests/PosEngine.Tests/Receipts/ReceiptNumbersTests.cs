using Microsoft.Data.Sqlite;
using PosEngine.Storage;

namespace PosEngine.Receipts;

/// <summary>A number is found where it is, whatever else is in the journal, and soon.</summary>
public sealed class ReceiptNumbersTests
{
    [Fact]
    public void Every_number_is_found_and_no_other_however_uneven_the_journal_is()
    {
        for (var seed = 0; seed < 60; seed++)
        {
            var random = new Random(seed);
            var (spread, burst) = (random.Next(1, 6), random.Next(1, 2_000));
            var (sequence, sequences) = (0L, new List<long>());
            for (var i = 0; i < random.Next(0, 120); i++)
                sequences.Add(sequence += random.Next(30) == 0 ? burst : random.Next(1, spread + 1));
            using var connection = Table(sequences);

            for (var number = 995; number < 1_010 + sequences.Count; number++)
            {
                long? expected = number - 1_001 is var place && place >= 0 && place < sequences.Count ? sequences[place] : null;
                Assert.Equal(expected, ReceiptNumbers.Find(connection, 1, sequence + 5, number));
            }

            Assert.Null(ReceiptNumbers.Find(connection, 1, sequence, long.MaxValue));
        }
    }

    private static SqliteConnection Table(List<long> sequences)
    {
        var connection = new SqliteConnection("Data Source=:memory:");
        connection.Open();
        Store.Execute(connection, "CREATE TABLE receipt (seq INTEGER PRIMARY KEY, number INTEGER NOT NULL)");
        for (var i = 0; i < sequences.Count; i++)
            Store.Execute(connection, $"INSERT INTO receipt VALUES ({sequences[i]}, {1_001 + i})");
        return connection;
    }
}
