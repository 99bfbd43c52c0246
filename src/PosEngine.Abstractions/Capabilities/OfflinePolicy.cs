using System.Collections.Immutable;
using PosEngine.Connectivity;

namespace PosEngine.Capabilities;

/// <summary>What cashiers may do without a connection. A value: compose one from <see cref="Loyverse"/>.</summary>
/// <remarks>
/// <para>Each call below answers a new policy with one more rule. The last rule that matches decides; a capability that no rule speaks of is available, an
/// embedder's own included. Online every capability is available, and so it is on a till that has no back office to be offline from; what such a till
/// cannot do, the engine knows itself.</para>
/// <para>A condition is a pure function: quick, without side effects, and it does not throw. It runs whenever a decision is asked for, on any thread.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
public sealed class OfflinePolicy
{
    private readonly ImmutableArray<Rule> _rules;

    private OfflinePolicy(ImmutableArray<Rule> rules) => _rules = rules;

    /// <summary>What Loyverse POS does offline, except that signing out never loses a receipt. The default.</summary>
    public static OfflinePolicy Loyverse { get; } = new OfflinePolicy([])
        .Allow(Capability.Sale)
        .Allow(Capability.ShiftManagement)
        .Allow(Capability.ReceiptList)
        .Refuse(Capability.Refund, ReasonCodes.RefundOffline)
        .Refuse(Capability.CustomerRegistration, ReasonCodes.CustomerRegistrationOffline)
        .Refuse(Capability.CustomerEditing, ReasonCodes.CustomerEditingOffline)
        .Limit(Capability.CustomerAssignment, ReasonCodes.CustomersOnDevice)
        .Refuse(Capability.ItemEditing, ReasonCodes.ItemEditingOffline)
        .Limit(Capability.OpenTickets, ReasonCodes.TicketsNotShared)
        .Defer(Capability.EmailReceipt, ReasonCodes.EmailDeferred)
        .Refuse(Capability.IntegratedCardPayment, ReasonCodes.CardTerminalOffline)
        .Hide(Capability.StockDisplay, ReasonCodes.StockOffline)
        .Hide(Capability.NegativeStockWarning, ReasonCodes.StockOffline)
        .Refuse(Capability.SyncNow, ReasonCodes.NoInternet, when: till => till.Connectivity == ConnectivityState.Offline)
        .Refuse(Capability.SignOut, ReasonCodes.SignOutUnsynchronised, when: till => till.Unsynchronised.Count > 0);

    /// <summary>The reasons that the rules give.</summary>
    internal IEnumerable<string> Reasons => _rules.Select(rule => rule.Verdict.ReasonCode).OfType<string>().Distinct();

    /// <summary>The capabilities that the rules speak of.</summary>
    internal IEnumerable<Capability> Capabilities => _rules.Select(rule => rule.Capability).Distinct();

    /// <summary>Makes a capability available.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="when">When the rule matches; always if not given.</param>
    public OfflinePolicy Allow(Capability capability, Func<PolicyContext, bool>? when = null) =>
        With(capability, CapabilityVerdict.Available, when);

    /// <summary>Makes a capability available with a restriction that the reason names.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="reasonCode">One of <see cref="ReasonCodes"/>, or an own code that has a text in the engine's options.</param>
    /// <param name="when">When the rule matches; always if not given.</param>
    public OfflinePolicy Limit(Capability capability, string reasonCode, Func<PolicyContext, bool>? when = null) =>
        With(capability, new(CapabilityStatus.Limited, reasonCode), when);

    /// <summary>Accepts a capability's operations now, to be carried out after reconnecting.</summary>
    /// <inheritdoc cref="Limit"/>
    public OfflinePolicy Defer(Capability capability, string reasonCode, Func<PolicyContext, bool>? when = null) =>
        With(capability, new(CapabilityStatus.Deferred, reasonCode), when);

    /// <summary>Makes a capability unavailable.</summary>
    /// <inheritdoc cref="Limit"/>
    public OfflinePolicy Refuse(Capability capability, string reasonCode, Func<PolicyContext, bool>? when = null) =>
        With(capability, CapabilityVerdict.Unavailable(reasonCode), when);

    /// <summary>Makes a capability unavailable, and has a UI not show it at all.</summary>
    /// <inheritdoc cref="Limit"/>
    public OfflinePolicy Hide(Capability capability, string reasonCode, Func<PolicyContext, bool>? when = null) =>
        With(capability, CapabilityVerdict.Hidden(reasonCode), when);

    internal CapabilityVerdict Decide(PolicyContext context)
    {
        for (var i = _rules.Length - 1; i >= 0; i--)
        {
            if (_rules[i].Matches(context))
            {
                return _rules[i].Verdict;
            }
        }

        return CapabilityVerdict.Available;
    }

    private OfflinePolicy With(Capability capability, CapabilityVerdict verdict, Func<PolicyContext, bool>? when)
    {
        ArgumentNullException.ThrowIfNull(capability);
        if (verdict.Status != CapabilityStatus.Available)
        {
            ArgumentException.ThrowIfNullOrWhiteSpace(verdict.ReasonCode, "reasonCode");
        }

        return new(_rules.Add(new(capability, verdict, when)));
    }

    private sealed record Rule(Capability Capability, CapabilityVerdict Verdict, Func<PolicyContext, bool>? When)
    {
        public bool Matches(PolicyContext context) => Capability == context.Capability && (When is null || When(context));
    }
}
