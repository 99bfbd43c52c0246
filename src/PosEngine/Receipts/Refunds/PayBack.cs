using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;

namespace PosEngine.Receipts;

/// <summary>How the money of a refund goes back (invariants M4 and M5): total + rounding = Σ payments − change.</summary>
/// <param name="Payments">What goes back other than in cash, each below zero.</param>
/// <param name="Cash">What goes back in cash.</param>
internal sealed record PayBack(ImmutableArray<(PaymentType Type, Money Amount)> Payments, Money Cash)
{
    /// <summary>What had gone back in cash before, and what has with this refund: not rounded.</summary>
    public (Money Before, Money Through) ExactCash { get; init; }

    /// <summary>Σ payments − change.</summary>
    public Money Total => Payments.Aggregate(-Cash, static (sum, payment) => sum + payment.Amount);
}

/// <summary>
/// A sale's money, and how much of it has gone back with a part of what was sold. Each refund gives back what has gone back with it, less what had gone back before: so everything refunded, in whatever
/// steps, gives back exactly what was paid, the rounding of the sale included. Pure.
/// </summary>
/// <param name="receipt">The sale.</param>
/// <param name="value">What everything that can go back came to.</param>
internal sealed class PaidMoney(Receipt receipt, Money value)
{
    // Whoever paid to the cent, although the policy rounds, is paid back to the cent.
    private readonly bool _isCashRounded = receipt.Payments.Any(static payment => payment.Type.Kind == PaymentKind.Cash)
        && CashRounding.Round(KeptCash(receipt), receipt.Policy) == KeptCash(receipt);

    private readonly ImmutableArray<ReceiptPayment> _others = [.. receipt.Payments.Where(static payment => payment.Type.Kind != PaymentKind.Cash && payment.Amount.IsPositive)];

    /// <summary>
    /// The ways in which it came: cards and the like first, each until all that it paid is back, and cash last. So a card is not turned into cash.
    /// </summary>
    /// <param name="before">What went back before came to.</param>
    /// <param name="after">What went back with this refund comes to.</param>
    public PayBack AsPaid(Money before, Money after)
    {
        var (earlier, now) = (Fill(Through(before)), Fill(Through(after)));
        return new(
            [.. _others.Select((payment, i) => (payment.Type, Amount: earlier.Others[i] - now.Others[i])).Where(static payment => !payment.Amount.IsZero)],
            Round(now.Cash) - Round(earlier.Cash))
        {
            ExactCash = (earlier.Cash, now.Cash),
        };
    }

    /// <summary>All of it one way.</summary>
    /// <inheritdoc cref="AsPaid"/>
    public PayBack By(PaymentType type, Money before, Money after) => type.Kind == PaymentKind.Cash
        ? new([], CashRounding.Round(Through(after), receipt.Policy) - CashRounding.Round(Through(before), receipt.Policy)) { ExactCash = (Through(before), Through(after)) }
        : new([(type, Through(before) - Through(after))], Money.Zero);

    /// <summary>What of this was prepaid: it goes back where it was paid, and not here.</summary>
    /// <inheritdoc cref="AsPaid"/>
    public Money Prepaid(Money before, Money after) => Share(receipt.Totals.Prepaid, after) - Share(receipt.Totals.Prepaid, before);

    /// <summary>The money that belongs to a part of what was sold.</summary>
    private Money Through(Money part) => Share(value + receipt.Totals.Rounding + receipt.CashRounding, part) - Share(receipt.Totals.Prepaid, part);

    private Money Share(Money figure, Money part) => value.IsZero ? Money.Zero : Returning.Share(figure, part.Units, value.Units, receipt.Currency);

    private (Money[] Others, Money Cash) Fill(Money money)
    {
        var filled = new Money[_others.Length];
        for (var i = 0; i < filled.Length; i++)
        {
            filled[i] = money < _others[i].Amount ? money : _others[i].Amount;
            money -= filled[i];
        }

        return (filled, money);
    }

    private Money Round(Money cash) => _isCashRounded ? CashRounding.Round(cash, receipt.Policy) : cash;

    private static Money KeptCash(Receipt receipt) =>
        receipt.Payments.Where(static payment => payment.Type.Kind == PaymentKind.Cash).Aggregate(-receipt.Change, static (sum, payment) => sum + payment.Amount);
}
