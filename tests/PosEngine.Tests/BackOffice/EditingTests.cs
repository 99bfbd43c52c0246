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
            $"/items/{item}", $"/items/{item}", ("name", "Cocoa"), ("barcodes", "5000159407236"), ("price", "2.75"), ("taxes", tax), ("discountable", "true"), ("age_limit", "16"));
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        Assert.Equal(Money.Of(2.75m), till.Pos.Catalog.FindByBarcode("5000159407236").Value.Price);
        Assert.Equal(16, till.Pos.Catalog.FindByBarcode("5000159407236").Value.AgeLimit);
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
    public async Task A_PIN_that_somebody_else_has_is_refused_where_PINs_say_who_somebody_is()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        await browser.SubmitAsync("/employees/new", "/employees/new", ("name", "Nora"), ("pin", "13579"));
        var nora = $"/employees/{(await ListAsync()).Last().GetProperty("data").GetProperty("id").GetString()}";
        await _office.PutAsync("v1/admin/reference/settings/shop", """{"shop_name":"Corner","pins_are_unique":true}""");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await browser.SubmitAsync("/employees/new", "/employees/new", ("name", "Olaf"), ("pin", "13579"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SubmitAsync(nora, nora, ("name", "Nora"), ("pin", "13579"))).Status); // Her own.
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SubmitAsync("/employees/new", "/employees/new", ("name", "Olaf"), ("pin", "97531"))).Status);
        await _office.PutAsync("v1/admin/reference/settings/shop", """{"shop_name":"Corner"}""");
        Assert.Equal(HttpStatusCode.Redirect, (await browser.SubmitAsync("/employees/new", "/employees/new", ("name", "Paul"), ("pin", "13579"))).Status);
    }

    [Fact]
    public async Task A_role_that_is_made_on_the_page_gives_its_permissions_at_the_till()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        await browser.SubmitAsync("/roles/new", "/roles/new", ("name", "Shift leader"), ("permissions", "refunds"), ("permissions", "cash_movements"));
        var role = (await ListAsync()).Last().GetProperty("data").GetProperty("id").GetString()!;
        Assert.Contains("2 permissions", await browser.ShowAsync("/roles"));
        await browser.SubmitAsync("/employees/new", "/employees/new", ("name", "Yves"), ("pin", "2468"), ("role", role), ("permissions", "training"));
        var yves = new EmployeeId(Guid.Parse((await ListAsync()).Last().GetProperty("data").GetProperty("id").GetString()!));
        using var transport = new HttpBackOffice(new() { BaseAddress = _office.Address, DeviceToken = RunningBackOffice.Token });
        await using var till = new TillHost(options => options.DeviceNumber = new TestDevice().Number) { Transport = transport };
        await till.StartAsync();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        var signedIn = (await till.Pos.Session.SignInAsync(yves, "2468")).Value;
        Assert.Equal(("Shift leader", Employees.Permissions.Refunds | Employees.Permissions.CashMovements | Employees.Permissions.Training), (signedIn.Role, signedIn.Permissions));

        await browser.SubmitAsync($"/roles/{role}", $"/roles/{role}", ("name", "Shift leader"), ("permissions", "refunds"));
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal(Employees.Permissions.Refunds | Employees.Permissions.Training, till.Pos.Session.Current.Value!.Permissions);
        await browser.SubmitAsync($"/employees/{yves}", $"/employees/{yves}", ("name", "Yves"), ("pin", ""), ("role", ""));
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal((null, Employees.Permissions.None), (till.Pos.Session.Current.Value!.Role, till.Pos.Session.Current.Value.Permissions));
    }

    [Fact]
    public async Task Settings_that_are_changed_on_the_page_arrive_at_the_till()
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        await _office.PutAsync("v1/admin/reference/settings/shop", """{"shop_name":"Corner","of_the_future":7}""");
        using var transport = new HttpBackOffice(new() { BaseAddress = _office.Address, DeviceToken = RunningBackOffice.Token });
        await using var till = new TillHost(options => options.DeviceNumber = new TestDevice().Number) { Transport = transport };
        await till.StartAsync();

        var saved = await browser.SubmitAsync(
            "/settings", "/settings", ("shop_name", "Café Corner"), ("address", "Main Street 1\r\nDublin"), ("pins_are_unique", "true"), ("counts_blind", "true"), ("lock_after", "300"), ("difference_max", "2.50"),
            ("offline_policy", """{ "base": "strict" }"""));
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(HttpStatusCode.Redirect, saved.Status);
        var settings = till.Pos.Settings.Current.Value;
        Assert.Equal(("Café Corner", "Main Street 1\nDublin", true, true, false), (settings.ShopName, settings.Address, settings.PinsAreUnique, settings.CountsBlind, settings.ShowsStock));
        Assert.Equal((TimeSpan.FromMinutes(5), Money.Of(2.5m), "Strict"), (settings.LockAfter, settings.DifferenceMax, settings.OfflinePolicy?.Name));
        Assert.Equal(7, (await FindAsync("settings", "shop"))!.Value.GetProperty("of_the_future").GetInt32());
        var page = WebUtility.HtmlDecode(await browser.ShowAsync("/settings"));
        Assert.All(["Café Corner", "value=\"300\"", "value=\"2.50\"", "\"base\": \"strict\""], shown => Assert.Contains(shown, page));

        await browser.SubmitAsync("/settings", "/settings", ("shop_name", "Café Corner"));
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        settings = till.Pos.Settings.Current.Value;
        Assert.Equal((false, false, null, null, null), (settings.PinsAreUnique, settings.CountsBlind, settings.LockAfter, settings.DifferenceMax, settings.OfflinePolicy));
    }

    [Theory]
    [InlineData("lock_after", "soon", "a whole number of seconds")]
    [InlineData("lock_after", "86401", "1 to 86400 seconds")]
    [InlineData("difference_max", "-1", "A difference is a number")]
    [InlineData("difference_max", "0.000001", "A difference is a number")]
    [InlineData("offline_policy", "strict", "The offline policy is no JSON")]
    [InlineData("offline_policy", "null", "The offline policy is an object")]
    [InlineData("offline_policy", "{\"base\":\"lax\"}", "base")]
    [InlineData("offline_policy", "{\"rules\":[{\"capability\":\"Refnd\",\"decision\":\"available\"}]}", "there is no capability \"Refnd\"")]
    [InlineData("offline_policy", "{\"time_box\":{\"warn\":{\"hours\":9},\"restrict\":{\"hours\":8}}}", "a till warns before it restricts")]
    public async Task Settings_that_mean_nothing_are_refused_with_the_form_and_change_nothing(string name, string value, string problem)
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        var before = await PositionAsync();

        var answer = await browser.SubmitAsync("/settings", "/settings", (name, value));

        Assert.Equal(HttpStatusCode.UnprocessableEntity, answer.Status);
        Assert.Contains(problem, WebUtility.HtmlDecode(answer.Text));
        Assert.Equal(before, await PositionAsync());
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

        foreach (var action in new[] { "/items/new", "/items/x/remove", "/quarantine/1/clear", $"/devices/{TestDevice.NewId()}/verify", "/sign-out", "/pair", "/settings", "/roles/new" })
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
