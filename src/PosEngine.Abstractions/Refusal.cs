using PosEngine.Capabilities;

namespace PosEngine;

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

    /// <summary>The message.</summary>
    public override string ToString() => $"{Message} ({Code})";
}
