using System.Text.Json;
using Microsoft.Data.Sqlite;
using PosEngine.Storage;
using SQLitePCL;

namespace PosEngine.Journal;

/// <summary>The table that is the log: entries are added at its end and never changed.</summary>
internal static class JournalTable
{
    private const string Insert = "INSERT INTO journal (seq, kind, at, body, hash) VALUES (?1, ?2, ?3, ?4, ?5)";
    private const string SelectHash = "SELECT hash FROM journal WHERE seq = ?1";

    public static void Append(WriteSession session, long sequence, string kind, DateTimeOffset at, ReadOnlySpan<byte> body, ReadOnlySpan<byte> hash) =>
        session.Prepare(Insert).Bind(1, sequence).Bind(2, kind).Bind(3, at.ToUnixTimeMilliseconds()).Bind(4, body).Bind(5, hash).Run();

    /// <summary>The body of one entry, for what its hash vouches; empty where it is not here any more.</summary>
    /// <exception cref="StoreUnusableException">It is damaged. What it says, even if it makes sense, is not what was written.</exception>
    public static ReadOnlyMemory<byte> BodyOf(SqliteConnection connection, long sequence)
    {
        // Of an entry whose predecessor is lost with its hash, nobody can tell; nor of the first, which follows from the device's id.
        var entries = Read(connection, sequence - 1, limit: 2);
        if (entries is not [.., { IsArchived: false } entry] || entry.Sequence != sequence)
            return default;
        var walk = new ChainWalk(sequence - 1, entries is [var before, _] ? before.Hash.Span : [], []);
        return walk.TryStep(entry)
            ? entry.Body
            : throw Damaged(connection, sequence);
    }

    /// <summary>An entry is not what was written, or not there.</summary>
    public static StoreUnusableException Damaged(SqliteConnection connection, long sequence) =>
        new(connection.DataSource, StoreProblem.Damaged, $"Entry {sequence} of the journal in '{connection.DataSource}' is damaged. The next start takes over what can be read.");

    /// <summary>The hash of an entry as this transaction sees it; empty if there is none.</summary>
    public static byte[] HashOf(WriteSession session, long sequence) => BlobOf(session, SelectHash, sequence);

    /// <summary>The hash of an entry; empty if there is none.</summary>
    public static byte[] HashOf(SqliteConnection connection, long sequence)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT hash FROM journal WHERE seq = $sequence";
        command.Parameters.AddWithValue("$sequence", sequence);
        return command.ExecuteScalar() as byte[] ?? [];
    }

    /// <summary>Entries from <paramref name="from"/> on, at most <paramref name="limit"/> of them and, after the first, at most <paramref name="bytesMax"/> of bodies.</summary>
    public static List<JournalEntry> Read(SqliteConnection connection, long from, int limit, long bytesMax = long.MaxValue)
    {
        using var command = connection.CreateCommand();
        command.CommandText = "SELECT seq, body, hash FROM journal WHERE seq >= $from ORDER BY seq LIMIT $limit";
        command.Parameters.AddWithValue("$from", from);
        command.Parameters.AddWithValue("$limit", limit);
        return Read(command, bytesMax);
    }

    /// <summary>Entries of a range, those of some kinds if given.</summary>
    public static List<JournalEntry> Read(SqliteConnection connection, long first, long last, IReadOnlyCollection<string>? kinds)
    {
        using var command = connection.CreateCommand();
        command.CommandText = kinds is null
            ? "SELECT seq, body, hash FROM journal WHERE seq BETWEEN $first AND $last ORDER BY seq"
            : "SELECT seq, body, hash FROM journal WHERE seq BETWEEN $first AND $last AND kind IN (SELECT value FROM json_each($kinds)) ORDER BY seq";
        command.Parameters.AddWithValue("$first", first);
        command.Parameters.AddWithValue("$last", last);
        if (kinds is not null)
            command.Parameters.AddWithValue("$kinds", JsonSerializer.Serialize(kinds));
        return Read(command, long.MaxValue);
    }

    private static List<JournalEntry> Read(SqliteCommand command, long bytesMax)
    {
        using var reader = command.ExecuteReader();
        var entries = new List<JournalEntry>();
        long bytes = 0;
        while (reader.Read())
        {
            var entry = new JournalEntry(reader.GetInt64(0), BlobOf(reader, 1), BlobOf(reader, 2));
            bytes += entry.Body.Length;
            if (entries.Count > 0 && bytes > bytesMax)
                break;
            entries.Add(entry);
        }

        return entries;
    }

    /// <summary>The table allows nothing else, but a damaged row does not ask.</summary>
    private static byte[] BlobOf(SqliteDataReader reader, int column) =>
        reader.GetValue(column) as byte[] ?? throw new SqliteException($"Entry {reader.GetInt64(0)} of the journal is damaged.", raw.SQLITE_CORRUPT);

    private static byte[] BlobOf(WriteSession session, string sql, long sequence) => session.Prepare(sql).Bind(1, sequence).First(static row => row.Blob(0).ToArray()) ?? [];
}
