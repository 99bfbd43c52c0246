using PosEngine.Capabilities;
using PosEngine.Hardware.Printing;
using PosEngine.Journal;
using PosEngine.Support;
using PosEngine.Sync;

namespace PosEngine.Customers;

/// <summary>Customers registered, edited and looked for at the back office: each change once, whatever becomes of the answer.</summary>
public sealed class CustomerEditingTests
{
    private static readonly CustomerDetails Dora = new() { Name = " Dora ", Email = "dora@example.com", Phone = "", Note = " allergic to nuts " };

    [Fact]
    public async Task A_customer_is_registered_kept_here_and_can_be_put_on_a_receipt()
    {
        await using var till = await TillHost.ReadyAsync("""["tax_overrides"]""");

        var dora = (await till.Pos.Customers.RegisterAsync(Dora with { IsTaxFree = true })).Value;

        Assert.Equal(("Dora", "dora@example.com", (string?)null, true), (dora.Name, dora.Email, dora.Phone, dora.IsTaxFree));
        Assert.Equal("allergic to nuts", dora.Note);
        Assert.Equal(dora, (await till.Pos.Customers.FindAsync(dora.Id)).Value);
        var ticket = till.RingUp();
        ticket.SetCustomer(dora.Id).EnsureDone();
        Assert.True(ticket.Current.IsTaxFree);
        var entry = Assert.Single(await till.EntriesAsync(EntryKinds.CustomerRegistered));
        Assert.Equal((TillHost.Ann.Value, dora.Id.Value), (entry.GetProperty("employee").GetGuid(), entry.GetProperty("data").GetProperty("customer").GetGuid()));
        Assert.DoesNotContain("dora@example.com", entry.GetRawText(), StringComparison.Ordinal);
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task An_edit_replaces_what_a_till_knows_and_leaves_the_rest()
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetReference("customer", TillHost.Carla.ToString(), $$"""{ "id": "{{TillHost.Carla}}", "name": "Carla", "email": "carla@example.com", "price_list": "{{ShopReference.Id(1)}}", "card": "gold" }""");

        var edited = (await till.Pos.Customers.EditAsync(TillHost.Carla, new() { Name = "Carla C", Phone = "+353 1" })).Value;

        Assert.Equal(new Customer { Id = TillHost.Carla, Name = "Carla C", Phone = "+353 1", PriceListId = new(ShopReference.Id(1)) }, edited);
        Assert.Equal(edited, (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value);
        Assert.Contains("gold", (await till.BackOffice.FindCustomersAsync("Carla", 1, CancellationToken.None))[0].Json!, StringComparison.Ordinal);
        Assert.Equal(RefusalCodes.CustomerUnknown, (await till.Pos.Customers.EditAsync(new(new Guid(9, 0, 0, new byte[8])), Dora)).Refusal!.Code);
    }

    [Theory]
    [InlineData(LoopbackFault.LoseRequest)]
    [InlineData(LoopbackFault.LoseReply)]
    public async Task A_lost_answer_is_unknown_and_asked_for_again_it_is_the_same_customer(LoopbackFault fault)
    {
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.Fault = call => call == LoopbackCall.Save ? fault : LoopbackFault.None;

        for (var i = 0; i < 3; i++)
        {
            var unknown = await till.Pos.Customers.RegisterAsync(Dora);
            Assert.Equal((PosOutcome.Unknown, RefusalCodes.ChangeUnanswered), (unknown.Outcome, unknown.Refusal!.Code));
        }

        Assert.Empty(await till.EntriesAsync(EntryKinds.CustomerRegistered));
        till.BackOffice.Fault = null;
        await till.RestartAsync();
        await till.SignInAsync();
        var dora = (await till.Pos.Customers.RegisterAsync(Dora)).Value;
        Assert.Equal(dora.Id.ToString(), Assert.Single(await till.BackOffice.FindCustomersAsync("Dora", 10, CancellationToken.None)).Id);
        Assert.NotEqual(dora.Id, (await till.Pos.Customers.RegisterAsync(Dora)).Value.Id); // That one is settled: this is somebody else of the same name.
    }

    [Fact]
    public async Task The_same_edit_after_somebody_elses_is_a_new_one()
    {
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.Fault = static call => call == LoopbackCall.Save ? LoopbackFault.LoseReply : LoopbackFault.None;
        Assert.Equal(PosOutcome.Unknown, (await till.Pos.Customers.EditAsync(TillHost.Carla, new() { Name = "Carla C" })).Outcome);
        till.BackOffice.Fault = null;
        await till.PullAsync();
        till.BackOffice.SetReference("customer", $"{TillHost.Carla}", $$"""{"id":"{{TillHost.Carla}}","name":"Carla D"}""");
        await till.PullAsync();

        (await till.Pos.Customers.EditAsync(TillHost.Carla, new() { Name = "Carla C" })).EnsureDone();

        await till.PullAsync();
        Assert.Equal("Carla C", (await till.Pos.Customers.FindAsync(TillHost.Carla)).Value.Name);
    }

    [Fact]
    public async Task A_registration_tapped_twice_is_one_customer()
    {
        await using var till = await TillHost.ReadyAsync();
        Task<PosResult<Customer>>? second = null;
        till.BackOffice.Fault = call =>
        {
            till.BackOffice.Fault = null;
            second = till.Pos.Customers.RegisterAsync(Dora); // While the first one is on its way.
            return LoopbackFault.None;
        };

        var first = (await till.Pos.Customers.RegisterAsync(Dora)).Value;

        Assert.Equal(first.Id, (await second!).Value.Id);
        Assert.Single(await till.EntriesAsync(EntryKinds.CustomerRegistered));
    }

    [Fact]
    public async Task Offline_nobody_is_registered_or_edited_unless_the_policy_allows_it()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();

        await till.AssertRefusedAsync(ReasonCodes.CustomerRegistrationOffline, async () => (await till.Pos.Customers.RegisterAsync(Dora)).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.CustomerEditingOffline, async () => (await till.Pos.Customers.EditAsync(TillHost.Carla, Dora)).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.NoInternet, async () => (await till.Pos.Customers.SearchBackOfficeAsync("")).Refusal);
    }

    [Fact]
    public async Task Where_the_policy_allows_it_a_customer_registered_offline_reaches_the_back_office_with_the_journal()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.CustomerRegistration).Allow(Capability.CustomerEditing));
        till.GoOffline();
        var dora = (await till.Pos.Customers.RegisterAsync(Dora)).Value;
        (await till.Pos.Customers.EditAsync(dora.Id, Dora with { Name = "Dora D" })).EnsureDone();
        (await till.Pos.Customers.EditAsync(TillHost.Carla, new() { Name = "Carla C" })).EnsureDone();
        Assert.Equal("Dora D", (await till.Pos.Customers.FindAsync(dora.Id)).Value.Name);
        Assert.Equal(RefusalCodes.CustomerUnknown, (await till.Pos.Customers.EditAsync(new(new Guid(9, 0, 0, new byte[8])), Dora)).Refusal!.Code);
        await till.RestartAsync();
        await till.SignInAsync();

        till.GoOnline();
        till.Settle();

        Assert.Equal("Dora D", Assert.Single((await till.Pos.Customers.SearchBackOfficeAsync("dora")).Value).Name);
        Assert.Equal(["Carla C", "Dora D"], (await till.Pos.Customers.SearchAsync("")).Select(static customer => customer.Name).Order());
    }

    [Fact]
    public async Task Bad_input_is_refused_before_anybody_is_asked()
    {
        await using var till = await TillHost.ReadyAsync();

        await till.AssertRefusedAsync(RefusalCodes.NameInvalid, async () => (await till.Pos.Customers.RegisterAsync(Dora with { Name = " " })).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NameInvalid, async () => (await till.Pos.Customers.RegisterAsync(Dora with { Name = new('x', 101) })).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.EmailInvalid, async () => (await till.Pos.Customers.RegisterAsync(Dora with { Email = "dora" })).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.EmailInvalid, async () => (await till.Pos.Customers.RegisterAsync(Dora with { Email = new string('x', 243) + "@example.com" })).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.PhoneInvalid, async () => (await till.Pos.Customers.RegisterAsync(Dora with { Phone = new('1', 101) })).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NoteInvalid, async () => (await till.Pos.Customers.RegisterAsync(Dora with { Note = new('x', 501) })).Refusal);
        (await till.Pos.Session.LockAsync()).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Customers.RegisterAsync(Dora)).Refusal);
        Assert.Single(await till.BackOffice.FindCustomersAsync("", 10, CancellationToken.None));
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Whoever_may_not_override_taxes_frees_nobody_of_them(bool isOnline)
    {
        await using var till = await TillHost.ReadyAsync(static options => options.OfflinePolicy = OfflinePolicy.Loyverse.Allow(Capability.CustomerRegistration).Allow(Capability.CustomerEditing));
        var (free, taxed) = (new CustomerDetails { Name = "Carla", IsTaxFree = true }, new CustomerDetails { Name = "Carla" });
        var carl = new CustomerId(new Guid("0193b000-0000-7000-8000-0000000000c4"));
        till.SetReference("customer", $"{carl}", $$"""{ "id": "{{carl}}", "name": "Carl", "tax_free": true }""");
        await till.PullAsync();
        if (!isOnline)
            till.GoOffline();

        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, async () => (await till.Pos.Customers.RegisterAsync(free)).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, async () => (await till.Pos.Customers.EditAsync(TillHost.Carla, free)).Refusal);
        Assert.False((await till.Pos.Customers.EditAsync(TillHost.Carla, free)).Refusal!.CanBeApproved);
        (await till.Pos.Customers.EditAsync(carl, free)).EnsureDone();
        (await till.Pos.Customers.EditAsync(carl, taxed)).EnsureDone();
        if (isOnline)
            await till.PullAsync();
        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, async () => (await till.Pos.Customers.EditAsync(carl, free)).Refusal);
    }

    [Fact]
    public async Task Whoever_was_just_registered_is_put_on_a_ticket_before_the_feed_tells_of_them()
    {
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.Fault = static call => call is LoopbackCall.Pull or LoopbackCall.Push ? LoopbackFault.LoseRequest : LoopbackFault.None;

        var dora = (await till.Pos.Customers.RegisterAsync(Dora)).Value;

        till.RingUp().SetCustomer(dora.Id).EnsureDone();
        Assert.Equal(dora, (await till.Pos.Customers.FindAsync(dora.Id)).Value);
    }

    [Fact]
    public async Task All_customers_of_the_shop_are_found_with_a_connection()
    {
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.SetReference("customer", "0193b000-0000-7000-8000-0000000000e5", """{ "id": "0193b000-0000-7000-8000-0000000000e5", "name": "Eve" }""");

        Assert.Equal(["Eve"], (await till.Pos.Customers.SearchBackOfficeAsync("eve")).Value.Select(static customer => customer.Name));
        Assert.Empty((await till.Pos.Customers.SearchBackOfficeAsync("nobody")).Value);
        till.BackOffice.Fault = static _ => LoopbackFault.LoseReply;
        Assert.Equal(RefusalCodes.BackOfficeUnanswered, (await till.Pos.Customers.SearchBackOfficeAsync("eve")).Refusal!.Code);
    }

    [Fact]
    public async Task A_customer_who_was_not_kept_and_is_found_at_the_back_office_is_sold_to_as_agreed()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.CustomersKept = 1);
        var eve = new CustomerId(new Guid("0193b000-0000-7000-8000-0000000000e5"));
        till.BackOffice.SetReference("customer", $"{eve}", $$"""{ "id": "{{eve}}", "name": "Eve", "tax_free": true }""");
        till.BackOffice.SetReference("customer", TillHost.Carla.ToString(), $$"""{ "id": "{{TillHost.Carla}}", "name": "Carla" }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal(RefusalCodes.CustomerUnknown, (await till.Pos.Customers.FindAsync(eve)).Refusal?.Code);

        Assert.Equal(eve, Assert.Single((await till.Pos.Customers.SearchBackOfficeAsync("eve")).Value).Id);
        await till.RestartAsync();
        await till.SignInAsync();
        var ticket = till.RingUp();
        ticket.SetCustomer(eve).EnsureDone();

        Assert.True(ticket.Current.IsTaxFree);
        Assert.Equal(Money.Zero, ticket.Current.Totals.Tax);
        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Checkout.Payment.Cash(ticket.Current.Totals.Payable))).Value;
        Assert.Contains("Eve", (await till.Pos.Receipts.GetDocumentAsync(receipt.Id)).Value.ToText(42), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nobody_who_was_erased_is_brought_back_by_an_answer_that_was_on_its_way()
    {
        await using var till = await TillHost.ReadyAsync();
        var eve = new CustomerId(new Guid("0193b000-0000-7000-8000-0000000000e5"));
        till.BackOffice.SetReference("customer", $"{eve}", $$"""{ "id": "{{eve}}", "name": "Eve" }""");
        till.BackOffice.EraseCustomer(eve);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        till.BackOffice.SetReference("customer", $"{eve}", $$"""{ "id": "{{eve}}", "name": "Eve" }""");

        (await till.Pos.Customers.SearchBackOfficeAsync("eve")).EnsureDone();

        Assert.Equal(RefusalCodes.CustomerUnknown, (await till.Pos.Customers.FindAsync(eve)).Refusal?.Code);
    }
}
