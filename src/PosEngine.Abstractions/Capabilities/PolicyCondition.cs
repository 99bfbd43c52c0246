using System.Globalization;
using PosEngine.Employees;
using PosEngine.Tickets;

namespace PosEngine.Capabilities;

/// <summary>When a rule of a policy matches. A value that has words for itself: conditions are combined with <c>&amp;</c>, <c>|</c> and <c>!</c>.</summary>
/// <remarks>
/// <para>Some conditions are about the subject: this receipt, this payment. Where a decision is asked for at large, without a subject, nobody can say whether they hold. A rule that
/// allows something then matches, and one that refuses does not: the refund button stays lit, and the receipt decides. Where there is a subject of which it is not known, as whether what is taken
/// back without a receipt was sold here, it is the other way round.</para>
/// <para>Immutable and thread-safe.</para>
/// </remarks>
public sealed class PolicyCondition
{
    private readonly Func<PolicyContext, bool?> _test;

    private PolicyCondition(string description, Func<PolicyContext, bool?> test)
    {
        Description = description;
        _test = test;
    }

    /// <summary>The receipt was made on this device. About the subject.</summary>
    public static PolicyCondition OwnReceipt { get; } = About("own_receipt", static till => till.IsOfThisDevice);

    /// <summary>The money goes in cash, all of it. About the subject.</summary>
    public static PolicyCondition InCash { get; } = About("in_cash", static till => till.IsInCash);

    /// <summary>The card terminal keeps payments by itself until it is connected again (store and forward).</summary>
    public static PolicyCondition TerminalStoresPayments { get; } = Of("terminal_stores_payments", static till => till.TerminalStoresPayments);

    /// <summary>A shift is open.</summary>
    public static PolicyCondition ShiftOpen { get; } = Of("shift_open", static till => till.IsShiftOpen);

    /// <summary>The subject is a ticket whose payment was begun. About the subject: at large it does not hold.</summary>
    internal static PolicyCondition InPayment { get; } = Of("in_payment", static till => till.Subject is ITicket { Current.Status: TicketStatus.InPayment });

    /// <summary>What the condition says, for explanations: the names of the JSON format where it has them.</summary>
    public string Description { get; }

    /// <summary>A condition of your own.</summary>
    /// <param name="description">What it says, for explanations.</param>
    /// <param name="holds">A pure function: quick, without side effects, never throwing. It is called on any thread.</param>
    public static PolicyCondition Of(string description, Func<PolicyContext, bool> holds)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(description);
        ArgumentNullException.ThrowIfNull(holds);
        return new(description, till => holds(till));
    }

    /// <summary>
    /// The amount is at most this much: of all refunds of the receipt, of all card payments of the ticket, of the ticket. About the subject: what is done in several steps may come to no more than in one.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative.</exception>
    public static PolicyCondition AmountUpTo(Money max)
    {
        RefuseNegative(max, nameof(max));
        return About($"amount_max {Write(max)}", till => (till.Refund?.Altogether ?? till.Amount) is { } amount ? amount <= max : null);
    }

    /// <summary>What the till has paid back since the back office last had its receipts, this refund included, is at most this much. About the subject, where there is one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The amount is negative.</exception>
    public static PolicyCondition PaidBackUpTo(Money max)
    {
        RefuseNegative(max, nameof(max));
        return new($"paid_back_max {Write(max)}", till => till.Unsynchronised.PaidBack + (till.Amount ?? Money.Zero) <= max);
    }

    /// <summary>The till has been offline for this long. Counted in whole minutes, from the moment the connection was lost, over restarts too.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The time is not positive.</exception>
    public static PolicyCondition OfflineFor(TimeSpan time)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(time, TimeSpan.Zero);
        return Of(string.Create(CultureInfo.InvariantCulture, $"offline_hours {(decimal)time.Ticks / TimeSpan.TicksPerHour:0.##}"), till => till.OfflineFor >= time);
    }

    /// <summary>At least this many receipts are not at the back office yet.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The number is not positive.</exception>
    public static PolicyCondition ReceiptsWaiting(int count)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(count, 1);
        return Of(string.Create(CultureInfo.InvariantCulture, $"receipts_waiting {count}"), till => till.Unsynchronised.Count >= count);
    }

    /// <summary>The signed-in employee has all of these permissions.</summary>
    public static PolicyCondition Permitted(Permissions permissions) =>
        Of($"permissions {permissions}", till => till.Employee is { } employee && employee.Permissions.HasFlag(permissions));

    /// <summary>Both hold.</summary>
    public static PolicyCondition operator &(PolicyCondition left, PolicyCondition right) => new($"({left.Description} and {right.Description})", till => left._test(till) & right._test(till));

    /// <summary>At least one of them holds.</summary>
    public static PolicyCondition operator |(PolicyCondition left, PolicyCondition right) => new($"({left.Description} or {right.Description})", till => left._test(till) | right._test(till));

    /// <summary>It does not hold.</summary>
    public static PolicyCondition operator !(PolicyCondition condition) => new($"not {condition.Description}", till => !condition._test(till));

    /// <inheritdoc cref="op_BitwiseAnd"/>
    public static PolicyCondition BitwiseAnd(PolicyCondition left, PolicyCondition right) => left & right;

    /// <inheritdoc cref="op_BitwiseOr"/>
    public static PolicyCondition BitwiseOr(PolicyCondition left, PolicyCondition right) => left | right;

    /// <inheritdoc cref="op_LogicalNot"/>
    public static PolicyCondition LogicalNot(PolicyCondition condition) => !condition;

    /// <summary>Whether it holds; null where nobody can say.</summary>
    public bool? Test(PolicyContext till)
    {
        ArgumentNullException.ThrowIfNull(till);
        return _test(till);
    }

    /// <summary>The description.</summary>
    public override string ToString() => Description;

    private static PolicyCondition About(string description, Func<PolicyContext, bool?> fact) => new(description, fact);

    private static void RefuseNegative(Money max, string name)
    {
        if (max.IsNegative)
            throw new ArgumentOutOfRangeException(name, max, "An amount is at least zero.");
    }

    private static string Write(Money amount) => amount.ToDecimal().ToString("0.00###", CultureInfo.InvariantCulture);
}
