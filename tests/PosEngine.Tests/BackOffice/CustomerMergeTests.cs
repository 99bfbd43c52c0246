using System.Net;
using System.Text.Json;

namespace PosEngine.BackOffice;

/// <summary>Two customers who turn out to be one: what the journals say of either counts for the one who is kept.</summary>
public abstract class CustomerMergeTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    [Fact]
    public async Task What_is_known_and_what_is_there_of_both_is_the_kept_ones()
    {
        var (gone, kept) = (await AddAsync("""{"name":"A. Smith","email":"ann@home.example","phone":"555","note":"likes rye"}"""), await AddAsync("""{"name":"Ann Smith","email":"ann@work.example"}"""));
        await SellAsync(gone, 30);
        await SellAsync(kept, 12);

        Assert.Equal(HttpStatusCode.Redirect, await MergeAsync(gone, kept));

        var person = (await FindAsync(kept))!.Value;
        Assert.Equal(("Ann Smith", "ann@work.example", "555", "likes rye", 42), (Text("name"), Text("email"), Text("phone"), Text("note"), person.GetProperty("points").GetInt32()));
        Assert.Equal(JsonValueKind.Null, (await ChangesAsync())[gone].ValueKind); // Tills forget the other one.
        Assert.Equal((42, 42), (await BalanceAsync(gone), await BalanceAsync(kept)));

        string? Text(string name) => person.GetProperty(name).GetString();
    }

    [Fact]
    public async Task What_names_the_other_one_later_counts_for_the_kept_one_too()
    {
        var (gone, kept) = (await AddAsync("""{"name":"Bert"}"""), await AddAsync("""{"name":"Bert B."}"""));
        Assert.Equal(HttpStatusCode.Redirect, await MergeAsync(gone, kept));

        await SellAsync(gone, 5);
        var device = new TestDevice();
        const string Edited = """{"phone":"777"}""";
        await _office.PostAsync(device.EntriesPath, device.Write(Bodies.CustomerSaved("customer-edited", gone, Edited), Edited).Push());
        var (status, verdict) = await TakeAsync(gone, -4);

        Assert.Equal((200, "granted"), (status, verdict));
        var person = (await FindAsync(kept))!.Value;
        Assert.Equal((5, "777"), (person.GetProperty("points").GetInt32(), person.GetProperty("phone").GetString()));
        Assert.Equal(1, await BalanceAsync(kept));
        Assert.Equal("too_little", (await TakeAsync(kept, -4)).Verdict); // Nobody spends the same twice under two names.
        Assert.Null(await FindAsync(gone));
    }

    [Fact]
    public async Task Receipts_of_both_are_found_by_either()
    {
        var (gone, kept) = (await AddAsync("""{"name":"D. Doe"}"""), await AddAsync("""{"name":"Dora Doe"}"""));
        await SellAsync(gone, 1);
        await SellAsync(kept, 2);
        await MergeAsync(gone, kept);

        foreach (var customer in new[] { gone, kept })
            Assert.Equal(2, (await _office.GetAsync($"v1/receipts?customer={customer}")).Json.GetProperty("receipts").GetArrayLength());
    }

    [Fact]
    public async Task Whoever_is_merged_again_is_the_last_one()
    {
        var people = new[] { await AddAsync("""{"name":"C1"}"""), await AddAsync("""{"name":"C2"}"""), await AddAsync("""{"name":"C3"}""") };
        await SellAsync(people[0], 1);
        await SellAsync(people[1], 2);
        await MergeAsync(people[0], people[1]);
        await MergeAsync(people[1], people[2]);
        await SellAsync(people[0], 4);

        Assert.Equal(7, (await FindAsync(people[2]))!.Value.GetProperty("points").GetInt32());
        Assert.Equal(7, await BalanceAsync(people[0]));
    }

    [Fact]
    public async Task An_erasure_is_of_both()
    {
        var (gone, kept) = (await AddAsync("""{"name":"Dora","email":"dora@home.example"}"""), await AddAsync("""{"name":"Dora D.","email":"dora@work.example"}"""));
        var device = new TestDevice();
        foreach (var (number, customer, address) in new[] { (1, gone, "somewhere@else.example"), (2, kept, "other@else.example"), (3, null, "DORA@home.example"), (4, null, "eve@example.com") })
        {
            var receipt = TestDevice.NewId();
            var body = Bodies.Receipt(receipt, $"1-{1000 + number}");
            body["data"]!["customer"] = customer;
            var personal = $$"""{"address":"{{address}}"}""";
            device.Write(body.ToJsonString()).Write(Bodies.EmailRequested(receipt, personal), personal);
        }

        await _office.PostAsync(device.EntriesPath, device.Push());
        await MergeAsync(gone, kept);
        using var owner = await TestBrowser.SignInAsync(_office);

        await owner.SubmitAsync($"/customers/{kept}", $"/customers/{kept}/erase", ("held_until", ""));

        Assert.Equal(1, await fixture.Database.ReadAsync<long>(
            "SELECT COUNT(*) FROM personal JOIN entry ON entry.position = personal.entry JOIN epoch ON epoch.key = entry.epoch WHERE epoch.device = @Id", new { device.Id }));
        Assert.Equal(0, await fixture.Database.ReadAsync<long>("SELECT COUNT(*) FROM customer_merge WHERE data LIKE '%dora%'"));
        Assert.All([gone, kept], id => Assert.True(Erased(id)));

        // A till that hears of neither goes on: what it sends of the one that went is not kept.
        const string Late = """{"email":"dora@new.example"}""";
        await _office.PostAsync(device.EntriesPath, device.Write(Bodies.CustomerSaved("customer-edited", gone, Late), Late).Push(from: 9));
        Assert.Equal(0, await fixture.Database.ReadAsync<long>("SELECT COUNT(*) FROM reference WHERE data LIKE '%dora@new%'"));
        Assert.Null(await FindAsync(kept));

        bool Erased(string id) => fixture.Database.ReadAsync<long>("SELECT COUNT(*) FROM reference WHERE kind = 'erasure' AND id = @id AND data IS NOT NULL", new { id }).GetAwaiter().GetResult() == 1;
    }

    [Fact]
    public async Task Whoever_puts_a_customer_sets_no_balance_and_brings_nobody_back_who_was_merged()
    {
        var (gone, kept) = (await AddAsync("""{"name":"G"}"""), await AddAsync("""{"name":"H"}"""));
        await SellAsync(kept, 9);

        await _office.PutAsync($"v1/admin/reference/customer/{kept}", $$"""{"id":"{{kept}}","name":"Hana","points":500}""");
        Assert.Equal(("Hana", 9), ((await FindAsync(kept))!.Value.GetProperty("name").GetString(), (await FindAsync(kept))!.Value.GetProperty("points").GetInt32()));
        await MergeAsync(gone, kept);
        Assert.Equal("rejected", (await _office.PutAsync($"v1/admin/reference/customer/{gone}", $$"""{"id":"{{gone}}","name":"G"}""")).Error);
        Assert.Null(await FindAsync(gone));
    }

    [Fact]
    public async Task Nobody_is_merged_with_themselves_or_with_somebody_who_is_not_there()
    {
        var (first, second) = (await AddAsync("""{"name":"E"}"""), await AddAsync("""{"name":"F"}"""));

        Assert.Equal(HttpStatusCode.NotFound, await MergeAsync(first, first));
        Assert.Equal(HttpStatusCode.NotFound, await MergeAsync(first, TestDevice.NewId()));
        await MergeAsync(first, second);
        using var owner = await TestBrowser.SignInAsync(_office);
        Assert.Equal(HttpStatusCode.NotFound, (await owner.ForgeAsync($"/customers/{second}/merge", ("into", first))).Status); // Not back into the one that went.
        Assert.NotNull(await FindAsync(second));
    }

    private async Task<string> AddAsync(string details)
    {
        var id = TestDevice.NewId();
        await _office.PutAsync($"v1/admin/reference/customer/{id}", $$"""{"id":"{{id}}",{{details[1..]}}""");
        return id;
    }

    /// <summary>A receipt that earns points.</summary>
    private async Task SellAsync(string customer, int points)
    {
        var body = Bodies.Receipt(TestDevice.NewId(), "1-1001");
        body["data"]!["customer"] = customer;
        body["data"]!["lines"]![0]!["points"] = points;
        var device = new TestDevice().Write(body.ToJsonString());
        Assert.Empty((await _office.PostAsync(device.EntriesPath, device.Push())).Quarantined);
    }

    private async Task<HttpStatusCode> MergeAsync(string customer, string into)
    {
        using var owner = await TestBrowser.SignInAsync(_office);
        return (await owner.SubmitAsync($"/customers/{customer}", $"/customers/{customer}/merge", ("into", into))).Status;
    }

    private async Task<long> BalanceAsync(string customer) =>
        (await _office.PostAsync("v1/values", $$"""{"kind":"points","account":"{{customer}}"}""")).Json.GetProperty("available").GetInt64();

    private async Task<(int Status, string? Verdict)> TakeAsync(string customer, long amount)
    {
        var answer = await _office.PostAsync(
            $"v1/devices/{TestDevice.NewId()}/values", $$"""{"key":"{{TestDevice.NewId()}}","receipt":"{{TestDevice.NewId()}}","kind":"points","account":"{{customer}}","amount":{{amount}}}""");
        return (answer.Status, answer.Json.GetProperty("verdict").GetString());
    }

    private async Task<JsonElement?> FindAsync(string customer) =>
        (await ChangesAsync()).TryGetValue(customer, out var data) && data.ValueKind != JsonValueKind.Null ? data : null;

    private async Task<Dictionary<string, JsonElement>> ChangesAsync() => (await _office.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray()
        .Where(change => change.GetProperty("kind").GetString() == "customer").ToDictionary(change => change.GetProperty("id").GetString()!, change => change.GetProperty("data"));
}

public sealed class CustomerMergeOnSqliteTests(SqliteOffice office) : CustomerMergeTests(office), IClassFixture<SqliteOffice>;

public sealed class CustomerMergeOnPostgresTests(PostgresOffice office) : CustomerMergeTests(office), IClassFixture<PostgresOffice>;
