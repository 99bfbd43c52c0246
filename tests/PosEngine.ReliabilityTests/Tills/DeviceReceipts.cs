using Microsoft.Data.Sqlite;

namespace PosEngine.Reliability.Tills;

/// <summary>The receipts in a till's database, read with plain SQL.</summary>
internal static class DeviceReceipts
{
    private const string Rows = "SELECT number || ' ' || hex(id) || ' ' || total FROM receipt ORDER BY seq";
    private const string HasTable = "SELECT count(*) FROM sqlite_schema WHERE name = 'receipt'";

    /// <summary>Number, id and total of each, in the order of the journal; none where the till was killed before it had made its tables.</summary>
    public static IReadOnlyList<string> Read(string path)
    {
        using var connection = new SqliteConnection(new SqliteConnectionStringBuilder { DataSource = path, Pooling = false }.ToString());
        connection.Open();
        using var command = connection.CreateCommand();
        command.CommandText = HasTable;
        if ((long)command.ExecuteScalar()! == 0)
            return [];

        command.CommandText = Rows;
        using var rows = command.ExecuteReader();
        var receipts = new List<string>();
        while (rows.Read())
            receipts.Add(rows.GetString(0));
        return receipts;
    }
}
