using Dapper;
using Microsoft.Data.Sqlite;
using Microsoft.Extensions.Logging;
using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine.Reference;

/// <summary>Brings pages of changes to the rooms that keep them, each page and its cursor in one transaction (invariant S7).</summary>
internal sealed class ReferenceData(Readers readers, IReadOnlyList<IReferenceRoom> rooms, ILogger logger)
{
    private const string UpsertCursor = "INSERT INTO pull (id, cursor) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor";

    private const string StartOver = """
        INSERT INTO pull (id, stale_through) VALUES (1, (SELECT coalesce(max(revision), 0) FROM reference))
        ON CONFLICT (id) DO UPDATE SET cursor = NULL, stale_through = excluded.stale_through
        """;

    private const string SelectStale = "SELECT kind, id FROM reference WHERE revision <= (SELECT stale_through FROM pull)";
    private const string EndPull = "UPDATE pull SET stale_through = NULL, acked = ?1";

    /// <summary>Where the last page ended; null before the first, and where everything is to be pulled anew.</summary>
    public string? Cursor => readers.Query(static connection => connection.QuerySingleOrDefault<string>("SELECT cursor FROM pull"));

    /// <summary>How far the back office had the journal when it told last what it knows; null where nobody wrote that down.</summary>
    public static long? CountedThrough(SqliteConnection connection) => connection.QuerySingleOrDefault<long?>("SELECT acked FROM pull");

    /// <summary>The cursor is of no use any more: everything is pulled anew, and what does not come again is gone at the end of that.</summary>
    public static void Restart(WriteSession session) => session.Prepare(StartOver).Run();

    /// <summary>Keeps a page. What cannot be read is left out and told; the rest counts.</summary>
    /// <param name="session">The transaction.</param>
    /// <param name="page">The page.</param>
    /// <param name="acked">How far the back office had the journal when it was asked for the page.</param>
    /// <returns>The changes that were kept, with those that the end of a snapshot brings.</returns>
    public IReadOnlyList<ReferenceChange> Write(WriteSession session, PullPage page, long acked)
    {
        var kept = page.Changes.Where(change => TryWrite(session, change)).ToList();
        foreach (var room in kept.Select(RoomOf).Distinct())
            room!.PageWritten(session);
        session.Prepare(UpsertCursor).Bind(1, page.Cursor).Run();
        if (page.HasMore)
            return kept;

        var stale = session.Connection.Query<(string Kind, string Id)>(SelectStale).Select(static row => new ReferenceChange(row.Kind, row.Id, null)).ToList();
        kept.AddRange(stale.Where(change => RoomOf(change) is { OutlastsSnapshots: false } && TryWrite(session, change)));
        session.Prepare(EndPull).Bind(1, acked).Run();
        return kept;
    }

    /// <summary>The changes are durable.</summary>
    public void Committed(IReadOnlyList<ReferenceChange> changes)
    {
        foreach (var room in changes.GroupBy(RoomOf))
            room.Key!.Committed([.. room]);
    }

    private bool TryWrite(WriteSession session, ReferenceChange change)
    {
        // A newer back office may send kinds that this version has no room for.
        if (RoomOf(change) is not { } room)
            return false;
        try
        {
            room.Write(session, change);
            return true;
        }
        catch (Exception e) when (ReferenceJson.IsUnreadable(e))
        {
            logger.ReferenceUnreadable(e, change.Kind, change.Id);
            return false;
        }
    }

    private IReferenceRoom? RoomOf(ReferenceChange change) => rooms.FirstOrDefault(room => room.Kinds.Contains(change.Kind));
}
