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
    public async Task Rights_change_with_the_pull_that_brings_them_and_not_with_the_next_sign_in()
    {
        const string Role = "0193b000-0000-7000-8000-0000000000d4";
        await using var till = await TillHost.ReadyAsync();
        till.SetReference("role", Role, $$"""{ "id": "{{Role}}", "name": "Clerk", "permissions": ["cash_movements"] }""");
        till.SetEmployee(TillHost.Ann, "Anna", TillHost.AnnsPin, isTrusted: false, role: Role);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(("Anna", "Clerk", Permissions.CashMovements), (till.Pos.Session.Current.Value!.Name, till.Pos.Session.Current.Value.Role, till.Pos.Session.Current.Value.Permissions));
        (await till.Pos.Shifts.PayInAsync(Money.Of(1), "change")).EnsureDone();
        var ticket = till.RingUp();
        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, () => Task.FromResult(ticket.Remove(ticket.Current.Lines[0].Id).Refusal));

        till.SetReference("role", Role, $$"""{ "id": "{{Role}}", "name": "Clerk", "permissions": [] }""");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.AssertRefusedAsync(RefusalCodes.PermissionMissing, async () => (await till.Pos.Shifts.PayInAsync(Money.Of(1), "change")).Refusal);
    }

    [Fact]
    public async Task Whoever_was_removed_is_signed_out_and_what_was_rung_up_stays_for_the_next()
    {
        await using var till = await TillHost.ReadyAsync();
        var ticket = till.RingUp();
        await DismissAsync(till);

        Assert.Null(till.Pos.Session.Current.Value);
        Assert.True(Assert.Single(await till.EntriesAsync("locked")).GetProperty("data").GetProperty("dismissed").GetBoolean());
        await till.AssertRefusedAsync(RefusalCodes.NotSignedIn, () => Task.FromResult(ticket.Scan(TillHost.CoffeeCode).Refusal));
        (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).EnsureDone();
        (await till.Pos.Checkout.CompleteAsync(ticket, Checkout.Payment.Cash(Money.Of(5)))).EnsureDone();
        Assert.Equal("Bob", till.Pos.Session.Current.Value?.Name);
    }

    [Fact]
    public async Task Whoever_was_removed_ends_the_payment_in_hand_and_nothing_else()
    {
        await using var till = await TillHost.ReadyAsync();
        var (ticket, other) = (till.RingUp(), till.RingUp());
        var payment = till.Pos.Checkout.Begin(ticket).Value;
        (await payment.AddAsync(Checkout.Payment.Card(Money.Of(4)))).EnsureDone();
        await DismissAsync(till);

        Assert.Equal((true, Permissions.None), (till.Pos.Session.Current.Value!.IsDismissed, till.Pos.Session.Current.Value.Permissions));
        await till.AssertRefusedAsync(RefusalCodes.EmployeeDismissed, () => Task.FromResult(other.Scan(TillHost.CoffeeCode).Refusal));
        await till.AssertRefusedAsync(RefusalCodes.EmployeeDismissed, async () => (await till.Pos.Checkout.CompleteAsync(other, Checkout.Payment.Cash(Money.Of(5)))).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.EmployeeDismissed, () => Task.FromResult(till.Pos.Checkout.Begin(other).Refusal));
        await till.AssertRefusedAsync(RefusalCodes.EmployeeDismissed, async () => (await till.Pos.Shifts.PayInAsync(Money.Of(1), "change")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.EmployeeDismissed, async () => (await till.Pos.Receipts.ListAsync()).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.EmployeeDismissed, async () => (await till.Pos.Device.ExportAsync(till.DatabasePath + "-export")).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.EmployeeDismissed, async () => (await till.Pos.Device.SignOutAsync()).Refusal);
        await till.AssertRefusedAsync(RefusalCodes.EmployeeDismissed, async () => (await till.Pos.Device.BeginTrainingAsync()).Refusal);
        Assert.Equal(RefusalCodes.EmployeeDismissed, till.Pos.Capabilities.Decide(Capabilities.Capability.Sale).ReasonCode);
        (await payment.AddAsync(Checkout.Payment.Cash(Money.Of(1)))).EnsureDone();
        Assert.Equal(TillHost.Ann, (await payment.CompleteAsync()).Value.EmployeeId);

        Assert.Null(till.Pos.Session.Current.Value);
        Assert.Equal(["payment-received", "issuer", "receipt", "locked"], (await till.EntriesAsync()).Select(static entry => entry.GetProperty("kind").GetString()!).TakeLast(4));
    }

    [Fact]
    public async Task A_payment_that_is_given_up_ends_it_too()
    {
        await using var till = await TillHost.ReadyAsync();
        var payment = till.Pos.Checkout.Begin(till.RingUp()).Value;
        await DismissAsync(till);
        Assert.NotNull(till.Pos.Session.Current.Value);

        (await payment.CancelAsync()).EnsureDone();

        Assert.Null(till.Pos.Session.Current.Value);
    }

    [Fact]
    public async Task Whoever_comes_back_before_the_payment_has_ended_stays()
    {
        await using var till = await TillHost.ReadyAsync();
        var payment = till.Pos.Checkout.Begin(till.RingUp()).Value;
        await DismissAsync(till);
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        (await payment.CancelAsync()).EnsureDone();

        Assert.Equal((false, "Ann"), (till.Pos.Session.Current.Value!.IsDismissed, till.Pos.Session.Current.Value.Name));
    }

    [Fact]
    public async Task Whoever_is_removed_while_the_pin_is_verified_does_not_get_in()
    {
        var scheduler = new HeldScheduler<bool>();
        await using var till = new TillHost { Scheduler = scheduler };
        var starting = till.StartAsync();
        scheduler.Release();
        await starting;
        var signing = till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin);
        Assert.False(signing.IsCompleted);
        till.BackOffice.RemoveReference("employee", TillHost.Ann.ToString());
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        scheduler.Release();

        Assert.Equal(RefusalCodes.EmployeeUnknown, (await signing).Refusal?.Code);
    }

    [Fact]
    public async Task Whoever_was_removed_does_not_sign_in_again()
    {
        await using var till = await TillHost.ReadyAsync();
        await DismissAsync(till);

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

    private static async Task DismissAsync(TillHost till)
    {
        till.BackOffice.RemoveReference("employee", TillHost.Ann.ToString());
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
    }
}
