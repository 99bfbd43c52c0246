using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Hardware.Printing;
using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Receipts;

/// <summary>The receipts of all devices of a shop, as one of them finds them.</summary>
public sealed class StoreReceiptTests
{
    [Fact]
    public async Task The_paper_of_another_device_is_scanned_and_found_while_there_is_a_connection()
    {
        await using var other = await TillHost.ReadyAsync();
        var receipt = await other.SellAsync(coffees: 3);
        await using var till = await SecondAsync(other);

        var found = (await till.Pos.Receipts.FindByBarcodeAsync(ReceiptBarcode.Of(receipt.Number))).Value;

        Assert.Equal((receipt.Id, receipt.Number, receipt.Total, other.Pos.Device.Id), (found.Id, found.Number, found.Total, found.DeviceId));
        Assert.Equal(found, (await till.Pos.Receipts.FindByNumberAsync(receipt.Number)).Value);
        Assert.Equal(found, Assert.Single((await till.Pos.Receipts.SearchBackOfficeAsync(new() { Text = "coffee" })).Value));
        Assert.Equal(receipt.Number, (await till.Pos.Receipts.GetAsync(found.Id)).Value.Number);
        Assert.Contains("Receipt 1-1001", (await till.Pos.Receipts.GetDocumentAsync(found.Id)).Value.ToText(42));
        Assert.Empty((await till.Pos.Receipts.ListAsync()).Value);

        other.BackOffice.IsReachable = false;
        till.Pos.Connectivity.ReportNetwork(false);
        Assert.Equal(RefusalCodes.ReceiptUnknown, (await till.Pos.Receipts.FindByBarcodeAsync("R1-1001")).Refusal?.Code);
        Assert.Equal(ReasonCodes.NoInternet, (await till.Pos.Receipts.SearchBackOfficeAsync(new())).Refusal?.Code);
    }

    [Fact]
    public async Task Other_devices_receipts_are_found_by_what_stands_in_them_page_by_page()
    {
        await using var other = await TillHost.ReadyAsync(options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.CustomerRegistration));
        var (cash, card, doras) = await SellThreeAsync(other);
        await using var till = await SecondAsync(other);

        Assert.Equal([card.Id, cash.Id], await FindAsync(till, new() { From = cash.CompletedAt, Until = doras.CompletedAt }));
        Assert.Equal([doras.Id], await FindAsync(till, new() { CustomerId = doras.CustomerId }));
        Assert.Equal([card.Id], await FindAsync(till, new() { PaymentTypeId = PaymentType.Card.Id }));
        Assert.Equal([doras.Id, card.Id], await FindAsync(till, new() { TotalMin = Money.Of(5) }));
        Assert.Equal([card.Id, cash.Id], await FindAsync(till, new() { TotalMax = Money.Of(5) }));
        Assert.Empty(await FindAsync(till, new() { PaymentTypeId = PaymentType.Card.Id, TotalMax = Money.Of(2.5m) }));

        var first = (await till.Pos.Receipts.SearchBackOfficeAsync(new() { Limit = 2 })).Value;
        await other.SellAsync();
        (await other.Pos.Sync.SyncNowAsync()).EnsureDone();
        var second = (await till.Pos.Receipts.SearchBackOfficeAsync(new() { Limit = 2, Before = first[^1].Cursor })).Value;
        Assert.Equal([doras.Id, card.Id, cash.Id], first.Concat(second).Select(static row => row.Id));
        Assert.Empty((await till.Pos.Receipts.SearchBackOfficeAsync(new() { Before = second[^1].Cursor })).Value);
    }

    [Fact]
    public async Task What_an_earlier_back_office_finds_and_does_not_fit_is_not_shown_and_it_has_one_page()
    {
        await using var other = await TillHost.ReadyAsync(options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.CustomerRegistration));
        var (cash, card, doras) = await SellThreeAsync(other);
        await using var till = await SecondAsync(other, new EarlierBackOffice(other.BackOffice));

        Assert.Equal([doras.Id, card.Id, cash.Id], await FindAsync(till, new()));
        Assert.Equal([card.Id, cash.Id], await FindAsync(till, new() { From = cash.CompletedAt, Until = doras.CompletedAt }));
        Assert.Equal([doras.Id], await FindAsync(till, new() { From = doras.CompletedAt }));
        Assert.Equal([doras.Id], await FindAsync(till, new() { CustomerId = doras.CustomerId }));
        Assert.Equal([card.Id], await FindAsync(till, new() { PaymentTypeId = PaymentType.Card.Id }));
        Assert.Equal([doras.Id, card.Id], await FindAsync(till, new() { TotalMin = Money.Of(5) }));
        Assert.Equal([card.Id, cash.Id], await FindAsync(till, new() { TotalMax = Money.Of(5) }));
        Assert.Empty(await FindAsync(till, new() { Before = "1" }));
        Assert.All((await till.Pos.Receipts.SearchBackOfficeAsync(new())).Value, static row => Assert.Null(row.Cursor));
        Assert.Equal(cash.Id, (await till.Pos.Receipts.FindByNumberAsync(cash.Number)).Value.Id);
        Assert.True(Assert.Single((await till.Pos.Receipts.GetRefundableAsync(cash.Id)).Value).MayBeLess);
    }

    [Fact]
    public async Task A_cursor_of_another_back_office_is_refused_with_its_words()
    {
        await using var other = await TillHost.ReadyAsync();
        await using var till = await SecondAsync(other);

        Assert.Equal(RefusalCodes.BackOfficeRejected, (await till.Pos.Receipts.SearchBackOfficeAsync(new() { Before = "of another one" })).Refusal?.Code);
    }

    [Fact]
    public async Task A_receipt_of_another_device_is_sent_to_its_customer_while_there_is_a_connection()
    {
        await using var other = await TillHost.ReadyAsync();
        var receipt = await other.SellAsync();
        await using var till = await SecondAsync(other);

        (await till.Pos.Receipts.EmailAsync(receipt.Id, "ann@example.com")).EnsureDone();

        Assert.Equal(receipt.Id.Value, Assert.Single(await till.EntriesAsync("email-requested")).GetProperty("data").GetProperty("receipt").GetGuid());
        till.Pos.Connectivity.ReportNetwork(false);
        Assert.Equal(RefusalCodes.ReceiptUnknown, (await till.Pos.Receipts.EmailAsync(receipt.Id, "eve@example.com")).Refusal?.Code);
        Assert.Single(await till.EntriesAsync("email-requested"));
    }

    [Fact]
    public async Task What_was_sent_of_another_devices_receipt_is_erased_with_its_customer()
    {
        await using var other = await TillHost.ReadyAsync(options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.CustomerRegistration));
        var dora = (await other.Pos.Customers.RegisterAsync(new() { Name = "Dora" })).Value.Id;
        var ticket = other.RingUp();
        ticket.SetCustomer(dora).EnsureDone();
        var receipt = (await other.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(ticket.Current.Totals.Payable))).Value;
        (await other.Pos.Sync.SyncNowAsync()).EnsureDone();
        await using var till = await SecondAsync(other);
        (await till.Pos.Receipts.EmailAsync(receipt.Id, "elsewhere@example.com")).EnsureDone();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal(1, PersonalRows());

        other.BackOffice.EraseCustomer(dora);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Empty(other.BackOffice.PersonalDataOf(till.Pos.Device.Id));
        Assert.Equal(0, PersonalRows());

        long PersonalRows() => Sql.Read<long>(till.DatabasePath, "SELECT count(*) FROM personal");
    }

    [Fact]
    public async Task A_devices_own_receipt_is_found_by_its_paper_without_asking_anybody()
    {
        await using var till = await TillHost.ReadyAsync();
        var receipt = await till.SellAsync();
        var paper = (await till.Pos.Receipts.GetDocumentAsync(receipt.Id)).Value;
        till.GoOffline();

        var barcode = Assert.Single(paper.Blocks.OfType<BarcodeBlock>()).Data;

        Assert.Equal((receipt.Id, (DeviceId?)null), (await till.Pos.Receipts.FindByBarcodeAsync($" {barcode}\r\n")).Value is var found ? (found.Id, found.DeviceId) : default);
    }

    [Theory]
    [InlineData(TillHost.CoffeeCode)]
    [InlineData("R")]
    [InlineData("")]
    [InlineData("RUM-750")]
    [InlineData("R1001")]
    public async Task What_is_not_the_barcode_of_a_receipt_finds_none(string barcode)
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();

        Assert.Equal(RefusalCodes.ReceiptUnknown, (await till.Pos.Receipts.FindByBarcodeAsync(barcode)).Refusal?.Code);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(101)]
    public async Task A_page_of_none_or_too_many_is_a_mistake(int limit)
    {
        await using var till = await TillHost.ReadyAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => till.Pos.Receipts.SearchBackOfficeAsync(new() { Limit = limit }));
    }

    /// <summary>Of 2.50 in cash, 5.00 by card an hour later, and another hour later 7.50 in cash for Dora.</summary>
    private static async Task<(Receipt Cash, Receipt Card, Receipt Doras)> SellThreeAsync(TillHost till)
    {
        var cash = await till.SellAsync(coffees: 1);
        till.Time.Advance(TimeSpan.FromHours(1));
        var byCard = till.RingUp(2);
        var card = (await till.Pos.Checkout.CompleteAsync(byCard, Payment.Card(byCard.Current.Totals.Payable))).Value;
        till.Time.Advance(TimeSpan.FromHours(1));
        var ticket = till.RingUp(3);
        ticket.SetCustomer((await till.Pos.Customers.RegisterAsync(new() { Name = "Dora" })).Value.Id).EnsureDone();
        var doras = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(ticket.Current.Totals.Payable))).Value;
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        return (cash, card, doras);
    }

    private static async Task<IEnumerable<ReceiptId>> FindAsync(TillHost till, Sync.ReceiptLookup lookup) => (await till.Pos.Receipts.SearchBackOfficeAsync(lookup)).Value.Select(static row => row.Id);

    private static async Task<TillHost> SecondAsync(TillHost first, Sync.IBackOffice? transport = null)
    {
        var till = await new TillHost(static options => options.DeviceNumber = 2) { Transport = transport ?? first.BackOffice }.StartAsync();
        await till.SignInAsync();
        return till;
    }
}
