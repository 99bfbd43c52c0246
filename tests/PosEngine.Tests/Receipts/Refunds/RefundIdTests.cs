using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>The id that a refund is given is its own: another receipt's makes no refund, no second receipt of that id, and is no answer either.</summary>
public sealed class RefundIdTests
{
    [Theory]
    [InlineData(true, true)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    [InlineData(false, false)]
    public async Task An_id_that_something_else_has_is_refused_before_anything_happens(bool isOnline, bool isIndexed)
    {
        await using var till = await ReadyAsync(isOnline);
        var (sale, other) = (await till.SellAsync(), await till.SellAsync());
        till.Settle(isOnline);
        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = other.Id, Lines = [new(other.Lines[0].Id, Quantity.One)] })).Value;
        var parked = till.RingUp();
        (await till.Pos.Tickets.ParkAsync(parked, "table 1")).EnsureDone();
        till.Settle(isOnline);
        if (isIndexed)
        {
            await till.RestartAsync();
            await till.SignInAsync();
        }

        var ticket = till.RingUp(3);
        ReceiptId[] taken = [refund.Id, sale.Id, other.Id, new(sale.TicketId.Value), new(other.TicketId.Value), new(parked.Id.Value)];
        foreach (var id in taken)
        {
            RefundRequest request = new() { ReceiptId = sale.Id, RefundId = id };
            await till.AssertRefusedAsync(RefusalCodes.RefundIdTaken, async () => (await till.Pos.Receipts.RefundAsync(request)).Refusal);
            await till.AssertRefusedAsync(RefusalCodes.RefundIdTaken, async () => (await till.Pos.Checkout.ExchangeAsync(ticket, request, [Payment.Cash(Money.Of(2.50m))])).Refusal);
        }

        var exchange = (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id, Lines = [new(sale.Lines[0].Id, Quantity.One)] }, [Payment.Cash(Money.Of(5))])).Value;
        till.Settle(isOnline);
        await till.AssertRefusedAsync(RefusalCodes.RefundIdTaken, async () => (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, RefundId = exchange.Id })).Refusal);
        await till.AssertRefusedAsync(
            RefusalCodes.RefundIdTaken, async () => (await till.Pos.Checkout.ExchangeAsync(till.RingUp(3), new() { ReceiptId = sale.Id, RefundId = exchange.Id }, [Payment.Cash(Money.Of(5))])).Refusal);
        Assert.Equal(refund.Number, (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = other.Id, Lines = [new(other.Lines[0].Id, Quantity.One)], RefundId = refund.Id })).Value.Number);
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();
    }

    [Fact]
    public async Task The_id_of_a_right_to_another_receipt_is_refused()
    {
        await using var till = await ReadyAsync(isOnline: true);
        var (sale, other) = (await till.SellAsync(), await till.SellAsync());
        till.Settle();
        RefundRequest asked = new() { ReceiptId = other.Id, RefundId = new(Guid.CreateVersion7(DateTimeOffset.UnixEpoch)) };
        till.BackOffice.Fault = static call => call == LoopbackCall.ReserveRefund ? LoopbackFault.LoseReply : LoopbackFault.None;
        Assert.False((await till.Pos.Receipts.RefundAsync(asked)).IsDone);
        till.BackOffice.Fault = null;
        till.Settle();

        await till.AssertRefusedAsync(RefusalCodes.RefundIdTaken, async () => (await till.Pos.Receipts.RefundAsync(asked with { ReceiptId = sale.Id })).Refusal);

        Assert.Equal(asked.RefundId, (await till.Pos.Receipts.RefundAsync(asked)).Value.Id);
    }

    private static async Task<TillHost> ReadyAsync(bool isOnline)
    {
        var till = await TillHost.ReadyAsync("""["refunds"]""", static options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.Refund));
        till.Settle();
        if (!isOnline)
            till.GoOffline();
        return till;
    }
}

file static class Settling
{
    /// <summary>The same where the till is online; otherwise nothing.</summary>
    public static void Settle(this TillHost till, bool isOnline)
    {
        if (isOnline)
            till.Settle();
    }
}
