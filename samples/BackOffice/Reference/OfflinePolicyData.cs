using System.Text.Json.Serialization;

namespace BackOffice.Reference;

/// <summary>What devices may do offline, as the protocol describes it. Strict: what is misspelt would be set aside by every device.</summary>
[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record OfflinePolicyData(
    PolicyPreset? Base = null, string[]? CustomCapabilities = null, PolicyRule[]? Rules = null, PolicyTimeBox? TimeBox = null, Dictionary<string, Dictionary<string, string>>? Texts = null)
{
    /// <summary>What is of the right form and means nothing, so that every device would set it aside; null where there is none.</summary>
    public string? FindFault() => OfflinePolicyRules.FindFault(this) is { } fault ? $"offline_policy: {fault}" : null;
}

internal enum PolicyPreset { Loyverse, Strict, Permissive }

internal enum PolicyDecision { Available, Limited, Deferred, Unavailable, Hidden }

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PolicyRule(string Capability, PolicyDecision Decision, string? Reason = null, PolicyWhen? When = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PolicyWhen(
    bool? OwnReceipt = null, bool? InCash = null, bool? TerminalStoresPayments = null, bool? ShiftOpen = null, decimal? AmountMax = null, decimal? PaidBackMax = null, decimal? OfflineHours = null,
    int? ReceiptsWaiting = null, string[]? Permissions = null, PolicyWhen[]? Any = null, PolicyWhen? Not = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PolicyTimeBox(string[]? Capabilities = null, PolicyLimit? Warn = null, PolicyLimit? Restrict = null);

[JsonUnmappedMemberHandling(JsonUnmappedMemberHandling.Disallow)]
internal sealed record PolicyLimit(decimal? Hours = null, int? Receipts = null)
{
    public bool IsBelow(PolicyLimit end) => (Hours is null || end.Hours is null || Hours < end.Hours) && (Receipts is null || end.Receipts is null || Receipts < end.Receipts);
}
