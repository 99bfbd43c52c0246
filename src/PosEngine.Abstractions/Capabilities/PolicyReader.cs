using System.Collections.Immutable;
using System.Reflection;
using System.Text;
using System.Text.Json;

namespace PosEngine.Capabilities;

/// <summary>Reads a policy from JSON, strictly: what is misspelt would otherwise allow or forbid something in silence. Finds every problem, not the first.</summary>
internal sealed class PolicyReader
{
    private const int TextArgumentsMax = 2;   // {0} the number of receipts that wait, {1} their amount

    private static readonly JsonDocumentOptions Options = new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false };

    private static readonly ImmutableHashSet<string> ShippedReasons =
        [.. typeof(ReasonCodes).GetFields(BindingFlags.Public | BindingFlags.Static).Select(static field => (string)field.GetRawConstantValue()!)];

    private readonly PolicyProblems _problems = new();
    private readonly HashSet<string> _reasons = [];
    private ImmutableArray<Capability> _known = [.. Capability.All.Where(static capability => capability != Capability.Essentials)];

    /// <exception cref="PolicyFormatException">It is not a policy.</exception>
    public static OfflinePolicy Read(string json)
    {
        try
        {
            using var document = JsonDocument.Parse(json, Options);
            return Read(document.RootElement);
        }
        catch (JsonException e)
        {
            throw new PolicyFormatException([new("$", $"This is not JSON: {e.Message}")], e);
        }
    }

    /// <exception cref="PolicyFormatException">It is not a policy.</exception>
    public static OfflinePolicy Read(JsonElement json)
    {
        var reader = new PolicyReader();
        var policy = reader.ReadPolicy(new(json, "$", reader._problems));
        reader._problems.ThrowIfAny();
        return policy;
    }

    private OfflinePolicy ReadPolicy(PolicyNode root)
    {
        if (!root.IsObject("base", "custom_capabilities", "rules", "time_box", "texts"))
            return OfflinePolicy.Loyverse;
        foreach (var custom in root.Items("custom_capabilities"))
        {
            if (custom.Text() is { } name)
                _known = _known.Add(new(name));
        }

        var policy = ReadBase(root);
        foreach (var rule in root.Items("rules"))
            policy = ReadRule(policy, rule);
        if (root.Find("time_box") is { } box)
            policy = ReadTimeBox(policy, box);
        return policy.WithTexts(ReadTexts(root));
    }

    private static OfflinePolicy ReadBase(PolicyNode root)
    {
        var presets = OfflinePolicy.Presets.ToDictionary(static preset => preset.Name.ToLowerInvariant());
        if (root.Find("base") is not { } node)
            return OfflinePolicy.Loyverse;
        return node.OneOf(presets) ?? OfflinePolicy.Loyverse;
    }

    private OfflinePolicy ReadRule(OfflinePolicy policy, PolicyNode rule)
    {
        if (!rule.IsObject("capability", "decision", "reason", "when"))
            return policy;
        var capability = ReadCapability(rule.Need("capability"));
        var decision = rule.Need("decision")?.OneOf(Decisions);
        var when = rule.Find("when") is { } condition ? PolicyConditionReader.Read(condition) : null;
        var reason = decision is { NeedsReason: true } ? rule.Need("reason")?.Text() : null;
        if (decision is { NeedsReason: false } && rule.Find("reason") is { } needless)
            needless.Report("What is available has no reason: remove it.");
        if (reason is not null)
            _reasons.Add(reason);
        return capability is null || decision is null || (decision.NeedsReason && reason is null) ? policy : decision.Add(policy, capability, reason, when);
    }

    private OfflinePolicy ReadTimeBox(OfflinePolicy policy, PolicyNode box)
    {
        if (!box.IsObject("capabilities", "warn", "restrict"))
            return policy;
        ImmutableArray<Capability> capabilities = [.. box.Items("capabilities").Select(ReadCapability).OfType<Capability>()];
        var (warn, restrict) = (ReadLimit(box.Find("warn")), ReadLimit(box.Find("restrict")));
        if (warn is null && restrict is null)
        {
            box.Report("Give \"warn\", \"restrict\" or both.");
            return policy;
        }

        try
        {
            return policy.TimeBox(warn, restrict, capabilities.AsSpan());
        }
        catch (ArgumentException)
        {
            box.Report("The till warns before it restricts: give \"warn\" fewer hours and fewer receipts than \"restrict\".");
            return policy;
        }
    }

    private static OfflineLimit? ReadLimit(PolicyNode? limit)
    {
        if (limit?.IsObject("hours", "receipts") != true)
            return null;
        var (hours, receipts) = (limit.Find("hours")?.Hours(), limit.Find("receipts")?.Count());
        if (limit.Find("hours") is null && limit.Find("receipts") is null)
            limit.Report("Give \"hours\", \"receipts\" or both.");
        return hours is null && receipts is null ? null : new(hours, receipts);
    }

    private PolicyTexts ReadTexts(PolicyNode root)
    {
        var languages = ImmutableDictionary<string, ImmutableDictionary<string, string>>.Empty;
        if (root.Find("texts") is { } texts && texts.IsObject())
        {
            foreach (var (language, words) in texts.Members())
                languages = languages.Add(language, ReadLanguage(words));
        }

        var spoken = languages.Values.SelectMany(static words => words.Keys).ToHashSet();
        foreach (var reason in _reasons.Where(reason => !ShippedReasons.Contains(reason)))
        {
            if (languages.GetValueOrDefault("en")?.ContainsKey(reason) != true)
                _problems.Report("$.texts.en", $"The reason \"{reason}\" has no words: add {{ \"{reason}\": \"…\" }} here. English is what other languages fall back to.");
        }

        foreach (var unused in spoken.Where(code => !_reasons.Contains(code)))
            _problems.Report("$.texts", $"No rule gives the reason \"{unused}\": remove its words, or mend the rule's \"reason\".");
        return new(languages);
    }

    private static ImmutableDictionary<string, string> ReadLanguage(PolicyNode words)
    {
        var texts = ImmutableDictionary<string, string>.Empty;
        if (!words.IsObject())
            return texts;
        foreach (var (code, node) in words.Members())
        {
            if (node.Text() is not { } text)
                continue;
            try
            {
                if (CompositeFormat.Parse(text).MinimumArgumentCount > TextArgumentsMax)
                    node.Report("A text has no more than {0}, the number of receipts that wait, and {1}, their amount.");
                texts = texts.SetItem(code, text);
            }
            catch (FormatException)
            {
                node.Report("Braces stand around 0 or 1 only: write {{ for a brace.");
            }
        }

        return texts;
    }

    private Capability? ReadCapability(PolicyNode? node)
    {
        if (node?.Text() is not { } name)
            return null;
        if (_known.FirstOrDefault(known => known.Name == name) is { } capability)
            return capability;
        node.Report(name == Capability.Essentials.Name
            ? "No policy decides on what is essential: remove the rule."
            : $"There is no capability \"{name}\". Use one of {string.Join(", ", Capability.All.SkipLast(1))}, or name yours in \"custom_capabilities\".");
        return null;
    }

    private static readonly Dictionary<string, Decision> Decisions = new()
    {
        ["available"] = new(false, static (policy, capability, _, when) => when is null ? policy.Allow(capability) : policy.Allow(capability, when)),
        ["limited"] = new(true, static (policy, capability, reason, when) => when is null ? policy.Limit(capability, reason!) : policy.Limit(capability, reason!, when)),
        ["deferred"] = new(true, static (policy, capability, reason, when) => when is null ? policy.Defer(capability, reason!) : policy.Defer(capability, reason!, when)),
        ["unavailable"] = new(true, static (policy, capability, reason, when) => when is null ? policy.Refuse(capability, reason!) : policy.Refuse(capability, reason!, when)),
        ["hidden"] = new(true, static (policy, capability, reason, when) => when is null ? policy.Hide(capability, reason!) : policy.Hide(capability, reason!, when)),
    };

    private sealed record Decision(bool NeedsReason, Func<OfflinePolicy, Capability, string?, PolicyCondition?, OfflinePolicy> Add);
}
