using PosEngine.Capabilities;
using PosEngine.Journal;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Catalog;

/// <summary>Items registered and edited at the till, and stock asked for: only with a connection.</summary>
public sealed class ItemEditingTests
{
    private static readonly TaxId Vat = new(new Guid("0193b000-0000-7000-8000-000000000020"));

    private static readonly ItemDetails Tea = new() { Name = "Tea", Price = Money.Of(1.80m), Sku = "TEA", Barcodes = ["4006381333948"], Taxes = [Vat] };

    [Fact]
    public async Task An_item_is_registered_and_sold_at_once()
    {
        await using var till = await TillHost.ReadyAsync();

        var tea = (await till.Pos.Catalog.RegisterAsync(Tea)).Value;

        Assert.Equal(("Tea", Money.Of(1.80m), "VAT 20%"), (tea.Name, tea.Price, Assert.Single(tea.Taxes).Name));
        till.Pos.Tickets.Start().Add(tea).EnsureDone();
        till.Pos.Tickets.Start().Scan("4006381333948").EnsureDone();
        var entry = Assert.Single(await till.EntriesAsync(EntryKinds.ItemEdited)).GetProperty("data");
        Assert.Equal((true, tea.Id.Value, "TEA"), (entry.GetProperty("new").GetBoolean(), entry.GetProperty("item").GetGuid(), entry.GetProperty("data").GetProperty("sku").GetString()));
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task An_edited_price_is_the_price_from_then_on()
    {
        await using var till = await TillHost.ReadyAsync();
        var coffee = till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;

        (await till.Pos.Catalog.EditAsync(coffee.Id, new() { Name = "Coffee", Price = Money.Of(3), Sku = "COF", Barcodes = [TillHost.CoffeeCode], Taxes = [Vat] })).EnsureDone();

        Assert.Equal(Money.Of(3), till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value.Price);
        Assert.Equal(Money.Of(6), (await till.SellAsync()).Total);
        Assert.Equal(RefusalCodes.ItemUnknown, (await till.Pos.Catalog.EditAsync(new(new Guid(9, 0, 0, new byte[8])), Tea)).Refusal!.Code);
    }

    [Fact]
    public async Task What_the_back_office_does_not_take_is_refused_with_its_words_and_a_lost_answer_is_unknown()
    {
        await using var till = await TillHost.ReadyAsync();

        var taken = await till.Pos.Catalog.RegisterAsync(Tea with { Barcodes = [TillHost.CoffeeCode] });
        Assert.Equal(RefusalCodes.BackOfficeRejected, taken.Refusal!.Code);
        Assert.Contains(TillHost.CoffeeCode, taken.Refusal.Message, StringComparison.Ordinal);
        await till.AssertRefusedAsync(RefusalCodes.AmountInvalid, async () => (await till.Pos.Catalog.RegisterAsync(Tea with { Price = Money.Of(-1) })).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NameInvalid, async () => (await till.Pos.Catalog.RegisterAsync(Tea with { Name = "" })).Refusal);

        till.BackOffice.Fault = static call => call == LoopbackCall.Save ? LoopbackFault.LoseReply : LoopbackFault.None;
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Catalog.RegisterAsync(Tea)).Outcome);
        till.BackOffice.Fault = null;
        var tea = (await till.Pos.Catalog.RegisterAsync(Tea with { })).Value;
        Assert.Equal(tea.Id, till.Pos.Catalog.FindBySku("TEA").Value.Id); // The one that the lost answer was about.
        Assert.Equal(RefusalCodes.BackOfficeRejected, (await till.Pos.Catalog.RegisterAsync(Tea)).Refusal!.Code); // Its barcode is taken now.
    }

    [Fact]
    public async Task Offline_no_item_is_edited_and_no_stock_shown()
    {
        await using var till = await TillHost.ReadyAsync();
        ShowStock(till);
        till.GoOffline();

        await till.AssertRefusedAsync(ReasonCodes.ItemEditingOffline, async () => (await till.Pos.Catalog.RegisterAsync(Tea)).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.StockOffline, async () => (await till.Pos.Stock.GetAsync([])).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.StockOffline, async () => (await till.Pos.Stock.CheckAsync(till.RingUp())).Refusal);
    }

    [Fact]
    public async Task Stock_is_shown_and_short_stock_warned_of_where_the_shop_wants_it()
    {
        await using var till = await TillHost.ReadyAsync();
        var coffee = till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value;
        var other = new ItemId(new Guid(9, 0, 0, new byte[8]));
        till.BackOffice.SetStock(coffee.Id, Quantity.Of(3));
        Assert.Equal(ReasonCodes.StockDisabled, (await till.Pos.Stock.GetAsync([coffee.Id])).Refusal!.Code);
        ShowStock(till);

        Assert.Equal([new StockLevel(coffee.Id, Quantity.Of(3))], (await till.Pos.Stock.GetAsync([coffee.Id, other, coffee.Id])).Value);
        Assert.Empty((await till.Pos.Stock.CheckAsync(till.RingUp(3))).Value);
        var ticket = till.RingUp(4);
        Assert.Equal([new StockShortage(coffee.Id, "Coffee", Quantity.Of(4), Quantity.Of(3))], (await till.Pos.Stock.CheckAsync(ticket)).Value);
        await till.SellAsync(2);
        Assert.Equal([new StockLevel(coffee.Id, Quantity.Of(1))], (await till.Pos.Stock.GetAsync([coffee.Id])).Value);
        till.BackOffice.Fault = static _ => LoopbackFault.LoseRequest;
        Assert.Equal(RefusalCodes.BackOfficeUnanswered, (await till.Pos.Stock.GetAsync([coffee.Id])).Refusal!.Code);
    }

    private static void ShowStock(TillHost till)
    {
        till.SetReference("settings", "shop", """{ "shows_stock": true, "warns_of_negative_stock": true }""");
        till.Pos.Sync.SyncNowAsync().GetAwaiter().GetResult().EnsureDone();
    }
}
