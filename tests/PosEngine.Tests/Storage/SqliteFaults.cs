using System.Runtime.InteropServices;
using SQLitePCL;

namespace PosEngine.Storage;

/// <summary>Makes commits fail, by SQLite's own hooks on the writer's own connection: nothing in the engine knows of it.</summary>
/// <remarks>Armed from inside a command, whose own commit is let pass. Gone with the connection.</remarks>
internal static class SqliteFaults
{
    private delegate int WalHook(nint context, nint database, nint name, int pages);

    /// <summary>The next commit fails, and is not there.</summary>
    public static void LoseNextCommit(WriteSession session)
    {
        var commits = 0;
        raw.sqlite3_commit_hook(session.Connection.Handle, _ => ++commits == 2 ? 1 : 0, null);
    }

    /// <summary>The next commit fails after it has reached the log: the caller hears of an I/O error, and it is there all the same.</summary>
    public static void MisreportNextCommit(WriteSession session)
    {
        session.Prepare("UPDATE device SET created = created + 1").Run(); // Only a commit that changes something calls the hook, and the first call is to be this one.
        var commits = 0;
        WalHook hook = (_, _, _, _) => ++commits == 2 ? raw.SQLITE_IOERR : raw.SQLITE_OK;
        _ = GCHandle.Alloc(hook); // SQLite keeps nothing but its address.
        sqlite3_wal_hook(session.Connection.Handle!, hook, 0);
    }

    /// <summary>Counts the commits from now on that wrote something, the one of the command that asks included.</summary>
    public static Func<int> CountCommits(WriteSession session)
    {
        var commits = 0;
        raw.sqlite3_commit_hook(session.Connection.Handle, _ => Interlocked.Increment(ref commits) * 0, null);
        return () => Volatile.Read(ref commits);
    }

    [DllImport("e_sqlite3"), DefaultDllImportSearchPaths(DllImportSearchPath.SafeDirectories)]
    private static extern nint sqlite3_wal_hook(SafeHandle database, WalHook hook, nint context);
}
