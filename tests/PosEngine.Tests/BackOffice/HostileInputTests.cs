using System.Text.Json.Nodes;
using PosEngine.Journal;

namespace PosEngine.BackOffice;

/// <summary>What somebody sends who means harm: refused or kept as mere text, nothing stored that should not be, and the back office stays up.</summary>
public abstract class HostileInputTests(OfficeFixture fixture) : IAsyncLifetime
{
    private const string Sql = "'); DELETE FROM entry; DROP TABLE receipt CASCADE; --";

    private readonly RunningBackOffice _office = fixture.Office;
    private readonly TestDevice _bystander = new TestDevice().Sell(3);

    public async ValueTask InitializeAsync() => Assert.Equal(200, (await _office.PostAsync(_bystander.EntriesPath, _bystander.Push())).Status);

    /// <summary>After each attack: what was there is there, unharmed, and the back office answers.</summary>
    public async ValueTask DisposeAsync()
    {
        var summary = await _office.SummaryAsync(_bystander);
        Assert.Equal((3, 3), (summary.GetProperty("entries").GetInt32(), summary.GetProperty("receipts").GetInt32()));
        Assert.True(summary.GetProperty("chain_valid").GetBoolean());
        Assert.Equal(200, (await _office.PostAsync(_bystander.HelloPath, _bystander.Hello())).Status);
    }

    [Fact]
    public async Task The_token_of_another_device_opens_nothing()
    {
        var device = new TestDevice().Sell(1);
        using var client = await PairAsync(device);

        Assert.Equal(200, (await _office.PostAsync(device.EntriesPath, device.Push(), client)).Status);
        foreach (var (path, json) in new[] { (_bystander.EntriesPath, _bystander.Sell(1).Push()), (_bystander.HelloPath, _bystander.Hello()) })
        {
            var answer = await _office.PostAsync(path, json, client);
            Assert.Equal((403, "unauthorised"), (answer.Status, answer.Error));
        }

        Assert.Equal(403, (await _office.GetAsync($"v1/devices/{_bystander.Id.ToUpperInvariant()}/epochs/{_bystander.EpochId}/entries/1/hash", client)).Status);
    }

    [Fact]
    public async Task A_pairing_code_is_good_once_and_for_ten_minutes()
    {
        var code = await NewCodeAsync();
        var device = new TestDevice();
        using var stranger = _office.Connect(null);

        Assert.Equal(200, (await RedeemAsync(stranger, code.ToLowerInvariant(), device)).Status);
        Assert.Equal(403, (await RedeemAsync(stranger, code, device)).Status);
        Assert.Equal(403, (await RedeemAsync(stranger, "GUESSED2", device)).Status);

        var late = await NewCodeAsync();
        fixture.Time.Advance(TimeSpan.FromMinutes(10));
        Assert.Equal(403, (await RedeemAsync(stranger, late, device)).Status);
    }

    [Fact]
    public async Task Whatever_is_nested_is_refused_or_can_be_told_to_everybody()
    {
        var taken = 0;
        for (var depth = 20; depth <= 33; depth++)
        {
            var (id, nested) = (TestDevice.NewId(), new string('[', depth) + new string(']', depth));
            var answer = await _office.PostAsync("v1/changes", $$$"""{"key":"{{{TestDevice.NewId()}}}","kind":"customer","id":"{{{id}}}","new":true,"data":{"name":"Deep","nested":{{{nested}}}}}""");
            taken += answer.Status == 200 ? 1 : 0;
            Assert.Contains(answer.Status, new[] { 200, 400, 422 });
            Assert.Equal(answer.Status == 200, (await _office.PutAsync($"v1/admin/reference/note/{id}", $$"""{"nested":{{nested}}}""")).Status == 204);
            Assert.Equal(200, (await _office.GetAsync("v1/changes")).Status);
            Assert.Equal(200, (await _office.GetAsync("v1/customers?text=Deep")).Status);
        }

        Assert.InRange(taken, 1, 13);
    }

    [Fact]
    public async Task A_parked_ticket_tells_others_no_more_than_it_should()
    {
        var parked = Bodies.Of("ticket-parked", new()
        {
            ["ticket"] = TestDevice.NewId(), ["name"] = "Table 4", ["gross"] = 500_000,
            ["content"] = new JsonObject { ["parking"] = TestDevice.NewId(), ["parked_by"] = JsonNode.Parse(new string('[', 26) + new string(']', 26)) },
        });
        var device = new TestDevice().Write(parked.ToJsonString());

        Assert.Single((await _office.PostAsync(device.EntriesPath, device.Push())).Quarantined);

        Assert.Equal(200, (await _office.GetAsync("v1/changes")).Status);
    }

    [Fact]
    public async Task Sums_that_are_too_large_stop_neither_the_device_nor_the_pages()
    {
        var device = new TestDevice();
        for (var i = 0; i < 2; i++)
        {
            var receipt = Bodies.Receipt(TestDevice.NewId(), $"1-{1001 + i}");
            Swell(receipt["data"]!, long.MaxValue / 500_000 * 500_000);
            device.Write(receipt.ToJsonString());
        }

        device.Sell(1);

        var answer = await _office.PostAsync(device.EntriesPath, device.Push());

        Assert.Equal((200, 3), (answer.Status, answer.AckedThrough));
        Assert.Equal([1, 2], answer.Quarantined.Select(static entry => entry.Sequence));
        Assert.Equal(1, (await _office.SummaryAsync(device)).GetProperty("receipts").GetInt32());
        using var owner = await TestBrowser.SignInAsync(_office);
        foreach (var page in new[] { "/", "/sales", "/receipts" })
            Assert.NotEmpty(await owner.ShowAsync(page));

        // A gift card of more than there is money, with no tax, paid in cash.
        static void Swell(JsonNode data, long amount)
        {
            foreach (var figure in new[] { "subtotal", "net", "gross" })
                (data[figure], data["lines"]![0]![figure]) = (amount, amount);
            (data["tax"], data["change"], data["taxes"]) = (0, 0, new JsonArray());
            (data["lines"]![0]!["taxes"], data["lines"]![0]!["tax"], data["lines"]![0]!["gift_card"]) = (new JsonArray(), new JsonArray(), "6006-4711");
            data["payments"]![0]!["amount"] = amount;
        }
    }

    [Fact]
    public async Task SQL_in_every_text_of_a_receipt_is_only_text()
    {
        var receipt = Bodies.Receipt(TestDevice.NewId(), "1-1001");
        receipt["data"]!["note"] = "";
        Poison(receipt["data"]!);
        var device = new TestDevice().Write(receipt.ToJsonString());

        Assert.Empty((await _office.PostAsync(device.EntriesPath, device.Push())).Quarantined);

        var id = new { id = (string)receipt["data"]!["id"]! };
        Assert.Equal(Sql, await fixture.Database.ReadAsync<string>("SELECT number FROM receipt WHERE id = @id", id));
        Assert.Equal(Sql, await fixture.Database.ReadAsync<string>("SELECT note FROM receipt WHERE id = @id", id));
        Assert.Equal(Sql, await fixture.Database.ReadAsync<string>("SELECT name FROM receipt_line WHERE receipt = @id", id));
        Assert.Equal(Sql, await fixture.Database.ReadAsync<string>("SELECT name FROM receipt_tax WHERE receipt = @id", id));
        Assert.Equal(Sql, await fixture.Database.ReadAsync<string>("SELECT name FROM receipt_payment WHERE receipt = @id", id));
    }

    [Fact]
    public async Task SQL_in_addresses_headers_hello_and_reference_data_is_only_text()
    {
        var hello = (JsonObject)JsonNode.Parse(new TestDevice().Hello())!;
        hello["software"] = Sql;
        Assert.Equal(200, (await _office.PostAsync(new TestDevice().HelloPath, hello.ToJsonString())).Status);
        Assert.Equal(410, (await _office.GetAsync($"v1/changes?cursor={Uri.EscapeDataString(Sql)}")).Status);
        Assert.Equal(204, (await _office.PutAsync($"v1/admin/reference/note/{Uri.EscapeDataString(Sql)}", new JsonObject { ["text"] = Sql }.ToJsonString())).Status);
        Assert.Equal(204, (await _office.PutAsync($"v1/admin/tokens/{Uri.EscapeDataString(Sql)}", """{"role":"device","token":"x"}""")).Status);
        using var client = _office.Connect(Sql);
        client.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");
        Assert.Equal(401, (await _office.GetAsync("v1/changes", client)).Status);

        var note = (await _office.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray().Last();
        Assert.Equal((Sql, Sql), (note.GetProperty("id").GetString(), note.GetProperty("data").GetProperty("text").GetString()));
    }

    [Fact]
    public async Task SQL_in_entries_of_every_kind_and_beside_them_is_only_text()
    {
        var device = new TestDevice();
        foreach (var kind in typeof(EntryKinds).GetFields().Select(static field => (string)field.GetRawConstantValue()!))
        {
            var data = (JsonObject)JsonNode.Parse($$"""
                {"id":"{{TestDevice.NewId()}}","ticket":"{{TestDevice.NewId()}}","parking":"{{TestDevice.NewId()}}","shift":"{{TestDevice.NewId()}}","receipt":"{{TestDevice.NewId()}}","customer":"{{TestDevice.NewId()}}",
                 "name":"x","number":"x","note":"x","reason":"x","permission":"x","operation":"x","address_hash":"x","data_hash":"x","currency":"x","amount":1,"gross":1,
                 "content":{"taxes":[{"name":"x"}],"lines":[{"name":"x","sku":"x","quantity":1000}],"note":"x"} }
                """)!;
            Poison(data);
            device.Write(Bodies.Of(kind, data).ToJsonString());
        }

        var personal = new JsonObject { ["address"] = Sql, ["name"] = Sql }.ToJsonString();
        device.Write(Bodies.EmailRequested(TestDevice.NewId(), personal), personal).Write(Bodies.CustomerSaved("customer-registered", TestDevice.NewId(), personal), personal);

        Assert.Equal((200, device.Last), (await _office.PostAsync(device.EntriesPath, device.Push())) is var push ? (push.Status, push.AckedThrough) : default);
    }

    [Fact]
    public async Task SQL_in_what_is_searched_and_typed_is_only_text()
    {
        var sql = Uri.EscapeDataString(Sql);
        foreach (var path in new[] { $"v1/receipts?text={sql}", $"v1/receipts?number={sql}", $"v1/customers?text={sql}" })
        {
            var found = await _office.GetAsync(path);
            Assert.Equal(200, found.Status);
            Assert.DoesNotContain(_bystander.Id, found.Text, StringComparison.Ordinal);
        }

        using var owner = await TestBrowser.SignInAsync(_office);
        foreach (var (page, fields) in new (string, (string, string)[])[]
        {
            ("/items/new", [("name", Sql), ("price", "1"), ("barcodes", Sql)]), ("/customers/new", [("name", Sql), ("note", Sql)]), ("/employees/new", [("name", Sql), ("pin", "48151623")]),
            ("/roles/new", [("name", Sql)]), ("/categories/new", [("name", Sql)]), ("/settings", [("shop_name", Sql), ("receipt_footer", Sql)]),
        })
        {
            Assert.Contains((int)(await owner.SubmitAsync(page, page, fields)).Status, new[] { 302, 422 });
        }

        Assert.Contains((await _office.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray(), static change => change.GetProperty("data").ToString().Contains("DROP TABLE receipt CASCADE", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_character_that_a_database_cannot_store_is_refused_or_set_aside_or_kept()
    {
        var device = new TestDevice();
        var hello = await _office.PostAsync(device.HelloPath, device.Hello().Replace("PosEngine 0.1.0", "a\\u0000b", StringComparison.Ordinal));
        var receipt = Bodies.Receipt(TestDevice.NewId(), "1-1001");
        receipt["data"]!["note"] = "a\0b";
        device.Write(receipt.ToJsonString());
        var push = await _office.PostAsync(device.EntriesPath, device.Push());

        Assert.Contains(hello.Status, new[] { 200, 422 });
        Assert.Equal((200, 1), (push.Status, push.AckedThrough));
    }

    [Fact]
    public async Task A_forged_chain_stores_nothing()
    {
        var device = new TestDevice().Sell(2);
        var forged = device.PushNode();
        forged["entries"]![1]!["body"] = Bodies.Receipt(TestDevice.NewId(), "forged").ToJsonString();

        Assert.Equal("fork", (await _office.PostAsync(device.EntriesPath, forged.ToJsonString())).Error);

        Assert.Equal(0, (await _office.SummaryAsync(device)).GetProperty("entries").GetInt32());
    }

    /// <summary>Puts SQL into every text but ids and those that have a meaning here.</summary>
    private static void Poison(JsonNode node)
    {
        if (node is JsonArray array)
        {
            foreach (var element in array.OfType<JsonNode>())
                Poison(element);
        }

        if (node is not JsonObject fields)
            return;
        foreach (var (name, value) in fields.ToList())
        {
            if (value is JsonValue text && text.TryGetValue(out string? told) && !Guid.TryParse(told, out _) && name is not "started")
                fields[name] = Sql;
            else if (value is not null)
                Poison(value);
        }
    }

    private async Task<HttpClient> PairAsync(TestDevice device)
    {
        using var stranger = _office.Connect(null);
        var answer = await RedeemAsync(stranger, await NewCodeAsync(), device);
        var client = _office.Connect(answer.Json.GetProperty("token").GetString());
        client.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");
        return client;
    }

    private async Task<string> NewCodeAsync() => (await _office.PostAsync("v1/admin/pairings", "{}", _office.Admin)).Json.GetProperty("code").GetString()!;

    private Task<Answer> RedeemAsync(HttpClient client, string code, TestDevice device) =>
        _office.PostAsync("v1/pairings", $$"""{"code":"{{code}}","device":"{{device.Id}}"}""", client);
}

public sealed class HostileInputOnSqliteTests(SqliteOffice office) : HostileInputTests(office), IClassFixture<SqliteOffice>;

public sealed class HostileInputOnPostgresTests(PostgresOffice office) : HostileInputTests(office), IClassFixture<PostgresOffice>;
