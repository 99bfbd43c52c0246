using Till.Replay;

namespace PosEngine.Samples.Till;

public sealed class ReplayClockTests
{
    [Fact]
    public void The_day_is_the_logs_with_the_zone_of_the_wall()
    {
        var zone = TimeZoneInfo.CreateCustomTimeZone("Wall", TimeSpan.FromHours(1), "Wall", "Wall");
        var clock = new ReplayClock(zone);

        clock.Set(new DateTime(2017, 3, 26, 0, 30, 0));

        Assert.Equal(new DateTimeOffset(2017, 3, 25, 23, 30, 0, TimeSpan.Zero), clock.GetUtcNow());
        Assert.Equal(new DateTime(2017, 3, 26, 0, 30, 0), clock.GetLocalNow().DateTime);
    }

    [Fact]
    public void A_time_that_summer_time_skips_is_taken_as_it_stands()
    {
        var clock = ReplayClock.InBritain();

        clock.Set(new DateTime(2017, 3, 26, 1, 30, 0));

        Assert.InRange(clock.GetUtcNow(), new(2017, 3, 26, 0, 30, 0, TimeSpan.Zero), new(2017, 3, 26, 1, 30, 0, TimeSpan.Zero));
    }

    [Fact]
    public async Task Timers_run_on_real_time_while_the_day_stands_still()
    {
        var fired = new TaskCompletionSource();

        await using var timer = new ReplayClock(TimeZoneInfo.Utc).CreateTimer(_ => fired.SetResult(), null, TimeSpan.FromMilliseconds(1), Timeout.InfiniteTimeSpan);

        await fired.Task.WaitAsync(TimeSpan.FromSeconds(30));
    }
}
