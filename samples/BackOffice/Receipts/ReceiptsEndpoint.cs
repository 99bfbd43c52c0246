using System.Globalization;
using System.Text.Json.Serialization;
using BackOffice.Merging;
using BackOffice.Protocol;
using BackOffice.Refunds;
using BackOffice.Storage;
using Microsoft.AspNetCore.Mvc;

namespace BackOffice.Receipts;

/// <param name="Device">The device whose journal it is in.</param>
/// <param name="Sequence">Its place there.</param>
/// <param name="Body">As it was pushed.</param>
/// <param name="Issuer">The body of the entry that it names as the one that tells who issued it.</param>
/// <param name="Cursor">Its place among all.</param>
/// <param name="Refunded">What went back of it; only where it was looked for by its id.</param>
/// <param name="BeingRefunded">Whether some device has the right to refund it.</param>
internal sealed record FoundReceipt(
    Guid Device, long Sequence, [property: JsonConverter(typeof(Utf8Converter))] byte[] Body,
    [property: JsonConverter(typeof(Utf8Converter)), JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] byte[]? Issuer, string Cursor,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] IReadOnlyList<RefundedLine>? Refunded = null,
    [property: JsonIgnore(Condition = JsonIgnoreCondition.WhenWritingNull)] bool? BeingRefunded = null);

internal sealed record ReceiptsReply(IReadOnlyList<FoundReceipt> Receipts);

/// <summary>What a device looks for. All that is given has to fit.</summary>
internal sealed record ReceiptsRequest(
    Guid? Id, string? Number, string? Text, Guid? Customer, DateTimeOffset? From, DateTimeOffset? Until,
    [property: FromQuery(Name = "total_min")] long? TotalMin, [property: FromQuery(Name = "total_max")] long? TotalMax, [property: FromQuery(Name = "payment_type")] Guid? PaymentType,
    string? Before, int Limit = 50);

/// <summary>A device looks for receipts of any device of the shop.</summary>
internal static class ReceiptsEndpoint
{
    private const int LimitMax = 100;

    public static void MapReceipts(this IEndpointRouteBuilder devices) => devices.MapGet("/receipts", FindAsync);

    private static async Task<IResult> FindAsync([AsParameters] ReceiptsRequest request, IBackOfficeStore store, CancellationToken cancellationToken)
    {
        if (request.Limit is < 1 or > LimitMax)
            return ProtocolError.Malformed($"limit is 1 to {LimitMax}.");
        var before = long.MaxValue;
        if (request.Before is { } cursor && !long.TryParse(cursor, NumberStyles.None, CultureInfo.InvariantCulture, out before))
            return ProtocolError.Rejected("This cursor is none of this back office.");

        return await store.ReadAsync(async session =>
        {
            var found = new List<FoundReceipt>();
            foreach (var row in await ListAsync(session, request, before))
            {
                var receipt = new FoundReceipt(
                    Guid.Parse(row.Device), row.Sequence, row.Body, await Issuer.FindBodyAsync(session, row.Id, row.Body), row.Entry.ToString(CultureInfo.InvariantCulture));
                found.Add(request.Id is { } id && await RefundRights.TellAsync(session, id) is var (refunded, goesOn) ? receipt with { Refunded = refunded, BeingRefunded = goesOn } : receipt);
            }

            return Results.Json(new ReceiptsReply(found), ProtocolJson.Options);
        }, cancellationToken);
    }

    private static async Task<IReadOnlyList<ReceiptRow>> ListAsync(StoreSession session, ReceiptsRequest request, long before)
    {
        // Only what was asked for stands in the query: so the database can go by an index.
        var conditions = string.Concat(
            request.Id is null ? "" : " AND receipt.id = @id",
            request.Number is null ? "" : " AND receipt.number = @Number",
            request.Text is null ? "" : $" AND receipt.entry IN ({SoldNames.EntriesLikePattern})",
            request.Customer is null ? "" : $" AND {CustomerMerge.IsOneOf("receipt.customer")}",
            request.From is null ? "" : " AND receipt.moment >= @from",
            request.Until is null ? "" : " AND receipt.moment < @until",
            request.TotalMin is null ? "" : " AND receipt.total >= @TotalMin",
            request.TotalMax is null ? "" : " AND receipt.total <= @TotalMax",
            request.PaymentType is null ? "" : " AND EXISTS (SELECT 1 FROM receipt_payment WHERE receipt_payment.receipt = receipt.id AND receipt_payment.type = @type)",
            request.Before is null ? "" : " AND receipt.entry < @before");
        return await session.QueryAsync<ReceiptRow>(
            $"""
            SELECT epoch.device, entry.sequence, entry.body, receipt.entry, receipt.id
            FROM receipt
            JOIN entry ON entry.position = receipt.entry
            JOIN epoch ON epoch.key = entry.epoch
            WHERE TRUE{conditions}
            ORDER BY receipt.entry DESC LIMIT @Limit
            """,
            new
            {
                id = request.Id?.ToString(),
                request.Number,
                pattern = request.Text is null ? null : FoldedText.Pattern(request.Text),
                kept = request.Customer is { } customer ? await CustomerMerge.ResolveAsync(session, customer.ToString()) : null,
                from = FirstMillisecond(request.From),
                until = FirstMillisecond(request.Until),
                request.TotalMin,
                request.TotalMax,
                type = request.PaymentType?.ToString(),
                before,
                request.Limit,
            });
    }

    /// <summary>The first whole millisecond that is not before a moment.</summary>
    private static long? FirstMillisecond(DateTimeOffset? moment) =>
        moment is { } exact ? exact.ToUnixTimeMilliseconds() + (exact.Ticks % TimeSpan.TicksPerMillisecond == 0 ? 0 : 1) : null;

    private sealed record ReceiptRow(string Device, long Sequence, byte[] Body, long Entry, string Id);
}
