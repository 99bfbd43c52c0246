using Microsoft.Data.Sqlite;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Storage;

namespace PosEngine.Shifts;

/// <summary>The Z reports of closed shifts.</summary>
internal static class ShiftTable
{
    private const string InsertOne = "INSERT INTO shift (number, seq, report) VALUES (?1, ?2, ?3)";

    public static void Insert(WriteSession session, long sequence, ShiftReport report) =>
        session.Prepare(InsertOne).Bind(1, report.Number).Bind(2, sequence).Bind(3, StateFormat.Write(report)).Run();

    /// <exception cref="StoreUnusableException">One of them is damaged.</exception>
    public static List<ShiftReport> List(SqliteConnection connection, int limit)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT number, seq, report FROM shift ORDER BY number DESC LIMIT $limit";
        command.Parameters.AddWithValue("$limit", limit);
        using var reader = command.ExecuteReader();
        var reports = new List<ShiftReport>();
        while (reader.Read())
        {
            reports.Add(TryRead(connection, reader.GetInt64(1), reader.GetValue(2) as byte[]) ?? throw new StoreUnusableException(
                connection.DataSource, StoreProblem.Damaged, $"The report of shift {reader.GetInt64(0)} in '{connection.DataSource}' is damaged. The next start makes it anew from the journal."));
        }

        return reports;
    }

    /// <summary>Whether a report is what was written when its shift was closed, as far as that can be told.</summary>
    public static bool IsRight(SqliteConnection connection, long sequence, byte[] report) => TryRead(connection, sequence, report) is not null;

    /// <summary>A report that agrees with the entry that closed its shift, which the chain vouches for; where that was pruned, nothing can be told.</summary>
    private static ShiftReport? TryRead(SqliteConnection connection, long sequence, byte[]? json)
    {
        try
        {
            var report = StateFormat.ReadReport(json);
            var body = JournalTable.BodyOf(connection, sequence);
            return body.IsEmpty || EntryReader.Read(body).Entry is ShiftClosed closed && closed == ShiftClosed.Of(report) ? report : null;
        }
        catch (Exception e) when (e is not (SqliteException or StoreUnusableException))
        {
            return null; // No report that any till ever wrote.
        }
    }
}
