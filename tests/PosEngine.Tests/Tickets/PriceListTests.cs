using PosEngine.Catalog;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Support;

namespace PosEngine.Tickets;

/// <summary>What a ticket costs whose customer buys by a price list.</summary>
public sealed class PriceListTests
{
    private const string Vat = "0193b000-0000-7000-8000-000000000020";
    private const string Coffee = "0193b000-0000-7000-8000-000000000001";

    private static readonly PriceListId Club = new(ShopReference.Id(1));
    private static readonly PriceListId Staff = new(ShopReference.Id(2));
    private static readonly CustomerId Sam = new(ShopReference.Id(11));

    [Fact]
    public async Task Lists_come_with_the_pull_and_customers_name_theirs()
    {
        await using var till = await ReadyAsync();

        Assert.Equal([Staff, Club], till.Pos.Catalog.PriceLists.Value.Select(static list => list.Id));
        var (staff, club) = (till.Pos.Catalog.PriceLists.Value[0], till.Pos.Catalog.PriceLists.Value[1]);
        Assert.Equal(("Club", Rate.Zero, Money.Of(2), 2), (club.Name, club.Discount, club.Prices[new(new Guid(Coffee))], club.Prices.Count));
        Assert.Equal((Rate.Percent(20), Money.Of(1.50m), -1), (staff.Discount, staff.Prices[ItemOf(till, "CAKE").Id], staff.Order));
        Assert.Equal((Club, Staff), ((await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.PriceListId!.Value, (await till.Pos.Customers.FindAsync(Sam)).Value.PriceListId!.Value));

        till.BackOffice.RemoveReference("price_list", $"{Staff}");
        await till.PullAsync();
        Assert.Equal([Club], till.Pos.Catalog.PriceLists.Value.Select(static list => list.Id));
    }

    [Theory]
    [InlineData("\"rate\": -1")]
    [InlineData("\"rate\": 1000001")]
    [InlineData("\"prices\": [{ \"item\": \"0193b000-0000-7000-8000-000000000001\", \"price\": -1 }]")]
    [InlineData("\"prices\": [{ \"item\": \"0193b000-0000-7000-8000-000000000001\", \"price\": 1 }, { \"item\": \"0193b000-0000-7000-8000-000000000001\", \"price\": 2 }]")]
    [InlineData("\"prices\": [{ \"item\": \"coffee\", \"price\": 1 }]")]
    [InlineData("\"prices\": [{ \"item\": \"0193b000-0000-7000-8000-000000000001\" }]")]
    [InlineData("\"prices\": { }")]
    public async Task One_that_makes_no_sense_is_left_out(string members)
    {
        await using var till = new TillHost();
        till.List("price_list", 1, "Club", members);
        till.List("price_list", 2, "Staff", "\"prices\": null");
        till.List("price_list", 3, " ");
        await till.StartAsync();

        Assert.Equal(Staff, Assert.Single(till.Pos.Catalog.PriceLists.Value).Id);
    }

    [Fact]
    public async Task Lines_rung_up_before_and_after_have_the_prices_of_the_list_and_the_ordinary_ones_once_the_customer_is_off()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(1);
        ticket.Add(ItemOf(till, "CAKE")).EnsureDone();

        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        ticket.Add(ItemOf(till, "BLUE")).EnsureDone();
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();

        // The cake is not on the list, the blue shirt is: a variant has a price of its own. The scan goes with the first coffee.
        Assert.Equal([Money.Of(2), Money.Of(3), Money.Of(8)], Prices(ticket));
        Assert.Equal(Quantity.Of(2), ticket.Current.Lines[0].Quantity);
        Assert.Equal([new(Club, "Club", Money.Of(2.50m)), null, new ListedPrice(Club, "Club", Money.Of(10))], ticket.Current.Lines.Select(static line => line.Listed));
        Assert.Equal((Money.Of(15), Club), (ticket.Current.Totals.Gross, ticket.Current.PriceListId!.Value));

        ticket.SetCustomer(Sam).EnsureDone();
        Assert.Equal([Money.Of(2), Money.Of(1.50m), Money.Of(8)], Prices(ticket));
        Assert.Equal([Rate.Percent(20), null, Rate.Percent(20)], ticket.Current.Lines.Select(static line => line.Listed!.Discount));

        ticket.SetCustomer(null).EnsureDone();
        Assert.Equal([Money.Of(2.50m), Money.Of(3), Money.Of(10)], Prices(ticket));
        Assert.All(ticket.Current.Lines, static line => Assert.Null(line.Listed));
        Assert.Equal((Money.Of(18), null), (ticket.Current.Totals.Gross, ticket.Current.PriceListId));
    }

    [Fact]
    public async Task A_part_off_is_rounded_to_cents_unless_the_price_is_finer_and_reaches_nothing_that_no_discount_reaches()
    {
        await using var till = await ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        ticket.SetCustomer(Sam).EnsureDone();

        ticket.Add(ItemOf(till, "SCREW"), Quantity.Of(100)).EnsureDone();
        ticket.Add(ItemOf(till, "BOOK")).EnsureDone();
        ticket.Add(ItemOf(till, "PEN")).EnsureDone();
        ticket.Add(ItemOf(till, "HAM"), Quantity.Of(0.25m)).EnsureDone();

        // 0.012 less a fifth is 0.0096, 0.99 less a fifth 0.792, 1.19 for 100 g less a fifth 0.952.
        Assert.Equal([Money.Of(0.0096m), Money.Of(9), Money.Of(0.79m), Money.Of(0.95m)], Prices(ticket));
        Assert.Equal([Money.Of(0.96m), Money.Of(9), Money.Of(0.79m), Money.Of(2.38m)], ticket.Current.Priced.Lines.Select(static line => line.Gross));
        Assert.Null(ticket.Current.Lines[1].Listed);
    }

    [Fact]
    public async Task Open_prices_deposits_and_what_is_taken_back_have_no_list()
    {
        await using var till = await ReadyAsync();
        var ticket = till.Pos.Tickets.Start();
        var anything = ItemOf(till, "OPEN");
        ticket.Add(anything, price: Money.Of(4)).EnsureDone();
        ticket.SetCustomer(Sam).EnsureDone();

        ticket.Add(anything, price: Money.Of(5)).EnsureDone();
        ticket.Add(ItemOf(till, "COLA")).EnsureDone();
        ticket.TakeBack(ItemOf(till, "CAKE"), Quantity.One, "stale").EnsureDone();
        ticket.AddTip(Money.Of(1)).EnsureDone();
        ticket.SellGiftCard("4000-1", Money.Of(10)).EnsureDone();

        Assert.Equal([Money.Of(4), Money.Of(5), Money.Of(1.60m), Money.Of(0.25m), Money.Of(3), Money.Of(1), Money.Of(10)], Prices(ticket));
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        Assert.Equal([Money.Of(4), Money.Of(5), Money.Of(2), Money.Of(0.25m), Money.Of(3), Money.Of(1), Money.Of(10)], Prices(ticket));
    }

    [Fact]
    public async Task A_price_that_somebody_changed_stays()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(1);
        ticket.Add(ItemOf(till, "BLUE")).EnsureDone();
        ticket.OverridePrice(ticket.Current.Lines[0].Id, Money.Of(2.20m), "a scratch").EnsureDone();

        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        Assert.Equal([Money.Of(2.20m), Money.Of(8)], Prices(ticket));
        ticket.OverridePrice(ticket.Current.Lines[1].Id, Money.Of(8)).EnsureDone(); // No change: it stays the list's.
        Assert.NotNull(ticket.Current.Lines[1].Listed);
        ticket.OverridePrice(ticket.Current.Lines[1].Id, Money.Of(7)).EnsureDone();
        Assert.Null(ticket.Current.Lines[1].Listed);
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();

        ticket.SetCustomer(Sam).EnsureDone();
        Assert.Equal([Money.Of(2.20m), Money.Of(7), Money.Of(2)], Prices(ticket));
        ticket.SetCustomer(null).EnsureDone();
        Assert.Equal([Money.Of(2.20m), Money.Of(7), Money.Of(2.50m)], Prices(ticket));

        // By hand it is not the list's, though as much: another one is another line.
        ticket.OverridePrice(ticket.Current.Lines[2].Id, Money.Of(2)).EnsureDone();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        Assert.Equal(4, ticket.Current.Lines.Length);
        (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(50)))).EnsureDone();

        var overridden = (await till.EntriesAsync("price-overridden")).Select(static entry => entry.GetProperty("data"));
        Assert.Equal([(250_000L, 220_000L), (800_000, 700_000), (250_000, 200_000)], overridden.Select(static data => (data.GetProperty("from").GetInt64(), data.GetProperty("to").GetInt64())));
    }

    [Fact]
    public async Task A_list_that_changes_later_changes_nothing_that_is_rung_up()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(1);
        ticket.SetCustomer(TillHost.Carla).EnsureDone();

        till.List("price_list", 1, "Club 2", Prices((Coffee, 190_000)));
        till.List("item", 5, "Blue shirt", Item("BLUE", 1_200_000));
        await till.PullAsync();
        Assert.Equal([Money.Of(2)], Prices(ticket));
        ticket.Scan(TillHost.CoffeeCode).EnsureDone();
        Assert.Equal([Money.Of(2), Money.Of(1.90m)], Prices(ticket));
        Assert.Equal(["Club", "Club 2"], ticket.Current.Lines.Select(static line => line.Listed!.Name));

        // Whoever puts the customer on it anew has the prices of now; without one they are those of then.
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        Assert.Equal([Money.Of(1.90m), Money.Of(1.90m)], Prices(ticket));
        till.BackOffice.RemoveReference("price_list", $"{Club}");
        await till.PullAsync();
        Assert.Equal([Money.Of(1.90m), Money.Of(1.90m)], Prices(ticket));
        ticket.Add(ItemOf(till, "BLUE")).EnsureDone();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        Assert.Equal([Money.Of(2.50m), Money.Of(2.50m), Money.Of(12)], Prices(ticket));
    }

    [Fact]
    public async Task What_is_left_out_never_makes_a_price_of_a_list_less_than_nothing()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(1);
        ticket.SetModifiers(ticket.Current.Lines[0].Id, [new("Decaf", Money.Of(-2.20m), Quantity.One)]).EnsureDone();

        ticket.SetCustomer(TillHost.Carla).EnsureDone();

        Assert.Equal((Money.Of(2.50m), Money.Of(0.30m)), (ticket.Current.Lines[0].UnitPrice, ticket.Current.Totals.Gross));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_restart_and_a_parking_keep_the_prices_and_where_they_came_from(bool isParked)
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(1);
        ticket.SetCustomer(Sam).EnsureDone();
        var before = ticket.Current;
        if (isParked)
            (await till.Pos.Tickets.ParkAsync(ticket, "Sam")).EnsureDone();
        till.Time.Advance(TimeSpan.FromSeconds(2));
        till.List("price_list", 2, "Staff", "\"rate\": 500000");
        await till.RestartAsync();
        await till.SignInAsync();

        var kept = isParked ? (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value : Assert.Single(till.Pos.Tickets.Open);
        Assert.Equal((before.Lines[0].Listed, before.Lines[0].UnitPrice, Staff), (kept.Current.Lines[0].Listed, kept.Current.Lines[0].UnitPrice, kept.Current.PriceListId!.Value));
        Assert.Equal(Money.Of(2), kept.Current.Totals.Gross);
        kept.Add(ItemOf(till, "BLUE")).EnsureDone();
        Assert.Equal([Money.Of(2), Money.Of(5)], Prices(kept));
        kept.SetCustomer(null).EnsureDone();
        Assert.Equal([Money.Of(2.50m), Money.Of(10)], Prices(kept));
    }

    [Fact]
    public async Task Another_till_that_takes_the_ticket_over_goes_on_with_the_list()
    {
        await using var till = await ReadyAsync();
        await using var other = new TillHost(static options => options.DeviceNumber = 2) { Transport = till.BackOffice };
        await other.StartAsync();
        await other.SignInAsync();
        var ticket = till.RingUp(1);
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        (await till.Pos.Tickets.ParkAsync(ticket, "Carla")).EnsureDone();
        await till.PullAsync();
        await other.PullAsync();

        var taken = (await other.Pos.Tickets.TakeOverAsync(Assert.Single(other.Pos.Tickets.Shared.Value).Id)).Value;
        taken.Scan(TillHost.CoffeeCode).EnsureDone();

        Assert.Equal((Money.Of(4), Quantity.Of(2)), (taken.Current.Totals.Gross, Assert.Single(taken.Current.Lines).Quantity));
        taken.SetCustomer(null).EnsureDone();
        Assert.Equal(Money.Of(5), taken.Current.Totals.Gross);
    }

    [Fact]
    public async Task The_receipt_names_the_list_and_what_everybody_pays_and_explains_the_price()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(1);
        ticket.Add(ItemOf(till, "CAKE")).EnsureDone();
        ticket.Add(ItemOf(till, "BOOK")).EnsureDone();
        ticket.SetCustomer(Sam).EnsureDone();
        var sold = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(20)))).Value;
        await till.RestartAsync();
        await till.SignInAsync();

        var receipt = (await till.Pos.Receipts.GetAsync(sold.Id)).Value;
        Assert.Equal(sold.Lines.Select(static line => line.Listed), receipt.Lines.Select(static line => line.Listed));
        Assert.True(receipt.IsPricedRight());
        var lines = Assert.Single(await till.EntriesAsync("receipt")).GetProperty("data").GetProperty("lines");
        Assert.Equal($$"""{"id":"{{Staff}}","name":"Staff","ordinary":250000,"rate":200000}""", lines[0].GetProperty("price_list").GetRawText());
        Assert.Equal($$"""{"id":"{{Staff}}","name":"Staff","ordinary":300000}""", lines[1].GetProperty("price_list").GetRawText());
        Assert.False(lines[2].TryGetProperty("price_list", out _));

        var steps = receipt.Explain().Steps.Where(static step => step.Figure.EndsWith("/list_price", StringComparison.Ordinal));
        Assert.Equal(["Line 1, list price (Staff): 2.50 × 80% = 2.00", "Line 2, list price (Staff): 1.50 = 1.50"], steps.Select(static step => step.ToString(new("en-IE"))));
        Assert.StartsWith("Zeile 1, Listenpreis (Staff): 2,50", receipt.Explain().Steps[0].ToString(new("de-DE")), StringComparison.Ordinal);
        Assert.Equal(steps.First().ToString(new("en-IE")), ticket.Explain()["line/1/list_price"].ToString(new("en-IE")));
    }

    [Fact]
    public async Task Without_a_list_bodies_are_what_they_were()
    {
        await using var till = await ReadyAsync();
        till.SetReference("customer", $"{Sam}", $$"""{ "id": "{{Sam}}", "name": "Sam" }""");
        await till.PullAsync();
        var ticket = till.RingUp();
        ticket.SetCustomer(Sam).EnsureDone();
        (await till.Pos.Tickets.ParkAsync(ticket, "Sam")).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync((await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value, Payment.Cash(Money.Of(5)))).EnsureDone();

        Assert.DoesNotContain(await till.EntriesAsync(), static entry => entry.GetRawText().Contains("price_list", StringComparison.Ordinal));
    }

    [Fact]
    public async Task M5_a_refund_and_an_exchange_give_back_what_was_paid()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(3);
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        var sold = (await till.Pos.Checkout.CompleteAsync(ticket, Payment.Cash(Money.Of(6)))).Value;
        till.List("price_list", 1, "Club", Prices((Coffee, 100_000)));
        till.List("item", 9, "Tea", Item("TEA", 100_000));
        await till.PullAsync();

        var refund = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sold.Id, Lines = [new(sold.Lines[0].Id, Quantity.One)] })).Value;
        Assert.Equal((Money.Of(-2), Money.Of(2)), (refund.Total, refund.Change));

        // Of a list by then: the return is worth what it was sold at, the sale what it costs now.
        var next = till.RingUp(1);
        next.SetCustomer(TillHost.Carla).EnsureDone();
        var exchange = (await till.Pos.Checkout.ExchangeAsync(next, new() { ReceiptId = sold.Id, Lines = [new(sold.Lines[0].Id, Quantity.One)] }, [])).Value;
        Assert.Equal((Money.Of(-1), Money.Of(1)), (exchange.Total, exchange.Change));
        Assert.Equal([Money.Of(2), Money.Of(1)], exchange.Lines.Select(static line => line.UnitPrice));
        Assert.True(refund.IsPricedRight() && exchange.IsPricedRight());

        var rest = (await till.Pos.Receipts.RefundAsync(new() { ReceiptId = sold.Id })).Value;
        Assert.Equal(Money.Of(-2), rest.Total);
        Assert.DoesNotContain(rest.Explain().Steps, static step => step.Rule == ExplanationRule.Stored);
    }

    [Fact]
    public async Task Nothing_changes_once_payment_has_begun_and_a_till_that_may_not_assign_gives_no_prices()
    {
        await using var till = await ReadyAsync();
        var ticket = till.RingUp(1);
        var payment = till.Pos.Checkout.Begin(ticket).Value;
        Assert.Equal(RefusalCodes.TicketInPayment, ticket.SetCustomer(Sam).Refusal?.Code);
        Assert.Equal([Money.Of(2.50m)], Prices(ticket));
        (await payment.CancelAsync()).EnsureDone();

        ticket.SetCustomer(Sam).EnsureDone();
        Assert.Equal([Money.Of(2)], Prices(ticket));
        (await till.Pos.Session.LockAsync()).EnsureDone();
        Assert.Equal(PosOutcome.Refused, ticket.SetCustomer(null).Outcome);
        Assert.Equal([Money.Of(2)], Prices(ticket));
    }

    private static IEnumerable<Money> Prices(ITicket ticket) => ticket.Current.Lines.Select(static line => line.UnitPrice);

    private static Item ItemOf(TillHost till, string sku) => till.Pos.Catalog.FindBySku(sku).Value;

    private static string Item(string sku, long price, string more = "") => $"\"sku\": \"{sku}\", \"price\": {price}, \"taxes\": [\"{Vat}\"]{(more.Length == 0 ? "" : ", " + more)}";

    private static string Prices(params (string Item, long Price)[] prices) => $"\"prices\": [{string.Join(", ", prices.Select(static price => $"{{ \"item\": \"{price.Item}\", \"price\": {price.Price} }}"))}]";

    /// <summary>Carla buys by the club's prices, Sam has 20 % off, and cake for 1.50.</summary>
    private static async Task<TillHost> ReadyAsync()
    {
        var till = new TillHost();
        till.List("item", 3, "Cake", Item("CAKE", 300_000));
        till.List("item", 4, "Shirt", Item("SHIRT", 900_000));
        till.List("item", 5, "Blue shirt", Item("BLUE", 1_000_000, $"\"variant_of\": \"{ShopReference.Id(4)}\""));
        till.List("item", 6, "Screw", Item("SCREW", 1_200));
        till.List("item", 7, "Book", Item("BOOK", 900_000, "\"discountable\": false"));
        till.List("item", 8, "Ham", Item("HAM", 119_000, "\"base_quantity\": 100, \"weighed\": true"));
        till.List("item", 10, "Deposit", Item("DEPOSIT", 25_000, "\"business_case\": \"deposit\""));
        till.List("item", 12, "Cola", Item("COLA", 200_000, $"\"deposit\": \"{ShopReference.Id(10)}\""));
        till.List("item", 13, "Pen", Item("PEN", 99_000));
        till.List("price_list", 1, "Club", Prices((Coffee, 200_000), ($"{ShopReference.Id(5)}", 800_000)));
        till.List("price_list", 2, "Staff", $"\"rate\": 200000, \"order\": -1, {Prices(($"{ShopReference.Id(3)}", 150_000), ($"{ShopReference.Id(10)}", 1_000), ("0193b000-0000-7000-8000-000000000002", 100_000))}");
        till.SetReference("customer", $"{TillHost.Carla}", $$"""{ "id": "{{TillHost.Carla}}", "name": "Carla", "price_list": "{{Club}}" }""");
        till.SetReference("customer", $"{Sam}", $$"""{ "id": "{{Sam}}", "name": "Sam", "price_list": "{{Staff}}" }""");
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin, """["price_overrides", "refunds", "refunds_without_receipt"]""");
        await till.StartAsync();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }
}
