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
        Add("id", lookup.Id?.ToString());
        Add("number", lookup.Number);
        Add("text", lookup.Text);
        Add("customer", lookup.CustomerId?.ToString());
        Add("from", lookup.From?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add("until", lookup.Until?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture));
        Add("total_min", lookup.TotalMin?.Units.ToString(CultureInfo.InvariantCulture));
        Add("total_max", lookup.TotalMax?.Units.ToString(CultureInfo.InvariantCulture));
        Add("payment_type", lookup.PaymentTypeId?.ToString());
        Add("before", lookup.Before);
        return AskAsync(HttpMethod.Get, path.ToString(), content: null, ReplyReader.Receipts, cancellationToken);

        void Add(string name, string? value)
        {
            if (value is not null)
                path.Append('&').Append(name).Append('=').Append(Uri.EscapeDataString(value));
        }
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

    /// <inheritdoc/>
    public Task<StoredValueBalance> GetBalanceAsync(StoredValueAccount account, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckAccount(account);
        return AskAsync(HttpMethod.Post, "v1/values", RequestWriter.Account(account), ReplyReader.Balance, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredValueAnswer> MoveAsync(StoredValueMove move, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckMove(move);
        return AskAsync(HttpMethod.Post, $"v1/devices/{move.Device}/values", RequestWriter.Move(move), ReplyReader.Moved, cancellationToken);
    }

    /// <inheritdoc/>
    public Task CancelAsync(DeviceId device, Guid key, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, $"v1/devices/{device}/values/{key}/cancel", RequestWriter.Nothing(), static _ => true, cancellationToken);

    private Task<T> AskAsync<T>(HttpMethod method, string path, HttpContent? content, Func<JsonElement, T> read, CancellationToken cancellationToken) =>
        SendAsync(method, path, content, read, cancellationToken, isOnlineCall: true);
}
