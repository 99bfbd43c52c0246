using System.Net;
using System.Text;
using BackOffice.Emails;
using BackOffice.Erasures;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Time.Testing;

namespace PosEngine.BackOffice;

/// <summary>A customer who asks to be forgotten: at once, or when the law lets go; and on every device.</summary>
public abstract class ErasureTests : OwnDatabaseTests
{
    private const string Address = """{"address":"Dora@example.com"}""";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 13, 21, 29, TimeSpan.Zero));
    [Fact]
    public async Task Everything_of_an_erased_customer_goes_and_the_rest_stays()
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var dora = await AddCustomerAsync(office, "Dora");
        var eve = await AddCustomerAsync(office, "Eve");
        await office.PostAsync("v1/changes", $$"""{ "key": "{{TestDevice.NewId()}}", "kind": "customer", "id": "{{dora}}", "new": false, "data": { "phone": "555" } }""");
        await PushAsync(office, dora, eve);

        var answer = await EraseAsync(office, dora);

        Assert.Equal(HttpStatusCode.Redirect, answer);
        Assert.Equal(1, await Database.ReadAsync<long>("SELECT COUNT(*) FROM personal"));
        Assert.Equal("erased waiting", await Database.ReadAsync<string>("SELECT MIN(state) || ' ' || MAX(state) FROM email_outbox"));
        Assert.Equal(0, await Database.ReadAsync<long>("SELECT COUNT(*) FROM device_change WHERE answer LIKE '%Dora%'"));
        Assert.Equal(0, await Database.ReadAsync<long>("SELECT COUNT(*) FROM reference WHERE data LIKE '%Dora%' OR search LIKE '%dora%'"));
        Assert.Equal(1, await Database.ReadAsync<long>("SELECT COUNT(*) FROM reference WHERE data LIKE '%Eve%'"));
        Assert.Equal(1, await Database.ReadAsync<long>("SELECT COUNT(*) FROM erasure WHERE held IS NULL AND done IS NOT NULL"));
    }

    [Fact]
    public async Task Devices_hear_of_the_erasure_before_the_customer_is_gone()
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var dora = await AddCustomerAsync(office, "Dora");

        await EraseAsync(office, dora);

        var changes = (await office.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray().Select(change => change.GetRawText()).ToList();
        Assert.Equal(
            [$$$"""{"kind":"erasure","id":"{{{dora}}}","data":{"id":"{{{dora}}}"}}""", $$"""{"kind":"customer","id":"{{dora}}","data":null}"""],
            changes[^2..]);
    }

    [Fact]
    public async Task What_the_law_still_requires_is_shown_to_nobody_and_erased_when_it_does_not()
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var dora = await AddCustomerAsync(office, "Dora");
        await PushAsync(office, dora, await AddCustomerAsync(office, "Eve"));

        await EraseAsync(office, dora, "2026-12-24");
        await RunAsync(office);

        Assert.Empty((await office.GetAsync("v1/customers?text=Dora")).Json.GetProperty("changes").EnumerateArray());
        Assert.Equal(1, await Database.ReadAsync<long>("SELECT COUNT(*) FROM erasure WHERE held LIKE '%Dora%' AND done IS NULL"));
        Assert.Equal(2, await Database.ReadAsync<long>("SELECT COUNT(*) FROM personal"));

        _time.Advance(TimeSpan.FromDays(31));
        await RunAsync(office);
        Assert.Equal(1, await Database.ReadAsync<long>("SELECT COUNT(*) FROM erasure WHERE held IS NULL AND done IS NOT NULL"));
        Assert.Equal(1, await Database.ReadAsync<long>("SELECT COUNT(*) FROM personal"));
    }

    [Fact]
    public async Task Who_has_an_address_that_contains_theirs_is_somebody_else()
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var dora = await AddCustomerAsync(office, "Dora");
        var receipt = TestDevice.NewId();
        var device = new TestDevice().Write(Bodies.Receipt(receipt, "1-1001").ToJsonString());
        foreach (var address in new[] { """{"address":"theodora@example.com"}""", """{"address":"DORA@example.com"}""" })
            device.Write(Bodies.EmailRequested(receipt, address), address);
        await office.PostAsync(device.EntriesPath, device.Push());

        await EraseAsync(office, dora);

        Assert.Equal(1, await Database.ReadAsync<long>("SELECT COUNT(*) FROM personal"));
        Assert.Equal("erased waiting", await Database.ReadAsync<string>("SELECT MIN(state) || ' ' || MAX(state) FROM email_outbox"));

        // Devices that do not have the customer find it by the hash.
        var erasure = (await office.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray().Single(change => change.GetProperty("kind").GetString() == "erasure");
        Assert.Equal([device.HashOf(3)], erasure.GetProperty("data").GetProperty("entries").EnumerateArray().Select(entry => entry.GetString()));
    }

    [Fact]
    public async Task What_a_device_sends_before_it_hears_of_it_is_not_kept()
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var dora = await AddCustomerAsync(office, "Dora");
        await EraseAsync(office, dora);

        await PushAsync(office, dora, await AddCustomerAsync(office, "Eve"));

        Assert.Equal(1, await Database.ReadAsync<long>("SELECT COUNT(*) FROM personal"));
        Assert.Equal("erased waiting", await Database.ReadAsync<string>("SELECT MIN(state) || ' ' || MAX(state) FROM email_outbox"));
        Assert.Equal(0, await Database.ReadAsync<long>("SELECT COUNT(*) FROM quarantine"));
    }

    [Fact]
    public async Task E_mails_to_somebody_who_is_held_by_law_do_not_go_out_and_name_no_address_until_they_are_erased()
    {
        using var folder = new TemporaryFolder();
        await using var office = await StartSendingAsync(folder);
        var dora = await AddCustomerAsync(office, "Dora");
        var eve = await AddCustomerAsync(office, "Eve");
        await PushAsync(office, dora, eve);
        using var owner = await TestBrowser.SignInAsync(office);
        Assert.Single(await RowsAsync(owner, "/emails", "Dora@example.com"));

        await EraseAsync(office, dora, "2026-12-24");
        await SendAsync(office);

        var row = Assert.Single(await RowsAsync(owner, "/emails", ">held<"));
        Assert.Contains("D…", row);
        Assert.Contains("held until 2026-12-24", row);
        Assert.DoesNotContain("/retry", row);
        Assert.DoesNotContain("example.com", row);
        Assert.Single(await RowsAsync(owner, "/emails", "somebody@example.com"));
        Assert.Single(Directory.GetFiles(folder.PathOf("out")));
        var held = await Database.ReadAsync<long>("SELECT entry FROM email_held");
        Assert.Equal(HttpStatusCode.NotFound, (await owner.ForgeAsync($"/emails/{held}/retry")).Status);

        _time.Advance(TimeSpan.FromDays(31));
        await RunAsync(office);
        await SendAsync(office);
        using var later = await TestBrowser.SignInAsync(office);

        Assert.Single(await RowsAsync(later, "/emails", ">erased<"));
        Assert.Empty(await RowsAsync(later, "/emails", ">held<"));
        Assert.Single(Directory.GetFiles(folder.PathOf("out")));
    }

    [Fact]
    public async Task What_was_sent_before_the_hold_or_failed_names_no_address_either()
    {
        using var folder = new TemporaryFolder();
        await using var office = await StartSendingAsync(folder);
        var dora = await AddCustomerAsync(office, "Dora");
        await PushAsync(office, dora);
        await SendAsync(office);
        await PushAsync(office, dora);
        await Database.ExecuteAsync("UPDATE email_outbox SET state = 'failed', problem = 'no mailbox Dora@example.com' WHERE state = 'waiting'");

        await EraseAsync(office, dora, "2026-12-24");

        using var owner = await TestBrowser.SignInAsync(office);
        Assert.Single(await RowsAsync(owner, "/emails", ">sent<"));
        Assert.Single(await RowsAsync(owner, "/emails", ">held<"));
        Assert.DoesNotContain("Dora", await owner.ShowAsync("/emails"));
    }

    [Fact]
    public async Task What_comes_in_during_the_hold_is_held_too_by_the_receipt_and_by_the_address()
    {
        using var folder = new TemporaryFolder();
        await using var office = await StartSendingAsync(folder);
        var dora = await AddCustomerAsync(office, "Dora");
        await EraseAsync(office, dora, "2026-12-24");
        var (hers, anybodys) = (TestDevice.NewId(), TestDevice.NewId());
        var receipt = Bodies.Receipt(hers, "1-1001");
        receipt["data"]!["customer"] = dora;
        var other = """{"address":"office@example.com"}""";
        var device = new TestDevice()
            .Write(receipt.ToJsonString()).Write(Bodies.EmailRequested(hers, other), other)
            .Write(Bodies.Receipt(anybodys, "1-1002").ToJsonString()).Write(Bodies.EmailRequested(anybodys, Address), Address)
            .Write(Bodies.EmailRequested(anybodys, other), other);
        await office.PostAsync(device.EntriesPath, device.Push());
        await SendAsync(office);

        Assert.Equal([$"{device.Id}.5.eml"], Directory.GetFiles(folder.PathOf("out")).Select(Path.GetFileName));
        Assert.Equal(2, await Database.ReadAsync<long>("SELECT COUNT(*) FROM email_held"));
    }

    [Fact]
    public async Task A_receipt_that_arrives_after_the_request_to_send_it_is_looked_at_before_it_goes_out()
    {
        using var folder = new TemporaryFolder();
        await using var office = await StartSendingAsync(folder);
        var dora = await AddCustomerAsync(office, "Dora");
        await EraseAsync(office, dora, "2026-12-24");
        var (hers, other) = (TestDevice.NewId(), """{"address":"office@example.com"}""");
        var asking = new TestDevice().Write(Bodies.EmailRequested(hers, other), other);
        await office.PostAsync(asking.EntriesPath, asking.Push());
        Assert.Equal(0, await Database.ReadAsync<long>("SELECT COUNT(*) FROM email_held"));
        var receipt = Bodies.Receipt(hers, "1-1001");
        receipt["data"]!["customer"] = dora;
        var selling = new TestDevice().Write(receipt.ToJsonString());
        await office.PostAsync(selling.EntriesPath, selling.Push());

        await SendAsync(office);

        Assert.False(Directory.Exists(folder.PathOf("out")));
        Assert.Equal("waiting 0", await Database.ReadAsync<string>("SELECT state || ' ' || attempts FROM email_outbox"));
        Assert.Equal(1, await Database.ReadAsync<long>("SELECT COUNT(*) FROM email_held"));
    }

    [Fact]
    public async Task The_owner_is_told_what_is_held_until_when_and_by_which_rule_and_changes_it()
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var dora = await AddCustomerAsync(office, "Dora");
        await PushAsync(office, dora);
        using var owner = await TestBrowser.SignInAsync(office);
        Assert.Contains("Nobody waits to be forgotten", await owner.ShowAsync("/erasures"));

        await EraseAsync(office, dora, "2026-12-24");

        var row = Assert.Single(await RowsAsync(owner, "/erasures", dora));
        Assert.All(["D…", "2026-11-24 13:21:29", "2026-12-24", "§ 147 AO", "name, email", ">1<"], told => Assert.Contains(told, row));
        var page = WebUtility.HtmlDecode(await owner.ShowAsync($"/customers/{dora}"));
        Assert.All(["Held until 2026-12-24 by § 147 AO", "name, email", "1 is held back"], told => Assert.Contains(told, page));
        Assert.DoesNotContain("Dora", page);
        Assert.DoesNotContain("Dora", row);

        Assert.Equal(HttpStatusCode.Redirect, await EraseAsync(office, dora, "2027-01-31", "a lawsuit"));
        Assert.Contains("2027-01-31 by a lawsuit", await owner.ShowAsync($"/customers/{dora}"));
        Assert.Equal(HttpStatusCode.Redirect, await EraseAsync(office, dora));
        Assert.Contains("Nobody waits to be forgotten", await owner.ShowAsync("/erasures"));
        Assert.Equal(HttpStatusCode.NotFound, (await owner.AskAsync($"/customers/{dora}")).Status);
        Assert.Equal(0, await Database.ReadAsync<long>("SELECT COUNT(*) FROM personal"));
    }

    [Theory]
    [InlineData("2026-12-24", "")]
    [InlineData("", "§ 147 AO")]
    public async Task A_hold_has_a_last_day_and_a_rule_or_is_none(string until, string rule)
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var dora = await AddCustomerAsync(office, "Dora");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await EraseAsync(office, dora, until, rule));
        Assert.Equal(0, await Database.ReadAsync<long>("SELECT COUNT(*) FROM erasure"));
    }

    [Theory]
    [InlineData("tomorrow")]
    [InlineData("24.12.2026")]
    public async Task A_hold_without_an_end_is_refused_and_erases_nothing(string until)
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var dora = await AddCustomerAsync(office, "Dora");

        Assert.Equal(HttpStatusCode.UnprocessableEntity, await EraseAsync(office, dora, until));
        Assert.Equal(0, await Database.ReadAsync<long>("SELECT COUNT(*) FROM erasure"));
    }

    [Fact]
    public async Task Nobody_is_erased_who_is_not_there_or_by_a_foreign_page()
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var dora = await AddCustomerAsync(office, "Dora");
        using var owner = await TestBrowser.SignInAsync(office);

        Assert.Equal(HttpStatusCode.NotFound, (await owner.ForgeAsync($"/customers/{TestDevice.NewId()}/erase")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await owner.PostAsync($"/customers/{dora}/erase")).Status);
        Assert.Equal(0, await Database.ReadAsync<long>("SELECT COUNT(*) FROM erasure"));
    }

    [Fact]
    public async Task What_nobody_can_read_beside_an_entry_keeps_nobody_from_being_forgotten()
    {
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var device = new TestDevice().Write("""{"kind":"x","data":{}}""", "x").Write("no body", "{}").Write(Bodies.Of("locked", new() { ["receipt"] = TestDevice.NewId() }).ToJsonString(), """{"address":[]}""")
            .Write("x", """{"address":"\ud800"}""").Write("y", """{"address":"a","address":"b"}""");
        await office.PostAsync(device.EntriesPath, device.Push());
        var (dora, eve) = (await AddCustomerAsync(office, "Dora"), await AddCustomerAsync(office, "Eve"));

        Assert.Equal(HttpStatusCode.Redirect, await EraseAsync(office, dora));
        await EraseAsync(office, eve, "2026-12-24");
        _time.Advance(TimeSpan.FromDays(31));
        await RunAsync(office);

        Assert.Equal(2, await Database.ReadAsync<long>("SELECT COUNT(*) FROM erasure WHERE held IS NULL AND done IS NOT NULL"));
        Assert.Equal(5, await Database.ReadAsync<long>("SELECT COUNT(*) FROM personal"));
    }

    [Fact]
    public async Task What_was_sent_to_an_address_that_they_had_goes_too()
    {
        const string Before = """{"name":"Dora","email":"old@example.com"}""";
        const string OldAddress = """{"address":"Old@example.com"}""";
        await using var office = await RunningBackOffice.StartAsync(Database, _time);
        var dora = await AddCustomerAsync(office, "Dora");
        var device = new TestDevice().Sell(1).Write(Bodies.CustomerSaved("customer-edited", dora, Before), Before).Write(Bodies.EmailRequested(TestDevice.NewId(), OldAddress), OldAddress);
        await office.PostAsync(device.EntriesPath, device.Push());
        Assert.Equal(2, await Database.ReadAsync<long>("SELECT COUNT(*) FROM personal"));

        await EraseAsync(office, dora);

        Assert.Equal(0, await Database.ReadAsync<long>("SELECT COUNT(*) FROM personal"));
        Assert.Contains(device.HashOf(3), (await office.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray().Select(static change => change.GetRawText()).Single(change => change.Contains("erasure", StringComparison.Ordinal)), StringComparison.Ordinal);
    }

    private protected static async Task<string> AddCustomerAsync(RunningBackOffice office, string name)
    {
        var id = TestDevice.NewId();
        await office.PutAsync($"v1/admin/reference/customer/{id}", $$"""{"id":"{{id}}","name":"{{name}}","email":"{{name}}@example.com"}""");
        return id;
    }

    /// <summary>A receipt of each, sent to its address.</summary>
    private protected static async Task PushAsync(RunningBackOffice office, params string[] customers)
    {
        var device = new TestDevice();
        foreach (var (i, customer) in customers.Index())
        {
            var receipt = TestDevice.NewId();
            var body = Bodies.Receipt(receipt, $"1-{1001 + i}");
            body["data"]!["customer"] = customer;
            var address = i == 0 ? Address : """{"address":"somebody@example.com"}""";
            device.Write(body.ToJsonString()).Write(Bodies.EmailRequested(receipt, address), address);
        }

        Assert.Equal(200, (await office.PostAsync(device.EntriesPath, device.Push())).Status);
    }

    private protected static async Task<HttpStatusCode> EraseAsync(RunningBackOffice office, string customer, string heldUntil = "", string? rule = null)
    {
        using var owner = await TestBrowser.SignInAsync(office);
        return (await owner.SubmitAsync(
            $"/customers/{customer}", $"/customers/{customer}/erase", ("held_until", heldUntil), ("rule", rule ?? (heldUntil.Length > 0 ? "§ 147 AO" : "")))).Status;
    }

    private Task<RunningBackOffice> StartSendingAsync(TemporaryFolder folder) =>
        RunningBackOffice.StartAsync(Database, _time, "--email-folder", folder.PathOf("out"), "--email-from", "till@shop.example");

    private static Task SendAsync(RunningBackOffice office) => office.Services.GetRequiredService<EmailSender>().RunAsync(default);

    /// <summary>The rows of a page that have a text.</summary>
    private static async Task<string[]> RowsAsync(TestBrowser owner, string path, string text) =>
        [.. WebUtility.HtmlDecode(await owner.ShowAsync(path)).Split("<tr>").Where(row => row.Contains(text, StringComparison.Ordinal))];

    private static Task RunAsync(RunningBackOffice office) => office.Services.GetRequiredService<ErasureDuty>().RunAsync(default);
}

public sealed class ErasureOnSqliteTests : ErasureTests
{
    internal override Task<TestDatabase?> CreateDatabaseAsync() => Task.FromResult<TestDatabase?>(new SqliteTestDatabase());

    [Fact]
    public async Task No_file_of_the_database_has_what_was_erased()
    {
        await using var office = await RunningBackOffice.StartAsync(Database);
        var dora = await AddCustomerAsync(office, "Dora");
        await PushAsync(office, dora);
        Assert.NotEmpty(FilesWith("Dora@example.com"));

        await EraseAsync(office, dora);

        Assert.Empty(FilesWith("Dora@example.com"));
        Assert.Empty(FilesWith("\"name\":\"Dora\""));
    }

    private IEnumerable<string> FilesWith(string text)
    {
        var file = ((SqliteTestDatabase)Database).File;
        return Directory.GetFiles(Path.GetDirectoryName(file)!, Path.GetFileName(file) + "*").Where(path => Read(path).IndexOf(Encoding.UTF8.GetBytes(text)) >= 0);

        // The database is open.
        static ReadOnlySpan<byte> Read(string path)
        {
            using var stream = new FileStream(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            using var copy = new MemoryStream();
            stream.CopyTo(copy);
            return copy.ToArray();
        }
    }
}

public sealed class ErasureOnPostgresTests : ErasureTests
{
    internal override async Task<TestDatabase?> CreateDatabaseAsync() => await PostgresTestDatabase.CreateAsync();
}
