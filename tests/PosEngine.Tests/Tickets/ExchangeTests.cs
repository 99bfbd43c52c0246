using PosEngine.Checkout;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Tickets;

/// <summary>What is on a ticket beside sales: things taken back, what was paid before, customers who pay no taxes.</summary>
public sealed class ExchangeTests
{
    [Fact]
    public async Task Whoever_may_refund_takes_something_back_in_an_exchange()
    {
        await using var till = await ReadyToRefundAsync();
        var ticket = till.RingUp();
        var gross = ticket.Current.Totals.Gross;
        var sold = ticket.Current.Lines[0];
        var item = till.Pos.Catalog.Find(sold.ItemId!.Value).Value;

        var returned = ticket.TakeBack(item, Quantity.One, "too large").Value;
        Assert.Equal(gross - sold.UnitPrice, ticket.Current.Totals.Gross);
        ticket.ChangeQuantity(returned.Id, Quantity.Of(-2)).EnsureDone();
        ticket.ChangeQuantity(returned.Id, Quantity.Of(-1)).EnsureDone();
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(gross))).Value;

        Assert.Equal(sold.UnitPrice, receipt.Change);
        Assert.True(receipt.IsPricedRight());
    }

    [Fact]
    public async Task What_was_paid_before_is_on_the_receipt_and_lowers_no_tax()
    {
        await using var till = await TillHost.ReadyAsync("""["price_overrides"]""");
        var ticket = till.RingUp();
        var before = ticket.Current.Totals;

        ticket.SetPrepaid(before.Gross + Money.Of(1)).EnsureDone();
        Assert.Equal(RefusalCodes.PaymentOver, (await till.Pos.Checkout.CompleteAsync(ticket, [])).Refusal?.Code);
        ticket.SetPrepaid(Money.Of(1)).EnsureDone();
        var sold = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(before.Gross - Money.Of(1)))).Value;
        await till.RestartAsync();
        await till.SignInAsync();

        var receipt = (await till.Pos.Receipts.GetAsync(sold.Id)).Value;
        Assert.Equal(before with { Prepaid = Money.Of(1) }, receipt.Totals);
        Assert.Equal(before.Gross - Money.Of(1), receipt.Total);
        Assert.Equal(Money.Zero, receipt.Change);
        Assert.True(receipt.IsPricedRight());
    }

    [Fact]
    public async Task A_tax_free_customer_pays_no_taxes_until_taken_off()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetReference("customer", TillHost.Carla.ToString(), $$"""{ "id": "{{TillHost.Carla}}", "name": "Carla", "tax_free": true }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        var ticket = till.RingUp();
        var taxed = ticket.Current.Totals;

        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        Assert.True(ticket.Current.IsTaxFree);
        Assert.Equal(Money.Zero, ticket.Current.Totals.Tax);
        Assert.Equal(taxed.Net, ticket.Current.Totals.Gross);

        ticket.SetCustomer(null).EnsureDone();
        Assert.False(ticket.Current.IsTaxFree);
        Assert.Equal(taxed, ticket.Current.Totals);
    }

    private static Task<TillHost> ReadyToRefundAsync() => TillHost.ReadyAsync("""["refunds_without_receipt"]""");
}
