using PosEngine.Support;

namespace PosEngine.Customers;

public sealed class CustomerTests
{
    private static readonly CustomerId Dora = new(new Guid("0193b000-0000-7000-8000-0000000000d4"));

    [Fact]
    public async Task A_customer_kept_on_the_device_is_found_offline_too()
    {
        await using var till = await new TillHost().StartAsync();
        await till.SignInAsync();
        till.GoOffline();

        Assert.Equal(new Customer { Id = TillHost.Carla, Name = "Carla", Email = "carla@example.com" }, (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value);
        Assert.Equal(RefusalCodes.CustomerUnknown, (await till.Pos.Customers.FindAsync(Dora)).Refusal?.Code);
    }

    [Fact]
    public async Task A_locked_till_shows_no_customers()
    {
        await using var till = await TillHost.ReadyAsync();
        (await till.Pos.Session.LockAsync()).EnsureDone();

        Assert.Empty(await till.Pos.Customers.SearchAsync(""));
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Customers.FindAsync(TillHost.Carla)).Refusal);
    }

    [Fact]
    public async Task Customers_are_found_by_name_address_and_number_the_most_recent_first()
    {
        await using var till = await new TillHost().StartAsync();
        await till.SignInAsync();
        Set(till, """{ "id": "{0}", "name": "Dora Exampleton", "phone": "+353 1 234" }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(["Dora Exampleton", "Carla"], await SearchAsync("EXAMPLE"));
        Assert.Equal(["Dora Exampleton"], await SearchAsync("1 23"));
        Assert.Equal(["Carla"], await SearchAsync("carla@"));
        Assert.Equal(["Dora Exampleton", "Carla"], await SearchAsync(""));
        Assert.Empty(await SearchAsync("eve"));
        Assert.Equal("Dora Exampleton", Assert.Single(await till.Pos.Customers.SearchAsync("", limit: 1)).Name);

        till.SetReference("customer", TillHost.Carla.ToString(), $$"""{ "id": "{{TillHost.Carla}}", "name": "Carla B", "email": null }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal(["Carla B", "Dora Exampleton"], await SearchAsync(""));

        async Task<IEnumerable<string>> SearchAsync(string text) => (await till.Pos.Customers.SearchAsync(text)).Select(customer => customer.Name);
    }

    [Fact]
    public async Task A_till_keeps_as_many_customers_as_it_is_told_to_those_heard_of_last()
    {
        await using var till = new TillHost(static options => options.CustomersKept = 2);
        Set(till, """{ "id": "{0}", "name": "Dora" }""");
        await till.StartAsync();
        await till.SignInAsync();
        Assert.Equal(["Dora", "Carla"], await NamesAsync());

        till.SetReference("customer", TillHost.Carl.ToString(), $$"""{ "id": "{{TillHost.Carl}}", "name": "Carl" }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal(["Carl", "Dora"], await NamesAsync());
        Assert.Equal(3, (await till.Pos.Customers.SearchBackOfficeAsync("")).Value.Count);

        async Task<IEnumerable<string>> NamesAsync() => (await till.Pos.Customers.SearchAsync("")).Select(static customer => customer.Name);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task A_search_for_none_or_too_many_is_a_mistake(int limit)
    {
        await using var till = await new TillHost().StartAsync();
        await till.SignInAsync();

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => till.Pos.Customers.SearchAsync("", limit));
    }

    [Theory]
    [InlineData("""{ "id": "{0}" }""")]
    [InlineData("""{ "id": "{0}", "name": 7 }""")]
    [InlineData("""{ "id": "0193b000-0000-7000-8000-0000000000d5", "name": "Dora" }""")]
    public async Task A_customer_that_cannot_be_read_is_left_out(string json)
    {
        await using var till = await new TillHost().StartAsync();
        await till.SignInAsync();
        Set(till, json);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal("Carla", Assert.Single(await till.Pos.Customers.SearchAsync("")).Name);
    }

    private static void Set(TillHost till, string json) =>
        till.SetReference("customer", Dora.ToString(), json.Replace("{0}", Dora.ToString(), StringComparison.Ordinal));
}
