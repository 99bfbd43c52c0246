using System.Collections.Immutable;
using CsCheck;
using PosEngine.Connectivity;
using PosEngine.Streams;

namespace PosEngine.Capabilities;

public sealed class CapabilityServiceTests
{
    private static readonly Gen<ConnectivityState> States = Gen.Enum<ConnectivityState>();

    [Fact]
    public void P2_what_a_UI_is_told_and_what_is_enforced_are_the_same() =>
        Gen.Select(States, Gen.Int[0, 2], Gen.Bool, Gen.Bool, Gen.Bool, Gen.Bool).Sample(
            (connectivity, receipts, showsStock, warnsOfStock, hasTerminal, hasBackOffice) =>
            {
                var till = new TestTill(connectivity, hasCardTerminal: hasTerminal, hasBackOffice: hasBackOffice);
                till.Unsynchronised.Publish(new(receipts, Money.Of(receipts)));
                till.Settings.Publish(new() { ShowsStock = showsStock, WarnsOfNegativeStock = warnsOfStock });

                var table = till.Capabilities.Current.Value;

                Assert.Equal(Capability.All, table.Select(row => row.Capability));
                Assert.All(table, row =>
                {
                    var refusal = till.Capabilities.Check(row.Capability);
                    Assert.Equal(row, till.Capabilities.Decide(row.Capability));
                    Assert.Equal(row, till.Capabilities.Watch(row.Capability).Value);
                    Assert.Equal(row.IsAllowed ? null : row, refusal?.Decision);
                    Assert.Equal(row.IsAllowed ? null : row.ReasonCode, refusal?.Code);
                    Assert.Equal(row.IsAllowed ? null : row.Message, refusal?.Message);
                });
            });

    [Fact]
    public void Watching_tells_the_decision_and_every_change_of_it()
    {
        var till = new TestTill();
        var seen = new List<CapabilityStatus>();
        using var subscription = till.Capabilities.Watch(Capability.OpenTickets).Subscribe(decision => seen.Add(decision.Status));

        till.Connectivity.Publish(ConnectivityState.Offline);
        till.Unsynchronised.Publish(new(1, Money.Of(5)));
        till.Connectivity.Publish(ConnectivityState.Online);
        till.Connectivity.Publish(ConnectivityState.Offline);

        Assert.Equal([CapabilityStatus.Limited, CapabilityStatus.Available, CapabilityStatus.Limited], seen);
    }

    [Fact]
    public void A_message_that_counts_follows_what_it_counts()
    {
        var till = new TestTill(ConnectivityState.Offline);
        var seen = new List<string?>();
        using var subscription = till.Capabilities.Watch(Capability.SignOut).Subscribe(decision => seen.Add(decision.Message));

        till.Unsynchronised.Publish(new(1, Money.Of(5)));
        till.Unsynchronised.Publish(new(2, Money.Of(9)));

        Assert.Equal(3, seen.Count);
        Assert.Contains("2 (9.00 EUR", seen[2], StringComparison.Ordinal);
    }

    [Fact]
    public void The_table_is_told_as_a_whole_and_only_when_a_row_changes()
    {
        var till = new TestTill(ConnectivityState.Online);
        var seen = new List<ImmutableArray<CapabilityDecision>>();
        using var subscription = till.Capabilities.Current.Subscribe(seen.Add);

        till.Unsynchronised.Publish(new(1, Money.Of(5)));
        till.Settings.Publish(till.Settings.Value with { ShopName = "Café" });
        till.Connectivity.Publish(ConnectivityState.Offline);

        Assert.Equal(2, seen.Count);
        Assert.Equal(till.Capabilities.Current.Value, seen[1]);
    }

    [Fact]
    public async Task A_thousand_flaps_arrive_in_order_and_end_on_the_last() => await Gen.Select(States.Array[1_000], Gen.Int[0, 1_000]).SampleAsync(async (flaps, at) =>
    {
        using var dispatcher = new ThreadDispatcher();
        var till = new TestTill(dispatcher: dispatcher);
        var seen = new List<CapabilityDecision>();
        using var subscription = till.Capabilities.Watch(Capability.SignOut).Subscribe(seen.Add);

        // Two inputs change at once, from two threads.
        var sales = Task.Run(() => Enumerable.Range(1, at).ToList().ForEach(count => till.Unsynchronised.Publish(new(count, Money.Of(count)))));
        Array.ForEach(flaps, till.Connectivity.Publish);
        await sales;
        dispatcher.Dispose();
        await dispatcher.Ended;

        Assert.Equal(till.Capabilities.Decide(Capability.SignOut), seen[^1]);
        Assert.All(seen.Zip(seen.Skip(1)), pair => Assert.NotEqual(pair.First, pair.Second));
        var counts = seen.Where(decision => !decision.IsAllowed).Select(decision => CountIn(decision.Message!)).ToList();
        Assert.Equal(counts.Order(), counts);
    }, iter: 50);

    [Theory]
    [InlineData(false, true, "card_terminal_missing")]
    [InlineData(true, true, null)]
    public void A_card_terminal_that_is_not_there_takes_no_payment_online_either(bool hasTerminal, bool isVisible, string? reason)
    {
        var decision = new TestTill(ConnectivityState.Online, hasCardTerminal: hasTerminal).Capabilities.Decide(Capability.IntegratedCardPayment);

        Assert.Equal((reason, isVisible), (decision.ReasonCode, decision.IsVisible));
    }

    [Fact]
    public void Stock_that_the_shop_has_switched_off_is_hidden_online_too()
    {
        var till = new TestTill(ConnectivityState.Online);
        till.Settings.Publish(new() { ShowsStock = true, WarnsOfNegativeStock = false });

        Assert.True(till.Capabilities.Decide(Capability.StockDisplay).IsVisible);
        Assert.Equal(ReasonCodes.StockDisabled, till.Capabilities.Decide(Capability.NegativeStockWarning).ReasonCode);
        Assert.False(till.Capabilities.Decide(Capability.NegativeStockWarning).IsVisible);
    }

    [Fact]
    public void No_policy_can_allow_what_the_till_cannot_do()
    {
        var policy = Capability.All.Where(capability => capability != Capability.Essentials).Aggregate(OfflinePolicy.Loyverse, (policy, capability) => policy.Allow(capability));
        var till = new TestTill(ConnectivityState.Offline, policy, hasCardTerminal: false);
        till.Settings.Publish(new());

        Assert.Equal(
            [Capability.IntegratedCardPayment, Capability.StockDisplay, Capability.NegativeStockWarning],
            till.Capabilities.Current.Value.Where(row => !row.IsAllowed).Select(row => row.Capability));
    }

    [Fact]
    public void A_till_that_stands_alone_sells_and_refunds_and_says_what_needs_a_back_office()
    {
        var table = new TestTill(hasBackOffice: false).Capabilities.Current.Value;

        Assert.Equal(
            [
                Capability.CustomerRegistration, Capability.CustomerEditing, Capability.ItemEditing, Capability.EmailReceipt,
                Capability.StockDisplay, Capability.NegativeStockWarning, Capability.SyncNow, Capability.SignOut,
            ],
            table.Where(row => row.ReasonCode == ReasonCodes.NoBackOffice).Select(row => row.Capability));
        Assert.All(table, row => Assert.Equal(row.ReasonCode is null ? CapabilityStatus.Available : CapabilityStatus.Unavailable, row.Status));
    }

    private static int CountIn(string message) => int.Parse(message.Split(": ")[1].Split(' ')[0], System.Globalization.CultureInfo.InvariantCulture);
}
