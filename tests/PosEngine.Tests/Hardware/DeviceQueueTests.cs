using System.Collections.Concurrent;
using Microsoft.Extensions.Time.Testing;

namespace PosEngine.Hardware;

public sealed class DeviceQueueTests : IAsyncDisposable
{
    private readonly FakeTimeProvider _time = new();
    private readonly ConcurrentQueue<DeviceReport> _reports = new();
    private readonly DeviceQueue _queue;

    public DeviceQueueTests() => _queue = new("Printer", _reports.Enqueue, _time);

    public ValueTask DisposeAsync() => _queue.DisposeAsync();

    [Fact]
    public async Task Jobs_run_one_at_a_time_in_the_order_given_each_with_a_report()
    {
        var running = 0;
        for (var i = 0; i < 100; i++)
        {
            _queue.Enqueue($"{i}", async _ =>
            {
                Assert.Equal(1, Interlocked.Increment(ref running));
                await Task.Yield();
                Interlocked.Decrement(ref running);
                return DeviceResult.Completed;
            });
        }

        await _queue.FlushAsync();

        Assert.Equal(Enumerable.Range(0, 100).Select(i => new DeviceReport("Printer", $"{i}", DeviceResult.Completed)), _reports);
    }

    [Fact]
    public async Task A_job_that_throws_has_an_unknown_effect_and_does_not_stop_the_next()
    {
        _queue.Enqueue("throws at once", _ => throw new InvalidOperationException("jam"));
        _queue.Enqueue("throws later", async _ =>
        {
            await Task.Yield();
            throw new InvalidOperationException("fire");
        });
        _queue.Enqueue("works", _ => new(DeviceResult.Completed));

        await _queue.FlushAsync();

        Assert.Equal([new(Effect.Unknown, "jam"), new(Effect.Unknown, "fire"), DeviceResult.Completed], _reports.Select(report => report.Result));
    }

    [Fact]
    public async Task A_driver_that_blocks_its_thread_does_not_block_whoever_gives_it_a_job()
    {
        using var blocked = new ManualResetEventSlim();

        _queue.Enqueue("blocks", _ =>
        {
            blocked.Wait(CancellationToken.None);
            return new(DeviceResult.Completed);
        });
        Assert.False(_queue.FlushAsync().IsCompleted);
        blocked.Set();
        await _queue.FlushAsync();

        Assert.Single(_reports);
    }

    [Fact]
    public async Task A_driver_that_blocks_its_thread_does_not_block_the_close()
    {
        using var blocked = new ManualResetEventSlim();
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Enqueue("blocks", _ =>
        {
            started.SetResult();
            blocked.Wait(CancellationToken.None);
            return new(DeviceResult.Completed);
        });
        await started.Task;

        var closing = _queue.DisposeAsync();
        _time.Advance(DeviceQueue.CloseTime);
        await closing;
        blocked.Set();

        Assert.Equal(Effect.Unknown, Assert.Single(_reports).Result.Effect);
    }

    [Fact]
    public async Task A_job_that_takes_too_long_is_asked_to_give_up()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Enqueue("slow", async cancellation =>
        {
            var cancelled = new TaskCompletionSource();
            await using var registration = cancellation.Register(cancelled.SetResult);
            started.SetResult();
            await cancelled.Task;
            return DeviceResult.Failed("gave up");
        });
        await started.Task;

        _time.Advance(DeviceQueue.JobTime - TimeSpan.FromTicks(1));
        Assert.False(_queue.FlushAsync().IsCompleted);
        _time.Advance(TimeSpan.FromTicks(1));
        await _queue.FlushAsync();

        Assert.Equal("gave up", Assert.Single(_reports).Result.Fault);
    }

    [Fact]
    public async Task Closing_lets_the_jobs_that_are_left_finish()
    {
        var release = new TaskCompletionSource();
        _queue.Enqueue("first", async _ =>
        {
            await release.Task;
            return DeviceResult.Completed;
        });
        _queue.Enqueue("second", _ => new(DeviceResult.Completed));

        var closing = _queue.DisposeAsync();
        Assert.False(closing.IsCompleted);
        release.SetResult();
        await closing;

        Assert.Equal([DeviceResult.Completed, DeviceResult.Completed], _reports.Select(report => report.Result));
    }

    [Fact]
    public async Task Closing_does_not_wait_for_ever_and_drops_no_job_without_a_report()
    {
        var started = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        _queue.Enqueue("hangs", _ =>
        {
            started.SetResult();
            return new(new TaskCompletionSource<DeviceResult>().Task);
        });
        _queue.Enqueue("waits", _ => throw new InvalidOperationException("Called beside another job."));
        await started.Task;

        var closing = _queue.DisposeAsync();
        _time.Advance(DeviceQueue.CloseTime);
        await closing;
        _queue.Enqueue("comes late", _ => throw new InvalidOperationException("Called after the close."));
        await _queue.FlushAsync();

        Assert.Equal(["hangs", "waits", "comes late"], _reports.Select(report => report.Job));
        Assert.Equal([Effect.Unknown, Effect.NotStarted, Effect.NotStarted], _reports.Select(report => report.Result.Effect));
    }
}
