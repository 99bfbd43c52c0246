using BackOffice.Protocol;
using BackOffice.Storage;

namespace BackOffice.Stock;

internal sealed record StockRequest(Guid[] Items);

internal sealed record StockReply(IReadOnlyList<StockLevel> Levels);

/// <summary>A device asks how much there is of some items.</summary>
internal static class StockEndpoint
{
    private const int ItemsMax = 500;

    public static void MapStock(this IEndpointRouteBuilder devices) => devices.MapPost("/stock", FindAsync);

    private static async Task<IResult> FindAsync(StockRequest request, IBackOfficeStore store, CancellationToken cancellationToken) =>
        request.Items.Length > ItemsMax
            ? ProtocolError.TooLarge($"At most {ItemsMax} items are asked about at a time.")
            : Results.Json(new StockReply(await store.ReadAsync(session => StockTable.ListAsync(session, request.Items), cancellationToken)), ProtocolJson.Options);
}
