using System.Collections.Immutable;
using PosEngine.Connectivity;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Streams;

namespace PosEngine.Capabilities;

/// <summary>What decisions are made from, as it changes.</summary>
internal sealed record CapabilityInputs
{
    public required IPosStream<ConnectivityState> Connectivity { get; init; }

    public required IPosStream<UnsynchronisedReceipts> Unsynchronised { get; init; }

    public required IPosStream<ShopSettings> Settings { get; init; }

    public required bool HasCardTerminal { get; init; }

    public required bool HasBackOffice { get; init; }
}

/// <summary>Asks <see cref="CapabilityRules"/> with the state of the till, and gives the answer words.</summary>
internal sealed class CapabilityService : ICapabilities
{
    private readonly OfflinePolicy _policy;
    private readonly PosText _text;
    private readonly CapabilityInputs _inputs;

    /// <exception cref="PosEngineException">The policy gives a reason that has no text.</exception>
    public CapabilityService(OfflinePolicy policy, PosText text, CapabilityInputs inputs)
    {
        _policy = policy;
        _text = text;
        _inputs = inputs;

        if (policy.Reasons.FirstOrDefault(reason => !text.Has(reason)) is { } mute)
        {
            throw new PosEngineException($"The offline policy gives the reason '{mute}', which has no text. Add one to the texts of the engine's options.");
        }

        ImmutableArray<Capability> all = [.. Capability.All, .. policy.Capabilities.Except(Capability.All)];
        Current = Derive(() => all.Select(capability => Decide(capability)).ToImmutableArray(), DecisionsComparer.Instance);
    }

    /// <inheritdoc/>
    public IPosStream<ImmutableArray<CapabilityDecision>> Current { get; }

    /// <inheritdoc/>
    public CapabilityDecision Decide(Capability capability, object? subject = null)
    {
        ArgumentNullException.ThrowIfNull(capability);
        var context = ContextOf(capability, subject);
        return Say(context, CapabilityRules.Decide(_policy, context));
    }

    /// <inheritdoc/>
    public IPosStream<CapabilityDecision> Watch(Capability capability, object? subject = null)
    {
        ArgumentNullException.ThrowIfNull(capability);
        return Derive(() => Decide(capability, subject), EqualityComparer<CapabilityDecision>.Default);
    }

    /// <summary>The refusal of an operation under a capability, or null where it may go on. Every operation of the engine asks this first.</summary>
    public Refusal? Check(Capability capability, object? subject = null) => Check(ContextOf(capability, subject));

    /// <summary>The same on the writer, whose transaction may hold receipts that nobody else knows of yet.</summary>
    public Refusal? Check(Capability capability, UnsynchronisedReceipts unsynchronised) =>
        Check(ContextOf(capability, subject: null) with { Unsynchronised = unsynchronised });

    private Refusal? Check(PolicyContext context)
    {
        var verdict = CapabilityRules.Decide(_policy, context);
        if (verdict.Status != CapabilityStatus.Unavailable)
        {
            return null;
        }

        var decision = Say(context, verdict);
        return new() { Code = decision.ReasonCode!, Message = decision.Message!, Decision = decision };
    }

    private PolicyContext ContextOf(Capability capability, object? subject) => new()
    {
        Capability = capability,
        Subject = subject,
        Connectivity = _inputs.Connectivity.Value,
        Unsynchronised = _inputs.Unsynchronised.Value,
        Settings = _inputs.Settings.Value,
        HasCardTerminal = _inputs.HasCardTerminal,
        HasBackOffice = _inputs.HasBackOffice,
    };

    private CapabilityDecision Say(PolicyContext context, CapabilityVerdict verdict) => new()
    {
        Capability = context.Capability,
        Status = verdict.Status,
        IsVisible = verdict.IsVisible,
        ReasonCode = verdict.ReasonCode,

        // Every reason may tell what is unsynchronised; a text that does not leaves the arguments out.
        Message = verdict.ReasonCode is { } reason ? _text.Of(reason, context.Unsynchronised.Count, context.Unsynchronised.Amount) : null,
    };

    private IPosStream<T> Derive<T>(Func<T> decide, IEqualityComparer<T> distinct) => DerivedStream.Of(
        decide,
        distinct,
        DerivedStream.ChangesOf(_inputs.Connectivity),
        DerivedStream.ChangesOf(_inputs.Unsynchronised),
        DerivedStream.ChangesOf(_inputs.Settings));

    private sealed class DecisionsComparer : IEqualityComparer<ImmutableArray<CapabilityDecision>>
    {
        public static DecisionsComparer Instance { get; } = new();

        public bool Equals(ImmutableArray<CapabilityDecision> x, ImmutableArray<CapabilityDecision> y) => x.SequenceEqual(y);

        public int GetHashCode(ImmutableArray<CapabilityDecision> obj) => obj.Length;
    }
}
