using System.Reflection;
using System.Text.Json;
using BackOffice.Editing;
using BackOffice.Reference;
using PosEngine.Capabilities;
using PosEngine.Employees;

namespace PosEngine.BackOffice;

/// <summary>The sample back office knows nothing of the engine, and takes the policies that a till takes: no other.</summary>
public sealed class OfflinePolicyRulesTests
{
    private const string Words = """ "texts": { "en": { "mine": "Up to {0} ({1})." } } """;

    public static TheoryData<string> Wrong { get; } =
    [
        .. typeof(PolicyReaderTests).GetMethod(nameof(PolicyReaderTests.What_is_wrong_is_named_with_its_place_and_what_to_do))!.GetCustomAttributes<InlineDataAttribute>().Select(static wrong => (string)wrong.Data[0]!)
            .Where(static json => json != "nonsense"),
        """{ "base": null }""", """{ "rules": [ { "capability": "Sale", "decision": "available", "when": null } ] }""", """{ "time_box": { "capabilities": ["Essentials"], "warn": { "hours": 1 } } }""",
        """{ "time_box": { "warn": { "hours": 1, "receipts": 9 }, "restrict": { "hours": 2, "receipts": 9 } } }""", """{ "time_box": { "warn": { "receipts": 0 } } }""", """{ "time_box": { "warn": { "hours": 9000 } } }""",
        """{ "custom_capabilities": [" "] }""",
    ];

    public static TheoryData<string> Right { get; } =
    [
        "{}", """{ "base": "strict" }""", $$"""{ "rules": [ { "capability": "Refund", "decision": "limited", "reason": "mine", "when": { "own_receipt": true, "amount_max": 50.00, "paid_back_max": 200 } } ], {{Words}} }""",
        """{ "custom_capabilities": ["DroneDelivery"], "rules": [ { "capability": "DroneDelivery", "decision": "hidden", "reason": "no_internet" }, { "capability": "StockDisplay", "decision": "available" } ] }""",
        """{ "rules": [ { "capability": "Sale", "decision": "deferred", "reason": "email_deferred", "when": { "any": [ { "permissions": ["refunds"] }, { "not": { "shift_open": true, "offline_hours": 0.5 } } ] } } ] }""",
        """{ "time_box": { "capabilities": ["Sale"], "warn": { "hours": 8, "receipts": 200 }, "restrict": { "hours": 24.5 } } }""", """{ "time_box": { "restrict": { "receipts": 1 } } }""",
    ];

    [Theory]
    [MemberData(nameof(Wrong))]
    public void What_no_till_takes_is_refused(string policy)
    {
        Assert.Throws<PolicyFormatException>(() => OfflinePolicy.Parse(policy));
        Assert.NotNull(FindFault(policy));
    }

    [Theory]
    [MemberData(nameof(Right))]
    public void What_a_till_takes_is_taken(string policy)
    {
        Assert.NotNull(OfflinePolicy.Parse(policy));
        Assert.Null(FindFault(policy));
    }

    [Fact]
    public void It_knows_the_capabilities_reasons_and_permissions_of_the_tills()
    {
        Assert.Equal(Capability.All.Where(static capability => capability != Capability.Essentials).Select(static capability => capability.Name).Order(), OfflinePolicyRules.Capabilities.Order());
        Assert.Equal(typeof(ReasonCodes).GetFields().Select(static field => (string)field.GetRawConstantValue()!).Order(), OfflinePolicyRules.Reasons.Order());
        Assert.Equal(
            Enum.GetValues<Permissions>().Where(static permission => permission != Permissions.None).Select(static permission => JsonNamingPolicy.SnakeCaseLower.ConvertName($"{permission}")).Order(),
            PermissionList.All.Select(static permission => permission.Name).Order());
    }

    private static string? FindFault(string policy) => ReferenceData.FindFault("settings", "shop", JsonElement.Parse($$"""{ "offline_policy": {{policy}} }"""));
}
