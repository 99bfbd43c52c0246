using System.Collections.Concurrent;

namespace PosEngine.Streams;

public sealed class PosStreamTests
{
    private readonly RecordingLogger _logger = new();

    [Fact]
    public void A_subscriber_gets_the_current_value_first_and_then_every_change_in_order()
    {
        var stream = Inline("old");
        stream.Publish("current");
        var seen = new List<string>();

        using var subscription = stream.Subscribe(seen.Add);
        stream.Publish("next");
        stream.Publish("next");

        Assert.Equal(["current", "next", "next"], seen);
        Assert.Equal("next", stream.Value);
    }

    [Fact]
    public void A_distinct_stream_does_not_repeat_itself()
    {
        var stream = new PosStream<string>("a", new InlineDispatcher(), _logger, StringComparer.OrdinalIgnoreCase);
        var seen = new List<string>();

        using var subscription = stream.Subscribe(seen.Add);
        stream.Publish("A");
        stream.Publish("b");
        stream.Publish("B");

        Assert.Equal(["a", "b"], seen);
    }

    [Fact]
    public async Task Every_subscriber_sees_the_same_order_whoever_publishes_at_the_same_time()
    {
        using var dispatcher = new ThreadDispatcher();
        var stream = new PosStream<int>(0, dispatcher, _logger);
        var subscribers = Enumerable.Range(0, 4).Select(_ => new List<int>()).ToArray();
        var subscriptions = Array.ConvertAll(subscribers, seen => WithoutContext(() => stream.Subscribe(seen.Add)));

        await Task.WhenAll(Enumerable.Range(0, 4).Select(publisher => Task.Run(() =>
        {
            for (var i = 1; i <= 1_000; i++)
            {
                stream.Publish((publisher * 1_000) + i);
            }
        })));
        dispatcher.Dispose();
        await dispatcher.Ended;

        Assert.Equal(4_001, subscribers[0].Count);
        Assert.Equal(stream.Value, subscribers[0][^1]);
        Assert.All(subscribers, seen => Assert.Equal(subscribers[0], seen));
        Assert.All(Enumerable.Range(0, 4), publisher =>
        {
            var own = subscribers[0].Where(value => value > 0 && (value - 1) / 1_000 == publisher).ToList();
            Assert.Equal(own.Order(), own);
        });
        Assert.All(subscriptions, subscription => subscription.Dispose());
    }

    [Fact]
    public async Task Values_arrive_one_at_a_time_and_in_order_on_a_context_that_runs_posts_on_many_threads()
    {
        const int Last = 5_000;
        var stream = new PosStream<int>(0, new InlineDispatcher(), _logger);
        var seen = new ConcurrentQueue<int>();
        var ended = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var running = 0;
        var overlaps = 0;
        var observer = new Observer<int>(
            value =>
            {
                overlaps += Interlocked.Increment(ref running) - 1;
                Thread.SpinWait(100);
                seen.Enqueue(value);
                Interlocked.Decrement(ref running);
            },
            ended.SetResult);

        // The base class posts to the thread pool.
        SynchronizationContext.SetSynchronizationContext(new SynchronizationContext());
        using var subscription = stream.Subscribe(observer);
        SynchronizationContext.SetSynchronizationContext(null);
        for (var i = 1; i <= Last; i++)
        {
            stream.Publish(i);
        }

        stream.Complete();
        await ended.Task;

        Assert.Equal(0, overlaps);
        Assert.Equal(Enumerable.Range(0, Last + 1), seen);
    }

    [Fact]
    public void A_subscriber_is_called_on_the_context_that_it_subscribed_on()
    {
        var context = new PumpedContext();
        var stream = Inline("a");
        var seen = new List<string>();
        IDisposable? subscription = null;

        context.Run(() => subscription = stream.Subscribe(value => seen.Add(value + (SynchronizationContext.Current == context))));
        stream.Publish("b");
        Assert.Empty(seen);
        context.Pump();

        Assert.Equal(["aTrue", "bTrue"], seen);
        subscription!.Dispose();
    }

    [Fact]
    public void No_callback_starts_after_the_subscription_was_disposed()
    {
        var context = new PumpedContext();
        var stream = Inline(0);
        var seen = new List<int>();
        IDisposable? subscription = null;
        context.Run(() => subscription = stream.Subscribe(seen.Add));
        context.Pump();

        stream.Publish(1);
        subscription!.Dispose();
        stream.Publish(2);
        stream.Complete();

        Assert.Equal(1, context.Posted);
        context.Pump();
        Assert.Equal([0], seen);
    }

    [Fact]
    public void A_subscriber_can_dispose_itself_while_it_is_called()
    {
        var context = new PumpedContext();
        var stream = Inline(0);
        var seen = new List<int>();
        IDisposable? subscription = null;
        context.Run(() => subscription = stream.Subscribe(value =>
        {
            seen.Add(value);
            subscription!.Dispose();
        }));

        stream.Publish(1);
        context.Pump();

        Assert.Equal([0], seen);
    }

    [Fact]
    public void A_subscriber_that_throws_is_logged_goes_on_receiving_and_harms_nobody_else()
    {
        var stream = Inline(0);
        var thrower = new List<int>();
        var other = new List<int>();
        using var first = stream.Subscribe(value =>
        {
            thrower.Add(value);
            throw new InvalidOperationException("a bug in a view");
        });
        using var second = stream.Subscribe(other.Add);

        stream.Publish(1);
        stream.Publish(2);

        Assert.Equal([0, 1, 2], thrower);
        Assert.Equal([0, 1, 2], other);
        Assert.Equal(3, _logger.Entries.Count);
        Assert.All(_logger.Entries, entry => Assert.Equal("a bug in a view", entry.Exception?.Message));
    }

    [Fact]
    public void A_context_that_takes_nothing_any_more_ends_its_subscription_and_does_not_reach_the_publisher()
    {
        var stream = Inline(0);
        var other = new List<int>();
        var before = SynchronizationContext.Current;
        SynchronizationContext.SetSynchronizationContext(new ClosedContext());
        using var closed = stream.Subscribe(_ => Assert.Fail("The context is closed."));
        SynchronizationContext.SetSynchronizationContext(before);
        using var subscription = stream.Subscribe(other.Add);

        stream.Publish(1);

        Assert.Equal([0, 1], other);
        Assert.Single(_logger.Entries);
    }

    [Fact]
    public void A_value_published_by_a_subscriber_reaches_everybody_after_the_one_that_it_answers()
    {
        var stream = Inline(0);
        var other = new List<int>();
        using var answering = stream.Subscribe(value =>
        {
            if (value == 1)
            {
                stream.Publish(2);
            }
        });
        using var subscription = stream.Subscribe(other.Add);

        stream.Publish(1);

        Assert.Equal([0, 1, 2], other);
    }

    [Fact]
    public void The_end_comes_once_after_the_last_value_and_to_late_subscribers_too()
    {
        var stream = Inline(0);
        var early = new List<string>();
        var late = new List<string>();
        using var first = stream.Subscribe(new Observer<int>(value => early.Add($"{value}"), () => early.Add("end")));

        stream.Publish(1);
        stream.Complete();
        stream.Publish(2);
        stream.Complete();
        using var second = stream.Subscribe(new Observer<int>(value => late.Add($"{value}"), () => late.Add("end")));

        Assert.Equal(["0", "1", "end"], early);
        Assert.Equal(["1", "end"], late);
        Assert.Equal(1, stream.Value);
    }

    [Fact]
    public async Task A_closed_dispatcher_runs_what_it_has_and_takes_nothing_more()
    {
        var dispatcher = new ThreadDispatcher();
        var ran = new List<int>();
        for (var i = 0; i < 100; i++)
        {
            var number = i;
            dispatcher.Post(() => ran.Add(number));
        }

        dispatcher.Dispose();
        dispatcher.Post(() => ran.Add(-1));
        await dispatcher.Ended;

        Assert.Equal(Enumerable.Range(0, 100), ran);
    }

    private PosStream<T> Inline<T>(T value) => new(value, new InlineDispatcher(), _logger);

    private static T WithoutContext<T>(Func<T> function)
    {
        Assert.Null(SynchronizationContext.Current);
        return function();
    }

    private sealed class ClosedContext : SynchronizationContext
    {
        public override void Post(SendOrPostCallback d, object? state) => throw new InvalidOperationException("The window is closed.");
    }
}
