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

        Assert.Equal(new Employee { Id = TillHost.Ann, Name = "Ann" }, (await till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin)).Value);
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

        await till.AssertRefusedAsync(RefusalCodes.PinWrong, async () => (await till.Pos.Session.SignInAsync(TillHost.Bob, pin)).Refusal);

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
}
