using Microsoft.Extensions.Logging.Abstractions;

namespace PosEngine.Streams;

public sealed class DerivedStreamTests
{
    [Fact]
    public void It_tells_what_changed_and_only_that()
    {
        var source = Stream(1);
        var parity = DerivedStream.Select(source, number => number % 2 == 0 ? "even" : "odd");
        var seen = new List<string>();

        using var subscription = parity.Subscribe(seen.Add);
        source.Publish(3);
        source.Publish(4);

        Assert.Equal(["odd", "even"], seen);
        Assert.Equal("even", parity.Value);
    }

    [Fact]
    public void Its_value_is_right_without_a_subscriber()
    {
        var source = Stream(1);
        var doubled = DerivedStream.Select(source, number => number * 2);

        source.Publish(21);

        Assert.Equal(42, doubled.Value);
    }

    [Fact]
    public void It_follows_each_of_its_sources_and_ends_with_the_last()
    {
        var left = Stream(1);
        var right = Stream("a");
        var both = DerivedStream.Of(
            () => $"{left.Value}{right.Value}", StringComparer.Ordinal, DerivedStream.ChangesOf(left), DerivedStream.ChangesOf(right));
        var seen = new List<string>();
        using var subscription = both.Subscribe(new Observer<string>(seen.Add, () => seen.Add("end")));

        left.Publish(2);
        right.Publish("b");
        left.Complete();
        right.Publish("c");
        right.Complete();

        Assert.Equal(["1a", "2a", "2b", "2c", "end"], seen);
    }

    [Fact]
    public void A_subscriber_that_comes_late_skips_what_is_out_of_date()
    {
        var context = new PumpedContext();
        var source = Stream(0);
        var seen = new List<int>();
        IDisposable? subscription = null;
        context.Run(() => subscription = DerivedStream.Select(source, number => number).Subscribe(seen.Add));

        source.Publish(1);
        source.Publish(2);
        context.Pump();

        Assert.Equal([2], seen);
        subscription!.Dispose();
    }

    [Fact]
    public void No_callback_starts_after_the_subscription_was_disposed()
    {
        var context = new PumpedContext();
        var source = Stream(0);
        var seen = new List<int>();
        IDisposable? subscription = null;
        context.Run(() => subscription = DerivedStream.Select(source, number => number).Subscribe(seen.Add));

        subscription!.Dispose();
        source.Publish(1);
        context.Pump();

        Assert.Empty(seen);
    }

    [Fact]
    public void A_subscriber_that_throws_goes_on_receiving()
    {
        var source = Stream(0);
        var seen = new List<int>();
        using var subscription = DerivedStream.Select(source, number => number).Subscribe(value =>
        {
            seen.Add(value);
            throw new InvalidOperationException("a bug in a view");
        });

        source.Publish(1);

        Assert.Equal([0, 1], seen);
    }

    private static PosStream<T> Stream<T>(T value) => new(value, new InlineDispatcher(), NullLogger.Instance);
}
