using CsCheck;

namespace PosEngine.Sync;

public sealed class RetryScheduleTests
{
    private static readonly TimeSpan DelayMax = TimeSpan.FromMinutes(5);

    [Theory]
    [InlineData(1, 1)]
    [InlineData(2, 2)]
    [InlineData(3, 4)]
    [InlineData(9, 256)]
    [InlineData(10, 300)]
    [InlineData(int.MaxValue, 300)]
    public void S6_delays_are_spread_over_everything_below_a_ceiling_that_doubles(int failures, int ceilingSeconds)
    {
        var schedule = new RetrySchedule(DelayMax, new(20261124));
        var ceiling = TimeSpan.FromSeconds(ceilingSeconds);
        var tenths = Enumerable.Range(0, 10_000)
            .Select(_ => schedule.Next(failures))
            .GroupBy(delay => delay.Ticks * 10 / (ceiling.Ticks + 1))
            .OrderBy(tenth => tenth.Key)
            .ToList();

        Assert.Equal([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], tenths.Select(tenth => tenth.Key));
        Assert.All(tenths, tenth => Assert.InRange(tenth.Count(), 850, 1_150));
    }

    [Fact]
    public void S6_what_the_back_office_asked_for_is_waited_first() =>
        Gen.Select(Gen.Int, Gen.Int[1, 20], Gen.Int[0, 3_600]).Sample((seed, failures, seconds) =>
        {
            var asked = TimeSpan.FromSeconds(seconds);
            var jitter = new RetrySchedule(DelayMax, new(seed)).Next(failures);

            Assert.Equal(asked + jitter, new RetrySchedule(DelayMax, new(seed)).Next(failures, asked));
        });

    [Fact]
    public void S6_nobody_can_silence_a_till_for_longer_than_an_hour() =>
        Assert.InRange(
            new RetrySchedule(DelayMax, new(1)).Next(1, TimeSpan.FromDays(365)), TimeSpan.FromHours(1), TimeSpan.FromHours(1) + TimeSpan.FromSeconds(1));

    [Fact]
    public void There_is_no_delay_before_a_failure() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new RetrySchedule(DelayMax, new(1)).Next(0));
}
