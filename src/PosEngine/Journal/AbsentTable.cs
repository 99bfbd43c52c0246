using Microsoft.Data.Sqlite;
using PosEngine.Storage;

namespace PosEngine.Journal;

/// <summary>Entries of which only the hashes are here.</summary>
internal readonly record struct AbsentRange(long First, long Last)
{
    public bool Contains(long sequence) => sequence >= First && sequence <= Last;
}

/// <summary>Which bodies may be missing: those that were pruned, and those that damage took after the back office had them.</summary>
internal static class AbsentTable
{
    public const string Pruned = "pruned";
    public const string Lost = "lost";

    // A range that goes on where another ends makes it longer: pruning every day leaves one row.
    private const string Extend = "UPDATE absent SET last = ?2 WHERE last = ?1 - 1 AND reason = ?3 RETURNING first";
    private const string InsertOne = "INSERT INTO absent (first, last, reason) VALUES (?1, ?2, ?3)";

    public static void Add(WriteSession session, AbsentRange range, string reason)
    {
        var extend = session.Prepare(Extend).Bind(1, range.First).Bind(2, range.Last).Bind(3, reason);
        bool isExtended;
        try
        {
            isExtended = extend.Step();
        }
        finally
        {
            extend.Reset();
        }

        if (!isExtended)
            session.Prepare(InsertOne).Bind(1, range.First).Bind(2, range.Last).Bind(3, reason).Run();
    }

    public static List<AbsentRange> Read(SqliteConnection connection)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT first, last FROM absent ORDER BY first";
        using var reader = command.ExecuteReader();
        var ranges = new List<AbsentRange>();
        while (reader.Read())
            ranges.Add(new AbsentRange(reader.GetInt64(0), reader.GetInt64(1)));
        return ranges;
    }
}
