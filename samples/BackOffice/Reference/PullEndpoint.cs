using System.Text.Json;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Reference;

internal sealed record Change(string Kind, string Id, JsonElement? Data);

internal sealed record PullReply(IReadOnlyList<Change> Changes, string Cursor, bool More);

/// <summary>Devices fetch what changed since they last asked.</summary>
internal static class PullEndpoint
{
    public const int PageMax = 1000;

    private const int PageCharactersMax = 1 << 20;

    public static void MapPull(this IEndpointRouteBuilder devices) => devices.MapGet("/changes", PullAsync);

    private static async Task<IResult> PullAsync(
        IBackOfficeStore store, CancellationToken cancellationToken, string? cursor = null, int limit = PageMax)
    {
        if (limit is < 1 or > PageMax)
            return ProtocolError.Malformed($"limit is 1 to {PageMax}.");

        return await store.ReadAsync<IResult>(async session =>
        {
            if (await FeedCursor.ParseAsync(session, cursor) is not { } after)
                return ProtocolError.CursorExpired;

            // One more than asked for tells whether there is more.
            var rows = await ReferenceTable.ListAsync(session, after, limit + 1);
            var page = Fit(rows.Take(limit));
            var changes = page.Select(row => row.ToChange()).ToList();
            var end = page.Count == 0 ? after : page[^1].Position;
            return Results.Json(new PullReply(changes, await FeedCursor.FormatAsync(session, end), rows.Count > page.Count), ProtocolJson.Options);
        }, cancellationToken);
    }

    /// <summary>No more than gets through a slow line in one piece, and one change at least.</summary>
    private static List<ReferenceRow> Fit(IEnumerable<ReferenceRow> rows)
    {
        var (page, size) = (new List<ReferenceRow>(), 0L);
        foreach (var row in rows)
        {
            size += row.Data?.Length ?? 0;
            if (page.Count > 0 && size > PageCharactersMax)
                break;
            page.Add(row);
        }

        return page;
    }
}
