using System.Text.Json;
using System.Text.Json.Nodes;
using BackOffice.Storage;
using PosEngine.Sync;

namespace PosEngine.BackOffice;

/// <summary>A database that the previous version of the back office wrote, opened by this one.</summary>
public abstract class UpgradeTests : OwnDatabaseTests
{
    private const string Receipt = "0197a000-0000-7000-8000-00000000aa01";
    private const string Customer = "0197a000-0000-7000-8000-00000000aa02";

    private readonly TestDevice _device = new();
    private protected static string Scripts(int version, Func<string, string> translate) =>
        string.Join('\n', Enumerable.Range(2, version - 1).Select(step => translate(Schema.Read(step))));

    /// <summary>Makes the tables of a version, and writes down that it was that version.</summary>
    internal abstract Task CreateVersionAsync(TestDatabase database, int version);

    [Fact]
    public async Task D6_what_the_previous_version_wrote_is_there_and_found_by_what_is_new()
    {
        await WriteVersion2Async();
        await using var office = await RunningBackOffice.StartAsync(Database);
        using var transport = new HttpBackOffice(new() { BaseAddress = office.Address, DeviceToken = RunningBackOffice.Token });

        var hello = await office.PostAsync(_device.HelloPath, _device.Hello());
        Assert.Equal((200, 1, _device.HeadHash), (hello.Status, hello.AckedThrough, hello.HeadHash));
        Assert.Single(await transport.FindReceiptsAsync(new() { Text = "COFF" }, default));
        Assert.Single(await transport.FindReceiptsAsync(new() { Number = "1-1001" }, default));
        Assert.Equal(Customer, Assert.Single(await transport.FindCustomersAsync("ann@", 10, default)).Id);

        var refund = await transport.ReserveRefundAsync(
            new(new(Guid.Parse(_device.Id)), new(TestReceipts.NewId()), new(Guid.Parse(Receipt)), [new(new(Guid.Parse(Receipt)), Quantity.Of(2))]), default);
        Assert.Equal(RefundVerdict.Granted, refund.Verdict);
    }

    [Fact]
    public async Task D6_an_upgrade_happens_once_and_goes_on_from_there()
    {
        await WriteVersion2Async();
        await (await RunningBackOffice.StartAsync(Database)).DisposeAsync();

        await using var office = await RunningBackOffice.StartAsync(Database);
        Assert.Equal(200, (await office.PostAsync(_device.EntriesPath, _device.Sell(2).Push())).Status);
        Assert.Equal(3, (await office.SummaryAsync(_device)).GetProperty("receipts").GetInt32());
    }

    [Fact]
    public async Task D6_an_upgrade_that_fails_leaves_the_database_to_the_previous_version()
    {
        await WriteVersion2Async();
        await Database.ExecuteAsync("CREATE TABLE device_change (in_the_way INTEGER)");

        await Assert.ThrowsAnyAsync<Exception>(() => RunningBackOffice.StartAsync(Database));

        await Database.ExecuteAsync("DROP TABLE device_change");
        await using var office = await RunningBackOffice.StartAsync(Database);
        Assert.Equal(1, (await office.SummaryAsync(_device)).GetProperty("receipts").GetInt32());
    }

    [Fact]
    public async Task D6_what_went_back_before_there_were_columns_for_it_is_in_the_totals()
    {
        await WriteVersion2Async(static data => data["lines"]![0]!["quantity"] = -2000);
        await using (var office = await RunningBackOffice.StartAsync(Database))
            Assert.Equal((0, 0, 1, 500_000), Back(await office.SummaryAsync(_device)));
    }

    [Fact]
    public async Task D6_so_is_a_refund()
    {
        await WriteVersion2Async(static data => data["refund_of"] = JsonNode.Parse($$"""{ "receipt": "{{Customer}}" }"""));
        await using (var office = await RunningBackOffice.StartAsync(Database))
            Assert.Equal((1, 500_000, 0, 0), Back(await office.SummaryAsync(_device)));
    }

    [Fact]
    public async Task D6_and_receipts_are_found_by_what_stands_in_them()
    {
        await WriteVersion2Async(static data => data["customer"] = Customer);
        await using var office = await RunningBackOffice.StartAsync(Database);
        using var transport = new HttpBackOffice(new() { BaseAddress = office.Address, DeviceToken = RunningBackOffice.Token });
        var at = new DateTimeOffset(2026, 11, 24, 9, 58, 11, TimeSpan.Zero);
        var asked = new ReceiptLookup
        {
            CustomerId = new(Guid.Parse(Customer)), From = at, Until = at.AddMilliseconds(1), TotalMin = Money.Of(5), TotalMax = Money.Of(5), PaymentTypeId = new(Guid.Parse(Receipt)),
        };

        Assert.Single(await transport.FindReceiptsAsync(asked, default));
        Assert.Empty(await transport.FindReceiptsAsync(asked with { From = at.AddTicks(1) }, default));
    }

    private static (int, int, int, int) Back(JsonElement summary) => (
        summary.GetProperty("refund_count").GetInt32(), summary.GetProperty("refunds").GetInt32(), summary.GetProperty("return_count").GetInt32(), summary.GetProperty("returns").GetInt32());

    [Fact]
    public async Task D6_what_version_3_wrote_is_the_first_shops_and_its_tokens_and_codes_open_it()
    {
        await CreateVersionAsync(Database, 3);
        await Database.ExecuteAsync(
            """
            INSERT INTO token (name, role, hash) VALUES ('till', 'device', @till), ('owner', 'admin', @owner), ('the owner again', 'admin', @owner);
            INSERT INTO pairing (hash, expires) VALUES (@code, 4102444800000);
            INSERT INTO feed (one, id, position) VALUES (1, 'f00d', 1);
            INSERT INTO reference (kind, id, data, position) VALUES ('customer', @Customer, @data, 1)
            """,
            new { till = Hash("old till"), owner = Hash("old owner"), code = Hash("ABCD2345"), Customer, data = $$"""{"id":"{{Customer}}","name":"Ann"}""" });

        await using var office = await RunningBackOffice.StartAsync(Database);
        using var till = office.Connect("old till");
        till.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");
        using var stranger = office.Connect(null);

        Assert.Equal(200, (await office.GetAsync("v1/changes?cursor=f00d-1", till)).Status);
        Assert.Single((await office.GetAsync("v1/changes", till)).Json.GetProperty("changes").EnumerateArray());
        Assert.Equal(200, (await office.PostAsync("v1/pairings", $$"""{"code":"ABCD2345","device":"{{_device.Id}}"}""", stranger)).Status);
        using var owner = await TestBrowser.SignInAsync(office, "old owner");
        Assert.Contains("Ann", await owner.ShowAsync("/customers"));
    }

    private static byte[] Hash(string text) => System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text));

    /// <summary>A day of the previous version: a device, a receipt that it projected, a customer.</summary>
    private async Task WriteVersion2Async(Action<JsonNode>? change = null)
    {
        await CreateVersionAsync(Database, 2);
        var receipt = Bodies.Receipt(Receipt, "1-1001");
        change?.Invoke(receipt["data"]!);
        var body = receipt.ToJsonString();
        _device.Write(body);
        await Database.ExecuteAsync(
            """
            INSERT INTO device (id, number, software, first_seen, last_seen) VALUES (@device, @number, 'PosEngine 0.1.0', 1, 1);
            INSERT INTO epoch (key, device, id, first_sequence) VALUES (7, @device, @epoch, 1);
            INSERT INTO entry (position, epoch, sequence, hash, body, received) VALUES (70, 7, 1, @hash, @body, 1);
            INSERT INTO projected (epoch, through) VALUES (7, 1);
            INSERT INTO receipt (id, entry, number, shift, completed, day, currency, net, tax, gross, cash_rounding, change)
            VALUES (@Receipt, 70, '1-1001', @Receipt, '2026-11-24T09:58:11.0000000+00:00', '2026-11-24', 'GBP', 417000, 83000, 500000, 0, 500000);
            INSERT INTO receipt_line (receipt, ordinal, name, quantity, gross) VALUES (@Receipt, 0, 'Coffee', 2000, 500000);
            INSERT INTO receipt_payment (receipt, ordinal, name, kind, amount) VALUES (@Receipt, 0, 'Cash', 'cash', 1000000);
            INSERT INTO feed (one, id, position) VALUES (1, 'f00d', 1);
            INSERT INTO reference (kind, id, data, position) VALUES ('customer', @Customer, @data, 1)
            """,
            new
            {
                device = _device.Id,
                number = _device.Number,
                epoch = _device.EpochId,
                hash = Convert.FromHexString(_device.HeadHash),
                body = System.Text.Encoding.UTF8.GetBytes(body),
                Receipt,
                Customer,
                data = $$"""{"id":"{{Customer}}","name":"Ann","email":"ann@example.com"}""",
            });
    }
}

public sealed class UpgradeOnSqliteTests : UpgradeTests
{
    internal override Task<TestDatabase?> CreateDatabaseAsync() => Task.FromResult<TestDatabase?>(new SqliteTestDatabase());

    internal override Task CreateVersionAsync(TestDatabase database, int version) =>
        database.ExecuteAsync($"{Scripts(version, Schema.ToSqlite)} PRAGMA application_id = {0x504F5342}; PRAGMA user_version = {version};");
}

public sealed class UpgradeOnPostgresTests : UpgradeTests
{
    internal override async Task<TestDatabase?> CreateDatabaseAsync() => await PostgresTestDatabase.CreateAsync();

    internal override Task CreateVersionAsync(TestDatabase database, int version) => database.ExecuteAsync(
        $"{Scripts(version, Schema.ToPostgres)} CREATE TABLE back_office (schema BIGINT NOT NULL); INSERT INTO back_office (schema) VALUES ({version});");
}
