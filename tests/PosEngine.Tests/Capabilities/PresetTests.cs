using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Receipts;
using static PosEngine.Capabilities.CapabilityStatus;

namespace PosEngine.Capabilities;

/// <summary>What the presets besides the default say offline, each difference from it written down a second time.</summary>
public sealed class PresetTests
{
    public static TheoryData<string, string, CapabilityStatus, string?> Differences => new()
    {
        { "Strict", "CustomerAssignment", Unavailable, "no_internet" },
        { "Strict", "OpenTickets", Unavailable, "no_internet" },
        { "Strict", "EmailReceipt", Unavailable, "no_internet" },
        { "Strict", "AccountPayment", Unavailable, "no_internet" },
        { "Permissive", "Refund", Limited, "refund_own_cash" },
        { "Permissive", "CustomerRegistration", Deferred, "customer_deferred" },
        { "Permissive", "CustomerEditing", Deferred, "customer_deferred" },
    };

    [Theory]
    [InlineData("Strict")]
    [InlineData("Permissive")]
    public void P1_a_preset_differs_from_the_default_in_what_it_says_and_in_nothing_else(string name)
    {
        var preset = OfflinePolicy.Presets.Single(preset => preset.Name == name);
        var table = new TestTill(ConnectivityState.Offline, preset).Capabilities.Current.Value;
        var reference = new TestTill(ConnectivityState.Offline).Capabilities.Current.Value;

        var different = table.Except(reference).Select(row => (Name: row.Capability.Name, row.Status, row.ReasonCode));
        Assert.Equal(Differences.Select(row => row.Data).Where(row => row.Item1 == name).Select(row => (row.Item2, row.Item3, row.Item4)), different);
    }

    [Fact]
    public void Strict_warns_and_then_stops_selling()
    {
        var till = new TestTill(ConnectivityState.Offline, OfflinePolicy.Strict);
        till.Unsynchronised.Publish(new(100, Money.Of(1)));
        Assert.Equal((Limited, "offline_long"), Sale());
        till.Unsynchronised.Publish(new(500, Money.Of(1)));
        Assert.Equal((Unavailable, "offline_too_long"), Sale());

        (CapabilityStatus, string?) Sale() => (till.Capabilities.Decide(Capability.Sale).Status, till.Capabilities.Decide(Capability.Sale).ReasonCode);
    }

    [Fact]
    public void Permissive_takes_cards_where_the_terminal_keeps_them_and_lets_the_device_be_signed_out()
    {
        var till = new TestTill(ConnectivityState.Offline, OfflinePolicy.Permissive) { StoresPayments = true };
        till.Unsynchronised.Publish(new(2, Money.Of(9)));

        Assert.Equal((Limited, "card_stored"), (till.Capabilities.Decide(Capability.IntegratedCardPayment, Payment.Card(Money.Of(90))).Status, till.Capabilities.Decide(Capability.IntegratedCardPayment).ReasonCode));
        Assert.Equal((Limited, "sign_out_kept"), (till.Capabilities.Decide(Capability.SignOut).Status, till.Capabilities.Decide(Capability.SignOut).ReasonCode));
        till.StoresPayments = false;
        Assert.Equal("card_terminal_offline", till.Capabilities.Decide(Capability.IntegratedCardPayment).ReasonCode);
    }

    [Theory]
    [InlineData("1-1001", true)]
    [InlineData("1-K7QM-1001", true)]
    [InlineData("11-1001", false)]
    [InlineData("2-1001", false)]
    public void Permissive_refunds_the_receipts_of_this_device(string number, bool isAllowed)
    {
        // Of a row of the list nobody knows how it was paid: the condition on cash does not hold, so it is asked for alone.
        var policy = OfflinePolicy.Loyverse.Allow(Capability.Refund, PolicyCondition.OwnReceipt);
        var row = new ReceiptSummary
        {
            Id = new(Guid.Empty), Sequence = 1, Number = number, CompletedAt = DateTimeOffset.UnixEpoch, Total = Money.Of(5), ShiftId = new(Guid.Empty), EmployeeId = new(Guid.Empty),
            State = SyncState.Unsynchronised,
        };

        Assert.Equal(isAllowed, new TestTill(ConnectivityState.Offline, policy).Capabilities.Decide(Capability.Refund, row).IsAllowed);
        Assert.False(new TestTill(ConnectivityState.Offline, OfflinePolicy.Permissive).Capabilities.Decide(Capability.Refund, row).IsAllowed);
    }

    [Fact]
    public void No_policy_decides_on_what_is_essential()
    {
        Assert.Throws<ArgumentException>(() => OfflinePolicy.Loyverse.Refuse(Capability.Essentials, ReasonCodes.NoInternet));
        Assert.All(OfflinePolicy.Presets, preset =>
        {
            var till = new TestTill(ConnectivityState.Offline, preset, hasBackOffice: false);
            till.Employee.Publish(null);
            Assert.Equal(Available, till.Capabilities.Decide(Capability.Essentials).Status);
        });
    }
}
