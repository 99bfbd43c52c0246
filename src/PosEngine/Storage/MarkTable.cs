using Dapper;
using Microsoft.Data.Sqlite;

namespace PosEngine.Storage;

/// <summary>What the next start has to see to before anything is sold.</summary>
internal static class MarkTable
{
    /// <summary>This file is a copy: whoever opens it may not be the only one.</summary>
    public const string Copy = "copy";

    /// <summary>What could be read of a damaged file was taken over.</summary>
    public const string Salvaged = "salvaged";

    /// <summary>A check found damage.</summary>
    public const string Damage = "damage";

    private const string InsertOne = "INSERT OR IGNORE INTO start_mark (reason) VALUES (?1)";
    private const string DeleteAll = "DELETE FROM start_mark";

    public static void Set(WriteSession session, string reason) => session.Prepare(InsertOne).Bind(1, reason).Run();

    public static bool Has(SqliteConnection connection, string reason) =>
        connection.ExecuteScalar<bool>("SELECT EXISTS (SELECT 1 FROM start_mark WHERE reason = $reason)", new { reason });

    public static void Clear(WriteSession session) => session.Prepare(DeleteAll).Run();
}
