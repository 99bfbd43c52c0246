using System.Collections.Immutable;
using System.Text;

namespace PosEngine.Capabilities;

/// <summary>Why a decision is what it is: what it was made from, and each rule of the policy that speaks of the capability.</summary>
public sealed record CapabilityExplanation
{
    /// <summary>The decision.</summary>
    public required CapabilityDecision Decision { get; init; }

    /// <summary>What it was made from.</summary>
    public required PolicyContext Context { get; init; }

    /// <summary>Who decided.</summary>
    public required DecidedBy DecidedBy { get; init; }

    /// <summary>The name of the policy that was asked; null where none was, as online.</summary>
    public string? Policy { get; init; }

    /// <summary>The policy's rules on the capability, in the order in which they are looked at: the last one written first, time boxes at the end. Empty where no policy was asked.</summary>
    public ImmutableArray<RuleExplanation> Rules { get; init; } = [];

    /// <summary>All of it, a line each, for a log or a support call. Not localised.</summary>
    public override string ToString()
    {
        var text = new StringBuilder().Append(Decision.Capability).Append(": ").Append(Decision.Status);
        if (Decision.ReasonCode is { } reason)
            text.Append(" (").Append(reason).Append(')');
        text.Append(", decided by ").Append(DecidedBy).Append("; ").Append(Context.Connectivity);
        if (Policy is not null)
            text.Append(", policy ").Append(Policy);
        foreach (var rule in Rules)
            text.Append('\n').Append(rule);
        return text.ToString();
    }
}

/// <summary>Who decided on a capability.</summary>
public enum DecidedBy
{
    /// <summary>Nobody had anything against it.</summary>
    Nobody = 0,

    /// <summary>The till itself: it has no back office, no card terminal, or the shop has switched it off.</summary>
    Device = 1,

    /// <summary>The offline policy.</summary>
    Policy = 2,

    /// <summary>Who is signed in, or that nobody is.</summary>
    Employee = 3,

    /// <summary>That no shift is open.</summary>
    Shift = 4,
}

/// <summary>A rule of the policy, as it was looked at.</summary>
public sealed record RuleExplanation
{
    /// <summary>When it matches.</summary>
    public required string Condition { get; init; }

    /// <summary>Whether it matched.</summary>
    public bool IsMatch { get; init; }

    /// <summary>Whether it is the one that the policy's answer came from.</summary>
    public bool IsDeciding { get; init; }

    /// <summary>What it says.</summary>
    public CapabilityStatus Status { get; init; }

    /// <summary>The reason it gives; null where it allows.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>One line.</summary>
    public override string ToString() => $"{(IsDeciding ? "* " : IsMatch ? "+ " : "- ")}{Status}{(ReasonCode is null ? "" : $" ({ReasonCode})")} when {Condition}";
}
