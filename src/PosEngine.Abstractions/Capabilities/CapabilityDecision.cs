namespace PosEngine.Capabilities;

/// <summary>What may be done of a capability right now.</summary>
public enum CapabilityStatus
{
    /// <summary>Everything.</summary>
    Available = 0,

    /// <summary>With a restriction that the reason names.</summary>
    Limited = 1,

    /// <summary>It is accepted now and carried out later, after reconnecting.</summary>
    Deferred = 2,

    /// <summary>Nothing; the engine refuses it.</summary>
    Unavailable = 3,
}

/// <summary>The engine's decision on a capability: the same one that it enforces.</summary>
public sealed record CapabilityDecision
{
    /// <summary>What was decided on.</summary>
    public required Capability Capability { get; init; }

    /// <summary>The decision.</summary>
    public required CapabilityStatus Status { get; init; }

    /// <summary>Whether a UI should show it at all: stock levels, say, are hidden while they cannot be known.</summary>
    public bool IsVisible { get; init; } = true;

    /// <summary>Why, as a stable code; null where it is available.</summary>
    public string? ReasonCode { get; init; }

    /// <summary>Why, in the engine's language; null where it is available.</summary>
    public string? Message { get; init; }

    /// <summary>Whether the operation may be started: true for all but <see cref="CapabilityStatus.Unavailable"/>.</summary>
    public bool IsAllowed => Status != CapabilityStatus.Unavailable;
}
