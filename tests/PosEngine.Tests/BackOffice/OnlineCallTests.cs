using System.Net;
using System.Text.Json.Nodes;
using PosEngine.Sync;

namespace PosEngine.BackOffice;

/// <summary>The online calls as strangers and careless programs make them: refused, and nothing is harmed. And what only a database can get wrong.</summary>
public abstract class OnlineCallTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;
    private readonly TestDevice _device = new TestDevice().Sell(1);

    [Theory]
    [InlineData("POST", "v1/stock")]
    [InlineData("GET", "v1/receipts")]
    [InlineData("GET", "v1/customers")]
    [InlineData("POST", "v1/changes")]
    [InlineData("POST", "v1/devices/{device}/refunds")]
    [InlineData("POST", "v1/devices/{device}/tickets")]
    [InlineData("POST", "v1/values")]
    [InlineData("POST", "v1/devices/{device}/values")]
    public async Task A_token_that_is_not_known_or_of_the_office_opens_nothing(string method, string path)
    {
        using var stranger = _office.Connect("guessed");
        stranger.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");
        using var admin = _office.Connect(RunningBackOffice.AdminToken);
        admin.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");

        foreach (var (client, status) in new[] { (stranger, 401), (admin, 403) })
        {
            var request = new HttpRequestMessage(new(method), path.Replace("{device}", _device.Id, StringComparison.Ordinal));
            if (method == "POST")
                request.Content = RunningBackOffice.Json("{}");
            var answer = await _office.SendAsync(request, client);
            Assert.Equal((status, "unauthorised"), (answer.Status, answer.Error));
        }
    }

    [Fact]
    public async Task The_token_of_another_device_reserves_nothing()
    {
        var other = new TestDevice();
        await _office.PutAsync($"v1/admin/tokens/{other.Id}", $$"""{"role":"device","token":"of {{other.Id}}","device":"{{other.Id}}"}""");
        using var client = _office.Connect($"of {other.Id}");
        client.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");

        Assert.Equal(403, (await _office.PostAsync($"v1/devices/{_device.Id}/refunds", "{}", client)).Status);
        Assert.Equal(400, (await _office.PostAsync($"v1/devices/{other.Id}/refunds", "{}", client)).Status);
    }

    [Fact]
    public async Task A_key_is_its_devices_own()
    {
        var (key, ids) = (TestDevice.NewId(), new[] { TestDevice.NewId(), TestDevice.NewId() });
        foreach (var id in ids)
        {
            var device = TestDevice.NewId();
            await _office.PutAsync($"v1/admin/tokens/{device}", $$"""{"role":"device","token":"of {{device}}","device":"{{device}}"}""");
            using var client = _office.Connect($"of {device}");
            client.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");

            var answer = await _office.PostAsync("v1/changes", $$$"""{"key":"{{{key}}}","kind":"customer","id":"{{{id}}}","new":true,"data":{"name":"Ann"}}""", client);

            Assert.Equal((200, id), (answer.Status, answer.Json.GetProperty("id").GetString()));
        }
    }

    [Theory]
    [InlineData("v1/stock", "")]
    [InlineData("v1/stock", "{}")]
    [InlineData("v1/stock", """{"items":["x"]}""")]
    [InlineData("v1/stock", """{"items":null}""")]
    [InlineData("v1/changes", "[]")]
    [InlineData("v1/changes", """{"key":"1","kind":"customer","id":"1","new":true,"data":{}}""")]
    [InlineData("v1/changes", """{"key":"0197a000-0000-7000-8000-000000000001","kind":"customer","id":"1","new":true,"data":[]}""")]
    [InlineData("v1/changes", """{"key":"0197a000-0000-7000-8000-000000000001","kind":"customer","id":"1","new":true,"data":null}""")]
    [InlineData("v1/changes", """{"key":"0197a000-0000-7000-8000-000000000001","kind":"customer","id":"1","data":{}}""")]
    [InlineData("v1/changes", """{"key":"0197a000-0000-7000-8000-000000000001","kind":"customer","id":"1","new":true,"data":{"a":1,"a":2}}""")]
    [InlineData("v1/devices/{device}/refunds", """{"refund":"0197a000-0000-7000-8000-000000000001","receipt":"0197a000-0000-7000-8000-000000000001","lines":[{"line":"1"}]}""")]
    [InlineData("v1/devices/{device}/refunds", """{"refund":"0197a000-0000-7000-8000-000000000001","receipt":"0197a000-0000-7000-8000-000000000001","lines":[null]}""")]
    [InlineData("v1/devices/{device}/refunds", """{"refund":"0197a000-0000-7000-8000-000000000001","receipt":"0197a000-0000-7000-8000-000000000001","lines":[]}""")]
    public async Task A_body_that_is_none_is_malformed(string path, string json)
    {
        var answer = await _office.PostAsync(path.Replace("{device}", _device.Id, StringComparison.Ordinal), json);

        Assert.Equal("malformed", answer.Error);
        Assert.Contains(answer.Status, new[] { 400, 422 });
    }

    [Theory]
    [InlineData("v1/receipts?limit=0")]
    [InlineData("v1/receipts?limit=101")]
    [InlineData("v1/receipts?limit=x")]
    [InlineData("v1/receipts?id=x")]
    [InlineData("v1/customers?limit=0")]
    [InlineData("v1/customers?limit=1001")]
    public async Task A_parameter_that_is_none_is_malformed(string path) => Assert.Equal("malformed", (await _office.GetAsync(path)).Error);

    [Theory]
    [InlineData("v1/receipts?number=a%00b&text=a%00b")]
    [InlineData("v1/customers?text=a%00b")]
    [InlineData("v1/customers?text=%27)%3B%20DROP%20TABLE%20reference%3B%20--")]
    public async Task A_text_that_no_database_has_finds_nothing_and_harms_nothing(string path) =>
        Assert.Contains((await _office.GetAsync(path)).Status, new[] { 200, 400, 422 });

    [Fact]
    public async Task What_is_nested_too_deep_or_asks_for_too_much_is_refused()
    {
        var deep = $"{string.Concat(Enumerable.Repeat("{\"a\":", 100))}1{new string('}', 100)}";
        var answer = await _office.PostAsync(
            "v1/changes", $$"""{"key":"{{TestDevice.NewId()}}","kind":"customer","id":"{{TestDevice.NewId()}}","new":true,"data":{{deep}}}""");
        Assert.Equal((400, "malformed"), (answer.Status, answer.Error));

        var items = string.Join(',', Enumerable.Range(0, 501).Select(_ => $"\"{TestDevice.NewId()}\""));
        Assert.Equal(413, (await _office.PostAsync("v1/stock", $$"""{"items":[{{items}}]}""")).Status);
    }

    [Theory]
    [InlineData("customer", "1")]
    [InlineData("customer", "0197A000-0000-7000-8000-000000000001")]
    [InlineData("customer", "../../etc/passwd")]
    [InlineData("item", "'; DROP TABLE reference; --")]
    public async Task An_id_that_is_none_is_rejected(string kind, string id)
    {
        var answer = await _office.PostAsync("v1/changes", new JsonObject
        {
            ["key"] = TestDevice.NewId(),
            ["kind"] = kind,
            ["id"] = id,
            ["new"] = true,
            ["data"] = new JsonObject { ["name"] = "Ann" },
        }.ToJsonString());

        Assert.Equal((422, "rejected"), (answer.Status, answer.Error));
    }

    /// <summary>The largest figure that anything is counted in.</summary>
    private const long Most = 10_000_000_000_000_000;

    [Fact]
    public async Task Quantities_that_add_up_to_more_than_there_is_are_set_aside_or_counted_and_the_receipt_is_still_answered_for()
    {
        var journal = new TestJournal(_device.Number);
        using var transport = new HttpBackOffice(new() { BaseAddress = _office.Address, DeviceToken = RunningBackOffice.Token });
        var (receipt, lines) = journal.Sell("1", ("Tea", Most, new ItemId(Guid.Parse(_device.Id))));
        journal.Refund(new(TestReceipts.NewId()), receipt, lines[0], Most);
        journal.Refund(new(TestReceipts.NewId()), receipt, lines[0], Most);
        journal.Append(TestJournal.Body("refund-released", """{"refund":"x"}"""));

        var reply = await transport.PushAsync(journal.Whole(), default);

        Assert.Equal([3, 4], reply.Quarantined.Select(entry => entry.Sequence));
        var answer = await transport.ReserveRefundAsync(new(journal.Device, new(TestReceipts.NewId()), receipt, [new(lines[0], Quantity.One)]), default);
        Assert.Equal(RefundVerdict.TooMuch, answer.Verdict);
    }

    [Fact]
    public async Task A_receipt_that_comes_again_in_another_epoch_is_sold_and_refunded_once()
    {
        var journal = new TestJournal(_device.Number);
        var item = new ItemId(TestReceipts.NewId());
        using var transport = new HttpBackOffice(new() { BaseAddress = _office.Address, DeviceToken = RunningBackOffice.Token });
        await fixture.Database.ExecuteAsync("INSERT INTO stock (item, quantity) VALUES (@item, 9000)", new { item = $"{item}" });
        journal.Write(1);
        var (receipt, lines) = journal.Sell("1", ("Tea", 2_000, item));
        var refund = journal.Refund(new(TestReceipts.NewId()), receipt, lines[0], 1_500, item);
        await transport.PushAsync(journal.Whole(), default);

        var repaired = journal.Branch(1);
        repaired.Append(journal.Entries[1].Body.ToArray());
        repaired.Append(refund.Body.ToArray());

        Assert.Empty((await transport.PushAsync(repaired.Whole(), default)).Quarantined);
        Assert.Equal(8_500, Assert.Single(await transport.GetStockAsync([item], default)).Quantity.Units);
        Assert.Single(await transport.FindReceiptsAsync(new() { Id = receipt }, default));
        var answer = await transport.ReserveRefundAsync(new(journal.Device, new(TestReceipts.NewId()), receipt, [new(lines[0], Quantity.FromUnits(500))]), default);
        Assert.Equal((RefundVerdict.Granted, 1_500), (answer.Verdict, Assert.Single(answer.Refunded).Quantity.Units));
    }

    [Theory]
    [InlineData("""{"email":"nobody@example.com"}""", "A name is wanted")]
    [InlineData("[]", "")]
    [InlineData("no json", "")]
    public async Task A_customer_of_whom_nothing_can_be_made_is_set_aside(string personal, string reason)
    {
        var device = new TestDevice().Write(Bodies.CustomerSaved("customer-registered", TestDevice.NewId(), personal), personal);

        var (sequence, told) = Assert.Single((await _office.PostAsync(device.EntriesPath, device.Push())).Quarantined);

        Assert.Equal(1, sequence);
        Assert.Contains(reason, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_customer_whose_data_were_exchanged_on_the_way_is_set_aside()
    {
        var body = Bodies.Of("customer-edited", new() { ["customer"] = TestDevice.NewId(), ["data_hash"] = new string('0', 64) });
        var device = new TestDevice().Write(body.ToJsonString(), """{"name":"Eve"}""");

        var (_, reason) = Assert.Single((await _office.PostAsync(device.EntriesPath, device.Push())).Quarantined);

        Assert.Contains("not what was hashed", reason, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("0.0001")]
    [InlineData("many")]
    [InlineData("99999999999999999999")]
    public async Task A_stock_that_is_none_is_refused(string quantity)
    {
        var item = await CountAsync("1");
        using var owner = await TestBrowser.SignInAsync(_office);

        Assert.Equal(HttpStatusCode.UnprocessableEntity, (await owner.SubmitAsync("/stock", $"/stock/{item}", ("quantity", quantity))).Status);

        Assert.Contains("value=\"1\"", (await owner.ShowAsync("/stock")).Split($"/stock/{item}")[1].Split("</form>")[0], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_stock_that_is_emptied_is_no_longer_counted()
    {
        var item = await CountAsync("-2.5");
        Assert.Equal(-2_500, (await _office.PostAsync("v1/stock", $$"""{"items":["{{item}}"]}""")).Json.GetProperty("levels")[0].GetProperty("quantity").GetInt64());

        await CountAsync("", item);

        Assert.Empty((await _office.PostAsync("v1/stock", $$"""{"items":["{{item}}"]}""")).Json.GetProperty("levels").EnumerateArray());
    }

    [Fact]
    public async Task Only_who_is_signed_in_counts_stock_or_ends_a_right()
    {
        using var visitor = TestBrowser.Open(_office);

        foreach (var path in new[] { $"/stock/{TestDevice.NewId()}", $"/refunds/{TestDevice.NewId()}/end" })
            Assert.Equal(HttpStatusCode.Redirect, (await visitor.PostAsync(path, ("quantity", "1"))).Status);
        Assert.Equal(HttpStatusCode.Redirect, (await visitor.AskAsync("/stock")).Status);
    }

    private async Task<string> CountAsync(string quantity, string? counted = null)
    {
        var item = counted ?? TestDevice.NewId();
        await _office.PutAsync($"v1/admin/reference/item/{item}", $$"""{"id":"{{item}}","name":"Tea","taxes":[]}""");
        using var owner = await TestBrowser.SignInAsync(_office);
        Assert.Equal(HttpStatusCode.Redirect, (await owner.SubmitAsync("/stock", $"/stock/{item}", ("quantity", quantity))).Status);
        return item;
    }
}

public sealed class OnlineCallsOnSqliteTests(SqliteOffice office) : OnlineCallTests(office), IClassFixture<SqliteOffice>;

public sealed class OnlineCallsOnPostgresTests(PostgresOffice office) : OnlineCallTests(office), IClassFixture<PostgresOffice>;
