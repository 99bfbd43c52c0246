using Microsoft.Data.Sqlite;
using PosEngine.Storage;
using SQLitePCL;

namespace PosEngine.Ledger;

/// <summary>What is wrong with a disk that does not do what it was told, for whoever stands at the till.</summary>
internal static class StoreFailures
{
    /// <summary>The code of the refusal.</summary>
    public static string CodeOf(StoreFailedException e) => e.InnerException switch
    {
        SqliteException { SqliteErrorCode: raw.SQLITE_FULL } => RefusalCodes.StoreFull,
        SqliteException { SqliteErrorCode: raw.SQLITE_READONLY or raw.SQLITE_PERM or raw.SQLITE_AUTH or raw.SQLITE_CANTOPEN } => RefusalCodes.StoreReadOnly,
        var cause when DiskErrors.IsFull(cause) => RefusalCodes.StoreFull,
        var cause when DiskErrors.IsReadOnly(cause) => RefusalCodes.StoreReadOnly,
        _ => RefusalCodes.StoreUnavailable,
    };
}
