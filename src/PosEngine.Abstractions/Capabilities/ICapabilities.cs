using System.Collections.Immutable;

namespace PosEngine.Capabilities;

/// <summary>What the cashier can do right now, and why not. The engine enforces the same decisions inside every operation.</summary>
/// <remarks>Thread-safe. A subject is what the decision is about where that matters; docs/policy.md lists which the engine passes.</remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface ICapabilities
{
    /// <summary>The whole table.</summary>
    IPosStream<ImmutableArray<CapabilityDecision>> Current { get; }

    /// <summary>The decision as it stands.</summary>
    CapabilityDecision Decide(Capability capability, object? subject = null);

    /// <summary>The decision now and whenever it changes.</summary>
    /// <remarks>A decision that is out of date before it could be delivered is skipped, so that a button never flickers through the past.</remarks>
    IPosStream<CapabilityDecision> Watch(Capability capability, object? subject = null);

    /// <summary>The decision as it stands, with everything that it was made from.</summary>
    CapabilityExplanation Explain(Capability capability, object? subject = null);
}
