using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Support;

namespace PosEngine.Capabilities;

public sealed class TimeBoxTests
{
    private static readonly OfflineLimit Warning = new(TimeSpan.FromHours(4), 3);
    private static readonly OfflineLimit End = new(TimeSpan.FromHours(8), 5);
    private static readonly OfflinePolicy Boxed = OfflinePolicy.Loyverse.TimeBox(Warning, End);

    [Fact]
    public void Time_warns_and_then_restricts_and_whoever_watches_hears_of_both_at_the_minute()
    {
        var time = new ShopClock(DateTimeOffset.UnixEpoch);
        var till = new TestTill(ConnectivityState.Offline, Boxed, time: time);
        var seen = new List<(string? Reason, double Hours)>();
        using var watching = till.Capabilities.Watch(Capability.Sale).Subscribe(decision => seen.Add((decision.ReasonCode, (time.GetUtcNow() - DateTimeOffset.UnixEpoch).TotalHours)));

        for (var minute = 0; minute < 9 * 60; minute++)
            time.Advance(TimeSpan.FromMinutes(1));

        Assert.Equal([(null, 0), (ReasonCodes.OfflineLong, 4), (ReasonCodes.OfflineTooLong, 8)], seen);
        till.Connectivity.Publish(ConnectivityState.Online);
        Assert.Null(seen[^1].Reason);
        till.Connectivity.Publish(ConnectivityState.Offline);
        Assert.Null(till.Capabilities.Check(Capability.Sale));
    }

    [Fact]
    public void Receipts_warn_and_then_restrict_and_the_message_counts_them()
    {
        var till = new TestTill(ConnectivityState.Offline, Boxed, language: "en-IE");

        string? Reason(int receipts)
        {
            till.Unsynchronised.Publish(new(receipts, Money.Of(receipts)));
            return till.Capabilities.Decide(Capability.Sale).ReasonCode;
        }

        Assert.Equal([null, ReasonCodes.OfflineLong, ReasonCodes.OfflineLong, ReasonCodes.OfflineTooLong], new[] { 2, 3, 4, 5 }.Select(Reason));
        Assert.Contains("5 (€5.00 in total)", till.Capabilities.Check(Capability.Sale)!.Message, StringComparison.Ordinal);
        till.Connectivity.Publish(ConnectivityState.Online);
        Assert.Null(till.Capabilities.Check(Capability.Sale));
    }

    [Fact]
    public void A_box_takes_away_and_never_gives_whatever_comes_after_it()
    {
        var policy = OfflinePolicy.Loyverse.TimeBox(Warning, End, Capability.Refund, Capability.OpenTickets).Allow(Capability.OpenTickets);
        var till = new TestTill(ConnectivityState.Offline, policy);
        till.Unsynchronised.Publish(new(3, Money.Of(3)));

        Assert.Equal(ReasonCodes.RefundOffline, till.Capabilities.Decide(Capability.Refund).ReasonCode);
        Assert.Equal(ReasonCodes.OfflineLong, till.Capabilities.Decide(Capability.OpenTickets).ReasonCode);
        till.Unsynchronised.Publish(new(5, Money.Of(5)));
        Assert.Equal(ReasonCodes.OfflineTooLong, till.Capabilities.Check(Capability.OpenTickets)?.Code);
        Assert.Null(till.Capabilities.Check(Capability.Sale));
    }

    [Fact]
    public void A_warning_that_comes_no_earlier_than_the_end_is_refused()
    {
        Assert.Throws<ArgumentException>(() => OfflinePolicy.Loyverse.TimeBox(End, Warning));
        Assert.Throws<ArgumentException>(() => OfflinePolicy.Loyverse.TimeBox(End, End));
        Assert.Throws<ArgumentException>(() => OfflinePolicy.Loyverse.TimeBox(new(null, null), End));
        Assert.Throws<ArgumentException>(() => OfflinePolicy.Loyverse.TimeBox(Warning, End, Capability.Essentials));
    }

    [Fact]
    public async Task A_restart_is_no_way_around_the_limit_and_a_payment_that_was_begun_is_finished()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.OfflinePolicy = OfflinePolicy.Loyverse.TimeBox(null, new(TimeSpan.FromHours(8), null)));
        till.GoOffline();
        await till.SellAsync();
        till.Time.Advance(TimeSpan.FromHours(5));
        var inPayment = till.RingUp();
        var payment = till.Pos.Checkout.Begin(inPayment).Value;
        (await payment.AddAsync(Payment.Card(Money.Of(1)))).EnsureDone();
        var open = till.RingUp();
        await till.RestartAsync();
        await till.SignInAsync();
        till.Time.Advance(TimeSpan.FromHours(3));

        open = till.Pos.Tickets.Open.Single(ticket => ticket.Id == open.Id);
        await till.AssertRefusedAsync(ReasonCodes.OfflineTooLong, async () => (await till.Pos.Checkout.CompleteAsync(open, Payment.Cash(Money.Of(50)))).Refusal);
        await till.AssertRefusedAsync(ReasonCodes.OfflineTooLong, () => Task.FromResult(open.Scan(TillHost.CoffeeCode).Refusal));
        inPayment = till.Pos.Tickets.Open.Single(ticket => ticket.Id == inPayment.Id);
        payment = till.Pos.Checkout.Begin(inPayment).Value;
        (await payment.AddAsync(Payment.Cash(payment.Due(PaymentType.Cash)))).EnsureDone();
        (await payment.CompleteAsync()).EnsureDone();

        till.GoOnline();
        till.Settle();
        (await till.Pos.Checkout.CompleteAsync(open, Payment.Cash(Money.Of(50)))).EnsureDone();
        await till.AssertDeliveredAsync();
    }

    [Fact]
    public async Task A_restart_with_the_clock_set_back_is_none_either()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.OfflinePolicy = OfflinePolicy.Loyverse.TimeBox(null, new(TimeSpan.FromHours(8), null)));
        till.GoOffline();
        await till.SellAsync();
        till.Time.Advance(TimeSpan.FromHours(5));
        await till.SellAsync();
        for (var i = 0; i < 3; i++)
        {
            await till.Pos.DisposeAsync();
            till.Time.MoveHands(TimeSpan.FromDays(-2));
            await till.StartAsync();
        }

        await till.SignInAsync();
        Assert.Equal(TimeSpan.FromHours(5), till.Pos.Capabilities.Explain(Capability.Sale).Context.OfflineFor);
        await till.Pos.DisposeAsync();
        till.Time.Advance(TimeSpan.FromHours(2));
        await till.StartAsync();
        Assert.Equal(TimeSpan.FromHours(7), till.Pos.Capabilities.Explain(Capability.Sale).Context.OfflineFor);
        till.Time.Advance(TimeSpan.FromHours(1));
        Assert.Equal(ReasonCodes.OfflineTooLong, till.Pos.Capabilities.Decide(Capability.Sale).ReasonCode);

        till.GoOnline();
        till.Settle();
        Assert.Equal(TimeSpan.Zero, till.Pos.Capabilities.Explain(Capability.Sale).Context.OfflineFor);
    }

    [Fact]
    public async Task The_hands_of_the_clock_do_not_move_the_limit_and_a_night_switched_off_does_not_count()
    {
        await using var till = await TillHost.ReadyAsync(static options => options.OfflinePolicy = OfflinePolicy.Loyverse.TimeBox(null, new(TimeSpan.FromHours(8), null)));
        await till.Pos.DisposeAsync();
        till.Time.Advance(TimeSpan.FromHours(12));
        till.BackOffice.IsReachable = false;
        await till.StartAsync();
        await till.SignInAsync();
        Assert.True(till.Pos.Capabilities.Decide(Capability.Sale).IsAllowed);

        till.Time.MoveHands(TimeSpan.FromDays(-3));
        till.Time.Advance(TimeSpan.FromHours(8));
        Assert.Equal(ReasonCodes.OfflineTooLong, till.Pos.Capabilities.Decide(Capability.Sale).ReasonCode);
        Assert.Equal(TimeSpan.FromHours(8), till.Pos.Capabilities.Explain(Capability.Sale).Context.OfflineFor);
    }
}
