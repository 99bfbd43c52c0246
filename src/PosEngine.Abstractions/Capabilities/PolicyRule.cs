namespace PosEngine.Capabilities;

/// <summary>One rule of a policy.</summary>
/// <param name="Capability">What it speaks of.</param>
/// <param name="Verdict">What it says.</param>
/// <param name="When">When it matches; null for always.</param>
internal sealed record PolicyRule(Capability Capability, CapabilityVerdict Verdict, PolicyCondition? When)
{
    /// <summary>
    /// Whether it matches. Where nobody can say, because the question has no subject, what allows matches and what refuses does not. Where there is one, and it is not known of it, the other way round: where
    /// money goes out, doubt is no yes.
    /// </summary>
    public bool Matches(PolicyContext context) =>
        Capability == context.Capability && (When is null || (When.Test(context) ?? (Verdict.Status != CapabilityStatus.Unavailable) == context.IsAtLarge));
}
