using PosEngine.Storage;

namespace PosEngine.Connectivity;

/// <summary>Changes that the back office was asked for, by what was asked: each with its key until it is on record. One that nobody asks for again is forgotten in time.</summary>
internal static class AskedChangeTable
{
    private const long KeptMilliseconds = 30 * 24 * 60 * 60 * 1_000L;
    private const string Select = "SELECT key, target FROM asked_change WHERE change = ?1";
    private const string Insert = "INSERT INTO asked_change (change, key, target, at) VALUES (?1, ?2, ?3, ?4)";
    private const string Delete = "DELETE FROM asked_change WHERE change = ?1 AND key = ?2";
    private const string DeleteTarget = "DELETE FROM asked_change WHERE target = ?1";
    private const string DeleteOld = "DELETE FROM asked_change WHERE at < ?1";

    /// <summary>The change with the key and the target that it was asked for with before, or the ones given.</summary>
    public static AskedChange Ask(WriteSession session, AskedChange asked, DateTimeOffset now)
    {
        session.Prepare(DeleteOld).Bind(1, now.ToUnixTimeMilliseconds() - KeptMilliseconds).Run();
        if (Find(session, asked.Change) is { } known)
            return known;
        session.Prepare(Insert).Bind(1, asked.Change).Bind(2, asked.Key).Bind(3, asked.Target).Bind(4, now.ToUnixTimeMilliseconds()).Run();
        return asked;
    }

    /// <summary>It is on record now, or was refused.</summary>
    /// <returns>False where it was already.</returns>
    public static bool TrySettle(WriteSession session, AskedChange asked)
    {
        if (Find(session, asked.Change)?.Key != asked.Key)
            return false;
        session.Prepare(Delete).Bind(1, asked.Change).Bind(2, asked.Key).Run();
        return true;
    }

    /// <summary>Whatever was asked for of somebody: they were erased.</summary>
    public static void Forget(WriteSession session, Guid target) => session.Prepare(DeleteTarget).Bind(1, target).Run();

    private static AskedChange? Find(WriteSession session, byte[] change)
    {
        var statement = session.Prepare(Select).Bind(1, change);
        try
        {
            return statement.Step() ? new(change, new Guid(statement.Blob(0), bigEndian: true), new Guid(statement.Blob(1), bigEndian: true)) : null;
        }
        finally
        {
            statement.Reset();
        }
    }
}

/// <summary>With what a change is asked for.</summary>
/// <param name="Change">The hash of what is asked for.</param>
/// <param name="Key">Its key.</param>
/// <param name="Target">The id of what changes, or of what is new.</param>
internal sealed record AskedChange(byte[] Change, Guid Key, Guid Target);
