using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>A payment on a receipt.</summary>
/// <param name="Id">The payment.</param>
/// <param name="Type">The way to pay.</param>
/// <param name="Amount">What was handed over or charged.</param>
public sealed record ReceiptPayment(PaymentId Id, PaymentType Type, Money Amount)
{
    /// <summary>What was really handed over, where that is cash of another currency.</summary>
    public ForeignCash? Foreign { get; init; }

    /// <summary>The number of the gift card that it was paid with, or that it went back to.</summary>
    public string? Code { get; init; }

    /// <summary>How many points it was, below zero what went back of them; null for everything else.</summary>
    public long? Points { get; init; }
}

/// <summary>A completed sale: immutable, with its inputs, its pricing policy and every figure, so that pricing it again gives the same to the last unit.</summary>
public sealed record Receipt
{
    /// <summary>The id.</summary>
    public required ReceiptId Id { get; init; }

    /// <summary>The number on the paper: <c>1-1001</c>, or <c>1-K7QM-1001</c> in a later epoch.</summary>
    public required string Number { get; init; }

    /// <summary>The ticket it came from.</summary>
    public required TicketId TicketId { get; init; }

    /// <summary>The shift it belongs to: the one open at its commit.</summary>
    public required ShiftId ShiftId { get; init; }

    /// <summary>Who completed it.</summary>
    public required EmployeeId EmployeeId { get; init; }

    /// <summary>The customer on it.</summary>
    public CustomerId? CustomerId { get; init; }

    /// <summary>Who issued it, as things were then; null for receipts of versions that did not record it, and where the entry that tells it cannot be had.</summary>
    public ReceiptIssuer? Issuer { get; init; }

    /// <summary>The entry of its device's journal that tells who issued it; null for receipts of versions that did not record it.</summary>
    public long? IssuerSequence { get; init; }

    /// <summary>The receipt that this one refunds, all or some of it; null for a sale.</summary>
    public RefundReference? RefundOf { get; init; }

    /// <summary>When its first line was rung up, by the device's clock.</summary>
    public required DateTimeOffset StartedAt { get; init; }

    /// <summary>When it was completed, by the device's clock.</summary>
    public required DateTimeOffset CompletedAt { get; init; }

    /// <summary>The currency of every amount.</summary>
    public required Currency Currency { get; init; }

    /// <summary>The pricing policy.</summary>
    public required PricingPolicy Policy { get; init; }

    /// <summary>What was sold.</summary>
    public required ImmutableArray<TicketLine> Lines { get; init; }

    /// <summary>Discounts of the whole ticket.</summary>
    public ImmutableArray<Discount> Discounts { get; init; } = [];

    /// <summary>Surcharges of the whole ticket.</summary>
    public ImmutableArray<Surcharge> Surcharges { get; init; } = [];

    /// <summary>How it was served, where anybody said so.</summary>
    public string? DiningOption { get; init; }

    /// <summary>Which of the shop's dining options that was; null for none of them.</summary>
    public DiningOptionId? DiningOptionId { get; init; }

    /// <summary>The drawer that its cash went through, from 1.</summary>
    public int Drawer { get; init; } = 1;

    /// <summary>Whether somebody practised: then it is no receipt, its number is of a series of its own, and it is in no list and no total.</summary>
    public bool IsTraining { get; init; }

    /// <summary>Whether the customer paid no taxes.</summary>
    public bool IsTaxFree { get; init; }

    /// <summary>Every figure.</summary>
    public required PricedTicket Priced { get; init; }

    /// <summary>What cash rounding added to the total (below zero: took off). Total + rounding = Σ payments − change.</summary>
    public Money CashRounding { get; init; }

    /// <summary>What was paid; below zero, what a refund gave back other than in cash.</summary>
    public required ImmutableArray<ReceiptPayment> Payments { get; init; }

    /// <summary>What was given back in cash: change, or what a refund or another total below zero pays out.</summary>
    public Money Change { get; init; }

    /// <summary>A note.</summary>
    public string? Note { get; init; }

    /// <summary>The points that it earned the customer; below zero what a refund takes back of them.</summary>
    public long PointsEarned => Lines.Sum(static line => line.Points);

    /// <summary>The points that were spent with it; below zero what a refund gives back of them.</summary>
    public long PointsSpent => Payments.Sum(static payment => payment.Points ?? 0);

    /// <summary>The totals.</summary>
    public Totals Totals => Priced.Totals;

    /// <summary>What is to be paid: the gross, or what the policy rounds it to.</summary>
    public Money Total => Priced.Totals.Payable;
}
