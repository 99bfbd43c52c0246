using System.Buffers.Binary;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Microsoft.Data.Sqlite;

namespace PosEngine.Reliability.Tills;

/// <summary>The databases of a till and its back office, read with plain SQL: nothing here believes a program's own word.</summary>
internal sealed class ShopDatabases : IDisposable
{
    private readonly SqliteConnection _connection;

    /// <param name="folder">What the till was given as <c>--data</c>. Nobody else may have the databases open.</param>
    public ShopDatabases(string folder)
    {
        _connection = new(new SqliteConnectionStringBuilder { DataSource = Path.Combine(folder, "till-1.db"), Pooling = false }.ToString());
        _connection.Open();
        using var attach = Command("ATTACH $path AS office", ("$path", Path.Combine(folder, "back-office.db")));
        attach.ExecuteNonQuery();
    }

    public long Receipts => Number("SELECT count(*) FROM main.receipt");

    public long Acknowledged => Number("SELECT count(*) FROM main.receipt WHERE seq <= (SELECT max(acked) FROM main.epoch)");

    public long AtBackOffice => Number("SELECT count(*) FROM office.receipt");

    /// <summary>Receipts of the device that the back office does not have under the same id, sequence, number and total.</summary>
    public long Missing => Number(
        """
        SELECT count(*) FROM main.receipt r WHERE NOT EXISTS (
            SELECT 1 FROM office.receipt o JOIN office.entry e ON e.position = o.entry
            WHERE replace(o.id, '-', '') = lower(hex(r.id)) AND e.sequence = r.seq AND o.number = '1-' || r.number AND o.gross = r.total)
        """);

    /// <summary>Entries that are not byte for byte the same on both sides.</summary>
    public long DifferentEntries => Number(
        """
        SELECT (SELECT count(*) FROM main.journal j WHERE NOT EXISTS (
                   SELECT 1 FROM office.entry e WHERE e.sequence = j.seq AND e.body = j.body AND e.hash = j.hash))
             + (SELECT count(*) FROM office.entry e WHERE NOT EXISTS (SELECT 1 FROM main.journal j WHERE j.seq = e.sequence))
        """);

    public long Duplicates => Number("SELECT count(*) - count(DISTINCT sequence) FROM office.entry");

    public long OutOfOrder => Number(
        "SELECT count(*) FROM (SELECT sequence, lag(sequence) OVER (ORDER BY position) AS before FROM office.entry) WHERE sequence <= before");

    /// <summary>Receipts whose number is not 1001 and then one more each.</summary>
    public long NumberGaps => Number("SELECT count(*) FROM (SELECT number, 1000 + row_number() OVER (ORDER BY seq) AS place FROM main.receipt) WHERE number <> place");

    public decimal TotalDevice => Pounds("SELECT coalesce(sum(total), 0) FROM main.receipt");

    public decimal TotalBackOffice => Pounds("SELECT coalesce(sum(gross), 0) FROM office.receipt");

    /// <summary>What the receipts come to before discounts.</summary>
    public decimal Subtotal => Pounds("SELECT sum(json_extract(CAST(body AS TEXT), '$.data.subtotal')) FROM main.journal WHERE kind = 'receipt'");

    public decimal VatOfShifts => Pounds("SELECT sum(json_extract(CAST(body AS TEXT), '$.data.tax')) FROM main.journal WHERE kind = 'shift-closed'");

    public decimal TotalOfShifts => Pounds("SELECT sum(json_extract(CAST(body AS TEXT), '$.data.gross')) FROM main.journal WHERE kind = 'shift-closed'");

    /// <summary>Receipts whose lines do not add up to net, tax or gross, or that were not paid exactly.</summary>
    public long NotAddingUp => Number(
        """
        SELECT count(*) FROM (SELECT json_extract(CAST(body AS TEXT), '$.data') AS d FROM main.journal WHERE kind = 'receipt') WHERE
            d ->> '$.net' <> (SELECT sum(value ->> '$.net') FROM json_each(d, '$.lines'))
            OR d ->> '$.gross' <> (SELECT sum(value ->> '$.gross') FROM json_each(d, '$.lines'))
            OR d ->> '$.tax' <> (SELECT coalesce(sum(t.value), 0) FROM json_each(d, '$.lines') l, json_each(l.value, '$.tax') t)
            OR d ->> '$.gross' <> d ->> '$.net' + d ->> '$.tax'
            OR d ->> '$.gross' <> d ->> '$.subtotal' - d ->> '$.discount'
            OR d ->> '$.gross' + d ->> '$.cash_rounding'
                <> (SELECT coalesce(sum(value ->> '$.amount'), 0) FROM json_each(d, '$.payments')) - d ->> '$.change'
        """);

    /// <summary>The earliest day that the device's clock has written anywhere.</summary>
    public string FirstDay => Texts("SELECT date(min(at) / 1000, 'unixepoch') FROM main.journal")[0];

    public long Shifts => Entries("shift-closed");

    public long Restarts => Entries("engine-started") - 1;

    /// <summary>How many receipts of one push arrived at most: so many must have waited at one time.</summary>
    public long LargestArrival => Number(
        "SELECT coalesce(max(n), 0) FROM (SELECT count(*) AS n FROM office.receipt r JOIN office.entry e ON e.position = r.entry GROUP BY e.received)");

    /// <summary>Which tickets of the log became receipts, in the order of the receipts.</summary>
    public IReadOnlyList<int> LogTickets =>
        [.. Texts("SELECT json_extract(CAST(body AS TEXT), '$.data.note') FROM main.journal WHERE kind = 'receipt' ORDER BY seq")
            .Select(note => int.Parse(note.Split(' ', ',')[2], CultureInfo.InvariantCulture))];

    public bool IsDeviceChainValid => IsChainValid("SELECT seq, body, hash FROM main.journal ORDER BY seq");

    public bool IsBackOfficeChainValid => IsChainValid("SELECT sequence, body, hash FROM office.entry ORDER BY sequence");

    public void Dispose() => _connection.Dispose();

    private long Entries(string kind)
    {
        using var command = Command("SELECT count(*) FROM main.journal WHERE kind = $kind", ("$kind", kind));
        return (long)command.ExecuteScalar()!;
    }

    // docs/protocol.md: SHA-256(previous hash ‖ sequence as 8 bytes big-endian ‖ body), from SHA-256 of the device's id in ASCII.
    private bool IsChainValid(string sql)
    {
        using var device = Command("SELECT id FROM main.device");
        var previous = SHA256.HashData(Encoding.ASCII.GetBytes(new Guid((byte[])device.ExecuteScalar()!, bigEndian: true).ToString()));
        using var command = Command(sql);
        using var rows = command.ExecuteReader();
        Span<byte> place = stackalloc byte[8];
        for (var sequence = 1L; rows.Read(); sequence++)
        {
            BinaryPrimitives.WriteInt64BigEndian(place, sequence);
            previous = SHA256.HashData([.. previous, .. place, .. (byte[])rows[1]]);
            if (rows.GetInt64(0) != sequence || !previous.AsSpan().SequenceEqual((byte[])rows[2]))
                return false;
        }

        return true;
    }

    private decimal Pounds(string sql) => Number(sql) / 100_000m;

    private long Number(string sql)
    {
        using var command = Command(sql);
        return (long)command.ExecuteScalar()!;
    }

    private List<string> Texts(string sql)
    {
        using var command = Command(sql);
        using var rows = command.ExecuteReader();
        var texts = new List<string>();
        while (rows.Read())
            texts.Add(rows.GetString(0));
        return texts;
    }

    private SqliteCommand Command(string sql, params ReadOnlySpan<(string Name, string Value)> parameters)
    {
        var command = _connection.CreateCommand();
#pragma warning disable CA2100 // Every statement is written in this file.
        command.CommandText = sql;
#pragma warning restore CA2100
        foreach (var (name, value) in parameters)
            command.Parameters.AddWithValue(name, value);
        return command;
    }
}
