using PosEngine.Connectivity;
using PosEngine.Receipts;

namespace PosEngine.Capabilities;

public sealed class OfflinePolicyTests
{
    private static readonly Dictionary<string, string> Texts = new() { ["refund_too_large"] = "Too large.", ["drone_offline"] = "No drones today." };

    [Fact]
    public void The_last_rule_that_matches_decides_and_the_others_are_fallen_back_to()
    {
        var policy = OfflinePolicy.Loyverse
            .Limit(Capability.Refund, "refund_too_large", when: till => till.Subject is ReceiptSummary receipt && receipt.Total <= Money.Of(100))
            .Allow(Capability.Refund, when: till => till.Subject is ReceiptSummary receipt && receipt.Total <= Money.Of(50));
        var capabilities = new TestTill(ConnectivityState.Offline, policy, texts: Texts).Capabilities;

        Assert.Equal(CapabilityStatus.Available, capabilities.Decide(Capability.Refund, ReceiptOf(50)).Status);
        Assert.Equal(CapabilityStatus.Limited, capabilities.Decide(Capability.Refund, ReceiptOf(100)).Status);
        Assert.Equal(ReasonCodes.RefundOffline, capabilities.Check(Capability.Refund, ReceiptOf(101))?.Code);
        Assert.Equal(ReasonCodes.RefundOffline, capabilities.Check(Capability.Refund)?.Code);
    }

    [Fact]
    public void Composing_leaves_the_policy_composed_from_as_it_was()
    {
        _ = OfflinePolicy.Loyverse.Allow(Capability.Refund);

        Assert.NotNull(new TestTill(ConnectivityState.Offline).Capabilities.Check(Capability.Refund));
    }

    [Theory]
    [InlineData(ConnectivityState.Online, CapabilityStatus.Available, true)]
    [InlineData(ConnectivityState.Offline, CapabilityStatus.Unavailable, false)]
    public void A_capability_of_an_embedder_goes_through_the_same_policy(ConnectivityState connectivity, CapabilityStatus status, bool isVisible)
    {
        var drone = new Capability("DroneDelivery");
        var policy = OfflinePolicy.Loyverse.Hide(drone, "drone_offline");
        var till = new TestTill(connectivity, policy, texts: Texts);

        var decision = till.Capabilities.Decide(drone);

        Assert.Equal((status, isVisible), (decision.Status, decision.IsVisible));
        Assert.Equal(Capability.All.Append(drone), till.Capabilities.Current.Value.Select(row => row.Capability));
        Assert.Contains(decision, till.Capabilities.Current.Value);
    }

    [Fact]
    public void A_capability_that_no_rule_speaks_of_is_available() =>
        Assert.Equal(CapabilityStatus.Available, new TestTill(ConnectivityState.Offline).Capabilities.Decide(new("Gossip")).Status);

    [Fact]
    public void P3_a_policy_with_a_reason_that_has_no_text_is_refused_at_the_start()
    {
        var exception = Assert.Throws<PosEngineException>(() => new TestTill(policy: OfflinePolicy.Loyverse.Defer(Capability.Refund, "refund_later")));

        Assert.Contains("'refund_later'", exception.Message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("")]
    [InlineData(" ")]
    public void A_rule_that_takes_something_away_says_why(string reason)
    {
        Assert.Throws<ArgumentException>(() => OfflinePolicy.Loyverse.Refuse(Capability.Sale, reason));
        Assert.Throws<ArgumentException>(() => OfflinePolicy.Loyverse.Limit(Capability.Sale, reason));
        Assert.Throws<ArgumentException>(() => OfflinePolicy.Loyverse.Defer(Capability.Sale, reason));
        Assert.Throws<ArgumentException>(() => OfflinePolicy.Loyverse.Hide(Capability.Sale, reason));
    }

    private static ReceiptSummary ReceiptOf(decimal total) => new()
    {
        Id = new(Guid.Empty),
        Sequence = 1,
        Number = "1-1001",
        CompletedAt = DateTimeOffset.UnixEpoch,
        Total = Money.Of(total),
        ShiftId = new(Guid.Empty),
        EmployeeId = new(Guid.Empty),
        State = SyncState.Unsynchronised,
    };
}
