using PosEngine.Storage;

namespace PosEngine.Connectivity;

/// <summary>Changes that the back office was asked for, by what was asked: each with its key until it is on record. One that nobody asks for again is forgotten in time.</summary>
internal static class AskedChangeTable
{
    private const long KeptMilliseconds = 30 * 24 * 60 * 60 * 1_000L;
    private const string Select = "SELECT key, target FROM asked_change WHERE change = ?1";
    private const string Insert = "INSERT INTO asked_change (change, key, target, at) VALUES (?1, ?2, ?3, ?4)";
    private const string Delete = "DELETE FROM asked_change WHERE change = ?1";
    private const string DeleteOld = "DELETE FROM asked_change WHERE at < ?1";

    /// <summary>The key of a change, and the id of what it is about: those with which it was asked for before, or the ones given.</summary>
    public static AskedChange Ask(WriteSession session, ReadOnlySpan<byte> change, AskedChange asked, DateTimeOffset now)
    {
        session.Prepare(DeleteOld).Bind(1, now.ToUnixTimeMilliseconds() - KeptMilliseconds).Run();
        var known = session.Prepare(Select).Bind(1, change);
        try
        {
            if (known.Step())
                return new(new Guid(known.Blob(0), bigEndian: true), new Guid(known.Blob(1), bigEndian: true));
        }
        finally
        {
            known.Reset();
        }

        session.Prepare(Insert).Bind(1, change).Bind(2, asked.Key).Bind(3, asked.Target).Bind(4, now.ToUnixTimeMilliseconds()).Run();
        return asked;
    }

    /// <summary>It is on record, or was refused.</summary>
    public static void Settle(WriteSession session, ReadOnlySpan<byte> change) => session.Prepare(Delete).Bind(1, change).Run();
}

/// <summary>With what a change is asked for.</summary>
/// <param name="Key">Its key.</param>
/// <param name="Target">The id of what changes, or of what is new.</param>
internal readonly record struct AskedChange(Guid Key, Guid Target);
