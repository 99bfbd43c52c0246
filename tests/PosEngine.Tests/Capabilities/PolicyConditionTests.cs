using System.Globalization;
using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Employees;

namespace PosEngine.Capabilities;

public sealed class PolicyConditionTests
{
    private static readonly PolicyCondition Small = PolicyCondition.AmountUpTo(Money.Of(25));

    [Theory]
    [InlineData("25.00", true)]
    [InlineData("25.01", false)]
    [InlineData(null, null)]
    public void An_amount_is_held_against_the_limit_and_without_a_subject_nobody_can_say(string? amount, bool? holds) =>
        Assert.Equal(holds, Small.Test(About(amount is null ? null : Payment.Card(Money.Of(decimal.Parse(amount, CultureInfo.InvariantCulture))))));

    [Fact]
    public void What_is_not_known_of_a_subject_allows_nothing_in_whatever_words()
    {
        var drone = new Capability("DroneDelivery");
        var refused = OfflinePolicy.Loyverse.Refuse(drone, ReasonCodes.NoInternet);
        foreach (var unknown in new[] { Small, PolicyCondition.OwnReceipt, !Small, !PolicyCondition.OwnReceipt, Small & !PolicyCondition.OwnReceipt })
        {
            Assert.Null(unknown.Test(About("a word")));
            Assert.False(new TestTill(ConnectivityState.Offline, refused.Allow(drone, unknown)).Capabilities.Decide(drone, "a word").IsAllowed);
            Assert.False(new TestTill(ConnectivityState.Offline, OfflinePolicy.Loyverse.Refuse(drone, ReasonCodes.NoInternet, unknown)).Capabilities.Decide(drone, "a word").IsAllowed);
        }
    }

    [Fact]
    public void Conditions_combine_as_in_logic_with_doubt_included()
    {
        PolicyCondition yes = PolicyCondition.Of("yes", static _ => true), no = PolicyCondition.Of("no", static _ => false);
        var atLarge = About(null);

        Assert.Equal((null, false), ((Small & yes).Test(atLarge), (Small & no).Test(atLarge)));
        Assert.Equal((true, null), ((Small | yes).Test(atLarge), (Small | no).Test(atLarge)));
        Assert.Equal((null, false, true), ((!Small).Test(atLarge), (!yes).Test(atLarge), (!no).Test(atLarge)));
        Assert.Equal("((amount_max 25.00 and yes) or not no)", ((Small & yes) | !no).Description);
    }

    [Fact]
    public void Asked_at_large_what_allows_matches_and_what_refuses_does_not()
    {
        var drone = new Capability("DroneDelivery");
        var allowing = OfflinePolicy.Loyverse.Refuse(drone, ReasonCodes.NoInternet).Allow(drone, Small);
        var refusing = OfflinePolicy.Loyverse.Refuse(drone, ReasonCodes.NoInternet, Small);

        Assert.True(new TestTill(ConnectivityState.Offline, allowing).Capabilities.Decide(drone).IsAllowed);
        Assert.False(new TestTill(ConnectivityState.Offline, allowing).Capabilities.Decide(drone, Payment.Card(Money.Of(26))).IsAllowed);
        Assert.True(new TestTill(ConnectivityState.Offline, refusing).Capabilities.Decide(drone).IsAllowed);
        Assert.False(new TestTill(ConnectivityState.Offline, refusing).Capabilities.Decide(drone, Payment.Card(Money.Of(25))).IsAllowed);
    }

    [Fact]
    public void The_person_the_shift_and_the_terminal_can_be_asked_for()
    {
        var drone = new Capability("DroneDelivery");
        var needed = PolicyCondition.Permitted(Permissions.Refunds) & PolicyCondition.ShiftOpen & PolicyCondition.TerminalStoresPayments;
        var till = new TestTill(ConnectivityState.Offline, OfflinePolicy.Loyverse.Refuse(drone, ReasonCodes.NoInternet, !needed)) { StoresPayments = true };
        bool IsAllowed() => till.Capabilities.Decide(drone).IsAllowed;

        Assert.True(IsAllowed());
        till.Employee.Publish(till.Employee.Value! with { Permissions = Permissions.None });
        Assert.False(IsAllowed());
        till.Employee.Publish(till.Employee.Value! with { Permissions = Permissions.Refunds | Permissions.PriceOverrides });
        Assert.True(IsAllowed());
        till.IsShiftOpen.Publish(false);
        Assert.False(IsAllowed());
        till.IsShiftOpen.Publish(true);
        till.StoresPayments = false;
        Assert.False(IsAllowed());
    }

    [Fact]
    public void Limits_that_cannot_be_are_refused()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyCondition.AmountUpTo(Money.Of(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyCondition.PaidBackUpTo(Money.Of(-1)));
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyCondition.OfflineFor(TimeSpan.Zero));
        Assert.Throws<ArgumentOutOfRangeException>(() => PolicyCondition.ReceiptsWaiting(0));
    }

    private static PolicyContext About(object? subject) => new() { Capability = Capability.Refund, Subject = subject, DeviceNumber = 1 };
}
