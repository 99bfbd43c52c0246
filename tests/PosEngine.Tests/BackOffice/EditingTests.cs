using System.Net;
using System.Text.Json;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.BackOffice;

/// <summary>Items, customers and employees, edited on the pages.</summary>
public abstract class EditingTests(OfficeFixture fixture)
{
    private const string Script = "<script>alert('x')</script>";

    private readonly RunningBackOffice _office = fixture.Office;

    [Fact]
    public async Task A_price_that_is_changed_on_the_page_reaches_the_till()
    {
        var tax = TestDevice.NewId();
        var item = TestDevice.NewId();
        await _office.PutAsync($"v1/admin/reference/tax/{tax}", $$"""{"id":"{{tax}}","name":"VAT","rate":200000,"type":"included"}""");
        await _office.PutAsync($"v1/admin/reference/item/{item}", $$"""{"id":"{{item}}","name":"Cocoa","barcodes":["5000159407236"],"price":250000,"taxes":["{{tax}}"],"shelf":7}""");
        using var transport = new HttpBackOffice(new() { BaseAddress = _office.Address, DeviceToken = RunningBackOffice.Token });
        await using var till = new TillHost(options => options.DeviceNumber = new TestDevice().Number) { Transport = transport };
        await till.StartAsync();
        using var browser = await TestBrowser.SignInAsync(_office);

        var saved = await browser.SubmitAsync(
            $"/items/{item}", $"/items/{item}", ("name", "Cocoa"), ("barcodes", "5000159407236"), ("price", "2.75"), ("taxes", tax), ("discountable", "true"));
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        Assert.Equal(Money.Of(2.75m), till.Pos.Catalog.FindByBarcode("5000159407236").Value.Price);
        Assert.Equal(7, (await FindAsync("item", item))!.Value.GetProperty("shelf").GetInt32());
    }

    [Theory]
    [InlineData("2.123456")]
    [InlineData("-1")]
    [InlineData("cheap")]
    [InlineData("99999999999999999999")]
    public async Task A_price_that_is_none_is_refused_with_the_form_and_changes_nothing(string price)
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        var before = await PositionAsync();

        var answer = await browser.SubmitAsync("/items/new", "/items/new", ("name", "Tea"), ("price", price));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains("A price is a number", answer.Text);
        Assert.Equal(before, await PositionAsync());
    }

    [Fact]
    public async Task A_new_employee_signs_in_with_the_PIN_which_stands_nowhere_in_clear()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        await browser.SubmitAsync("/employees/new", "/employees/new", ("name", "Zoe"), ("pin", "48151623"));

        var zoe = (await ListAsync()).Last(change => change.GetProperty("kind").GetString() == "employee");
        var data = zoe.GetProperty("data");

        Assert.Equal("Zoe", data.GetProperty("name").GetString());
        Assert.DoesNotContain("48151623", data.ToString());
        using var transport = new HttpBackOffice(new() { BaseAddress = _office.Address, DeviceToken = RunningBackOffice.Token });
        await using var till = new TillHost(options => options.DeviceNumber = new TestDevice().Number) { Transport = transport };
        await till.StartAsync();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        (await till.Pos.Session.SignInAsync(new(Guid.Parse(data.GetProperty("id").GetString()!)), "48151623")).EnsureDone();
    }

    [Fact]
    public async Task A_name_that_is_changed_leaves_the_PIN_as_it_is()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        await browser.SubmitAsync("/employees/new", "/employees/new", ("name", "Max"), ("pin", "1111"));
        var max = (await ListAsync()).Last().GetProperty("data");
        var page = $"/employees/{max.GetProperty("id").GetString()}";

        await browser.SubmitAsync(page, page, ("name", "Maximilian"), ("pin", ""));

        var after = (await ListAsync()).Last().GetProperty("data");
        Assert.Equal("Maximilian", after.GetProperty("name").GetString());
        Assert.Equal(max.GetProperty("pin").ToString(), after.GetProperty("pin").ToString());
        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SubmitAsync(page, page, ("name", "Max"), ("pin", "12"))).Status);
    }

    [Fact]
    public async Task A_customer_that_is_removed_goes_as_a_tombstone()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        await browser.SubmitAsync("/customers/new", "/customers/new", ("name", "Carla"), ("email", "carla@example.com"));
        var id = (await ListAsync()).Last().GetProperty("id").GetString()!;

        await browser.SubmitAsync($"/customers/{id}", $"/customers/{id}/remove");

        Assert.Null(await FindAsync("customer", id));
        Assert.DoesNotContain(id, await browser.ShowAsync("/customers"));
    }

    [Fact]
    public async Task Script_in_a_name_is_stored_as_it_is_and_shown_as_text()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        await browser.SubmitAsync("/items/new", "/items/new", ("name", Script), ("sku", "\" onfocus=\"alert(1)"));
        var item = (await ListAsync()).Last();

        var pages = await browser.ShowAsync("/items") + await browser.ShowAsync($"/items/{item.GetProperty("id").GetString()}");

        Assert.Equal(Script, item.GetProperty("data").GetProperty("name").GetString());
        Assert.DoesNotContain("<script", pages, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("\" onfocus=\"", pages);
    }

    [Fact]
    public async Task A_code_from_the_page_pairs_a_till()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        var code = (await browser.SubmitAsync("/", "/pair")).Text.Split("class=\"code\">")[1].Split('<')[0];
        using var stranger = _office.Connect(null);

        var paired = await _office.PostAsync("v1/pairings", $$"""{"code":"{{code}}","device":"{{TestDevice.NewId()}}"}""", stranger);

        Assert.Equal((200, 64), (paired.Status, paired.Json.GetProperty("token").GetString()!.Length));
    }

    [Fact]
    public async Task Nobody_edits_without_signing_in()
    {
        using var browser = TestBrowser.Open(_office);
        var before = await PositionAsync();
        var key = (await browser.ShowAsync("/sign-in")).Split($"name=\"{TestBrowser.FormField}\" value=\"")[1].Split('"')[0];

        var answer = await browser.PostAsync("/items/new", (TestBrowser.FormField, key), ("name", "Tea"));

        Assert.Equal(HttpStatusCode.Redirect, answer.Status);
        Assert.Equal(before, await PositionAsync());
    }

    [Fact]
    public async Task A_form_of_somebody_else_is_refused_though_the_browser_is_signed_in()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        var before = await PositionAsync();

        foreach (var action in new[] { "/items/new", "/items/x/remove", "/quarantine/1/clear", $"/devices/{TestDevice.NewId()}/verify", "/sign-out", "/pair" })
            Assert.Equal(HttpStatusCode.BadRequest, (await browser.PostAsync(action, ("name", "Tea"))).Status);

        Assert.Equal(before, await PositionAsync());
        Assert.Contains("Sign out", await browser.ShowAsync("/"));
    }

    [Theory]
    [InlineData("")]
    [InlineData("guessed")]
    [InlineData(RunningBackOffice.Token)]
    public async Task Only_the_token_of_the_office_signs_in(string token)
    {
        using var browser = TestBrowser.Open(_office);

        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SubmitAsync("/sign-in", "/sign-in", ("token", token))).Status);

        Assert.Equal(HttpStatusCode.Redirect, (await browser.AskAsync("/")).Status);
    }

    private async Task<List<JsonElement>> ListAsync() => [.. (await _office.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray()];

    private async Task<JsonElement?> FindAsync(string kind, string id)
    {
        var data = (await ListAsync()).Single(change => change.GetProperty("kind").GetString() == kind && change.GetProperty("id").GetString() == id).GetProperty("data");
        return data.ValueKind == JsonValueKind.Null ? null : data;
    }

    private async Task<string> PositionAsync() => (await _office.GetAsync("v1/changes")).Json.GetProperty("cursor").GetString()!;
}

public sealed class EditingOnSqliteTests(SqliteOffice office) : EditingTests(office), IClassFixture<SqliteOffice>;

public sealed class EditingOnPostgresTests(PostgresOffice office) : EditingTests(office), IClassFixture<PostgresOffice>;
