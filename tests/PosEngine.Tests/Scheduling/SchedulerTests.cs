using Microsoft.Extensions.Time.Testing;
using PosEngine.Storage;

namespace PosEngine.Scheduling;

public sealed class SchedulerTests
{
    [Fact]
    public void Inline_everything_runs_before_the_call_returns_and_what_it_posts_runs_after_it()
    {
        var worker = new InlineScheduler().CreateWriter();
        var order = new List<int>();

        worker.Post(() =>
        {
            worker.Post(() => order.Add(2));
            order.Add(1);
        });

        Assert.Equal([1, 2], order);
    }

    [Fact]
    public void An_action_that_throws_leaves_the_inline_worker_usable()
    {
        var worker = new InlineScheduler().CreateWriter();
        var order = new List<int>();

        Assert.Throws<FormatException>(() => worker.Post(() =>
        {
            worker.Post(() => order.Add(1));
            throw new FormatException();
        }));
        worker.Post(() => order.Add(2));

        Assert.Equal([1, 2], order);
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Work_in_the_background_answers_with_its_value_its_exception_or_its_cancellation(bool isInline)
    {
        IEngineScheduler scheduler = isInline ? new InlineScheduler() : new ThreadScheduler();

        Assert.Equal(7, await scheduler.RunInBackground(static () => 7, CancellationToken.None));
        await Assert.ThrowsAsync<FormatException>(() => scheduler.RunInBackground<int>(static () => throw new FormatException(), CancellationToken.None));
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => scheduler.RunInBackground(static () => 7, new CancellationToken(canceled: true)));
    }

    [Fact]
    public async Task A_caller_that_goes_on_and_stays_busy_does_not_hold_up_the_writer()
    {
        await using var host = await WriterHost.StartAsync(new ThreadScheduler());
        using var attached = new ManualResetEventSlim();
        using var release = new ManualResetEventSlim();
        var busy = host.Writer.RunAsync(
            _ =>
            {
                attached.Wait(); // Else it may be done before anybody goes on from it, who would then do so on this thread.
                return 1;
            },
            CancellationToken.None)
            .ContinueWith(_ => release.Wait(), CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        attached.Set();

        Assert.Equal(2, await host.Writer.RunAsync(static _ => 2, CancellationToken.None));

        Assert.False(busy.IsCompleted);
        release.Set();
        await busy;
    }

    [Fact]
    public void The_time_of_an_entry_is_that_of_the_shop_to_the_millisecond()
    {
        var time = new FakeTimeProvider(new DateTimeOffset(2026, 3, 29, 0, 59, 59, TimeSpan.Zero).AddTicks(9_999_999));
        time.SetLocalTimeZone(TimeZoneInfo.CreateCustomTimeZone("shop", TimeSpan.FromMinutes(345), "shop", "shop"));

        Assert.Equal(new DateTimeOffset(2026, 3, 29, 6, 44, 59, 999, TimeSpan.FromMinutes(345)), time.GetDeviceTime());
        Assert.Equal(TimeSpan.FromMinutes(345), time.GetDeviceTime().Offset);
    }

    [Fact]
    public void Ids_come_from_the_given_clock()
    {
        var time = new FakeTimeProvider(DateTimeOffset.FromUnixTimeMilliseconds(0x0193B0001234));

        Assert.StartsWith("0193b000-1234-7", time.NewId().ToString(), StringComparison.Ordinal);
    }
}
