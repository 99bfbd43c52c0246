using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Employees;
using PosEngine.Receipts;
using PosEngine.Settings;
using PosEngine.Tickets;

namespace PosEngine.Capabilities;

/// <summary>Everything that a decision on a capability may depend on, at one moment.</summary>
public sealed record PolicyContext
{
    /// <summary>What is to be decided on.</summary>
    public required Capability Capability { get; init; }

    /// <summary>What the decision is about where that matters: a ticket, a receipt, a payment; docs/policy.md lists them. Null for the capability at large.</summary>
    public object? Subject { get; init; }

    /// <summary>The refund that the decision is about; null where it is about something else. Of a <see cref="Receipt"/> alone it is the whole one, the money going back the way it came.</summary>
    public PlannedRefund? Refund { get; init; }

    /// <summary>Whether the capability is asked about as such, without anything that it is about.</summary>
    internal bool IsAtLarge => Subject is null && Refund is null;

    /// <summary>The connection. A policy is asked while this is anything but <see cref="ConnectivityState.Online"/>.</summary>
    public ConnectivityState Connectivity { get; init; }

    /// <summary>How long the till has been offline, in whole minutes; zero online. It goes on counting over a restart, and nobody can set it back by the clock of a running till.</summary>
    public TimeSpan OfflineFor { get; init; }

    /// <summary>What the back office does not have yet.</summary>
    public UnsynchronisedReceipts Unsynchronised { get; init; }

    /// <summary>The shop's settings.</summary>
    public ShopSettings Settings { get; init; } = ShopSettings.Default;

    /// <summary>Who is signed in, with the permissions that a decision looks at; null while the till is locked.</summary>
    public Employee? Employee { get; init; }

    /// <summary>Whether a shift is open.</summary>
    public bool IsShiftOpen { get; init; }

    /// <summary>Whether a card terminal is connected.</summary>
    public bool HasCardTerminal { get; init; }

    /// <summary>Whether a connected card terminal keeps payments by itself until it is connected again.</summary>
    public bool TerminalStoresPayments { get; init; }

    /// <summary>Whether the till has a back office at all. A policy is asked only where it has.</summary>
    public bool HasBackOffice { get; init; } = true;

    /// <summary>The number that this device's receipts begin with.</summary>
    public int DeviceNumber { get; init; }

    /// <summary>How much money the subject is about: what a refund pays back, what a payment or a ticket comes to. Never negative; null where there is no such amount.</summary>
    public Money? Amount => Refund is { } refund ? Abs(refund.Amount) : Subject switch
    {
        ReceiptSummary receipt => Abs(receipt.Total),
        Payment payment => Abs(payment.Amount),
        ITicket ticket => Abs(ticket.Current.Totals.Payable),
        _ => null,
    };

    /// <summary>Whether all the money that the subject is about goes in cash; null where that is not known.</summary>
    public bool? IsInCash => Refund is { } refund ? refund.IsInCash : Subject is Payment payment ? payment.Type.Kind == PaymentKind.Cash : null;

    /// <summary>Whether the receipt that the subject is about was made on this device; null where it is about none.</summary>
    public bool? IsOfThisDevice => (Refund?.Receipt?.Number ?? (Subject as ReceiptSummary)?.Number)?.StartsWith($"{DeviceNumber}-", StringComparison.Ordinal);

    private static Money Abs(Money amount) => amount.IsNegative ? -amount : amount;
}

/// <summary>A refund as a decision sees it, before it is made.</summary>
/// <param name="Receipt">The receipt to be refunded; null for what is taken back on a ticket, without one.</param>
/// <param name="Amount">What is to be paid back, positive: on a ticket what all that is taken back there comes to, whatever it is set off against.</param>
/// <param name="IsInCash">Whether all of it goes back in cash.</param>
public sealed record PlannedRefund(Receipt? Receipt, Money Amount, bool IsInCash)
{
    /// <summary>What will have been paid back for the receipt, by all its refunds that are known here, this one included.</summary>
    public Money Altogether { get; init; } = Amount;

    /// <summary>The ticket on which something is taken back; null for a refund of a receipt.</summary>
    public ITicket? Ticket { get; init; }

    /// <summary>What is taken back on a ticket as it is.</summary>
    internal static PlannedRefund WithoutReceipt(ITicket ticket)
    {
        var (lines, priced) = (ticket.Current.Lines, ticket.Current.Priced.Lines);
        return WithoutReceipt(ticket, -lines.Zip(priced).Where(static pair => pair.First.TakenBack is not null).Aggregate(Money.Zero, static (sum, pair) => sum + pair.Second.Gross));
    }

    /// <summary>What is taken back on a ticket.</summary>
    /// <param name="ticket">The ticket.</param>
    /// <param name="amount">What it comes to.</param>
    /// <param name="isInCash">Whether what the ticket pays out goes in cash, as it does unless its payment says otherwise.</param>
    internal static PlannedRefund WithoutReceipt(ITicket ticket, Money amount, bool isInCash = true) => new(null, amount, isInCash) { Ticket = ticket };

    /// <summary>The whole receipt, the money going back the way it came.</summary>
    public static PlannedRefund Whole(Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        return new(receipt, receipt.Total, receipt.Payments.All(static payment => payment.Type.Kind == PaymentKind.Cash));
    }
}
