using System.Net;
using PosEngine.Support;

namespace PosEngine.BackOffice;

/// <summary>Two shops in one back office. Neither sees or touches anything of the other, whatever it knows of it.</summary>
public abstract class TenantTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    [Fact]
    public async Task Every_request_of_a_device_meets_its_own_shop_only()
    {
        await using var bakery = await OpenAsync();
        var (device, receipt, item, customer) = await FillFirstAsync();

        // Of the same ids as in the other shop, all of them free here.
        Assert.Equal(0, (await bakery.PostAsync(device.HelloPath, device.Hello())).AckedThrough);
        Assert.Equal(404, (await bakery.GetAsync($"v1/devices/{device.Id}/epochs/{device.EpochId}/entries/1/hash")).Status);
        Assert.Empty((await bakery.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray());
        Assert.Empty((await bakery.GetAsync($"v1/receipts?id={receipt}")).Json.GetProperty("receipts").EnumerateArray());
        Assert.Empty((await bakery.GetAsync("v1/receipts?text=coffee")).Json.GetProperty("receipts").EnumerateArray());
        Assert.Empty((await bakery.GetAsync("v1/customers?text=")).Json.GetProperty("changes").EnumerateArray());
        Assert.Empty((await bakery.PostAsync("v1/stock", $$"""{"items":["{{item}}"]}""")).Json.GetProperty("levels").EnumerateArray());
        Assert.Equal(404, (await bakery.PostAsync($"v1/devices/{device.Id}/refunds", Refund(receipt))).Status);
        Assert.Equal(404, (await bakery.PostAsync("v1/changes", Change("customer", customer, isNew: false))).Status);
        Assert.Equal(200, (await bakery.PostAsync("v1/changes", Change("customer", customer, isNew: true))).Status);
        Assert.Equal(200, (await bakery.PostAsync(device.EntriesPath, device.Push())).Status);

        // And nothing of that is in the first.
        Assert.Equal(3, (await _office.SummaryAsync(device)).GetProperty("entries").GetInt32());
        Assert.Single((await _office.GetAsync($"v1/customers?text=ann-{customer}")).Json.GetProperty("changes").EnumerateArray());
        Assert.Equal("granted", (await _office.PostAsync($"v1/devices/{device.Id}/refunds", Refund(receipt))).Json.GetProperty("verdict").GetString());
        Assert.Equal(1, (await bakery.AskAdminAsync(HttpMethod.Get, $"v1/admin/devices/{device.Id}/summary")).Json.GetProperty("receipts").GetInt32());
    }

    [Fact]
    public async Task A_right_to_refund_in_one_shop_stands_against_nobody_in_the_other()
    {
        await using var bakery = await OpenAsync();
        var (device, receipt, _, _) = await FillFirstAsync();
        await bakery.PostAsync(device.EntriesPath, device.Push());

        Assert.Equal("granted", (await _office.PostAsync($"v1/devices/{device.Id}/refunds", Refund(receipt))).Json.GetProperty("verdict").GetString());
        Assert.Equal("granted", (await bakery.PostAsync($"v1/devices/{TestDevice.NewId()}/refunds", Refund(receipt))).Json.GetProperty("verdict").GetString());
    }

    [Fact]
    public async Task Every_request_of_an_office_meets_its_own_shop_only()
    {
        await using var bakery = await OpenAsync();
        var (device, _, item, customer) = await FillFirstAsync();
        await _office.PutAsync("v1/admin/tokens/till-7", $$"""{"role":"device","token":"of till 7 {{device.Id}}"}""");
        var backup = (await _office.PostAsync("v1/admin/backups", "{}", _office.Admin)).Json.GetProperty("backup").GetInt64();

        Assert.Equal(404, (await bakery.AskAdminAsync(HttpMethod.Delete, $"v1/admin/reference/customer/{customer}")).Status);
        Assert.Equal(404, (await bakery.AskAdminAsync(HttpMethod.Get, $"v1/admin/devices/{device.Id}/summary")).Status);
        Assert.Equal(404, (await bakery.AskAdminAsync(HttpMethod.Delete, "v1/admin/tokens/till-7")).Status);
        Assert.Equal(404, (await bakery.AskAdminAsync(HttpMethod.Put, $"v1/admin/backups/{backup}", "")).Status);
        Assert.Equal(204, (await bakery.AskAdminAsync(HttpMethod.Put, $"v1/admin/reference/item/{item}", $$"""{"id":"{{item}}","name":"Bread","taxes":[]}""")).Status);

        Assert.Equal(200, (await _office.GetAsync("v1/changes", bakery.Client($"of till 7 {device.Id}"))).Status);
        Assert.Equal("Coffee", await NameOfAsync(item));
    }

    [Fact]
    public async Task A_code_pairs_a_till_with_the_shop_that_made_it()
    {
        await using var bakery = await OpenAsync();
        await FillFirstAsync();
        var code = (await bakery.AskAdminAsync(HttpMethod.Post, "v1/admin/pairings", "{}")).Json.GetProperty("code").GetString();
        using var stranger = _office.Connect(null);
        var device = TestDevice.NewId();

        var token = (await _office.PostAsync("v1/pairings", $$"""{"code":"{{code}}","device":"{{device}}"}""", stranger)).Json.GetProperty("token").GetString();

        Assert.Empty((await _office.GetAsync("v1/changes", bakery.Client(token!))).Json.GetProperty("changes").EnumerateArray());
    }

    [Fact]
    public async Task A_journal_from_a_file_goes_to_the_shop_whose_owner_brought_it()
    {
        await using var bakery = await OpenAsync();
        await using var till = await TillHost.ReadyAsync();
        await till.SellAsync();
        using var file = new MemoryStream();
        await till.Pos.Journal.ExportAsync(file, Journal.JournalScope.All);

        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/admin/journals") { Content = new ByteArrayContent(file.ToArray()) };
        Assert.Equal(200, (await _office.SendAsync(request, bakery.Admin)).Status);

        Assert.Equal(404, (await _office.GetAsync($"v1/admin/devices/{till.Pos.Device.Id}/summary", _office.Admin)).Status);
        Assert.Equal(1, (await bakery.AskAdminAsync(HttpMethod.Get, $"v1/admin/devices/{till.Pos.Device.Id}/summary")).Json.GetProperty("receipts").GetInt32());
    }

    [Fact]
    public async Task An_owner_sees_one_shop_on_every_page_and_changes_nothing_of_another()
    {
        await using var bakery = await OpenAsync();
        var (device, receipt, item, customer) = await FillFirstAsync();
        await _office.PostAsync($"v1/devices/{device.Id}/refunds", Refund(receipt));
        using var owner = await TestBrowser.SignInAsync(_office, bakery.AdminToken);

        foreach (var page in new[] { "/", "/receipts", "/shifts", "/sales?from=2026-11-01&to=2026-11-30", "/quarantine", "/refunds", "/emails", "/items", "/stock", "/customers", "/employees" })
        {
            var text = await owner.ShowAsync(page);
            Assert.Contains(bakery.Name, text, StringComparison.Ordinal);
            foreach (var foreign in new[] { device.Id, receipt, item, customer, "Coffee", "ann-" })
                Assert.DoesNotContain(foreign, text, StringComparison.Ordinal);
        }

        foreach (var page in new[] { $"/devices/{device.Id}", $"/items/{item}", $"/customers/{customer}" })
            Assert.Equal(HttpStatusCode.NotFound, (await owner.AskAsync(page)).Status);

        var entry = await fixture.Database.ReadAsync<long>("SELECT MAX(entry) FROM quarantine");
        var email = await fixture.Database.ReadAsync<long>("SELECT MAX(entry) FROM email_outbox");
        foreach (var (action, expected) in new[]
        {
            ($"/items/{item}", HttpStatusCode.NotFound), ($"/items/{item}/remove", HttpStatusCode.NotFound), ($"/emails/{email}/retry", HttpStatusCode.NotFound),
            ($"/quarantine/{entry}/clear", HttpStatusCode.Redirect), ($"/refunds/{receipt}/end", HttpStatusCode.Redirect), ($"/stock/{item}", HttpStatusCode.Redirect),
            ($"/devices/{device.Id}/verify", HttpStatusCode.Redirect),
        })
        {
            Assert.Equal((action, expected), (action, (await owner.ForgeAsync(action, ("name", "Stolen"), ("quantity", "99"))).Status));
        }

        Assert.Equal("Coffee", await NameOfAsync(item));
        Assert.Single((await _office.PostAsync(device.EntriesPath, device.Push())).Quarantined);
        Assert.Equal("in_progress", (await _office.PostAsync($"v1/devices/{TestDevice.NewId()}/refunds", Refund(receipt))).Json.GetProperty("verdict").GetString());
        Assert.Equal(7_000, (await _office.PostAsync("v1/stock", $$"""{"items":["{{item}}"]}""")).Json.GetProperty("levels")[0].GetProperty("quantity").GetInt64());
    }

    [Fact]
    public async Task A_token_of_one_shop_is_not_given_in_another()
    {
        await using var bakery = await OpenAsync();

        Assert.Equal("rejected", (await bakery.AskAdminAsync(HttpMethod.Put, "v1/admin/tokens/guess", $$"""{"role":"device","token":"{{RunningBackOffice.Token}}"}""")).Error);
        Assert.Equal("rejected", (await _office.PutAsync("v1/admin/tokens/guess", $$"""{"role":"device","token":"{{bakery.AdminToken}}"}""")).Error);
        Assert.Equal("rejected", (await AskOperatorAsync(HttpMethod.Put, "v1/tenants/thief", $$"""{"name":"Thief","admin_token":"{{RunningBackOffice.AdminToken}}"}""")).Error);
        Assert.Equal(200, (await _office.GetAsync("v1/changes")).Status);
    }

    [Fact]
    public async Task Only_the_operator_takes_in_shops_and_sees_nothing_of_them()
    {
        await using var bakery = await OpenAsync();
        const string Json = """{"name":"Thief","admin_token":"thief"}""";

        foreach (var token in new[] { RunningBackOffice.Token, RunningBackOffice.AdminToken, bakery.AdminToken })
        {
            using var client = _office.Connect(token);
            Assert.Equal(403, (await _office.SendAsync(new(HttpMethod.Put, "v1/tenants/thief") { Content = RunningBackOffice.Json(Json) }, client)).Status);
            Assert.Equal(403, (await _office.GetAsync("v1/tenants", client)).Status);
        }

        Assert.Equal("malformed", (await _office.PutAsync("v1/admin/tokens/x", """{"role":"operator","token":"x"}""")).Error);
        foreach (var id in new[] { "Bakery", "a-b", "..", "a b", "abcdefghijklmnopqrstu", "1a", "a\"b" })
            Assert.Contains((await AskOperatorAsync(HttpMethod.Put, $"v1/tenants/{Uri.EscapeDataString(id)}", Json)).Status, new[] { 404, 405, 422 });
        using var operatorClient = _office.Connect(RunningBackOffice.OperatorToken);
        operatorClient.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");
        Assert.Equal(403, (await _office.GetAsync("v1/changes", operatorClient)).Status);
        Assert.Equal(403, (await _office.GetAsync($"v1/admin/devices/{TestDevice.NewId()}/summary", operatorClient)).Status);
        using var browser = TestBrowser.Open(_office);
        Assert.Equal(HttpStatusCode.Forbidden, (await browser.SubmitAsync("/sign-in", "/sign-in", ("token", RunningBackOffice.OperatorToken))).Status);
        var tenants = (await AskOperatorAsync(HttpMethod.Get, "v1/tenants")).Json.GetProperty("tenants").EnumerateArray().Select(tenant => tenant.GetProperty("id").GetString()).ToList();
        Assert.Contains(bakery.Id, tenants);
        Assert.DoesNotContain("thief", tenants);
    }

    [Fact]
    public async Task A_shop_is_there_after_a_restart_and_on_another_instance()
    {
        await using var bakery = await OpenAsync();
        var device = new TestDevice().Sell(3);
        Assert.Equal(200, (await bakery.PostAsync(device.EntriesPath, device.Push())).Status);

        await using var second = await RunningBackOffice.StartAsync(fixture.Database, fixture.Time);
        using var client = second.Connect(bakery.AdminToken);

        Assert.Equal(3, (await second.GetAsync($"v1/admin/devices/{device.Id}/summary", client)).Json.GetProperty("receipts").GetInt32());
    }

    /// <summary>Puts one of everything into the first shop.</summary>
    private async Task<(TestDevice Device, string Receipt, string Item, string Customer)> FillFirstAsync()
    {
        var (receipt, item, customer) = (TestDevice.NewId(), TestDevice.NewId(), TestDevice.NewId());
        const string Personal = """{"address":"ann-@example.com"}""";
        await _office.PutAsync($"v1/admin/reference/item/{item}", $$"""{"id":"{{item}}","name":"Coffee","taxes":[]}""");
        await _office.PutAsync($"v1/admin/reference/customer/{customer}", $$"""{"id":"{{customer}}","name":"Ann ann-{{customer}}"}""");
        var sale = Bodies.Receipt(receipt, "1-1001");
        var device = new TestDevice().Write(sale.ToJsonString()).Write(Bodies.EmailRequested(receipt, Personal), Personal).Write("{}");
        await _office.PostAsync(device.HelloPath, device.Hello());
        Assert.Equal(200, (await _office.PostAsync(device.EntriesPath, device.Push())).Status);
        using var owner = await TestBrowser.SignInAsync(_office);
        await owner.SubmitAsync("/stock", $"/stock/{item}", ("quantity", "7"));
        return (device, receipt, item, customer);
    }

    private async Task<string> NameOfAsync(string item) => (await _office.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray()
        .Single(change => change.GetProperty("id").GetString() == item).GetProperty("data").GetProperty("name").GetString()!;

    private static string Refund(string receipt) => $$"""{"refund":"1{{receipt[1..]}}","receipt":"{{receipt}}","lines":[{"line":"{{receipt}}","quantity":1000}]}""";

    private static string Change(string kind, string id, bool isNew) =>
        $$$"""{"key":"{{{TestDevice.NewId()}}}","kind":"{{{kind}}}","id":"{{{id}}}","new":{{{(isNew ? "true" : "false")}}},"data":{"name":"Eve"}}""";

    private async Task<Answer> AskOperatorAsync(HttpMethod method, string path, string? json = null)
    {
        using var client = _office.Connect(RunningBackOffice.OperatorToken);
        return await _office.SendAsync(new(method, path) { Content = json is null ? null : RunningBackOffice.Json(json) }, client);
    }

    private async Task<Shop> OpenAsync()
    {
        var id = $"t{TestDevice.NewId()[^12..]}";
        var shop = new Shop(_office, id);
        Assert.Equal(204, (await AskOperatorAsync(HttpMethod.Put, $"v1/tenants/{id}", $$"""{"name":"{{shop.Name}}","admin_token":"{{shop.AdminToken}}"}""")).Status);
        Assert.Equal(204, (await shop.AskAdminAsync(HttpMethod.Put, "v1/admin/tokens/tills", $$"""{"role":"device","token":"{{shop.DeviceToken}}"}""")).Status);
        return shop;
    }

    /// <summary>Another shop, and those who speak for it.</summary>
    private sealed class Shop(RunningBackOffice office, string id) : IAsyncDisposable
    {
        private readonly List<HttpClient> _clients = [];

        public string Id { get; } = id;

        public string Name { get; } = $"Bakery {id}";

        public string AdminToken { get; } = $"office of {id}";

        public string DeviceToken { get; } = $"tills of {id}";

        public HttpClient Admin => field ??= Client(AdminToken);

        public HttpClient Device => field ??= Client(DeviceToken);

        public HttpClient Client(string token)
        {
            var client = office.Connect(token);
            client.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");
            _clients.Add(client);
            return client;
        }

        public Task<Answer> PostAsync(string path, string json) => office.PostAsync(path, json, Device);

        public Task<Answer> GetAsync(string path) => office.GetAsync(path, Device);

        public Task<Answer> AskAdminAsync(HttpMethod method, string path, string? json = null) =>
            office.SendAsync(new(method, path) { Content = json is null ? null : RunningBackOffice.Json(json) }, Admin);

        public ValueTask DisposeAsync()
        {
            foreach (var client in _clients)
                client.Dispose();
            return default;
        }
    }
}

public sealed class TenantsOnSqliteTests(SqliteOffice office) : TenantTests(office), IClassFixture<SqliteOffice>;

public sealed class TenantsOnPostgresTests(PostgresOffice office) : TenantTests(office), IClassFixture<PostgresOffice>;
