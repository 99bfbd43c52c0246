using Dapper;
using Microsoft.Extensions.Logging;
using PosEngine.Storage;
using PosEngine.Sync;

namespace PosEngine.Reference;

/// <summary>Brings pages of changes to the rooms that keep them, each page and its cursor in one transaction (invariant S7).</summary>
internal sealed class ReferenceData(Readers readers, IReadOnlyList<IReferenceRoom> rooms, ILogger logger)
{
    private const string UpsertCursor = "INSERT INTO pull (id, cursor) VALUES (1, ?1) ON CONFLICT (id) DO UPDATE SET cursor = excluded.cursor";

    /// <summary>Where the last page ended; null before the first.</summary>
    public string? Cursor => readers.Query(static connection => connection.QuerySingleOrDefault<string>("SELECT cursor FROM pull"));

    /// <summary>Keeps a page. What cannot be read is left out and told; the rest counts.</summary>
    public void Write(WriteSession session, PullPage page)
    {
        foreach (var change in page.Changes)
        {
            if (RoomOf(change) is not { } room)
                continue; // A newer back office may send kinds that this version has no room for.
            try
            {
                room.Write(session, change);
            }
            catch (Exception e) when (ReferenceJson.IsUnreadable(e))
            {
                logger.ReferenceUnreadable(e, change.Kind, change.Id);
            }
        }

        session.Prepare(UpsertCursor).Bind(1, page.Cursor).Run();
    }

    /// <summary>The page is durable.</summary>
    public void Committed(PullPage page)
    {
        foreach (var changes in page.Changes.GroupBy(RoomOf).Where(static group => group.Key is not null))
            changes.Key!.Committed([.. changes]);
    }

    private IReferenceRoom? RoomOf(ReferenceChange change) => rooms.FirstOrDefault(room => room.Kinds.Contains(change.Kind));
}
