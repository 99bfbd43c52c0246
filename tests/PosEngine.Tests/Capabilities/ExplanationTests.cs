using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Employees;

namespace PosEngine.Capabilities;

public sealed class ExplanationTests
{
    [Fact]
    public void The_rule_that_decided_is_named_with_those_that_did_not()
    {
        var policy = OfflinePolicy.Loyverse.Limit(Capability.IntegratedCardPayment, ReasonCodes.CardStored, PolicyCondition.TerminalStoresPayments & PolicyCondition.AmountUpTo(Money.Of(25)));
        var till = new TestTill(ConnectivityState.Offline, policy) { StoresPayments = true };

        var explained = till.Capabilities.Explain(Capability.IntegratedCardPayment, new Payment(PaymentType.IntegratedCard, Money.Of(30)));

        Assert.Equal(till.Capabilities.Decide(Capability.IntegratedCardPayment, new Payment(PaymentType.IntegratedCard, Money.Of(30))), explained.Decision);
        Assert.Equal((DecidedBy.Policy, "Loyverse"), (explained.DecidedBy, explained.Policy));
        Assert.Equal(
            """
            IntegratedCardPayment: Unavailable (card_terminal_offline), decided by Policy; Offline, policy Loyverse
            - Limited (card_stored) when (terminal_stores_payments and amount_max 25.00)
            * Unavailable (card_terminal_offline) when always
            """.ReplaceLineEndings("\n"),
            explained.ToString());
    }

    [Fact]
    public void A_time_box_that_decided_is_named()
    {
        var till = new TestTill(ConnectivityState.Offline, OfflinePolicy.Strict);
        till.Unsynchronised.Publish(new(500, Money.Of(1)));

        var explained = till.Capabilities.Explain(Capability.Sale);

        Assert.Equal([("always", true, false), ("(offline_hours 4 or receipts_waiting 100)", true, false), ("((offline_hours 24 or receipts_waiting 500) and not in_payment)", true, true)],
            explained.Rules.Select(rule => (rule.Condition, rule.IsMatch, rule.IsDeciding)));
    }

    [Fact]
    public void Who_decided_is_told_where_it_was_not_the_policy()
    {
        var till = new TestTill(ConnectivityState.Online, hasCardTerminal: false);
        DecidedBy By(Capability capability) => till.Capabilities.Explain(capability).DecidedBy;

        Assert.Equal((DecidedBy.Nobody, DecidedBy.Device), (By(Capability.Refund), By(Capability.IntegratedCardPayment)));
        till.IsShiftOpen.Publish(false);
        Assert.Equal((DecidedBy.Shift, RefusalCodes.ShiftClosed), (By(Capability.Sale), till.Capabilities.Decide(Capability.Sale).ReasonCode));
        till.Employee.Publish(till.Employee.Value! with { Permissions = Permissions.None });
        Assert.Equal((DecidedBy.Employee, RefusalCodes.PermissionMissing), (By(Capability.Refund), till.Capabilities.Decide(Capability.Refund).ReasonCode));
        till.Employee.Publish(null);
        Assert.Equal((DecidedBy.Employee, RefusalCodes.NotSignedIn), (By(Capability.Sale), till.Capabilities.Decide(Capability.Sale).ReasonCode));
        Assert.Empty(till.Capabilities.Explain(Capability.Sale).Rules);
        Assert.Null(till.Capabilities.Explain(Capability.Sale).Policy);
    }

    [Fact]
    public void A_permission_that_is_missing_is_told_and_left_for_the_operation_to_refuse()
    {
        var till = new TestTill(ConnectivityState.Online);
        till.Employee.Publish(till.Employee.Value! with { Permissions = Permissions.None });

        Assert.Equal(RefusalCodes.PermissionMissing, till.Capabilities.Decide(Capability.Refund).ReasonCode);
        Assert.Null(till.Capabilities.Check(Capability.Refund));
    }
}
