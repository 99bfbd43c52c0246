using PosEngine.Checkout;
using PosEngine.Connectivity;

namespace PosEngine.Capabilities;

public sealed class PolicyReaderTests
{
    private const string Whole = """
        {
          // A merchant's own.
          "base": "loyverse",
          "custom_capabilities": ["DroneDelivery"],
          "rules": [
            { "capability": "Refund", "decision": "limited", "reason": "small_refunds", "when": { "own_receipt": true, "in_cash": true, "amount_max": 50.00, "paid_back_max": 200 } },
            { "capability": "IntegratedCardPayment", "decision": "limited", "reason": "card_stored", "when": { "terminal_stores_payments": true, "amount_max": 25 } },
            { "capability": "CustomerRegistration", "decision": "deferred", "reason": "customer_deferred", "when": { "any": [ { "permissions": ["refunds", "price_overrides"] }, { "not": { "shift_open": true } } ] } },
            { "capability": "DroneDelivery", "decision": "hidden", "reason": "no_internet" },
            { "capability": "StockDisplay", "decision": "available" },
          ],
          "time_box": { "capabilities": ["Sale"], "warn": { "hours": 8, "receipts": 200 }, "restrict": { "hours": 24.5 } },
          "texts": { "en": { "small_refunds": "Up to 50.00, in cash." }, "de": { "small_refunds": "Bis 50,00, in bar. Offen: {0} ({1})." } }
        }
        """;

    [Fact]
    public void A_whole_policy_does_what_it_says()
    {
        var till = new TestTill(ConnectivityState.Offline, OfflinePolicy.Parse(Whole), language: "de-AT") { StoresPayments = true };
        CapabilityDecision Card(decimal amount) => till.Capabilities.Decide(Capability.IntegratedCardPayment, new Payment(PaymentType.IntegratedCard, Money.Of(amount)));

        Assert.Equal(CapabilityStatus.Limited, till.Capabilities.Decide(Capability.Refund).Status);
        Assert.StartsWith("Bis 50,00, in bar. Offen: 0 (", till.Capabilities.Decide(Capability.Refund).Message, StringComparison.Ordinal);
        Assert.Equal((CapabilityStatus.Limited, CapabilityStatus.Unavailable), (Card(25).Status, Card(25.01m).Status));
        Assert.Equal(CapabilityStatus.Unavailable, till.Capabilities.Decide(Capability.CustomerRegistration).Status);
        till.IsShiftOpen.Publish(false);
        Assert.Equal(CapabilityStatus.Deferred, till.Capabilities.Decide(Capability.CustomerRegistration).Status);
        Assert.False(till.Capabilities.Decide(new("DroneDelivery")).IsVisible);
        Assert.True(till.Capabilities.Decide(Capability.StockDisplay).IsAllowed);
        till.Unsynchronised.Publish(new(200, Money.Of(1)));
        Assert.Equal(ReasonCodes.OfflineLong, till.Capabilities.Decide(Capability.Sale).ReasonCode);
    }

    [Theory]
    [InlineData("loyverse")]
    [InlineData("strict")]
    [InlineData("permissive")]
    public void A_preset_by_name_decides_as_the_preset(string name)
    {
        var (read, preset) = (OfflinePolicy.Parse($$"""{ "base": "{{name}}" }"""), OfflinePolicy.Presets.Single(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase)));

        Assert.Equal(new TestTill(ConnectivityState.Offline, preset).Capabilities.Current.Value, new TestTill(ConnectivityState.Offline, read).Capabilities.Current.Value);
        Assert.Equal(preset.Name, read.Name);
    }

    [Theory]
    [InlineData("nonsense", "$", "This is not JSON")]
    [InlineData("[]", "$", "Write an object here")]
    [InlineData("""{ "base": "lowverse" }""", "$.base", "Use one of \"loyverse\", \"strict\", \"permissive\".")]
    [InlineData("""{ "rulez": [] }""", "$.rulez", "There is no such member. Use base, custom_capabilities, rules, time_box, texts.")]
    [InlineData("""{ "rules": {} }""", "$.rules", "Write a list here")]
    [InlineData("""{ "rules": [ { "decision": "available" } ] }""", "$.rules[0]", "Add \"capability\".")]
    [InlineData("""{ "rules": [ { "capability": "Refnd", "decision": "available" } ] }""", "$.rules[0].capability", "There is no capability \"Refnd\". Use one of Sale, ")]
    [InlineData("""{ "rules": [ { "capability": "Essentials", "decision": "available" } ] }""", "$.rules[0].capability", "No policy decides on what is essential")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "maybe" } ] }""", "$.rules[0].decision", "Use one of \"available\", \"limited\"")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "unavailable" } ] }""", "$.rules[0]", "Add \"reason\".")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "reason": "no_internet" } ] }""", "$.rules[0].reason", "What is available has no reason: remove it.")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "unavailable", "reason": "mine" } ] }""", "$.texts.en", "The reason \"mine\" has no words")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": {} } ] }""", "$.rules[0].when", "A condition says something")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "amount": 5 } } ] }""", "$.rules[0].when.amount", "There is no such member. Use own_receipt, in_cash")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "amount_max": "5" } } ] }""", "$.rules[0].when.amount_max", "Write an amount of money")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "amount_max": -1 } } ] }""", "$.rules[0].when.amount_max", "Write an amount of money")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "amount_max": 1e300 } } ] }""", "$.rules[0].when.amount_max", "Write an amount of money")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "own_receipt": "yes" } } ] }""", "$.rules[0].when.own_receipt", "Write true or false")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "offline_hours": 0.01 } } ] }""", "$.rules[0].when.offline_hours", "Write a number of hours")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "receipts_waiting": 0.5 } } ] }""", "$.rules[0].when.receipts_waiting", "Write a whole number")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "any": [] } } ] }""", "$.rules[0].when.any", "at least one condition")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "permissions": [] } } ] }""", "$.rules[0].when.permissions", "at least one")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "permissions": ["fly"] } } ] }""", "$.rules[0].when.permissions[0]", "Use one of \"restricted_discounts\"")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "available", "when": { "any": [ { "not": 3 } ] } } ] }""", "$.rules[0].when.any[0].not", "Write an object here")]
    [InlineData("""{ "time_box": {} }""", "$.time_box", "Give \"warn\", \"restrict\" or both.")]
    [InlineData("""{ "time_box": { "warn": {} } }""", "$.time_box.warn", "Give \"hours\", \"receipts\" or both.")]
    [InlineData("""{ "time_box": { "warn": { "hours": 3 }, "restrict": { "hours": 2 } } }""", "$.time_box", "The till warns before it restricts")]
    [InlineData("""{ "texts": { "en": { "mine": "Words" } } }""", "$.texts", "No rule gives the reason \"mine\"")]
    [InlineData("""{ "base": "strict", "base": "loyverse" }""", "$", "This is not JSON")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "unavailable", "reason": "mine" } ], "texts": { "en": { "mine": "{2}" } } }""", "$.texts.en.mine", "A text has no more than {0}")]
    [InlineData("""{ "rules": [ { "capability": "Sale", "decision": "unavailable", "reason": "mine" } ], "texts": { "en": { "mine": "{x" } } }""", "$.texts.en.mine", "Braces stand around")]
    public void What_is_wrong_is_named_with_its_place_and_what_to_do(string json, string path, string message)
    {
        var exception = Assert.Throws<PolicyFormatException>(() => OfflinePolicy.Parse(json));

        Assert.Contains(exception.Problems, problem => problem.Path == path && problem.Message.Contains(message, StringComparison.Ordinal));
        Assert.Contains($"{path}: ", exception.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Every_problem_is_found_not_the_first_alone()
    {
        var exception = Assert.Throws<PolicyFormatException>(() => OfflinePolicy.Parse("""
            { "base": 1, "rules": [ { "capability": "Nope", "decision": "no" }, { "capability": "Sale", "decision": "limited", "reason": "mine", "when": { "amount_max": true } } ] }
            """));

        Assert.Equal(["$.base", "$.rules[0].capability", "$.rules[0].decision", "$.rules[1].when.amount_max", "$.texts.en"], exception.Problems.Select(problem => problem.Path));
    }
}
