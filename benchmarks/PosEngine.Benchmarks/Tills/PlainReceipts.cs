using Microsoft.Data.Sqlite;

namespace PosEngine.Benchmarks.Tills;

/// <summary>A till's list of receipts read with Microsoft.Data.Sqlite and nothing in between.</summary>
internal sealed class PlainReceipts : IAsyncDisposable
{
    private readonly SqliteConnection _connection;
    private readonly SqliteCommand _newest;

    private PlainReceipts(string databasePath)
    {
        _connection = new SqliteConnection($"Data Source={databasePath};Mode=ReadOnly;Pooling=False");
        _connection.Open();
        _newest = _connection.CreateCommand();
        _newest.CommandText = "SELECT seq, number, id, at, zone, shift, employee, customer, total FROM receipt ORDER BY seq DESC LIMIT 50";
        _newest.Prepare();
    }

    public static PlainReceipts Open(string databasePath) => new(databasePath);

    public List<PlainReceipt> Newest()
    {
        var receipts = new List<PlainReceipt>(50);
        using var reader = _newest.ExecuteReader();
        while (reader.Read())
        {
            receipts.Add(new PlainReceipt(
                reader.GetInt64(0), reader.GetInt64(1), reader.GetGuid(2), reader.GetInt64(3), reader.GetInt64(4), reader.GetGuid(5), reader.GetGuid(6),
                reader.IsDBNull(7) ? null : reader.GetGuid(7), reader.GetInt64(8)));
        }

        return receipts;
    }

    public async ValueTask DisposeAsync()
    {
        await _newest.DisposeAsync();
        await _connection.DisposeAsync();
    }
}

/// <summary>A row of it.</summary>
internal sealed record PlainReceipt(long Sequence, long Number, Guid Id, long At, long Zone, Guid Shift, Guid Employee, Guid? Customer, long Total);
