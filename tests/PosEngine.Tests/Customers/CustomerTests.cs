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

    [Fact]
    public async Task Only_who_is_kept_is_put_on_a_ticket_and_whoever_is_on_one_stays_there()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var ticket = till.RingUp();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();

        Assert.Equal(RefusalCodes.CustomerUnknown, ticket.SetCustomer(Dora).Refusal?.Code);
        Assert.Equal(TillHost.Carla, ticket.Current.CustomerId);
        (await till.Pos.Tickets.ParkAsync(ticket, "Carla")).EnsureDone();
        till.GoOnline();
        till.BackOffice.EraseCustomer(TillHost.Carla);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(RefusalCodes.CustomerUnknown, till.RingUp().SetCustomer(TillHost.Carla).Refusal?.Code);
        var resumed = (await till.Pos.Tickets.ResumeAsync(ticket.Id)).Value;
        resumed.Scan(TillHost.CoffeeCode).EnsureDone();
        Assert.Equal(TillHost.Carla, (await till.Pos.Checkout.CompleteAsync(resumed, Checkout.Payment.Cash(resumed.Current.Totals.Payable))).Value.CustomerId);
    }

    [Fact]
    public async Task A_ticket_of_another_till_is_taken_over_with_a_customer_who_is_not_kept_here()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        ticket.SetCustomer(TillHost.Carla).EnsureDone();
        (await till.Pos.Tickets.ParkAsync(ticket, "Carla")).EnsureDone();
        await till.PullAsync();
        till.BackOffice.RemoveReference("customer", $"{TillHost.Carla}");
        await using var other = new TillHost(static options => options.DeviceNumber = 2) { Transport = till.BackOffice };
        await other.StartAsync();
        await other.SignInAsync();
        await other.PullAsync();
        Assert.Equal(RefusalCodes.CustomerUnknown, (await other.Pos.Customers.FindAsync(TillHost.Carla)).Refusal?.Code);

        var taken = (await other.Pos.Tickets.TakeOverAsync(Assert.Single(other.Pos.Tickets.Shared.Value).Id)).Value;

        Assert.Equal(TillHost.Carla, taken.Current.CustomerId);
        taken.Scan(TillHost.CoffeeCode).EnsureDone();
    }

    private static void Set(TillHost till, string json) =>
        till.SetReference("customer", Dora.ToString(), json.Replace("{0}", Dora.ToString(), StringComparison.Ordinal));
}
