using System.Text.Json;
using PosEngine.Employees;

namespace PosEngine.Capabilities;

/// <summary>Reads the condition of a rule: an object whose members hold all together.</summary>
internal static class PolicyConditionReader
{
    private static readonly Dictionary<string, Func<PolicyNode, PolicyCondition?>> Members = new()
    {
        ["own_receipt"] = static node => Switch(node, PolicyCondition.OwnReceipt),
        ["in_cash"] = static node => Switch(node, PolicyCondition.InCash),
        ["terminal_stores_payments"] = static node => Switch(node, PolicyCondition.TerminalStoresPayments),
        ["shift_open"] = static node => Switch(node, PolicyCondition.ShiftOpen),
        ["amount_max"] = static node => node.Amount() is { } max ? PolicyCondition.AmountUpTo(max) : null,
        ["paid_back_max"] = static node => node.Amount() is { } max ? PolicyCondition.PaidBackUpTo(max) : null,
        ["offline_hours"] = static node => node.Hours() is { } time ? PolicyCondition.OfflineFor(time) : null,
        ["receipts_waiting"] = static node => node.Count() is { } count ? PolicyCondition.ReceiptsWaiting(count) : null,
        ["permissions"] = static node => ReadPermissions(node) is { } permissions ? PolicyCondition.Permitted(permissions) : null,
        ["any"] = ReadAny,
        ["not"] = static node => Read(node) is { } condition ? !condition : null,
    };

    private static readonly Dictionary<string, Permissions> KnownPermissions = Enum.GetValues<Permissions>().Where(static permission => permission != Permissions.None)
        .ToDictionary(static permission => JsonNamingPolicy.SnakeCaseLower.ConvertName(permission.ToString()));

    /// <returns>Null where a problem was reported.</returns>
    public static PolicyCondition? Read(PolicyNode node)
    {
        if (!node.IsObject([.. Members.Keys]))
            return null;
        PolicyCondition? all = null;
        foreach (var (name, member) in node.Members())
        {
            if (Members.GetValueOrDefault(name)?.Invoke(member) is { } condition)
                all = all is null ? condition : all & condition;
        }

        if (all is null && node.IsEmpty)
            node.Report("A condition says something: give it a member, or remove \"when\" for a rule that always holds.");
        return all;
    }

    private static PolicyCondition? Switch(PolicyNode node, PolicyCondition condition) => node.Flag() switch
    {
        true => condition,
        false => !condition,
        null => null,
    };

    private static Permissions? ReadPermissions(PolicyNode node)
    {
        var items = node.Items().ToList();
        if (items.Count == 0)
            node.Report("A list of permissions names at least one: anybody has none.");
        return items.Count == 0 ? null : items.Aggregate(Permissions.None, static (all, item) => all | item.OneOf(KnownPermissions));
    }

    private static PolicyCondition? ReadAny(PolicyNode node)
    {
        var items = node.Items().ToList();
        if (items.Count == 0)
            node.Report("\"any\" has at least one condition: of none, nothing holds.");
        return items.Select(Read).Aggregate((PolicyCondition?)null, static (any, next) => any is null ? next : next is null ? any : any | next);
    }
}
