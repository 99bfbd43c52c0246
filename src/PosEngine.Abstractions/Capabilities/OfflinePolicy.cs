using System.Collections.Immutable;
using PosEngine.Connectivity;

namespace PosEngine.Capabilities;

/// <summary>What cashiers may do without a connection. A value: compose one from a preset, or read one with <see cref="Parse"/>.</summary>
/// <remarks>
/// <para>Each call below answers a new policy with one more rule. The last rule that matches decides; a capability that no rule speaks of is available, an
/// embedder's own included. Online every capability is available, and so it is on a till that has no back office to be offline from; what such a till
/// cannot do, the engine knows itself.</para>
/// <para>A <see cref="TimeBox"/> stands outside that order: it only takes away, whatever the rules say.</para>
/// <para>A condition is a pure function: quick, without side effects, and it does not throw. It runs whenever a decision is asked for, on any thread.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
public sealed class OfflinePolicy
{
    private readonly ImmutableArray<PolicyRule> _rules;
    private readonly ImmutableArray<PolicyRule> _boxes;

    private OfflinePolicy(string name, ImmutableArray<PolicyRule> rules, ImmutableArray<PolicyRule> boxes, PolicyTexts texts)
    {
        Name = name;
        _rules = rules;
        _boxes = boxes;
        Texts = texts;
    }

    /// <summary>What Loyverse POS does offline, except that signing out never loses a receipt. The default.</summary>
    public static OfflinePolicy Loyverse { get; } = new OfflinePolicy(nameof(Loyverse), [], [], PolicyTexts.None)
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
        .Limit(Capability.AccountPayment, ReasonCodes.AccountAsLastKnown)
        .Refuse(Capability.StoredValue, ReasonCodes.StoredValueOffline)
        .Refuse(Capability.PointRedemption, ReasonCodes.PointsOffline)
        .Hide(Capability.StockDisplay, ReasonCodes.StockOffline)
        .Hide(Capability.NegativeStockWarning, ReasonCodes.StockOffline)
        .Refuse(Capability.SyncNow, ReasonCodes.NoInternet, PolicyCondition.Of("offline", static till => till.Connectivity == ConnectivityState.Offline))
        .Refuse(Capability.SignOut, ReasonCodes.SignOutUnsynchronised, PolicyCondition.ReceiptsWaiting(1));

    /// <summary>
    /// Selling and shifts, and nothing besides that somebody has to put right later: no customers, no open tickets, no e-mails. Selling itself warns after 4 hours or 100 receipts offline
    /// and stops after 24 hours or 500 receipts.
    /// </summary>
    public static OfflinePolicy Strict { get; } = Loyverse.Named(nameof(Strict))
        .Refuse(Capability.CustomerAssignment, ReasonCodes.NoInternet)
        .Refuse(Capability.AccountPayment, ReasonCodes.NoInternet)
        .Refuse(Capability.OpenTickets, ReasonCodes.NoInternet)
        .Refuse(Capability.EmailReceipt, ReasonCodes.NoInternet)
        .TimeBox(new OfflineLimit(TimeSpan.FromHours(4), 100), new OfflineLimit(TimeSpan.FromHours(24), 500), Capability.Sale);

    /// <summary>
    /// Everything that a till can do by itself: it refunds this device's receipts in cash, registers and edits customers to be reconciled later, takes cards where the terminal stores
    /// payments, and can be signed out, keeping what is unsynchronised.
    /// </summary>
    public static OfflinePolicy Permissive { get; } = Loyverse.Named(nameof(Permissive))
        .Limit(Capability.Refund, ReasonCodes.RefundOwnCash, PolicyCondition.OwnReceipt & PolicyCondition.InCash)
        .Defer(Capability.CustomerRegistration, ReasonCodes.CustomerDeferred)
        .Defer(Capability.CustomerEditing, ReasonCodes.CustomerDeferred)
        .Limit(Capability.IntegratedCardPayment, ReasonCodes.CardStored, PolicyCondition.TerminalStoresPayments)
        .Limit(Capability.SignOut, ReasonCodes.SignOutKept, PolicyCondition.ReceiptsWaiting(1));

    /// <summary>The presets, by the names that <see cref="Parse"/> knows them by in lower case.</summary>
    public static IReadOnlyList<OfflinePolicy> Presets { get; } = [Loyverse, Strict, Permissive];

    /// <summary>The name of the preset that this policy is, or was composed from.</summary>
    public string Name { get; }

    /// <summary>The words of reasons that came with the policy.</summary>
    internal PolicyTexts Texts { get; }

    /// <summary>The reasons that the rules give.</summary>
    internal IEnumerable<string> Reasons => _rules.Concat(_boxes).Select(static rule => rule.Verdict.ReasonCode).OfType<string>().Distinct();

    /// <summary>The capabilities that the rules speak of.</summary>
    internal IEnumerable<Capability> Capabilities => _rules.Concat(_boxes).Select(static rule => rule.Capability).Distinct();

    /// <summary>Reads a policy from JSON, as docs/policy.md describes it: from a file of the merchant's, or from the back office.</summary>
    /// <exception cref="PolicyFormatException">It is not a policy: the exception lists every place and what to do there.</exception>
    public static OfflinePolicy Parse(string json)
    {
        ArgumentNullException.ThrowIfNull(json);
        return PolicyReader.Read(json);
    }

    /// <summary>Makes a capability available.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="when">When the rule matches; always if not given.</param>
    /// <exception cref="ArgumentException">No policy decides on <see cref="Capability.Essentials"/>.</exception>
    public OfflinePolicy Allow(Capability capability, Func<PolicyContext, bool>? when = null) =>
        With(capability, CapabilityVerdict.Available, Named(when));

    /// <inheritdoc cref="Allow(Capability, Func{PolicyContext, bool}?)"/>
    public OfflinePolicy Allow(Capability capability, PolicyCondition when) => With(capability, CapabilityVerdict.Available, Needed(when));

    /// <summary>Makes a capability available with a restriction that the reason names.</summary>
    /// <param name="capability">The capability.</param>
    /// <param name="reasonCode">One of <see cref="ReasonCodes"/>, or an own code that has a text in the engine's options.</param>
    /// <param name="when">When the rule matches; always if not given.</param>
    /// <exception cref="ArgumentException">The reason is blank, or the capability is <see cref="Capability.Essentials"/>.</exception>
    public OfflinePolicy Limit(Capability capability, string reasonCode, Func<PolicyContext, bool>? when = null) =>
        With(capability, new(CapabilityStatus.Limited, reasonCode), Named(when));

    /// <inheritdoc cref="Limit(Capability, string, Func{PolicyContext, bool}?)"/>
    public OfflinePolicy Limit(Capability capability, string reasonCode, PolicyCondition when) => With(capability, new(CapabilityStatus.Limited, reasonCode), Needed(when));

    /// <summary>Accepts a capability's operations now, to be carried out after reconnecting.</summary>
    /// <inheritdoc cref="Limit(Capability, string, Func{PolicyContext, bool}?)"/>
    public OfflinePolicy Defer(Capability capability, string reasonCode, Func<PolicyContext, bool>? when = null) =>
        With(capability, new(CapabilityStatus.Deferred, reasonCode), Named(when));

    /// <inheritdoc cref="Defer(Capability, string, Func{PolicyContext, bool}?)"/>
    public OfflinePolicy Defer(Capability capability, string reasonCode, PolicyCondition when) => With(capability, new(CapabilityStatus.Deferred, reasonCode), Needed(when));

    /// <summary>Makes a capability unavailable.</summary>
    /// <inheritdoc cref="Limit(Capability, string, Func{PolicyContext, bool}?)"/>
    public OfflinePolicy Refuse(Capability capability, string reasonCode, Func<PolicyContext, bool>? when = null) =>
        With(capability, CapabilityVerdict.Unavailable(reasonCode), Named(when));

    /// <inheritdoc cref="Refuse(Capability, string, Func{PolicyContext, bool}?)"/>
    public OfflinePolicy Refuse(Capability capability, string reasonCode, PolicyCondition when) => With(capability, CapabilityVerdict.Unavailable(reasonCode), Needed(when));

    /// <summary>Makes a capability unavailable, and has a UI not show it at all.</summary>
    /// <inheritdoc cref="Limit(Capability, string, Func{PolicyContext, bool}?)"/>
    public OfflinePolicy Hide(Capability capability, string reasonCode, Func<PolicyContext, bool>? when = null) =>
        With(capability, CapabilityVerdict.Hidden(reasonCode), Named(when));

    /// <inheritdoc cref="Hide(Capability, string, Func{PolicyContext, bool}?)"/>
    public OfflinePolicy Hide(Capability capability, string reasonCode, PolicyCondition when) => With(capability, CapabilityVerdict.Hidden(reasonCode), Needed(when));

    /// <summary>
    /// Lets capabilities be used offline for so long only: past the first limit they are limited with <see cref="ReasonCodes.OfflineLong"/>, past the second unavailable with
    /// <see cref="ReasonCodes.OfflineTooLong"/>. A ticket whose payment was begun is finished all the same.
    /// </summary>
    /// <param name="warn">When the till warns; null for never.</param>
    /// <param name="restrict">When it refuses; null for never.</param>
    /// <param name="capabilities">Which capabilities; <see cref="Capability.Sale"/> if none is given.</param>
    /// <exception cref="ArgumentException">Nobody can be warned: the warning is no earlier than the refusal.</exception>
    public OfflinePolicy TimeBox(OfflineLimit? warn, OfflineLimit? restrict, params ReadOnlySpan<Capability> capabilities)
    {
        if (warn is not null && restrict is not null && (warn.Time >= restrict.Time || warn.Receipts >= restrict.Receipts))
            throw new ArgumentException("The till warns before it restricts: give the warning a shorter time and fewer receipts.", nameof(warn));
        var boxes = _boxes;
        foreach (var capability in capabilities.IsEmpty ? [Capability.Sale] : capabilities)
        {
            RefuseEssentials(capability);
            if (warn is not null)
                boxes = boxes.Add(new(capability, new(CapabilityStatus.Limited, ReasonCodes.OfflineLong), warn.AsCondition()));
            if (restrict is not null)
                boxes = boxes.Add(new(capability, CapabilityVerdict.Unavailable(ReasonCodes.OfflineTooLong), restrict.AsCondition() & !PolicyCondition.InPayment));
        }

        return new(Name, _rules, boxes, Texts);
    }

    internal OfflinePolicy WithTexts(PolicyTexts texts) => new(Name, _rules, _boxes, texts);

    internal CapabilityVerdict Decide(PolicyContext context) => FindDeciding(context)?.Verdict ?? CapabilityVerdict.Available;

    /// <summary>Every rule on a capability as it is looked at, and which one the verdict came from.</summary>
    internal IEnumerable<RuleExplanation> Explain(PolicyContext context)
    {
        var deciding = FindDeciding(context);
        return _rules.Reverse().Concat(_boxes).Where(rule => rule.Capability == context.Capability).Select(rule => new RuleExplanation
        {
            Condition = rule.When?.Description ?? "always",
            IsMatch = rule.Matches(context),
            IsDeciding = ReferenceEquals(rule, deciding),
            Status = rule.Verdict.Status,
            ReasonCode = rule.Verdict.ReasonCode,
        });
    }

    /// <summary>The rule that decides: the last one that matches, unless a time box takes away more than it.</summary>
    private PolicyRule? FindDeciding(PolicyContext context)
    {
        PolicyRule? deciding = null;
        for (var i = _rules.Length - 1; i >= 0 && deciding is null; i--)
        {
            if (_rules[i].Matches(context))
                deciding = _rules[i];
        }

        foreach (var box in _boxes)
        {
            if (box.Verdict.Status > (deciding?.Verdict.Status ?? CapabilityStatus.Available) && box.Matches(context))
                deciding = box;
        }

        return deciding;
    }

    private OfflinePolicy Named(string name) => new(name, _rules, _boxes, Texts);

    private OfflinePolicy With(Capability capability, CapabilityVerdict verdict, PolicyCondition? when)
    {
        RefuseEssentials(capability);
        if (verdict.Status != CapabilityStatus.Available)
            ArgumentException.ThrowIfNullOrWhiteSpace(verdict.ReasonCode, "reasonCode");
        return new(Name, _rules.Add(new(capability, verdict, when)), _boxes, Texts);
    }

    private static PolicyCondition? Named(Func<PolicyContext, bool>? when) => when is null ? null : PolicyCondition.Of("custom", when);

    private static PolicyCondition Needed(PolicyCondition when) => when ?? throw new ArgumentNullException(nameof(when));

    private static void RefuseEssentials(Capability capability)
    {
        ArgumentNullException.ThrowIfNull(capability);
        if (capability == Capability.Essentials)
            throw new ArgumentException("What is essential no policy decides: signing in, locking the till and looking things up always work.", nameof(capability));
    }
}

/// <summary>How long a till may be offline: a time, a number of receipts, or both, whichever comes first.</summary>
/// <param name="Time">The time, counted in whole minutes; null for any.</param>
/// <param name="Receipts">The number of receipts that are not at the back office; null for any.</param>
public sealed record OfflineLimit(TimeSpan? Time, int? Receipts)
{
    /// <exception cref="ArgumentException">There is neither a time nor a number.</exception>
    internal PolicyCondition AsCondition() => (Time, Receipts) switch
    {
        ({ } time, { } count) => PolicyCondition.OfflineFor(time) | PolicyCondition.ReceiptsWaiting(count),
        ({ } time, null) => PolicyCondition.OfflineFor(time),
        (null, { } count) => PolicyCondition.ReceiptsWaiting(count),
        _ => throw new ArgumentException("Give the limit a time, a number of receipts, or both."),
    };
}
