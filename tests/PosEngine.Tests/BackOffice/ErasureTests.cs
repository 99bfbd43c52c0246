using System.Net;
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

    private static async Task<string> AddCustomerAsync(RunningBackOffice office, string name)
    {
        var id = TestDevice.NewId();
        await office.PutAsync($"v1/admin/reference/customer/{id}", $$"""{"id":"{{id}}","name":"{{name}}","email":"{{name}}@example.com"}""");
        return id;
    }

    /// <summary>A receipt of each, sent to its address.</summary>
    private static async Task PushAsync(RunningBackOffice office, params string[] customers)
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

    private static async Task<HttpStatusCode> EraseAsync(RunningBackOffice office, string customer, string heldUntil = "")
    {
        using var owner = await TestBrowser.SignInAsync(office);
        return (await owner.SubmitAsync($"/customers/{customer}", $"/customers/{customer}/erase", ("held_until", heldUntil))).Status;
    }

    private static Task RunAsync(RunningBackOffice office) => office.Services.GetRequiredService<ErasureDuty>().RunAsync(default);
}

public sealed class ErasureOnSqliteTests : ErasureTests
{
    internal override Task<TestDatabase?> CreateDatabaseAsync() => Task.FromResult<TestDatabase?>(new SqliteTestDatabase());
}

public sealed class ErasureOnPostgresTests : ErasureTests
{
    internal override async Task<TestDatabase?> CreateDatabaseAsync() => await PostgresTestDatabase.CreateAsync();
}
