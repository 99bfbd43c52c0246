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
            var page = rows.Take(limit).ToList();
            var changes = page.Select(row => row.ToChange()).ToList();
            var end = page.Count == 0 ? after : page[^1].Position;
            return Results.Json(new PullReply(changes, await FeedCursor.FormatAsync(session, end), rows.Count > limit), ProtocolJson.Options);
        }, cancellationToken);
    }
}
