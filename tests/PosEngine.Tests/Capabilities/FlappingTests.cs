using CsCheck;
using PosEngine.Connectivity;
using PosEngine.Scheduling;
using PosEngine.Support;

namespace PosEngine.Capabilities;

/// <summary>A connection that comes and goes a thousand times while a whole till sells.</summary>
public sealed class FlappingTests(ITestOutputHelper output)
{
    private const int Flaps = 1_000;

    private enum Then
    {
        Nothing,
        Sell,
        Wait,
        Stumble,
    }

    [Fact]
    public async Task Decisions_change_in_order_and_none_is_missed_or_stale() => await Gen.Enum<Then>().Array[Flaps].SampleAsync(async steps =>
    {
        await using var till = await TillHost.ReadyAsync();
        List<CapabilityStatus> tickets = [], expected = [CapabilityStatus.Available];
        var refunds = new List<CapabilityDecision>();
        var table = new List<CapabilityDecision>();
        using var watchingTickets = till.Pos.Capabilities.Watch(Capability.OpenTickets).Subscribe(decision => tickets.Add(decision.Status));
        using var watchingRefunds = till.Pos.Capabilities.Watch(Capability.SignOut).Subscribe(refunds.Add);
        using var watchingAll = till.Pos.Capabilities.Current.Subscribe(rows => table = [.. rows]);

        var (isOnline, sales) = (true, 0);
        foreach (var then in steps)
        {
            isOnline = !isOnline;
            if (isOnline)
                till.GoOnline();
            else
                till.GoOffline();
            expected.Add(isOnline ? CapabilityStatus.Available : CapabilityStatus.Limited);
            switch (then)
            {
                case Then.Sell:
                    await till.SellAsync(1);
                    sales++;
                    break;
                case Then.Wait:
                    till.Time.Advance(TimeSpan.FromSeconds(7));
                    break;
                case Then.Stumble:
                    // Said again, and changing nothing.
                    till.Pos.Connectivity.ReportNetwork(isOnline);
                    break;
            }

            Assert.Equal(isOnline, till.Pos.Connectivity.State.Value == ConnectivityState.Online);
            Assert.Equal(till.Pos.Capabilities.Decide(Capability.SignOut), refunds[^1]);
            Assert.Equal(till.Pos.Capabilities.Current.Value, table);
        }

        Assert.Equal(expected, tickets);
        Assert.All(refunds.Zip(refunds.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        till.GoOnline();
        till.Settle();
        await till.AssertDeliveredAsync();
        output.WriteLine($"{Flaps} flaps, {sales} sales, {refunds.Count} decisions on signing out");
    }, iter: 2, threads: 1);

    [Fact]
    public async Task On_threads_of_their_own_nothing_locks_up_and_the_last_decision_is_the_last_word()
    {
        await using var till = new TillHost { Scheduler = new ThreadScheduler() };
        await till.StartAsync();
        await UntilAsync(till.Pos.Sync.Status, static status => status is { Phase: Sync.SyncPhase.Idle, Pending: 0 });
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        var seen = new List<CapabilityDecision>();
        using var watching = till.Pos.Capabilities.Watch(Capability.SignOut).Subscribe(decision =>
        {
            lock (seen)
                seen.Add(decision);
        });

        var selling = Task.Run(async () =>
        {
            for (var sale = 0; sale < 200; sale++)
                await till.SellAsync(1);
        });
        for (var flap = 0; flap < Flaps; flap++)
        {
            if (flap % 2 == 0)
                till.GoOffline();
            else
                till.GoOnline();
            _ = till.Pos.Capabilities.Current.Value;
            await Task.Yield();
        }

        await selling;
        till.GoOffline();
        await till.SellAsync(1);

        // A round that was under way may have told of its success after the network was gone: those that follow tell otherwise.
        for (var attempt = 0; attempt < 1_000 && till.Pos.Capabilities.Decide(Capability.SignOut).IsAllowed; attempt++)
        {
            till.Time.Advance(TimeSpan.FromMinutes(1));
            await Task.Delay(TimeSpan.FromMilliseconds(1), TimeProvider.System);
        }

        await UntilAsync(till.Pos.Capabilities.Watch(Capability.SignOut), static decision => !decision.IsAllowed);
        var last = till.Pos.Capabilities.Decide(Capability.SignOut);
        await UntilAsync(till.Pos.Capabilities.Watch(Capability.SignOut), _ => LastSeen(seen).Equals(last));

        Assert.False(last.IsAllowed);
        Assert.Equal(last.Message, LastSeen(seen).Message);
    }

    private static CapabilityDecision LastSeen(List<CapabilityDecision> seen)
    {
        lock (seen)
            return seen[^1];
    }

    private static async Task UntilAsync<T>(IPosStream<T> stream, Func<T, bool> isThere)
    {
        var there = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        using var watching = stream.Subscribe(value =>
        {
            if (isThere(value))
                there.TrySetResult();
        });
        await there.Task.WaitAsync(TimeSpan.FromMinutes(2));
    }
}
