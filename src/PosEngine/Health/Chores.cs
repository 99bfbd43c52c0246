using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Ledger;
using PosEngine.Storage;

namespace PosEngine.Health;

/// <summary>What is done from time to time.</summary>
internal enum Chore
{
    /// <summary>A backup was written.</summary>
    Backup,

    /// <summary>The whole journal and file were verified, and found right.</summary>
    Verification,
}

/// <summary>Remembers, over restarts, when each chore was last done.</summary>
internal sealed class Chores(DeviceLedger ledger, Readers readers, TimeProvider time)
{
    private const string Upsert = "INSERT INTO chore (name, at) VALUES (?1, ?2) ON CONFLICT (name) DO UPDATE SET at = excluded.at";

    /// <summary>A chore was done. Raised on the thread that noted it.</summary>
    public event Action? Done;

    public async Task DoneAsync(Chore chore)
    {
        // If it cannot be noted it is done all the same; it is done again sooner, then.
        if (await ledger.NoteAsync(session => session.Prepare(Upsert).Bind(1, NameOf(chore)).Bind(2, time.GetUtcNow().ToUnixTimeMilliseconds()).Run()).ConfigureAwait(false))
            Done?.Invoke();
    }

    public DateTimeOffset? LastOf(Chore chore) => readers.Query(connection => LastOf(connection, chore));

    public static DateTimeOffset? LastOf(SqliteConnection connection, Chore chore) =>
        connection.QuerySingleOrDefault<long?>("SELECT at FROM chore WHERE name = $name", new { name = NameOf(chore) }) is { } at
            ? DateTimeOffset.FromUnixTimeMilliseconds(at)
            : null;

    private static string NameOf(Chore chore) => chore == Chore.Backup ? "backup" : "verification";
}
