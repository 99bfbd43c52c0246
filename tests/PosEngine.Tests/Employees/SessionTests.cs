using PosEngine.Support;

namespace PosEngine.Employees;

public sealed class SessionTests
{
    [Fact]
    public async Task Cashiers_sign_in_change_over_and_lock_the_till()
    {
        await using var till = await new TillHost().StartAsync();
        var told = new List<string?>();
        using var subscription = till.Pos.Session.Current.Subscribe(employee => told.Add(employee?.Name));

        Assert.Equal("Ann", (await till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin)).Value.Name);
        Assert.Equal("Bob", (await ((ISession)till.Pos.Session).SwitchAsync(TillHost.Bob, TillHost.BobsPin)).Value.Name);
        (await till.Pos.Session.LockAsync()).EnsureDone();
        (await till.Pos.Session.LockAsync()).EnsureDone();

        Assert.Equal([null, "Ann", "Bob", null], told);
        Assert.Equal(
            [("signed-in", TillHost.Ann), ("signed-in", TillHost.Bob), ("locked", TillHost.Bob)],
            (await till.EntriesAsync()).Skip(1).Select(entry => (entry.GetProperty("kind").GetString(), new EmployeeId(entry.GetProperty("employee").GetGuid()))));
    }

    [Theory]
    [InlineData("4321")]
    [InlineData("")]
    [InlineData("1234 ")]
    [InlineData("01234")]
    public async Task A_wrong_pin_lets_nobody_in_and_puts_nobody_out(string pin)
    {
        await using var till = await TillHost.ReadyAsync();

        Assert.Equal(RefusalCodes.PinWrong, (await till.Pos.Session.SignInAsync(TillHost.Bob, pin)).Refusal?.Code);

        var failed = Assert.Single(await till.EntriesAsync("pin-failed"));
        Assert.Equal((TillHost.Ann.Value, TillHost.Bob.Value, "sign_in"), (failed.GetProperty("employee").GetGuid(), failed.GetProperty("data").GetProperty("tried").GetGuid(), failed.GetProperty("data").GetProperty("purpose").GetString()!));
        Assert.Equal("Ann", till.Pos.Session.Current.Value?.Name);
    }

    [Fact]
    public async Task Somebody_unknown_cannot_sign_in()
    {
        await using var till = await TillHost.ReadyAsync();

        await till.AssertRefusedAsync(RefusalCodes.EmployeeUnknown, async () => (await till.Pos.Session.SignInAsync(default, TillHost.AnnsPin)).Refusal);
    }

    [Fact]
    public async Task D7_changing_the_cashier_works_without_a_connection_and_keeps_the_open_ticket()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var ticket = till.RingUp();
        (await till.Pos.Session.LockAsync()).EnsureDone();

        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();

        var receipt = (await till.Pos.Checkout.CompleteAsync(ticket, Checkout.Payment.Cash(Money.Of(5)))).Value;
        Assert.Equal(TillHost.Bob, receipt.EmployeeId);
        Assert.Equal(TillHost.Ann, till.Pos.Shifts.Current.Value!.OpenedBy);
    }

    [Fact]
    public async Task After_a_restart_the_till_is_locked()
    {
        await using var till = await TillHost.ReadyAsync();
        await till.RestartAsync();

        Assert.Null(till.Pos.Session.Current.Value);
        Assert.Equal(RefusalCodes.NotSignedIn, (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).Refusal?.Code);
    }

    [Fact]
    public async Task Whoever_may_sign_in_is_listed_by_name()
    {
        await using var till = await new TillHost().StartAsync();

        Assert.Equal(["Ann", "Bob"], (await till.Pos.Session.ListEmployeesAsync()).Select(employee => employee.Name));
    }

    [Fact]
    public async Task Whoever_was_removed_finishes_and_does_not_sign_in_again()
    {
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.RemoveReference("employee", TillHost.Ann.ToString());
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        await till.SellAsync();
        (await till.Pos.Session.LockAsync()).EnsureDone();

        Assert.Equal(RefusalCodes.EmployeeUnknown, (await till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin)).Refusal?.Code);
        Assert.Equal(["Bob"], (await till.Pos.Session.ListEmployeesAsync()).Select(employee => employee.Name));
    }

    [Theory]
    [InlineData("""{ "algorithm": "md5", "iterations": 10, "salt": "AAAA", "hash": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }""")]
    [InlineData("""{ "algorithm": "pbkdf2-sha256", "iterations": 0, "salt": "AAAA", "hash": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }""")]
    [InlineData("""{ "algorithm": "pbkdf2-sha256", "iterations": 10, "salt": "AAAA", "hash": "AAAA" }""")]
    [InlineData("""{ "algorithm": "pbkdf2-sha256", "iterations": 10, "salt": "?", "hash": "AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA=" }""")]
    [InlineData("null")]
    public async Task A_pin_that_cannot_be_checked_leaves_the_one_before(string pin)
    {
        await using var till = await TillHost.ReadyAsync();
        till.SetReference("employee", TillHost.Bob.ToString(), $$"""{ "id": "{{TillHost.Bob}}", "name": "Robert", "pin": {{pin}} }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal("Bob", (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).Value.Name);
    }

    [Fact]
    public async Task A_till_that_stands_alone_enrols_its_people_and_sells()
    {
        await using var till = await new TillHost { StandsAlone = true }.StartAsync();
        var owner = (await till.Pos.Session.EnrolAsync(" Dora ", "4711")).Value;
        (await till.Pos.Session.SignInAsync(owner.Id, "4711")).EnsureDone();
        var helper = (await till.Pos.Session.EnrolAsync("Emil", "123456")).Value;
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        (await till.Pos.Catalog.ImportAsync(new MemoryStream("name,price,barcodes\nTea,2.00,4006381333931\n"u8.ToArray()))).EnsureDone();

        var receipt = await till.SellAsync();
        await till.RestartAsync();

        Assert.Equal(("1-1001", Money.Of(4), owner.Id), (receipt.Number, receipt.Total, receipt.EmployeeId));
        Assert.Equal(["Dora", "Emil"], (await till.Pos.Session.ListEmployeesAsync()).Select(employee => employee.Name));
        Assert.Equal("Emil", (await till.Pos.Session.SignInAsync(helper.Id, "123456")).Value.Name);
        Assert.Equal(
            [(owner.Id, null), (helper.Id, (EmployeeId?)owner.Id)],
            (await till.EntriesAsync()).Where(entry => entry.GetProperty("kind").GetString() == "employee-enrolled").Select(entry => (
                new EmployeeId(entry.GetProperty("data").GetProperty("enrolled").GetGuid()),
                entry.TryGetProperty("employee", out var by) ? new EmployeeId(by.GetGuid()) : (EmployeeId?)null)));
    }

    [Theory]
    [InlineData("", "4711", RefusalCodes.NameInvalid)]
    [InlineData("  ", "4711", RefusalCodes.NameInvalid)]
    [InlineData("Dora", "471", RefusalCodes.PinInvalid)]
    [InlineData("Dora", "1234567890123", RefusalCodes.PinInvalid)]
    [InlineData("Dora", "47 11", RefusalCodes.PinInvalid)]
    public async Task Nobody_is_enrolled_without_a_name_and_a_pin(string name, string pin, string code)
    {
        await using var till = await new TillHost { StandsAlone = true }.StartAsync();

        await till.AssertRefusedAsync(code, async () => (await till.Pos.Session.EnrolAsync(name, pin)).Refusal);

        Assert.Empty(await till.Pos.Session.ListEmployeesAsync());
    }

    [Fact]
    public async Task Only_somebody_signed_in_enrols_a_second_person()
    {
        await using var till = await new TillHost { StandsAlone = true }.StartAsync();
        (await till.Pos.Session.EnrolAsync("Dora", "4711")).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Session.EnrolAsync("Emil", "4712")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, async () => (await till.Pos.Session.EnrolAsync("Emil", "4711")).Refusal); // Nobody is told that it is taken.
    }

    [Fact]
    public async Task Where_there_is_a_back_office_employees_come_from_there()
    {
        await using var till = await TillHost.ReadyAsync();

        await till.AssertRefusedAsync(RefusalCodes.EmployeesManaged, async () => (await till.Pos.Session.EnrolAsync("Dora", "4711")).Refusal);
    }
}
