using System.Collections.Immutable;

namespace PosEngine.Sync;

// What a till asks while somebody waits, and what an owner does at the pages of a real back office.
public sealed partial class LoopbackBackOffice
{
    /// <inheritdoc/>
    public Task<ImmutableArray<StockLevel>> GetStockAsync(ImmutableArray<ItemId> items, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckStock(items);
        return CallAsync(LoopbackCall.GetStock, () => _stock.LevelsOf(items), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<FoundReceipt>> FindReceiptsAsync(ReceiptLookup lookup, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckLookup(lookup);
        return CallAsync(LoopbackCall.FindReceipts, () => _receipts.Find(lookup, (device, entry, sequence) => JournalOf(device).FindBefore(entry, sequence)), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<RefundReservation> ReserveRefundAsync(RefundIntent intent, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckIntent(intent);
        return CallAsync(LoopbackCall.ReserveRefund, () => Reserve(intent), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TicketTakeover> TakeTicketAsync(TakeoverRequest request, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        return CallAsync(LoopbackCall.TakeTicket, () => _tickets.Take(request), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ImmutableArray<ReferenceChange>> FindCustomersAsync(string text, int limit, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckCustomers(text, limit);
        return CallAsync(LoopbackCall.FindCustomers, () => _edits.FindCustomers(text, limit), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReferenceChange> SaveAsync(SaveRequest request, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckSave(request);
        return CallAsync(LoopbackCall.Save, () => _edits.Save(request), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredValueBalance> GetBalanceAsync(StoredValueAccount account, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckAccount(account);
        return CallAsync(LoopbackCall.GetBalance, () => _values.BalanceOf(account), cancellationToken);
    }

    /// <inheritdoc/>
    public Task<StoredValueAnswer> MoveAsync(StoredValueMove move, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckMove(move);
        return CallAsync(LoopbackCall.Move, () => _values.Move(move), cancellationToken);
    }

    /// <inheritdoc/>
    public Task CancelAsync(DeviceId device, Guid key, CancellationToken cancellationToken) => CallAsync(
        LoopbackCall.Cancel,
        () =>
        {
            _values.Cancel(device, key);
            return true;
        },
        cancellationToken);

    /// <summary>Counts an item's stock from now on: what is sold of it is taken away, and what comes back is added.</summary>
    public void SetStock(ItemId item, Quantity quantity)
    {
        lock (_gate)
            _stock.Set(item, quantity);
    }

    /// <summary>Ends the right to refund a receipt, as an owner does who knows that nothing will come of it any more.</summary>
    public void EndRefund(ReceiptId receipt)
    {
        lock (_gate)
            _refunds.End(receipt);
    }

    /// <summary>Frees a parked ticket that some device has taken, as an owner does who knows that nothing will come of it any more.</summary>
    public void FreeTicket(ParkingId parking)
    {
        lock (_gate)
            _tickets.Free(parking);
    }

    private RefundReservation Reserve(RefundIntent intent)
    {
        var (verdict, refunded, given, device) = _refunds.Reserve(intent);
        return new(verdict, refunded) { GivenBack = given, DeviceNumber = device is { } id && _deviceNumbers.TryGetValue(id, out var number) ? number : null };
    }
}
