using System.Buffers.Binary;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using Microsoft.Data.Sqlite;

namespace PosEngine.Journal;

/// <summary>An entry as it stands in the file. Its body is empty where it was pruned.</summary>
internal sealed record AuditedEntry(long Sequence, string Kind, string Body, string Hash);

/// <summary>A receipt as it stands in the file.</summary>
internal sealed record AuditedReceipt(string Number, Guid Id, Guid Ticket);

/// <summary>What an auditor finds in a till's database with nothing but SQL, SHA-256 and docs/protocol.md: no code of the engine is used.</summary>
/// <param name="Entries">The journal.</param>
/// <param name="Receipts">The receipts, in the order of the journal.</param>
internal sealed record JournalAudit(IReadOnlyList<AuditedEntry> Entries, IReadOnlyList<AuditedReceipt> Receipts)
{
    public IReadOnlyList<string> Numbers => [.. Receipts.Select(static receipt => receipt.Number)];

    /// <summary>Reads the database and asserts what D2 and D3 promise: chain and sequence whole, columns equal to the bodies, numbers from 1001 without gaps, one row per receipt.</summary>
    public static JournalAudit Of(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Mode = SqliteOpenMode.ReadOnly, Pooling = false }.ToString());
        connection.Open();
        Assert.Equal("ok", connection.Rows("PRAGMA quick_check", static row => row.GetString(0)).Single());

        var device = connection.Rows("SELECT id, number FROM device", static row => (Id: row.Id(0), Number: row.GetInt64(1))).Single();
        var entries = ReadEntries(connection, device.Id);
        return new JournalAudit(entries, ReadReceipts(connection, device.Number, entries));
    }

    private static List<AuditedEntry> ReadEntries(SqliteConnection connection, Guid device)
    {
        var previous = SHA256.HashData(Encoding.ASCII.GetBytes(device.ToString("D")));
        var entries = new List<AuditedEntry>();
        var pruned = connection.Rows("SELECT count(*) FROM sqlite_schema WHERE name = 'absent'", static row => row.GetInt64(0)).Single() == 0
            ? []
            : connection.Rows("SELECT first, last FROM absent WHERE reason = 'pruned'", static row => (First: row.GetInt64(0), Last: row.GetInt64(1)));
        foreach (var row in connection.Rows("SELECT seq, kind, at, body, hash FROM journal ORDER BY seq", static row =>
            (Sequence: row.GetInt64(0), Kind: row.GetString(1), At: row.GetInt64(2), Body: row.GetFieldValue<byte[]>(3), Hash: row.GetFieldValue<byte[]>(4))))
        {
            var sequence = new byte[8];
            BinaryPrimitives.WriteInt64BigEndian(sequence, entries.Count + 1);
            Assert.Equal(entries.Count + 1, row.Sequence);
            if (row.Body.Length == 0 && pruned.Exists(range => range.First <= row.Sequence && row.Sequence <= range.Last))
            {
                previous = row.Hash;
                entries.Add(new AuditedEntry(row.Sequence, row.Kind, "", Convert.ToHexString(row.Hash)));
                continue;
            }

            previous = SHA256.HashData([.. previous, .. sequence, .. row.Body]);
            Assert.Equal(Convert.ToHexString(previous), Convert.ToHexString(row.Hash));
            using var body = JsonDocument.Parse(row.Body);
            Assert.Equal(body.RootElement.GetProperty("kind").GetString(), row.Kind);
            Assert.Equal(body.RootElement.GetProperty("at").GetDateTimeOffset().ToUnixTimeMilliseconds(), row.At);
            entries.Add(new AuditedEntry(row.Sequence, row.Kind, Encoding.UTF8.GetString(row.Body), Convert.ToHexString(row.Hash)));
        }

        return entries;
    }

    private static List<AuditedReceipt> ReadReceipts(SqliteConnection connection, long device, List<AuditedEntry> entries)
    {
        var receipts = new List<AuditedReceipt>();
        var (ids, tickets) = (new HashSet<Guid>(), new HashSet<Guid>());
        foreach (var row in connection.Rows("SELECT seq, number, id, ticket, total FROM receipt ORDER BY seq", static row =>
            (Sequence: row.GetInt64(0), Number: row.GetInt64(1), Id: row.Id(2), Ticket: row.Id(3), Total: row.GetInt64(4))))
        {
            var entry = entries[(int)row.Sequence - 1];
            Assert.Equal("receipt", entry.Kind);
            var number = $"{device}-{1001 + receipts.Count}";
            Assert.Equal(1001 + receipts.Count, row.Number);
            if (entry.Body.Length > 0)
            {
                using var body = JsonDocument.Parse(entry.Body);
                var data = body.RootElement.GetProperty("data");
                Assert.Equal(number, data.GetProperty("number").GetString());
                Assert.Equal(data.GetProperty("id").GetGuid(), row.Id);
                Assert.Equal(data.GetProperty("ticket").GetGuid(), row.Ticket);
                Assert.Equal(data.GetProperty("gross").GetInt64(), row.Total);
            }

            Assert.True(ids.Add(row.Id), $"Two receipts have the id {row.Id}.");
            Assert.True(tickets.Add(row.Ticket), $"The ticket {row.Ticket} has two receipts.");
            receipts.Add(new AuditedReceipt(number, row.Id, row.Ticket));
        }

        Assert.Equal(entries.Count(static entry => entry.Kind == "receipt"), receipts.Count);
        return receipts;
    }
}
