using System.Text;
using System.Text.Json;
using BackOffice.Editing;

namespace BackOffice.Reference;

/// <summary>What an offline policy has to mean, besides its form: as docs/policy.md says, and as the devices read it.</summary>
internal static class OfflinePolicyRules
{
    private const int HoursMax = 24 * 366;
    private const decimal AmountMax = 1_000_000_000;

    public static IReadOnlyList<string> Capabilities { get; } =
    [
        "Sale", "ShiftManagement", "ReceiptList", "Refund", "CustomerRegistration", "CustomerEditing", "CustomerAssignment", "ItemEditing", "OpenTickets", "EmailReceipt", "IntegratedCardPayment",
        "AccountPayment", "StoredValue", "PointRedemption", "StockDisplay", "NegativeStockWarning", "SyncNow", "SignOut",
    ];

    /// <summary>The reasons that devices have words for.</summary>
    public static IReadOnlyList<string> Reasons { get; } =
    [
        "no_internet", "refund_offline", "customer_registration_offline", "customer_editing_offline", "customers_on_device", "item_editing_offline", "tickets_not_shared", "email_deferred",
        "card_terminal_offline", "card_terminal_missing", "stock_offline", "stock_disabled", "sign_out_unsynchronised", "no_back_office", "refund_own_cash", "customer_deferred", "card_stored", "sign_out_kept",
        "offline_long", "offline_too_long", "account_as_last_known", "stored_value_offline", "points_offline", "stored_value_missing",
    ];

    public static string? FindFault(OfflinePolicyData policy)
    {
        string[] known = [.. Capabilities, .. policy.CustomCapabilities ?? []];
        var (rules, reasons) = (policy.Rules ?? [], (policy.Rules ?? []).Select(static rule => rule.Reason).OfType<string>().ToHashSet());
        return (policy.CustomCapabilities ?? []).Select(static name => string.IsNullOrWhiteSpace(name) ? "a custom capability has a name." : null)
            .Concat(rules.Select(rule => FindFault(rule, known)))
            .Append(FindFault(policy.TimeBox, known))
            .Append(FindFault(policy.Texts ?? [], reasons))
            .FirstOrDefault(static fault => fault is not null);
    }

    /// <summary>Whether something in it is null: devices take that for a mistake, and not for nothing.</summary>
    public static bool HasNull(JsonElement policy) => policy.ValueKind switch
    {
        JsonValueKind.Null => true,
        JsonValueKind.Array => policy.EnumerateArray().Any(HasNull),
        JsonValueKind.Object => policy.EnumerateObject().Any(static member => HasNull(member.Value)),
        _ => false,
    };

    private static string? FindFault(PolicyRule rule, string[] known) =>
        !known.Contains(rule.Capability) ? Unknown(rule.Capability)
        : rule is { Decision: PolicyDecision.Available, Reason: not null } ? $"what is available has no reason: remove that of {rule.Capability}."
        : rule.Decision != PolicyDecision.Available && string.IsNullOrWhiteSpace(rule.Reason) ? $"the rule for {rule.Capability} needs a reason."
        : rule.When is null ? null : FindFault(rule.When);

    private static string? FindFault(PolicyWhen when) =>
        when == new PolicyWhen() ? "a condition says something: give it a member, or remove \"when\"."
        : new[] { when.AmountMax, when.PaidBackMax }.Any(static amount => amount is < 0 or > AmountMax || (amount is { } some && decimal.Round(some, 5) != some)) ? "an amount is a number of at least 0, with five decimals at most."
        : IsNoTime(when.OfflineHours) ? NoTime
        : when.ReceiptsWaiting < 1 ? NoCount
        : when.Permissions is { Length: 0 } ? "a list of permissions names at least one."
        : when.Permissions?.FirstOrDefault(static name => PermissionList.All.All(known => known.Name != name)) is { } unknown ? $"there is no permission \"{unknown}\"."
        : when.Any is { Length: 0 } ? "\"any\" has at least one condition."
        : (when.Any ?? []).Select(FindFault).Append(when.Not is { } not ? FindFault(not) : null).FirstOrDefault(static fault => fault is not null);

    private static string? FindFault(PolicyTimeBox? box, string[] known) =>
        box is null ? null
        : box.Capabilities?.FirstOrDefault(name => !known.Contains(name)) is { } unknown ? Unknown(unknown)
        : box is { Warn: null, Restrict: null } ? "a time box has \"warn\", \"restrict\" or both."
        : new[] { box.Warn, box.Restrict }.OfType<PolicyLimit>().Select(FindFault).FirstOrDefault(static fault => fault is not null) is { } fault ? fault
        : box is { Warn: { } warn, Restrict: { } end } && !warn.IsBelow(end) ? "a till warns before it restricts: give \"warn\" fewer hours and fewer receipts than \"restrict\"."
        : null;

    private static string? FindFault(PolicyLimit limit) =>
        limit is { Hours: null, Receipts: null } ? "a limit has \"hours\", \"receipts\" or both."
        : IsNoTime(limit.Hours) ? NoTime
        : limit.Receipts < 1 ? NoCount
        : null;

    private static string? FindFault(Dictionary<string, Dictionary<string, string>> texts, HashSet<string> reasons) =>
        reasons.FirstOrDefault(reason => !Reasons.Contains(reason) && texts.GetValueOrDefault("en")?.ContainsKey(reason) != true) is { } mute ? $"the reason \"{mute}\" has no words in English."
        : texts.Values.SelectMany(static words => words).Select(words => !reasons.Contains(words.Key) ? $"no rule gives the reason \"{words.Key}\"." : FindFault(words.Value)).FirstOrDefault(static fault => fault is not null);

    private static string? FindFault(string text)
    {
        try
        {
            return string.IsNullOrWhiteSpace(text) || CompositeFormat.Parse(text).MinimumArgumentCount > 2 ? "a text has words, and no more than {0}, the number of receipts that wait, and {1}, their amount." : null;
        }
        catch (FormatException)
        {
            return "braces stand around 0 or 1 only: write {{ for a brace.";
        }
    }

    private static bool IsNoTime(decimal? hours) => hours is <= 0 or > HoursMax || hours * 60 < 1;

    private static string NoTime => $"a time is a number of hours, at least a minute (0.02) and at most a year ({HoursMax}).";

    private const string NoCount = "a number of receipts is at least 1.";

    private static string Unknown(string capability) => $"there is no capability \"{capability}\" that a policy decides on.";
}
