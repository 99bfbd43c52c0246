using Dapper;
using Microsoft.Data.Sqlite;
using PosEngine.Storage;

namespace PosEngine.Reference;

/// <summary>Copies of what the back office knows, each as the JSON it sent. Rooms read their own kinds.</summary>
internal static class ReferenceTable
{
    // A changed row moves to the end: its revision is the order in which things were last heard of.
    private const string Upsert = "INSERT OR REPLACE INTO reference (kind, id, data) VALUES (?1, ?2, ?3)";
    private const string DeleteOne = "DELETE FROM reference WHERE kind = ?1 AND id = ?2";
    private const string SelectAny = "SELECT 1 FROM reference WHERE kind = ?1 LIMIT 1";
    private const string SelectRevision = "SELECT revision FROM reference WHERE kind = ?1 AND id = ?2";
    private const string DeleteOlder =
        "DELETE FROM reference WHERE kind = ?1 AND revision < (SELECT revision FROM reference WHERE kind = ?1 ORDER BY revision DESC LIMIT 1 OFFSET ?2)";
    private const string DeleteKind = "DELETE FROM reference WHERE kind = ?1";

    /// <summary>Keeps the new state of something, or forgets it where <paramref name="json"/> is null.</summary>
    public static void Set(WriteSession session, string kind, string id, string? json)
    {
        if (json is null)
            session.Prepare(DeleteOne).Bind(1, kind).Bind(2, id).Run();
        else
            session.Prepare(Upsert).Bind(1, kind).Bind(2, id).Bind(3, json).Run();
    }

    public static void Clear(WriteSession session, string kind) => session.Prepare(DeleteKind).Bind(1, kind).Run();

    /// <summary>Forgets all of a kind but those that were heard of last.</summary>
    public static void KeepNewest(WriteSession session, string kind, int count) => session.Prepare(DeleteOlder).Bind(1, kind).Bind(2, count - 1).Run();

    /// <summary>Whether this transaction sees anything of a kind.</summary>
    public static bool HasAny(WriteSession session, string kind)
    {
        var statement = session.Prepare(SelectAny).Bind(1, kind);
        try
        {
            return statement.Step();
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>The revision of something as this transaction sees it: it rises with every change. Null where it is not kept here.</summary>
    public static long? RevisionOf(WriteSession session, string kind, string id)
    {
        var statement = session.Prepare(SelectRevision).Bind(1, kind).Bind(2, id);
        try
        {
            return statement.Step() ? statement.Int64(0) : null;
        }
        finally
        {
            statement.Reset();
        }
    }

    /// <summary>Everything of a kind, the most recently changed first.</summary>
    public static IEnumerable<ReferenceRow> Read(SqliteConnection connection, string kind) =>
        connection.Query<ReferenceRow>("SELECT id, data FROM reference WHERE kind = $kind ORDER BY revision DESC", new { kind }, buffered: false);

    public static string? Find(SqliteConnection connection, string kind, string id) =>
        connection.QuerySingleOrDefault<string>("SELECT data FROM reference WHERE kind = $kind AND id = $id", new { kind, id });
}

/// <summary>A copy of something that the back office knows.</summary>
internal sealed record ReferenceRow(string Id, string Data);
