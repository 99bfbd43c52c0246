using PosEngine.Storage;
using PosEngine.Support;

namespace PosEngine.Employees;

public sealed class PinAloneTests
{
    [Fact]
    public async Task A_pin_says_who_somebody_is_where_the_shop_says_so()
    {
        await using var till = await StartAsync();

        Assert.Equal("Bob", (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Value.Name);
        Assert.Equal("Ann", (await till.Pos.Session.SignInAsync(TillHost.AnnsPin)).Value.Name);

        Assert.Equal(
            [(TillHost.Bob.Value, true), (TillHost.Ann.Value, true)],
            (await till.EntriesAsync("signed-in")).Select(static entry => (entry.GetProperty("employee").GetGuid(), entry.GetProperty("data").GetProperty("pin_alone").GetBoolean())));
    }

    [Fact]
    public async Task It_is_found_out_each_time_where_the_key_cannot_be_kept()
    {
        await using var till = await StartAsync();
        Directory.CreateDirectory(till.DatabasePath + "-key");

        Assert.Equal("Bob", (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Value.Name);
        await till.RestartAsync();
        Assert.Equal("Ann", (await till.Pos.Session.SignInAsync(TillHost.AnnsPin)).Value.Name);
    }

    [Fact]
    public async Task Elsewhere_it_does_not()
    {
        await using var till = await TillHost.ReadyAsync();

        await till.AssertRefusedAsync(RefusalCodes.PinsNotUnique, async () => (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Refusal);
    }

    [Fact]
    public async Task A_till_that_stands_alone_keeps_them_unique()
    {
        await using var till = await new TillHost { StandsAlone = true }.StartAsync();
        (await till.Pos.Session.EnrolAsync("Dora", "4711")).EnsureDone();

        Assert.Equal("Dora", (await till.Pos.Session.SignInAsync("4711")).Value.Name);
        await till.AssertRefusedAsync(RefusalCodes.PinTaken, async () => (await till.Pos.Session.EnrolAsync("Emil", "4711")).Refusal);
        (await till.Pos.Session.EnrolAsync("Emil", "4712")).EnsureDone();
        await till.RestartAsync();

        Assert.Equal("Emil", (await till.Pos.Session.SignInAsync("4712")).Value.Name);
    }

    [Fact]
    public async Task The_index_is_of_use_only_with_the_key_beside_the_database_and_for_the_pin_of_today()
    {
        await using var till = await StartAsync();
        (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).EnsureDone();
        var learnt = Assert.Single(Sql.Rows(till.DatabasePath, "SELECT mac, pin FROM pin_index"));

        File.Delete(till.DatabasePath + "-key");
        await till.RestartAsync();
        Assert.Equal("Bob", (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Value.Name);
        var anew = Assert.Single(Sql.Rows(till.DatabasePath, "SELECT mac, pin FROM pin_index"));
        Assert.NotEqual((byte[])learnt[0], (byte[])anew[0]);
        Assert.NotEqual((byte[])learnt[1], (byte[])anew[1]);

        till.SetEmployee(TillHost.Bob, "Bobby", "5555");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal(RefusalCodes.PinWrong, (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Refusal?.Code);
        Assert.Equal("Bobby", (await till.Pos.Session.SignInAsync("5555")).Value.Name);
    }

    [Fact]
    public async Task Where_two_people_have_the_same_after_all_it_lets_in_neither_and_both_say_the_name()
    {
        await using var till = await StartAsync();
        (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).EnsureDone();
        till.SetEmployee(TillHost.Ann, "Ann", TillHost.BobsPin);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        await till.AssertRefusedAsync(RefusalCodes.PinAmbiguous, async () => (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Refusal);
        Assert.Equal("Ann", (await till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.BobsPin)).Value.Name);
        Assert.Equal("Bob", (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).Value.Name);
        await till.RestartAsync();
        await till.AssertRefusedAsync(RefusalCodes.PinAmbiguous, async () => (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Refusal);

        till.SetEmployee(TillHost.Ann, "Ann", TillHost.AnnsPin);
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        Assert.Equal("Bob", (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Value.Name);
        Assert.Equal("Ann", (await till.Pos.Session.SignInAsync(TillHost.AnnsPin)).Value.Name);
    }

    [Fact]
    public async Task Wrong_ones_lock_this_pad_and_nobody_who_says_a_name()
    {
        await using var till = await StartAsync();
        for (var i = 0; i < 3; i++)
            Assert.Equal(RefusalCodes.PinWrong, (await till.Pos.Session.SignInAsync("0000")).Refusal?.Code);

        await till.AssertRefusedAsync(RefusalCodes.PinLocked, async () => (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Refusal);
        await till.RestartAsync();
        till.Time.MoveHands(TimeSpan.FromDays(1));
        await till.AssertRefusedAsync(RefusalCodes.PinLocked, async () => (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Refusal);
        Assert.True((await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).IsDone);

        Assert.All(await till.EntriesAsync("pin-failed"), static entry => Assert.False(entry.GetProperty("data").TryGetProperty("tried", out _)));
    }

    [Fact]
    public async Task Whoever_has_to_wait_is_not_let_in_by_the_pin_alone_and_is_told_no_more_than_anybody()
    {
        await using var till = await StartAsync();
        for (var i = 0; i < 3; i++)
            _ = await till.Pos.Session.SignInAsync(TillHost.Bob, "0000");

        Assert.Equal(RefusalCodes.PinWrong, (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Refusal?.Code);
        till.Time.Advance(TimeSpan.FromSeconds(30));
        Assert.Equal("Bob", (await till.Pos.Session.SignInAsync(TillHost.BobsPin)).Value.Name);
    }

    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task An_employee_who_guesses_wipes_out_no_wrong_one_with_the_own_one(int guesses)
    {
        await using var till = await StartAsync();
        var wrong = 0;
        for (var i = 0; i < 20; i++)
        {
            for (var guess = 0; guess < guesses; guess++)
            {
                if ((await till.Pos.Session.SignInAsync("0000")).Refusal?.Code == RefusalCodes.PinWrong)
                    wrong++;
            }

            _ = await till.Pos.Session.SignInAsync(TillHost.AnnsPin);
        }

        Assert.Equal(3, wrong);
    }

    [Fact]
    public async Task What_many_mistype_is_forgotten_as_time_goes_by()
    {
        await using var till = await StartAsync();
        for (var i = 0; i < 20; i++)
        {
            Assert.Equal(RefusalCodes.PinWrong, (await till.Pos.Session.SignInAsync("0000")).Refusal?.Code);
            (await till.Pos.Session.SignInAsync(TillHost.AnnsPin)).EnsureDone();
            till.Time.Advance(TimeSpan.FromMinutes(30));
        }
    }

    [Fact]
    public async Task A_pad_that_is_guessed_at_lets_48_a_day_through()
    {
        await using var till = await StartAsync();
        var tried = 0;
        for (var minute = 0; minute < 3 * 24 * 60; minute++)
        {
            if ((await till.Pos.Session.SignInAsync("0000")).Refusal?.Code == RefusalCodes.PinWrong)
                tried++;
            till.Time.Advance(TimeSpan.FromMinutes(1));
        }

        Assert.InRange(tried, 100, (3 * 48) + 10);
    }

    private static async Task<TillHost> StartAsync()
    {
        var till = new TillHost();
        till.SetReference("settings", "shop", """{ "pins_are_unique": true }""");
        return await till.StartAsync();
    }
}
