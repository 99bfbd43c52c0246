using PosEngine.Checkout;
using PosEngine.Hardware;
using PosEngine.Hardware.Printing;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Tickets;

public sealed class DiningOptionTests
{
    private const string Reduced = "0193b000-0000-7000-8000-000000000021";

    private static readonly DiningOptionId DineIn = new(ShopReference.Id(1));
    private static readonly DiningOptionId Takeaway = new(ShopReference.Id(2));

    [Fact]
    public async Task A_ticket_begins_with_the_default_and_the_receipt_says_how_it_was_served()
    {
        await using var till = await ReadyAsync();
        Assert.Equal(["Dine in", "Takeaway"], till.Pos.Catalog.DiningOptions.Value.Select(option => option.Name));
        var ticket = till.RingUp();
        Assert.Equal(("Dine in", DineIn), (ticket.Current.DiningOption, ticket.Current.DiningOptionId!.Value));

        ticket.SetDiningOption(Takeaway).EnsureDone();
        Assert.Equal(("Takeaway", Takeaway), (ticket.Current.DiningOption, ticket.Current.DiningOptionId!.Value));
        var sold = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(5)))).Value;
        await till.RestartAsync();
        await till.SignInAsync();

        var receipt = (await till.Pos.Receipts.GetAsync(sold.Id)).Value;
        Assert.Equal(("Takeaway", Takeaway), (receipt.DiningOption, receipt.DiningOptionId!.Value));
        var body = Assert.Single(await till.EntriesAsync("receipt")).GetProperty("data");
        Assert.Equal(("Takeaway", $"{Takeaway}"), (body.GetProperty("dining_option").GetString(), body.GetProperty("dining_option_id").GetString()));
    }

    [Fact]
    public async Task It_is_kept_with_a_parked_ticket_and_cleared_by_nothing_else()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp();
        ticket.SetDiningOption(Takeaway).EnsureDone();
        (await till.Pos.Tickets.ParkAsync(ticket, "window")).EnsureDone();
        await till.RestartAsync();
        await till.SignInAsync();

        var resumed = (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value;
        Assert.Equal(Takeaway, resumed.Current.DiningOptionId);
        resumed.SetDiningOption("picnic").EnsureDone();
        Assert.Equal(("picnic", null), (resumed.Current.DiningOption, resumed.Current.DiningOptionId));
        resumed.SetDiningOption("Dine in").EnsureDone();
        Assert.Equal(DineIn, resumed.Current.DiningOptionId);
        resumed.SetDiningOption(null).EnsureDone();
        Assert.Equal((null, null), (resumed.Current.DiningOption, resumed.Current.DiningOptionId));
        Assert.Equal(RefusalCodes.DiningOptionUnknown, resumed.SetDiningOption(new DiningOptionId(ShopReference.Id(9))).Refusal?.Code);
    }

    [Fact]
    public async Task Taxes_follow_its_id_so_that_it_may_be_renamed()
    {
        await using var till = await ReadyAsync();
        till.SetReference("tax", Reduced, $$"""{ "id": "{{Reduced}}", "name": "VAT 5%", "rate": 50000, "type": "included" }""");
        till.List("item", 7, "Soup", $"\"sku\": \"SOUP\", \"price\": 600000, \"taxes\": [\"0193b000-0000-7000-8000-000000000020\"], \"tax_rules\": [{{ \"dining_option\": \"{Takeaway}\", \"taxes\": [\"{Reduced}\"] }}]");
        till.List("dining_option", 2, "To go", "\"order\": 2");
        await till.PullAsync();
        var ticket = till.Pos.Tickets.Start();
        var line = ticket.Add(till.Pos.Catalog.FindBySku("SOUP").Value).Value.Id;
        Assert.Equal("VAT 20%", Assert.Single(ticket.Current.Lines[0].Taxes).Name);

        ticket.SetDiningOption(Takeaway).EnsureDone();

        Assert.Equal("VAT 5%", Assert.Single(ticket.Current.Lines.Single(each => each.Id == line).Taxes).Name);
        Assert.Equal("To go", ticket.Current.DiningOption);
    }

    [Fact]
    public async Task A_shop_without_any_has_tickets_and_receipts_as_before()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();

        var body = Assert.Single(await till.EntriesAsync("receipt")).GetProperty("data");
        Assert.False(body.TryGetProperty("dining_option", out _));
        Assert.False(body.TryGetProperty("dining_option_id", out _));
    }

    [Theory]
    [InlineData("en-IE", "Dining option")]
    [InlineData("de-DE", "Verzehrart")]
    public void It_stands_on_the_paper(string culture, string label)
    {
        var paper = ReceiptDocuments.Of(TestPapers.Everything with { DiningOption = "To go" }, TestPapers.Context, TestPapers.TextIn(culture, Currency.EUR));

        Assert.Contains(new PairBlock(label, "To go"), paper.Blocks);
        Assert.DoesNotContain(ReceiptDocuments.Of(TestPapers.Everything, TestPapers.Context, TestPapers.TextIn(culture, Currency.EUR)).Blocks, block => block is PairBlock { Left: "Dining option" or "Verzehrart" });
    }

    private static async Task<TillHost> ReadyAsync()
    {
        var till = new TillHost();
        till.List("dining_option", 2, "Takeaway", "\"order\": 2");
        till.List("dining_option", 1, "Dine in", "\"order\": 1, \"default\": true");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }
}
