using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Ledger;
using PosEngine.Storage;

namespace PosEngine.Shifts;

/// <summary>The Z reports of closed shifts.</summary>
internal static class ShiftTable
{
    private const string InsertOne = "INSERT INTO shift (number, seq, report) VALUES (?1, ?2, ?3)";

    public static void Insert(WriteSession session, long sequence, ShiftReport report) =>
        session.Prepare(InsertOne).Bind(1, report.Number).Bind(2, sequence).Bind(3, StateFormat.Write(report)).Run();

    public static List<ShiftReport> List(SqliteConnection connection, int limit) =>
        [.. connection.Query<byte[]>("SELECT report FROM shift ORDER BY number DESC LIMIT $limit", new { limit }).Select(static report => StateFormat.ReadReport(report))];
}
