using System.Text.Json.Serialization;
using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Receipts;

internal sealed record FoundReceipt(
    Guid Device, long Sequence, [property: JsonConverter(typeof(Utf8Converter))] byte[] Body,
    [property: JsonConverter(typeof(Utf8Converter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] byte[]? Issuer);

internal sealed record ReceiptsReply(IReadOnlyList<FoundReceipt> Receipts);

/// <summary>A device looks for receipts of any device of the shop.</summary>
internal static class ReceiptsEndpoint
{
    private const int LimitMax = 100;

    public static void MapReceipts(this IEndpointRouteBuilder devices) => devices.MapGet("/receipts", FindAsync);

    private static async Task<IResult> FindAsync(
        IBackOfficeStore store, CancellationToken cancellationToken, Guid? id = null, string? number = null, string? text = null, int limit = 50)
    {
        if (limit is < 1 or > LimitMax)
            return ProtocolError.Malformed($"limit is 1 to {LimitMax}.");

        // Only what was asked for stands in the query: so the database can go by an index.
        var conditions = string.Concat(
            id is null ? "" : " AND receipt.id = @id",
            number is null ? "" : " AND receipt.number = @number",
            text is null ? "" : $" AND receipt.entry IN ({SoldNames.EntriesLikePattern})");
        var found = await store.ReadAsync(
            async session =>
            {
                var rows = await session.QueryAsync<ReceiptRow>(
                    $"""
                    SELECT epoch.device, entry.sequence, entry.body, receipt.id
                    FROM receipt
                    JOIN entry ON entry.position = receipt.entry
                    JOIN epoch ON epoch.key = entry.epoch
                    WHERE TRUE{conditions}
                    ORDER BY receipt.entry DESC LIMIT @limit
                    """,
                    new { id = id?.ToString(), number, pattern = text is null ? null : FoldedText.Pattern(text), limit });
                var receipts = new List<FoundReceipt>();
                foreach (var row in rows)
                    receipts.Add(new(Guid.Parse(row.Device), row.Sequence, row.Body, await Issuer.FindBodyAsync(session, row.Id, row.Body)));
                return receipts;
            },
            cancellationToken);
        return Results.Json(new ReceiptsReply(found), ProtocolJson.Options);
    }

    private sealed record ReceiptRow(string Device, long Sequence, byte[] Body, string Id);
}
