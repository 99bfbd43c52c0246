using PosEngine.Capabilities;
using PosEngine.Employees;

namespace PosEngine;

/// <summary>That a customer has to be old enough.</summary>
/// <param name="Years">The age.</param>
/// <param name="BornBy">The latest birth date that is old enough, by the business date.</param>
public sealed record AgeCheck(int Years, DateOnly BornBy);

/// <summary>Why the engine did not do what was asked, in words a cashier can be shown.</summary>
/// <remarks>A refusal is an ordinary answer, not a fault: nothing was changed, and the same call may succeed later. Immutable.</remarks>
public sealed record Refusal
{
    /// <summary>The stable code, one of <see cref="RefusalCodes"/> or a reason of the capability policy.</summary>
    public required string Code { get; init; }

    /// <summary>The message in the engine's language.</summary>
    public required string Message { get; init; }

    /// <summary>The decision of the capability policy, where that is what refused.</summary>
    public CapabilityDecision? Decision { get; init; }

    /// <summary>What the cashier has to look at, for <see cref="RefusalCodes.AgeCheckNeeded"/>; null for every other refusal.</summary>
    public AgeCheck? AgeCheck { get; init; }

    /// <summary>Whether somebody with the permission can allow it: ask <see cref="ISession.ApproveAsync"/>, and repeat the call with what that gives.</summary>
    public bool CanBeApproved => Operation is not null;

    /// <summary>What could be allowed; null where the refusal has another reason than a missing permission.</summary>
    internal ApprovableOperation? Operation { get; init; }

    /// <summary>The message.</summary>
    public override string ToString() => $"{Message} ({Code})";
}
