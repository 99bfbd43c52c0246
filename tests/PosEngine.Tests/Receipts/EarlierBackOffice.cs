using System.Collections.Immutable;
using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>A back office of an early release: of a lookup it knows id, number, text and limit, and gives no cursors.</summary>
internal sealed class EarlierBackOffice(LoopbackBackOffice inner) : IBackOffice, IBackOfficeServices
{
    public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken) => inner.ConnectAsync(hello, cancellationToken);

    public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken) => inner.PushAsync(batch, cancellationToken);

    public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken) => inner.GetHashAsync(device, epoch, sequence, cancellationToken);

    public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken) => inner.PullAsync(cursor, limit, cancellationToken);

    public Task<ImmutableArray<StockLevel>> GetStockAsync(ImmutableArray<ItemId> items, CancellationToken cancellationToken) => inner.GetStockAsync(items, cancellationToken);

    public async Task<ImmutableArray<FoundReceipt>> FindReceiptsAsync(ReceiptLookup lookup, CancellationToken cancellationToken)
    {
        var found = await inner.FindReceiptsAsync(new() { Id = lookup.Id, Number = lookup.Number, Text = lookup.Text, Limit = lookup.Limit }, cancellationToken);
        return [.. found.Select(static receipt => new FoundReceipt(receipt.Device, receipt.Sequence, receipt.Body))];
    }

    public Task<RefundReservation> ReserveRefundAsync(RefundIntent intent, CancellationToken cancellationToken) => inner.ReserveRefundAsync(intent, cancellationToken);

    public Task<TicketTakeover> TakeTicketAsync(TakeoverRequest request, CancellationToken cancellationToken) => inner.TakeTicketAsync(request, cancellationToken);

    public Task<ImmutableArray<ReferenceChange>> FindCustomersAsync(string text, int limit, CancellationToken cancellationToken) => inner.FindCustomersAsync(text, limit, cancellationToken);

    public Task<ReferenceChange> SaveAsync(SaveRequest request, CancellationToken cancellationToken) => inner.SaveAsync(request, cancellationToken);
}
