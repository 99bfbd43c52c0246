using System.Collections.Immutable;
using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PosEngine.Sync;

// What a till asks while somebody waits.
public sealed partial class HttpBackOffice
{
    /// <inheritdoc/>
    public Task<ImmutableArray<StockLevel>> GetStockAsync(ImmutableArray<ItemId> items, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckStock(items);
        return AskAsync(HttpMethod.Post, "v1/stock", RequestWriter.Stock(items), ReplyReader.Stock, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<FoundReceipt>> FindReceiptsAsync(ReceiptLookup lookup, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckLookup(lookup);
        var path = new StringBuilder("v1/receipts?").Append(CultureInfo.InvariantCulture, $"limit={lookup.Limit}");
        if (lookup.Id is { } id)
            path.Append(CultureInfo.InvariantCulture, $"&id={id}");
        if (lookup.Number is { } number)
            path.Append("&number=").Append(Uri.EscapeDataString(number));
        if (lookup.Text is { } text)
            path.Append("&text=").Append(Uri.EscapeDataString(text));
        return AskAsync(HttpMethod.Get, path.ToString(), content: null, ReplyReader.Receipts, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<RefundReservation> ReserveRefundAsync(RefundIntent intent, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckIntent(intent);
        return AskAsync(HttpMethod.Post, $"v1/devices/{intent.Device}/refunds", RequestWriter.Refund(intent), ReplyReader.Reservation, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TicketTakeover> TakeTicketAsync(TakeoverRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return AskAsync(HttpMethod.Post, $"v1/devices/{request.Device}/tickets", RequestWriter.Takeover(request), ReplyReader.Takeover, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<ReferenceChange>> FindCustomersAsync(string text, int limit, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckCustomers(text, limit);
        var path = string.Create(CultureInfo.InvariantCulture, $"v1/customers?text={Uri.EscapeDataString(text)}&limit={limit}");
        return AskAsync(HttpMethod.Get, path, content: null, ReplyReader.Customers, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReferenceChange> SaveAsync(SaveRequest request, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckSave(request);
        return AskAsync(HttpMethod.Post, "v1/changes", RequestWriter.Change(request), ReplyReader.Change, cancellationToken);
    }

    private Task<T> AskAsync<T>(HttpMethod method, string path, HttpContent? content, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        SendAsync(method, path, content, read, cancellationToken, isOnlineCall: true);
}
