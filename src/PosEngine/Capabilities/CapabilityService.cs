using System.Collections.Immutable;
using PosEngine.Connectivity;
using PosEngine.Employees;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Streams;
using PosEngine.Tickets;

namespace PosEngine.Capabilities;

/// <summary>What decisions are made from, as it changes.</summary>
internal sealed record CapabilityInputs
{
    public required IPosStream<ConnectivityState> Connectivity { get; init; }

    public required OfflineClock Offline { get; init; }

    public required IPosStream<UnsynchronisedReceipts> Unsynchronised { get; init; }

    public required IPosStream<ShopSettings> Settings { get; init; }

    public required IPosStream<Employee?> Employee { get; init; }

    public required IPosStream<bool> IsShiftOpen { get; init; }

    public required bool HasCardTerminal { get; init; }

    public Func<bool> StoresPayments { get; init; } = static () => false;

    public required bool HasBackOffice { get; init; }

    public required int DeviceNumber { get; init; }
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

        // One from the back office brings the words of its own reasons: it could not be read without them.
        if (policy.Reasons.FirstOrDefault(reason => !text.Has(reason) && policy.Texts.Find(reason, text.Culture) is null) is { } mute)
            throw new PosEngineException($"The offline policy gives the reason '{mute}', which has no text. Add one to the texts of the engine's options.");
        Current = Derive(() => All.Select(capability => Decide(capability)).ToImmutableArray(), DecisionsComparer.Instance);
    }

    /// <inheritdoc/>
    public IPosStream<ImmutableArray<CapabilityDecision>> Current { get; }

    private OfflinePolicy Policy => _inputs.Settings.Value.OfflinePolicy ?? _policy;

    private IEnumerable<Capability> All => Capability.All.Union(Policy.Capabilities);

    /// <inheritdoc/>
    public CapabilityDecision Decide(Capability capability, object? subject = null)
    {
        ArgumentNullException.ThrowIfNull(capability);
        return Decide(ContextOf(capability, subject));
    }

    /// <inheritdoc/>
    public IPosStream<CapabilityDecision> Watch(Capability capability, object? subject = null)
    {
        ArgumentNullException.ThrowIfNull(capability);
        return Derive(() => Decide(capability, subject), EqualityComparer<CapabilityDecision>.Default);
    }

    /// <inheritdoc/>
    public CapabilityExplanation Explain(Capability capability, object? subject = null)
    {
        ArgumentNullException.ThrowIfNull(capability);
        var (context, policy) = (ContextOf(capability, subject), Policy);
        var isAsked = CapabilityRules.IsAsked(context);
        var ruling = CapabilityRules.Decide(policy, context);
        return new()
        {
            Decision = Say(policy, context, ruling.Verdict),
            Context = context,
            DecidedBy = ruling.By,
            Policy = isAsked ? policy.Name : null,
            Rules = isAsked ? [.. policy.Explain(context)] : [],
        };
    }

    /// <summary>
    /// The refusal of an operation under a capability, or null where it may go on. Every operation of the engine asks this first. A permission that is missing the operation refuses itself,
    /// with the same code: it alone knows whether somebody lent one.
    /// </summary>
    public Refusal? Check(Capability capability, object? subject = null) => Check(ContextOf(capability, subject));

    /// <summary>The same on the writer, whose transaction may hold receipts that nobody else knows of yet.</summary>
    public Refusal? Check(Capability capability, UnsynchronisedReceipts unsynchronised) =>
        Check(ContextOf(capability, subject: null) with { Unsynchronised = unsynchronised });

    /// <summary>Whether the policy alone lets a refund be, as the writer sees what was paid back before it.</summary>
    public Refusal? CheckRefund(PlannedRefund refund, UnsynchronisedReceipts unsynchronised)
    {
        var (context, policy) = (ContextOf(Capability.Refund, refund) with { Unsynchronised = unsynchronised }, Policy);
        return CapabilityRules.Decide(policy, context) is { By: DecidedBy.Policy } ruling ? Refusal(policy, context, ruling.Verdict) : null;
    }

    private Refusal? Check(PolicyContext context)
    {
        var policy = Policy;
        var ruling = CapabilityRules.Decide(policy, context);
        return ruling is { By: DecidedBy.Employee, Verdict.ReasonCode: RefusalCodes.PermissionMissing } ? null : Refusal(policy, context, ruling.Verdict);
    }

    private CapabilityDecision Decide(PolicyContext context)
    {
        var policy = Policy;
        return Say(policy, context, CapabilityRules.Decide(policy, context).Verdict);
    }

    private Refusal? Refusal(OfflinePolicy policy, PolicyContext context, CapabilityVerdict verdict)
    {
        if (verdict.Status != CapabilityStatus.Unavailable)
            return null;
        var decision = Say(policy, context, verdict);
        return new() { Code = decision.ReasonCode!, Message = decision.Message!, Decision = decision };
    }

    private PolicyContext ContextOf(Capability capability, object? subject) => new()
    {
        Capability = capability,
        Subject = subject is PlannedRefund planned ? (object?)planned.Receipt ?? planned.Ticket : subject,
        Refund = subject switch
        {
            PlannedRefund refund => refund,
            Receipt receipt => PlannedRefund.Whole(receipt),
            ITicket ticket when capability == Capability.Refund => PlannedRefund.WithoutReceipt(ticket),
            _ => null,
        },
        Connectivity = _inputs.Connectivity.Value,
        OfflineFor = _inputs.Offline.Elapsed,
        Unsynchronised = _inputs.Unsynchronised.Value,
        Settings = _inputs.Settings.Value,
        Employee = _inputs.Employee.Value,
        IsShiftOpen = _inputs.IsShiftOpen.Value,
        HasCardTerminal = _inputs.HasCardTerminal,
        TerminalStoresPayments = _inputs.StoresPayments(),
        HasBackOffice = _inputs.HasBackOffice,
        DeviceNumber = _inputs.DeviceNumber,
    };

    private CapabilityDecision Say(OfflinePolicy policy, PolicyContext context, CapabilityVerdict verdict) => new()
    {
        Capability = context.Capability,
        Status = verdict.Status,
        IsVisible = verdict.IsVisible,
        ReasonCode = verdict.ReasonCode,

        // Every reason may tell what is unsynchronised; a text that does not leaves the arguments out.
        Message = verdict.ReasonCode is { } reason
            ? _text.OfReason(reason, policy.Texts.Find(reason, _text.Culture), context.Unsynchronised.Count, context.Unsynchronised.Amount)
            : null,
    };

    private IPosStream<T> Derive<T>(Func<T> decide, IEqualityComparer<T> distinct) => DerivedStream.Of(
        decide,
        distinct,
        DerivedStream.ChangesOf(_inputs.Connectivity),
        DerivedStream.ChangesOf(_inputs.Offline.Minutes),
        DerivedStream.ChangesOf(_inputs.Unsynchronised),
        DerivedStream.ChangesOf(_inputs.Settings),
        DerivedStream.ChangesOf(_inputs.Employee),
        DerivedStream.ChangesOf(_inputs.IsShiftOpen));

    private sealed class DecisionsComparer : IEqualityComparer<ImmutableArray<CapabilityDecision>>
    {
        public static DecisionsComparer Instance { get; } = new();

        public bool Equals(ImmutableArray<CapabilityDecision> x, ImmutableArray<CapabilityDecision> y) => x.SequenceEqual(y);

        public int GetHashCode(ImmutableArray<CapabilityDecision> obj) => obj.Length;
    }
}
