using Microsoft.Data.Sqlite;
using PosEngine.Storage;
using SQLitePCL;

namespace PosEngine.Ledger;

/// <summary>What is wrong with a disk that does not do what it was told, for whoever stands at the till.</summary>
internal static class StoreFailures
{
    /// <summary>Whether a refusal says that nothing was saved because nothing can be saved.</summary>
    public static bool Caused(Refusal? refusal) =>
        refusal?.Code is RefusalCodes.StoreUnavailable or RefusalCodes.StoreFull or RefusalCodes.StoreMissing or RefusalCodes.StoreReadOnly;

    /// <summary>The code of the refusal.</summary>
    public static string CodeOf(StoreFailedException e) => CodeOf(e.InnerException);

    /// <param name="cause">What SQLite or the system says.</param>
    public static string CodeOf(Exception? cause) => cause switch
    {
        _ when DiskErrors.IsGone(cause) => RefusalCodes.StoreMissing,
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => RefusalCodes.StoreFull,
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_CANTOPEN } => RefusalCodes.StoreReadOnly,
        _ when DiskErrors.IsFull(cause) => RefusalCodes.StoreFull,
        _ when DiskErrors.IsReadOnly(cause) => RefusalCodes.StoreReadOnly,
        _ => RefusalCodes.StoreUnavailable,
    };
}
