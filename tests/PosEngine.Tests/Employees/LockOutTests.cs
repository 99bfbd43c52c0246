using PosEngine.Ledger;
using PosEngine.Support;

namespace PosEngine.Employees;

public sealed class LockOutTests
{
    private const string Wrong = "0000";

    [Theory]
    [InlineData(0, 0)]
    [InlineData(2, 0)]
    [InlineData(3, 30)]
    [InlineData(4, 60)]
    [InlineData(9, 1_920)]
    [InlineData(10, 3_600)]
    [InlineData(1_000_000, 3_600)]
    public void A_wait_grows_from_30_seconds_to_an_hour(int wrong, int seconds) => Assert.Equal(TimeSpan.FromSeconds(seconds), LockOut.After(wrong));

    [Fact]
    public void All_short_pins_take_more_than_a_year()
    {
        var waited = Enumerable.Range(0, 9_999).Aggregate(TimeSpan.Zero, static (sum, wrong) => sum + LockOut.After(wrong));

        Assert.True(waited > TimeSpan.FromDays(365), $"{waited}");
    }

    [Fact]
    public async Task Whoever_typed_three_wrong_pins_waits_and_even_the_right_one_is_not_looked_at()
    {
        await using var till = await TillHost.ReadyAsync();
        await TypeWrongAsync(till, 3);

        await till.AssertRefusedAsync(RefusalCodes.PinLocked, async () => (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).Refusal);
        till.Time.Advance(TimeSpan.FromSeconds(29));
        await till.AssertRefusedAsync(RefusalCodes.PinLocked, async () => (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).Refusal);
        till.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).IsDone);

        // The right one forgave them: three more are free of charge but for the last.
        await TypeWrongAsync(till, 3);
    }

    [Fact]
    public async Task The_message_says_how_long()
    {
        await using var till = await TillHost.ReadyAsync();
        await TypeWrongAsync(till, 3);
        till.Time.Advance(TimeSpan.FromSeconds(9.5));

        Assert.Equal("Too many wrong PINs. Please wait 21 seconds.", (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).Refusal?.Message);
    }

    [Fact]
    public async Task A_locked_pad_keeps_nobody_else_out()
    {
        await using var till = await TillHost.ReadyAsync();
        await TypeWrongAsync(till, 3);

        Assert.True((await till.Pos.Session.SignInAsync(TillHost.Ann, TillHost.AnnsPin)).IsDone);
        Assert.Equal(RefusalCodes.PinLocked, (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).Refusal?.Code);
    }

    [Fact]
    public async Task Neither_a_restart_nor_the_hands_of_the_clock_end_a_wait()
    {
        await using var till = await TillHost.ReadyAsync();
        await TypeWrongAsync(till, 3);

        till.Time.MoveHands(TimeSpan.FromDays(400));
        Assert.Equal(RefusalCodes.PinLocked, (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).Refusal?.Code);
        till.Time.Advance(TimeSpan.FromSeconds(29));
        await till.RestartAsync();
        till.Time.MoveHands(TimeSpan.FromDays(-800));
        Assert.Equal(RefusalCodes.PinLocked, (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).Refusal?.Code);
        till.Time.Advance(TimeSpan.FromSeconds(29));
        till.Time.MoveHands(TimeSpan.FromDays(1));
        Assert.Equal(RefusalCodes.PinLocked, (await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).Refusal?.Code);
        till.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.True((await till.Pos.Session.SignInAsync(TillHost.Bob, TillHost.BobsPin)).IsDone);
    }

    /// <summary>A thief with the till for a week, who pulls the plug and sets the clock as he likes, and is never patient.</summary>
    [Theory]
    [InlineData(1)]
    public async Task Brute_force_gets_no_more_tries_than_the_waits_allow(int seed)
    {
        await using var till = await new TillHost().StartAsync();
        var random = new Random(seed);
        var (tries, elapsed) = (0, TimeSpan.Zero);
        for (var step = 0; step < 600; step++)
        {
            switch (random.Next(12))
            {
                case 0:
                    await till.RestartAsync();
                    break;
                case 1:
                    till.Time.MoveHands(TimeSpan.FromHours(random.Next(-1_000, 1_000)));
                    break;
                default:
                    var pause = TimeSpan.FromSeconds(random.Next(0, 2_000));
                    till.Time.Advance(pause);
                    elapsed += pause;
                    break;
            }

            var code = (await till.Pos.Session.SignInAsync(TillHost.Bob, Wrong)).Refusal!.Code;
            if (code == RefusalCodes.PinWrong)
                tries++;
            else
                Assert.Equal(RefusalCodes.PinLocked, code);
        }

        var least = Enumerable.Range(0, tries).Aggregate(TimeSpan.Zero, static (sum, wrong) => sum + LockOut.After(wrong));
        Assert.True(least <= elapsed, $"{tries} tries in {elapsed}, which take {least}.");
        Assert.True(tries > 20, $"Only {tries} tries: nothing was tested.");
        Assert.Equal(tries, (await till.EntriesAsync("pin-failed")).Count);
    }

    [Fact]
    public async Task A_hundred_tries_at_once_are_one_after_the_other()
    {
        await using var till = await TillHost.ReadyAsync();

        var codes = await Task.WhenAll(Enumerable.Range(0, 100).Select(async _ => (await till.Pos.Session.SignInAsync(TillHost.Bob, Wrong)).Refusal!.Code));

        Assert.Equal(3, codes.Count(code => code == RefusalCodes.PinWrong));
        Assert.Equal(97, codes.Count(code => code == RefusalCodes.PinLocked));
    }

    [Fact]
    public async Task The_saved_state_keeps_them_too()
    {
        await using var till = await TillHost.ReadyAsync();
        await TypeWrongAsync(till, 4);

        var read = StateFormat.Read(StateFormat.Write(till.Ledger().State))!;

        Assert.Equal(4, read.WrongPins[TillHost.Bob].Count);
        Assert.Equal(till.Ledger().State.WrongPins[TillHost.Bob], read.WrongPins[TillHost.Bob]);
    }

    private static async Task TypeWrongAsync(TillHost till, int times)
    {
        for (var i = 0; i < times; i++)
        {
            till.Time.Advance(LockOut.After(i));
            Assert.Equal(RefusalCodes.PinWrong, (await till.Pos.Session.SignInAsync(TillHost.Bob, Wrong)).Refusal?.Code);
        }
    }
}
