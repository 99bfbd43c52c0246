using PosEngine.Checkout;
using PosEngine.Receipts;
using PosEngine.Sync;
using PosEngine.Tickets;

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
    public async Task What_is_left_of_a_receipt_is_known_of_all_tills_and_where_it_is_not_it_is_said_so()
    {
        await using var till = await WiredTill.ReadyAsync(fixture.Office);
        await using var other = await WiredTill.ReadyAsync(fixture.Office);
        var sale = await till.SellAsync();
        await till.SynchroniseAsync();
        var line = Assert.Single(sale.Lines).Id;
        var (both, one) = (new RefundableLine(line, Quantity.Of(2), Money.Of(5)), new RefundableLine(line, Quantity.One, Money.Of(2.5m)));
        Assert.Equal([both], await LeftAsync(till));
        Assert.Equal([both], await LeftAsync(other));

        (await other.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id, Lines = [new(line, Quantity.One)] })).EnsureDone();
        await other.SynchroniseAsync();
        Assert.Equal([one], await LeftAsync(till));
        Assert.Equal([one], await LeftAsync(other));

        // Without a connection the till counts what it gave back itself, and says that it may be less.
        await till.CutAsync();
        Assert.Equal([both with { MayBeLess = true }], await LeftAsync(till));
        await till.MendAsync();
        Assert.Equal([one], await LeftAsync(till));

        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sale.Id })).EnsureDone();
        await till.SynchroniseAsync();
        Assert.Empty(await LeftAsync(other));

        async Task<IReadOnlyList<RefundableLine>> LeftAsync(WiredTill asked) => (await asked.Pos.Receipts.GetRefundableAsync(sale.Id)).Value;
    }

    [Fact]
    public async Task While_somebody_refunds_a_receipt_it_may_be_less_for_everybody_else()
    {
        await using var till = await WiredTill.ReadyAsync(fixture.Office);
        await using var other = await WiredTill.ReadyAsync(fixture.Office);
        var sale = await till.SellAsync();
        await till.SynchroniseAsync();
        await fixture.Office.PostAsync($"v1/devices/{till.Pos.Device.Id}/refunds", $$"""{ "refund": "{{TestDevice.NewId()}}", "receipt": "{{sale.Id}}", "lines": [ { "line": "{{sale.Lines[0].Id}}", "quantity": 1000 } ] }""");

        Assert.All((await other.Pos.Receipts.GetRefundableAsync(sale.Id)).Value, static line => Assert.True(line.MayBeLess));
    }

    [Fact]
    public async Task M5_gift_cards_points_and_accounts_of_exchanges_are_what_the_pages_say()
    {
        await using var till = await WiredTill.ReadyAsync(fixture.Office);
        await using var other = await WiredTill.ReadyAsync(fixture.Office);
        var customer = new Guid("0193b000-0000-7000-8000-0000000000e7");
        var (gift, account) = (await PaymentTypeAsync("gift_card"), await PaymentTypeAsync("on_account"));
        Assert.Equal(204, (await fixture.Office.PutAsync($"v1/admin/reference/customer/{customer}", $$"""{ "id": "{{customer}}", "name": "Erna Umtausch" }""")).Status);
        foreach (var each in new[] { till, other })
            (await each.Pos.Sync.SyncNowAsync()).EnsureDone();
        var number = $"6006-{customer:N}";
        var card = new StoredValueAccount(StoredValueKind.GiftCard, number);
        var sold = till.Pos.Tickets.Start();
        sold.SellGiftCard(number, Money.Of(20)).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(sold, Payment.Cash(Money.Of(20)))).EnsureDone();
        await till.SynchroniseAsync();

        // 5.00 by card and 5.00 on account; then 12.50 for it, 1.50 of the difference by card and 1.00 on account, the answer to which is lost.
        var sale = (await till.Pos.Checkout.CompleteAsync(RingUp(till, 4), [ByCard(5), new(account, Money.Of(5))])).Value;
        await till.SynchroniseAsync();
        var ticket = RingUp(till, 5);
        Payment[] payments = [ByCard(1.5m), new(account, Money.Of(1))];
        till.LoseReplies();
        Assert.NotNull((await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, payments)).Refusal);
        await till.HearAgainAsync(fixture.Office);
        var exchange = (await till.Pos.Checkout.ExchangeAsync(ticket, new() { ReceiptId = sale.Id }, payments)).Value;
        await till.SynchroniseAsync();
        await AssertAsync(onCard: 13.5m, owed: 6);
        using var owner = await TestBrowser.SignInAsync(fixture.Office);
        Assert.Contains("owes 6.00", await owner.ShowAsync("/customers"), StringComparison.Ordinal);

        // Another till takes all of it back, for something cheaper: the ways to pay that paid first pay it back first, and what is left goes on paying.
        var cheaper = (await other.Pos.Checkout.ExchangeAsync(RingUp(other, 2), new() { ReceiptId = exchange.Id }, [])).Value;
        await other.SynchroniseAsync();
        Assert.Equal(Money.Of(-7.5m), cheaper.Total);
        await AssertAsync(onCard: 20 - OfCard(cheaper), owed: 5 - OfCard(cheaper));
        (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = cheaper.Id })).EnsureDone();
        await till.SynchroniseAsync();
        await AssertAsync(onCard: 20, owed: 0);
        Assert.DoesNotContain("owes ", await owner.ShowAsync("/customers"), StringComparison.Ordinal);
        Assert.DoesNotContain(number, await owner.ShowAsync($"/devices/{till.Pos.Device.Id}"), StringComparison.Ordinal); // Nothing is reserved any more.
        foreach (var each in new[] { till, other })
            Assert.Empty((await each.Pos.Receipts.ListAsync(new() { State = SyncState.NeedsAttention })).Value);

        Payment ByCard(decimal amount) => new(gift, Money.Of(amount)) { Code = number };

        decimal OfCard(Receipt receipt) => receipt.RefundOf!.Exchange!.Credit.Where(credit => credit.Code == number).Sum(static credit => credit.Amount.ToDecimal());

        ITicket RingUp(WiredTill at, int coffees)
        {
            var rung = at.RingUp(coffees);
            rung.SetCustomer(new(customer)).EnsureDone();
            return rung;
        }

        async Task AssertAsync(decimal onCard, decimal owed)
        {
            Assert.Equal(Money.Of(onCard), Money.FromUnits((await other.Pos.Checkout.GetBalanceAsync(card)).Value.Available));
            (await other.Pos.Sync.SyncNowAsync()).EnsureDone();
            Assert.Equal(Money.Of(owed), (await other.Pos.Customers.FindAsync(new(customer))).Value.Owed);
        }
    }

    private async Task<PaymentType> PaymentTypeAsync(string kind)
    {
        var type = new PaymentType
        {
            Id = new(new Guid(kind == "gift_card" ? "0193b000-0000-7000-8000-0000000000f2" : "0193b000-0000-7000-8000-0000000000f1")),
            Name = kind, Kind = kind == "gift_card" ? PaymentKind.GiftCard : PaymentKind.OnAccount,
        };
        Assert.Equal(204, (await fixture.Office.PutAsync($"v1/admin/reference/payment_type/{type.Id}", $$"""{ "id": "{{type.Id}}", "name": "{{kind}}", "type": "{{kind}}" }""")).Status);
        return type;
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
