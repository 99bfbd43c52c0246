using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;

namespace PosEngine.Receipts;

/// <summary>How the money of a refund goes back (invariants M4 and M5): total + rounding = Σ payments − change, all of them zero or below but the change. Pure.</summary>
/// <param name="Payments">What goes back other than in cash, each below zero.</param>
/// <param name="Cash">What goes back in cash.</param>
internal sealed record PayBack(ImmutableArray<(PaymentType Type, Money Amount)> Payments, Money Cash)
{
    /// <summary>Σ payments − change.</summary>
    public Money Total => Payments.Aggregate(-Cash, static (sum, payment) => sum + payment.Amount);

    /// <summary>The whole refund one way.</summary>
    /// <param name="value">What it comes to.</param>
    /// <param name="type">The way.</param>
    /// <param name="policy">How cash is rounded.</param>
    public static PayBack By(PaymentType type, Money value, PricingPolicy policy) =>
        type.Kind == PaymentKind.Cash ? new([], CashRounding.Round(value, policy)) : new([(type, -value)], Money.Zero);

    /// <summary>The ways in which it came: what went back through this refund, less what went back before.</summary>
    /// <param name="receipt">The sale.</param>
    /// <param name="before">What went back before came to.</param>
    /// <param name="after">What went back with this refund comes to.</param>
    /// <param name="value">What everything that can go back comes to.</param>
    public static PayBack AsPaid(Receipt receipt, Money before, Money after, Money value)
    {
        var other = receipt.Payments.Where(static payment => payment.Type.Kind != PaymentKind.Cash && payment.Amount.IsPositive).ToList();
        var paid = new Paid(receipt, value, [.. other.Select(static payment => payment.Amount)]);
        var (earlier, now) = (paid.Through(before), paid.Through(after));
        return new(
            [.. other.Select((payment, i) => (payment.Type, Amount: earlier.Others[i] - now.Others[i])).Where(static payment => !payment.Amount.IsZero)],
            now.Cash - earlier.Cash);
    }

    /// <summary>
    /// How much of a sale's payments has gone back with a part of it: cards and the like first, each until all that it paid is back, and cash last. So a card is not turned into cash, and
    /// in the end each way to pay gave back exactly what it took, rounding included.
    /// </summary>
    private sealed class Paid(Receipt receipt, Money value, Money[] others)
    {
        // Whoever paid to the cent, although the policy rounds, is paid back to the cent.
        private readonly bool _isCashRounded = receipt.Payments.Any(static payment => payment.Type.Kind == PaymentKind.Cash)
            && CashRounding.Round(KeptCash(receipt), receipt.Policy) == KeptCash(receipt);

        public (Money[] Others, Money Cash) Through(Money part)
        {
            var all = value + receipt.Totals.Rounding + receipt.CashRounding;
            var left = value.IsZero ? Money.Zero : Returning.Share(all, part.Units, value.Units, receipt.Currency);
            var filled = new Money[others.Length];
            for (var i = 0; i < others.Length; i++)
            {
                filled[i] = left < others[i] ? left : others[i];
                left -= filled[i];
            }

            return (filled, _isCashRounded && part != value ? CashRounding.Round(left, receipt.Policy) : left);
        }

        private static Money KeptCash(Receipt receipt) =>
            receipt.Payments.Where(static payment => payment.Type.Kind == PaymentKind.Cash).Aggregate(-receipt.Change, static (sum, payment) => sum + payment.Amount);
    }
}
