using PosEngine.Capabilities;
using PosEngine.Connectivity;
using PosEngine.Support;

namespace PosEngine.Sync;

public sealed class SyncServiceTests
{
    [Fact]
    public async Task Sync_now_tells_what_was_sent_and_fetched()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.FailWith(() => new BackOfficeException(BackOfficeError.Transient, "busy"));
        await till.SellAsync();
        wire.Mend();
        till.BackOffice.SetReference("settings", "shop", """{ "shop_name": "Corner" }""");

        var report = (await till.Pos.Sync.SyncNowAsync()).Value;

        Assert.Equal(new SyncReport(Pushed: 2, Pulled: 1), report);
        Assert.Equal(new SyncReport(0, 0), (await till.Pos.Sync.SyncNowAsync()).Value);
    }

    [Theory]
    [InlineData("en", "No internet connection")]
    [InlineData("de", "Keine Internetverbindung")]
    public async Task Sync_now_is_refused_offline(string language, string message)
    {
        await using var till = await TillHost.ReadyAsync(options => options.Language = new(language));
        till.GoOffline();

        var refusal = (await till.Pos.Sync.SyncNowAsync()).Refusal!;

        Assert.Equal((ReasonCodes.NoInternet, message), (refusal.Code, refusal.Message));
        Assert.Equal(till.Pos.Capabilities.Decide(Capability.SyncNow), refusal.Decision);
    }

    [Fact]
    public async Task The_button_that_was_refused_makes_the_till_look_again()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        till.BackOffice.IsReachable = true;

        Assert.Equal(ReasonCodes.NoInternet, (await till.Pos.Sync.SyncNowAsync()).Refusal?.Code);

        Assert.Equal(ConnectivityState.Online, till.Pos.Connectivity.State.Value);
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task While_nothing_is_known_of_the_connection_the_button_may_try()
    {
        await using var till = new TillHost(options => options.Sync.FailuresToOffline = 10);
        till.BackOffice.IsReachable = false;
        await till.StartAsync();
        Assert.Equal(ConnectivityState.Unknown, till.Pos.Connectivity.State.Value);

        Assert.Equal(RefusalCodes.SyncFailed, (await till.Pos.Sync.SyncNowAsync()).Refusal?.Code);
        till.BackOffice.IsReachable = true;
        Assert.True((await till.Pos.Sync.SyncNowAsync()).IsDone);
    }

    [Fact]
    public async Task A_till_without_a_back_office_has_nothing_to_synchronise()
    {
        await using var till = await new TillHost { StandsAlone = true }.StartAsync();

        Assert.Equal(ReasonCodes.NoBackOffice, (await till.Pos.Sync.SyncNowAsync()).Refusal?.Code);

        Assert.Equal(new SyncStatus(SyncPhase.StandAlone, 0), till.Pos.Sync.Status.Value);
        till.Pos.Connectivity.ReportNetwork(true);
        till.Time.Advance(TimeSpan.FromDays(2));
        Assert.Equal(new SyncStatus(SyncPhase.StandAlone, 0), till.Pos.Sync.Status.Value);
    }

    [Theory]
    [InlineData(BackOfficeError.Transient, SyncPhase.Waiting)]
    [InlineData(BackOfficeError.TooLarge, SyncPhase.Waiting)]
    [InlineData(BackOfficeError.Unauthorised, SyncPhase.PausedUnauthorised)]
    [InlineData(BackOfficeError.Gap, SyncPhase.Waiting)]
    [InlineData(BackOfficeError.Fork, SyncPhase.Forked)]
    [InlineData(BackOfficeError.UpgradeRequired, SyncPhase.HeldForUpgrade)]
    [InlineData(BackOfficeError.CursorExpired, SyncPhase.Waiting)]
    [InlineData(BackOfficeError.DeviceNumberTaken, SyncPhase.Forked)]
    public async Task S6_after_every_failure_selling_goes_on_and_a_next_attempt_is_scheduled(BackOfficeError error, SyncPhase phase)
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.FailWith(() => new BackOfficeException(error, "It is as it is.") { WasReached = error != BackOfficeError.Transient });
        await till.SellAsync();

        for (var i = 0; i < 5; i++)
        {
            var status = till.Pos.Sync.Status.Value;
            Assert.Equal((phase, "It is as it is."), (status.Phase, status.Problem));
            Assert.InRange(status.NextAttempt!.Value - till.Time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromMinutes(1));
            Assert.Equal(2 + i + (error == BackOfficeError.DeviceNumberTaken && i > 0 ? 1 : 0), status.Pending); // The epoch that begins then is an entry too.
            Assert.Equal(RefusalCodes.SyncFailed, await SyncNowAsync(till));

            (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).EnsureDone();
            var calls = wire.Calls;
            till.Time.Advance(TimeSpan.FromMinutes(1));
            Assert.True(wire.Calls > calls);
        }

        wire.Mend();
        till.Settle();
        await till.AssertDeliveredAsync();

        static async Task<string?> SyncNowAsync(TillHost till) => (await till.Pos.Sync.SyncNowAsync()).Refusal is { } refusal
            ? refusal.Code == ReasonCodes.NoInternet ? RefusalCodes.SyncFailed : refusal.Code
            : null;
    }

    [Fact]
    public async Task S6_the_pause_after_failures_grows_to_its_limit_and_begins_anew_after_a_success()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.FailWith(() => new BackOfficeException(BackOfficeError.Transient, "busy"));
        await till.SellAsync();
        var pauses = new List<TimeSpan>();
        for (var i = 0; i < 60; i++)
        {
            pauses.Add(till.Pos.Sync.Status.Value.NextAttempt!.Value - till.Time.GetUtcNow());
            till.Time.Advance(pauses[^1]);
        }

        Assert.InRange(pauses[0], TimeSpan.Zero, TimeSpan.FromSeconds(1));
        Assert.InRange(pauses[1], TimeSpan.Zero, TimeSpan.FromSeconds(2));
        Assert.InRange(pauses.Max(), TimeSpan.FromSeconds(30), TimeSpan.FromMinutes(1));
        wire.Mend();
        till.Settle();
        wire.FailWith(() => new BackOfficeException(BackOfficeError.Transient, "busy"));
        await till.SellAsync();
        Assert.InRange(till.Pos.Sync.Status.Value.NextAttempt!.Value - till.Time.GetUtcNow(), TimeSpan.Zero, TimeSpan.FromSeconds(1));
    }

    [Fact]
    public async Task S6_what_the_back_office_asked_for_is_waited()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.FailWith(() => new BackOfficeException(BackOfficeError.Transient, "busy") { RetryAfter = TimeSpan.FromSeconds(40) });
        await till.SellAsync();
        var calls = wire.Calls;

        till.Time.Advance(TimeSpan.FromSeconds(39.9));
        Assert.Equal(calls, wire.Calls);
        till.Time.Advance(TimeSpan.FromSeconds(1.1));
        Assert.Equal(calls + 1, wire.Calls);
    }

    [Fact]
    public async Task S6_what_the_back_office_asked_for_is_waited_over_a_restart_and_no_attempt_is_forgotten()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.FailWith(() => new BackOfficeException(BackOfficeError.Transient, "busy") { RetryAfter = TimeSpan.FromMinutes(10) });
        await till.SellAsync();
        var next = till.Pos.Sync.Status.Value.NextAttempt!.Value;
        var calls = wire.Calls;

        await till.RestartAsync();

        Assert.Equal((SyncPhase.Waiting, next.ToUnixTimeMilliseconds()), (till.Pos.Sync.Status.Value.Phase, till.Pos.Sync.Status.Value.NextAttempt!.Value.ToUnixTimeMilliseconds()));
        Assert.Equal(calls, wire.Calls);
        wire.Mend();
        till.Time.Advance(next - till.Time.GetUtcNow());
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task S6_patience_outlasts_a_restart_which_tries_at_once_where_nobody_asked_for_time()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.FailWith(() => new BackOfficeException(BackOfficeError.Transient, "busy"));
        await till.SellAsync();
        till.Time.Advance(TimeSpan.FromHours(1));
        var (calls, longest) = (wire.Calls, TimeSpan.Zero);

        // Of a first failure it would be a second at most.
        for (var i = 0; i < 20; i++)
        {
            await till.RestartAsync();
            longest = TimeSpan.FromTicks(Math.Max(longest.Ticks, (till.Pos.Sync.Status.Value.NextAttempt!.Value - till.Time.GetUtcNow()).Ticks));
        }

        Assert.Equal(calls + 20, wire.Calls);
        Assert.True(longest > TimeSpan.FromSeconds(5), $"{longest}");
    }

    [Fact]
    public async Task S6_reconnecting_triggers_an_attempt_at_once()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        await till.SellAsync();
        Assert.True(till.Pos.Sync.Status.Value.Pending > 0);

        till.GoOnline();

        Assert.Equal(new SyncStatus(SyncPhase.Idle, 0), till.Pos.Sync.Status.Value);
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task Two_failures_in_a_row_make_the_till_offline_and_one_success_online_again()
    {
        await using var till = await TillHost.ReadyAsync();
        till.BackOffice.IsReachable = false;
        await till.SellAsync();
        Assert.Equal(ConnectivityState.Online, till.Pos.Connectivity.State.Value);

        till.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ConnectivityState.Offline, till.Pos.Connectivity.State.Value);

        till.BackOffice.IsReachable = true;
        till.Time.Advance(TimeSpan.FromMinutes(1));
        Assert.Equal(ConnectivityState.Online, till.Pos.Connectivity.State.Value);
    }

    [Fact]
    public async Task News_from_the_back_office_arrive_within_the_interval()
    {
        await using var till = await TillHost.ReadyAsync(options => options.Sync.Interval = TimeSpan.FromSeconds(20));
        till.BackOffice.SetReference("settings", "shop", """{ "shop_name": "Corner" }""");

        till.Time.Advance(TimeSpan.FromSeconds(19));
        Assert.Equal("", till.Pos.Settings.Current.Value.ShopName);
        till.Time.Advance(TimeSpan.FromSeconds(1));
        Assert.Equal("Corner", till.Pos.Settings.Current.Value.ShopName);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_transport_that_throws_what_it_should_not_counts_as_a_failure(bool isCancelled)
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.FailWith(() => isCancelled ? new TaskCanceledException("timed out") : new HttpRequestException("no route"));

        await till.SellAsync();
        till.Time.Advance(TimeSpan.FromMinutes(5));

        Assert.Equal(ConnectivityState.Offline, till.Pos.Connectivity.State.Value);
        Assert.Equal(SyncPhase.Waiting, till.Pos.Sync.Status.Value.Phase);
        wire.Mend();
        till.Settle();
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task What_is_pending_is_told_while_the_till_waits()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        var told = new List<long>();
        using var subscription = till.Pos.Sync.Status.Subscribe(status => told.Add(status.Pending));

        (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).EnsureDone();
        (await till.Pos.Shifts.PayInAsync(Money.Of(1), "")).EnsureDone();

        Assert.Equal([0, 1, 2], told.Distinct());
        till.GoOnline();
        Assert.Equal(0, told[^1]);
    }

    [Fact]
    public async Task The_phases_of_a_round_are_told_in_order()
    {
        await using var till = await TillHost.ReadyAsync();
        till.GoOffline();
        await till.SellAsync();
        var told = new List<SyncPhase>();
        using var subscription = till.Pos.Sync.Status.Subscribe(status => told.Add(status.Phase));

        till.GoOnline();

        Assert.Equal(
            [SyncPhase.Waiting, SyncPhase.Connecting, SyncPhase.Pushing, SyncPhase.Pulling, SyncPhase.Idle],
            told.Where((phase, i) => i == 0 || phase != told[i - 1]));
    }

    [Fact]
    public async Task Giving_up_waiting_does_not_stop_the_synchronisation()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        var reply = new TaskCompletionSource();
        wire.OnPull = async (cursor, limit, token) =>
        {
            await reply.Task.WaitAsync(token);
            return await till.BackOffice.PullAsync(cursor, limit, token);
        };
        till.BackOffice.SetReference("settings", "shop", """{ "shop_name": "Corner" }""");
        using var patience = new CancellationTokenSource();
        var first = till.Pos.Sync.SyncNowAsync(patience.Token);
        var second = till.Pos.Sync.SyncNowAsync(TestContext.Current.CancellationToken);

        await patience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => first);
        Assert.False(second.IsCompleted);
        reply.SetResult();

        Assert.True((await second).IsDone);
        Assert.Equal("Corner", till.Pos.Settings.Current.Value.ShopName);
    }

    [Fact]
    public async Task What_is_sold_while_a_round_runs_is_sent_right_after()
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        var reply = new TaskCompletionSource();
        wire.OnPull = async (cursor, limit, token) =>
        {
            await reply.Task.WaitAsync(token);
            return await till.BackOffice.PullAsync(cursor, limit, token);
        };
        var round = till.Pos.Sync.SyncNowAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SyncPhase.Pulling, till.Pos.Sync.Status.Value.Phase);
        await till.SellAsync();
        Assert.Equal(2, till.Pos.Sync.Status.Value.Pending);

        reply.SetResult();

        (await round).EnsureDone();
        Assert.Equal(new SyncStatus(SyncPhase.Idle, 0), till.Pos.Sync.Status.Value);
        await till.AssertDeliveredAsync();
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Stopping_in_the_middle_loses_and_doubles_nothing(bool hasArrived)
    {
        var (till, wire) = await InterceptedBackOffice.WireAsync();
        await using var _ = till;
        wire.OnPush = async (batch, token) =>
        {
            if (hasArrived)
                await till.BackOffice.PushAsync(batch, token);
            await Task.Delay(Timeout.InfiniteTimeSpan, till.Time, token);
            throw new InvalidOperationException("Nobody waits for this.");
        };
        await till.SellAsync();
        var waiting = till.Pos.Sync.SyncNowAsync(TestContext.Current.CancellationToken);
        Assert.Equal(SyncPhase.Pushing, till.Pos.Sync.Status.Value.Phase);

        await till.Pos.DisposeAsync();

        Assert.Equal(RefusalCodes.SyncFailed, (await waiting).Refusal?.Code);
        wire.Mend();
        await till.StartAsync();
        till.Settle();
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task Sync_now_before_the_start_and_after_the_end_is_a_mistake()
    {
        await using var till = new TillHost();
        await using (var stopped = till.Create())
            await Assert.ThrowsAsync<InvalidOperationException>(() => stopped.Sync.SyncNowAsync());
        await till.StartAsync();
        await till.Pos.DisposeAsync();

        await Assert.ThrowsAsync<InvalidOperationException>(() => till.Pos.Sync.SyncNowAsync());
    }
}
