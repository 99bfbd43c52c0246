using System.Globalization;
using Microsoft.Data.Sqlite;
using SQLitePCL;

namespace PosEngine.Storage;

/// <summary>The numbered migrations (<c>Storage/Migrations</c>), and the file's place among them (<c>user_version</c>).</summary>
internal static class Schema
{
    /// <summary>The newest migration.</summary>
    public const int Version = 12;

    /// <summary>Runs what is missing, each migration in one transaction together with its number.</summary>
    /// <exception cref="StoreUnusableException">One of them failed and was rolled back.</exception>
    public static void Migrate(SqliteConnection connection, string path)
    {
        for (var version = (int)Store.Read(connection, "PRAGMA user_version") + 1; version <= Version; version++)
        {
            using var transaction = connection.BeginTransaction();
            try
            {
                Store.Execute(connection, Script(version));
                Store.Execute(connection, string.Create(CultureInfo.InvariantCulture, $"PRAGMA application_id={Store.ApplicationId}; PRAGMA user_version={version};"));
                transaction.Commit();
            }
            catch (SqliteException e)
            {
                transaction.Rollback();
                throw new StoreUnusableException(path, e.SqliteErrorCode is raw.SQLITE_CORRUPT or raw.SQLITE_NOTADB ? StoreProblem.Damaged : StoreProblem.NotAccessible,
                    $"The database '{path}' could not be brought to version {version} ({e.Message}). It is as it was; the previous version of the program still opens it.", e);
            }
        }
    }

    private static string Script(int version)
    {
        var name = string.Create(CultureInfo.InvariantCulture, $"PosEngine.Storage.Migrations.{version:0000}.sql");
        using var stream = typeof(Schema).Assembly.GetManifestResourceStream(name) ?? throw new InvalidOperationException($"The migration {name} is not embedded.");
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd();
    }
}
