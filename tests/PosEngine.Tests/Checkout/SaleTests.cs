using PosEngine.Tickets;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Checkout;

public sealed class SaleTests
{
    [Fact]
    public async Task A_sale_gives_a_receipt_with_number_change_and_figures()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp(coffees: 2);

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).Value;

        Assert.Equal("1-1001", receipt.Number);
        Assert.Equal(Money.Of(5.00m), receipt.Total);
        Assert.Equal(Money.Of(0.83m), receipt.Totals.Tax);
        Assert.Equal(Money.Of(15.00m), receipt.Change);
        Assert.Equal(TicketStatus.Paid, ticket.Current.Status);
    }

    [Fact]
    public async Task A_sale_is_synchronised_while_online_and_waits_while_offline()
    {
        await using var till = await TillHost.ReadyAsync();
        var online = await till.SellAsync();
        till.GoOffline();
        var offline = await till.SellAsync();

        var list = (await till.Pos.Receipts.ListAsync()).Value;
        Assert.Equal([offline.Number, online.Number], list.Select(row => row.Number));
        Assert.Equal([SyncState.Unsynchronised, SyncState.Synchronised], list.Select(row => row.State));

        till.GoOnline();
        list = (await till.Pos.Receipts.ListAsync()).Value;
        Assert.All(list, row => Assert.Equal(SyncState.Synchronised, row.State));
        Assert.Equal(till.Pos.Journal.Head.Value, till.BackOffice.EntriesOf(till.Pos.Device.Id).Length);
    }

    [Fact]
    public async Task A_receipt_read_back_is_the_receipt_that_was_given()
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();
        await till.RestartAsync();
        await till.SignInAsync();

        var read = (await till.Pos.Receipts.GetAsync(receipt.Id)).Value;

        Assert.Equivalent(receipt, read, strict: true);
    }
}
