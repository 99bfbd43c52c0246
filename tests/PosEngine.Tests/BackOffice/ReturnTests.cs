using PosEngine.Checkout;
using PosEngine.Receipts;

namespace PosEngine.BackOffice;

/// <summary>Exchanges and goods without their receipt, from the till to the sample back office over HTTP.</summary>
public abstract class ReturnTests(OfficeFixture fixture)
{
    [Fact]
    public async Task M5_an_exchange_what_it_sold_and_goods_without_a_receipt_arrive_and_add_up()
    {
        await using var till = await WiredTill.ReadyAsync(fixture.Office);
        await using var other = await WiredTill.ReadyAsync(fixture.Office);
        var sale = await till.SellAsync();
        await till.SynchroniseAsync();
        var exchange = (await till.Pos.Checkout.ExchangeAsync(till.RingUp(3), new() { ReceiptId = sale.Id, Reason = "too small" }, [Payment.Cash(Money.Of(2.5m))])).Value;
        var back = till.Pos.Tickets.Start();
        back.TakeBack(till.Pos.Catalog.Find(WiredTill.Coffee).Value, Quantity.One, "no receipt", restocks: false).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(back, [])).EnsureDone();
        await till.SynchroniseAsync();
        await till.AssertDeliveredAsync(receipts: 3, gross: 5);

        // Another till sees what was sold with it, and what came back is nothing to be refunded.
        Assert.Equal([new RefundableLine(exchange.Lines[1].Id, Quantity.Of(3), Money.Of(7.5m))], (await other.Pos.Receipts.GetRefundableAsync(exchange.Id)).Value);
        Assert.Equal(RefusalCodes.RefundTooMuch, (await other.Pos.Receipts.RefundAsync(new() { ReceiptId = exchange.Id, Lines = [new(exchange.Lines[0].Id, Quantity.One)] })).Refusal?.Code);
        (await other.Pos.Receipts.RefundAsync(new() { ReceiptId = exchange.Id })).EnsureDone();
        await other.SynchroniseAsync();
        await other.AssertDeliveredAsync(receipts: 1, gross: -7.5m);

        Assert.Equal(RefusalCodes.RefundTooMuch, (await till.Pos.Checkout.ExchangeAsync(till.RingUp(1), new() { ReceiptId = exchange.Id }, [])).Refusal?.Code);
        Assert.Equal(RefusalCodes.RefundTooMuch, (await other.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Refusal?.Code);
        foreach (var each in new[] { till, other })
            Assert.Empty((await each.Pos.Receipts.ListAsync(new() { State = SyncState.NeedsAttention })).Value);
    }

    [Fact]
    public async Task M5_a_price_reduction_arrives_is_shown_and_is_no_other_tills_to_give_again()
    {
        await using var till = await WiredTill.ReadyAsync(fixture.Office);
        await using var other = await WiredTill.ReadyAsync(fixture.Office);
        var sale = await till.SellAsync();
        var line = sale.Lines[0].Id;
        await till.SynchroniseAsync();
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(line, Money.Of(1.2m))], Reason = "cold" })).EnsureDone();
        await till.SynchroniseAsync();
        await till.AssertDeliveredAsync(receipts: 2, gross: sale.Total.ToDecimal() - 1.2m);

        Assert.Equal(RefusalCodes.RefundAmountTooLarge, (await other.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [RefundedLine.ByAmount(line, sale.Total)] })).Refusal?.Code);
        Assert.Equal(Money.Of(1.2m) - sale.Total, (await other.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).Value.Total);
        using var owner = await TestBrowser.SignInAsync(fixture.Office);
        Assert.Contains("Coffee reduced by 1.20", await owner.ShowAsync("/receipts"), StringComparison.Ordinal);
    }
}

public sealed class ReturnsOnSqliteTests(SqliteOffice office) : ReturnTests(office), IClassFixture<SqliteOffice>;

public sealed class ReturnsOnPostgresTests(PostgresOffice office) : ReturnTests(office), IClassFixture<PostgresOffice>;
