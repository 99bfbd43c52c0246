using System.Net;
using System.Text.Json;
using PosEngine.Catalog;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.BackOffice;

/// <summary>Categories, discounts, dining options, predefined tickets and price lists: edited on the pages, they reach the till.</summary>
public abstract class ShopListTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    [Fact]
    public async Task A_category_that_is_made_on_the_page_is_listed_at_the_till_with_the_items_that_are_put_under_it()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        var category = await AddAsync(browser, "categories", ("name", "Hot drinks"), ("colour", "#2f5bea"), ("order", "3"));
        var item = await AddAsync(browser, "items", ("name", "Cocoa"), ("price", "2.50"), ("category", category));
        Assert.Contains($"value=\"{category}\" selected", await browser.ShowAsync($"/items/{item}"));

        await using var till = await StartAsync();
        var listed = till.Pos.Catalog.Categories.Value.Single(each => each.Id.ToString() == category);
        Assert.Equal(("Hot drinks", "#2f5bea", 3), (listed.Name, listed.Colour, listed.Order));
        Assert.Equal(item, Assert.Single(await till.Pos.Catalog.ListAsync(listed.Id)).Id.ToString());

        await browser.SubmitAsync($"/categories/{category}", $"/categories/{category}/remove");
        await till.PullAsync();
        Assert.DoesNotContain(till.Pos.Catalog.Categories.Value, each => each.Id.ToString() == category);
    }

    [Fact]
    public async Task A_discount_that_is_made_on_the_page_is_given_at_the_till()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        var percent = await AddAsync(browser, "discounts", ("name", "Happy hour"), ("type", "percent"), ("value", "12.5"), ("restricted", "true"));
        var open = await AddAsync(browser, "discounts", ("name", "Goodwill"), ("type", "amount"), ("value", ""), ("minimum", "0.50"), ("maximum", "2"));
        await using var till = await StartAsync();

        var (happy, goodwill) = (Find(till, percent), Find(till, open));
        Assert.Equal((Rate.Percent(12.5m), true, false), (happy.Rate, happy.IsRestricted, happy.IsOpen));
        Assert.Equal((DiscountType.Amount, true, Money.Of(0.50m), Money.Of(2)), (goodwill.Type, goodwill.IsOpen, goodwill.AmountMin, goodwill.AmountMax));

        await browser.SubmitAsync($"/discounts/{percent}", $"/discounts/{percent}", ("name", "Happy hour"), ("type", "amount"), ("value", "1.50"));
        await till.PullAsync();
        Assert.Equal((null, Money.Of(1.50m), false), (Find(till, percent).Rate, Find(till, percent).Amount, Find(till, percent).IsRestricted));
        Assert.Contains("1.50", await browser.ShowAsync("/discounts"));
    }

    [Theory]
    [InlineData("discounts", "value", "101")]
    [InlineData("discounts", "value", "-1")]
    [InlineData("discounts", "minimum", "cheap")]
    [InlineData("discounts", "type", "points")]
    [InlineData("categories", "colour", "red\" onclick=\"x")]
    [InlineData("categories", "order", "first")]
    [InlineData("dining-options", "order", "99999999999")]
    [InlineData("predefined-tickets", "name", " ")]
    [InlineData("price-lists", "rate", "101")]
    [InlineData("price-lists", "prices", "Anything at all = 1.00")]
    [InlineData("price-lists", "prices", "Coffee")]
    [InlineData("price-lists", "prices", "0193b000-0000-7000-8000-000000000001 = -1")]
    [InlineData("price-lists", "prices", "0193b000-0000-7000-8000-000000000001 = 1\n0193b000-0000-7000-8000-000000000001 = 2")]
    public async Task What_makes_no_sense_is_refused_with_the_form(string path, string field, string value)
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        var before = await PositionAsync();

        var answer = await browser.SubmitAsync($"/{path}/new", $"/{path}/new", field == "name" ? ("order", "1") : ("name", "Tea"), (field, value));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Equal(before, await PositionAsync());
    }

    [Theory]
    [InlineData("discount", "\"type\":\"percent\",\"amount\":1")]
    [InlineData("discount", "\"type\":\"amount\",\"minimum\":2,\"maximum\":1")]
    [InlineData("discount", "\"rate\":1")]
    [InlineData("category", "\"order\":\"1\"")]
    [InlineData("dining_option", "\"default\":1")]
    [InlineData("predefined_ticket", "\"order\":null")]
    [InlineData("price_list", "\"rate\":1000001")]
    [InlineData("price_list", "\"prices\":[{\"item\":\"0193b000-0000-7000-8000-000000000001\",\"price\":-1}]")]
    [InlineData("price_list", "\"prices\":[{\"item\":\"0193b000-0000-7000-8000-000000000001\"}]")]
    [InlineData("price_list", "\"prices\":[null]")]
    [InlineData("customer", "\"price_list\":\"gold\"")]
    public async Task What_no_till_could_read_is_not_taken(string kind, string members)
    {
        var id = TestDevice.NewId();

        Assert.Equal(422, (await _office.PutAsync($"v1/admin/reference/{kind}/{id}", $$"""{"id":"{{id}}","name":"Tea",{{members}}}""")).Status);
    }

    [Fact]
    public async Task A_dining_option_that_becomes_the_default_on_the_page_is_what_tickets_begin_with()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        var option = await AddAsync(browser, "dining-options", ("name", "Takeaway"), ("order", "-5"));
        await using var till = await StartAsync();
        Assert.NotEqual(option, till.Pos.Tickets.Start().Current.DiningOptionId?.ToString());

        await browser.SubmitAsync($"/dining-options/{option}", $"/dining-options/{option}", ("name", "To go"), ("default", "true"), ("order", "-5"));
        await till.PullAsync();

        var ticket = till.Pos.Tickets.Start().Current;
        Assert.Equal((option, "To go"), (ticket.DiningOptionId?.ToString(), ticket.DiningOption));
    }

    [Fact]
    public async Task A_predefined_ticket_that_is_made_on_the_page_is_on_the_list_of_the_till()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        var table = await AddAsync(browser, "predefined-tickets", ("name", "Table 7"), ("order", "7"));
        await using var till = await StartAsync();

        Assert.Equal("Table 7", till.Pos.Tickets.Predefined.Value.Single(predefined => predefined.Id.ToString() == table).Name);
    }

    [Fact]
    public async Task A_price_list_that_is_made_on_the_page_and_given_to_a_customer_is_what_the_customer_pays_at_the_till()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        var blue = await AddAsync(browser, "items", ("name", "Scarf"), ("sku", "BLUE"), ("price", "20"), ("barcodes", "4011111111111"));
        var red = await AddAsync(browser, "items", ("name", "Scarf"), ("sku", "RED"), ("price", "20"), ("barcodes", "4022222222222"));
        var hat = await AddAsync(browser, "items", ("name", "Hat"), ("price", "30"), ("barcodes", "4033333333333"), ("discountable", "true"));
        var ambiguous = await browser.SubmitAsync("/price-lists/new", "/price-lists/new", ("name", "Members"), ("prices", "scarf = 15"));
        Assert.Equal(HttpStatusCode.UnprocessableEntity, ambiguous.Status);
        Assert.Contains("several items", ambiguous.Text);

        var list = await AddAsync(browser, "price-lists", ("name", "Members"), ("rate", "10"), ("prices", "Scarf [BLUE] = 15.50"), ("order", "2"));
        var customer = await AddAsync(browser, "customers", ("name", "Mia"), ("price_list", list));
        Assert.Contains("Scarf [BLUE] = 15.50", await browser.ShowAsync($"/price-lists/{list}"));
        Assert.Contains("1 price, 10 % off", await browser.ShowAsync("/price-lists"));
        Assert.Contains($"value=\"{list}\" selected", await browser.ShowAsync($"/customers/{customer}"));
        var employee = await AddAsync(browser, "employees", ("name", "Zoe"), ("pin", "48151623"));
        await using var till = await StartAsync();
        (await till.Pos.Session.SignInAsync(new(new Guid(employee)), "48151623")).EnsureDone();
        Assert.Equal([15.5m, 20, 27], Prices(till, customer));

        await browser.SubmitAsync($"/price-lists/{list}", $"/price-lists/{list}", ("name", "Members"), ("prices", $"Scarf [BLUE] = 14\r\n\r\n{red} = 13\r\nhat = 12"));
        await till.PullAsync();
        Assert.Equal([14m, 13, 12], Prices(till, customer));

        // An item that is gone keeps its price, by its id.
        await browser.SubmitAsync($"/items/{hat}", $"/items/{hat}/remove");
        Assert.Contains($"{hat} = 12.00", await browser.ShowAsync($"/price-lists/{list}"));
        await browser.SubmitAsync($"/customers/{customer}", $"/customers/{customer}", ("name", "Mia"), ("price_list", ""));
        await till.PullAsync();
        Assert.Equal([20m, 20], Prices(till, customer));
    }

    /// <summary>What each of the things costs this customer that the till can scan.</summary>
    private static IEnumerable<decimal> Prices(TillHost till, string customer)
    {
        var ticket = till.Pos.Tickets.Start();
        ticket.SetCustomer(new(new Guid(customer))).EnsureDone();
        foreach (var code in new[] { "4011111111111", "4022222222222", "4033333333333" })
        {
            if (till.Pos.Catalog.FindByBarcode(code).IsDone)
                ticket.Scan(code).EnsureDone();
        }

        return ticket.Current.Lines.Select(static line => line.UnitPrice.ToDecimal());
    }

    private static ShopDiscount Find(TillHost till, string id) => till.Pos.Catalog.Discounts.Value.Single(discount => discount.Id.ToString() == id);

    /// <summary>Fills in the form of a new one.</summary>
    /// <returns>Its id.</returns>
    private async Task<string> AddAsync(TestBrowser browser, string path, params (string Name, string Value)[] fields)
    {
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SubmitAsync($"/{path}/new", $"/{path}/new", fields)).Status);
        return (await ChangesAsync()).EnumerateArray().Last().GetProperty("id").GetString()!;
    }

    private async Task<TillHost> StartAsync()
    {
        var till = new TillHost(options => options.DeviceNumber = new TestDevice().Number) { Transport = new HttpBackOffice(new() { BaseAddress = _office.Address, DeviceToken = RunningBackOffice.Token }) };
        await till.StartAsync();
        await till.PullAsync();
        return till;
    }

    private async Task<JsonElement> ChangesAsync() => (await _office.GetAsync("v1/changes")).Json.GetProperty("changes");

    private async Task<string> PositionAsync() => (await _office.GetAsync("v1/changes")).Json.GetProperty("cursor").GetString()!;
}

public sealed class ShopListOnSqliteTests(SqliteOffice office) : ShopListTests(office), IClassFixture<SqliteOffice>;

public sealed class ShopListOnPostgresTests(PostgresOffice office) : ShopListTests(office), IClassFixture<PostgresOffice>;
