using PosEngine.Pricing;

namespace PosEngine.Checkout;

/// <summary>How a total and what was paid come together: total + rounding = Σ payments − change (invariant M4).</summary>
/// <param name="CashRounding">What cash rounding adds to the total.</param>
/// <param name="Change">What is given back, in cash: change, or what a total below zero pays out.</param>
/// <param name="Missing">What is still to be paid; below zero where too much was paid in a way that gives no change.</param>
internal readonly record struct Settlement(Money CashRounding, Money Change, Money Missing)
{
    /// <summary>Settles. Only what is left for cash is rounded; only cash gives change. A total below zero is paid out, rounded as a payment of it would be.</summary>
    public static Settlement Of(Money total, PricingPolicy policy, IEnumerable<(PaymentKind Kind, Money Amount)> payments)
    {
        var cash = Money.Zero;
        var hasCash = false;
        var rest = total;
        foreach (var (kind, amount) in payments)
        {
            if (kind == PaymentKind.Cash)
            {
                hasCash = true;
                cash += amount;
            }
            else
            {
                rest -= amount;
            }
        }

        if (total.IsNegative && rest == total)
        {
            var payout = Pricing.CashRounding.Round(total, policy);
            return new Settlement(payout - total, cash - payout, Money.Zero);
        }

        // Nothing was paid in cash, or nothing is left for it: there is nothing to round, and nothing to give change from.
        if (!hasCash || rest <= Money.Zero)
            return new Settlement(Money.Zero, Money.Zero, rest - cash);

        var due = Pricing.CashRounding.Round(rest, policy);
        if (cash >= due)
            return new Settlement(due - rest, cash - due, Money.Zero);

        // Whoever has the small coins after all need not have them rounded up.
        return cash >= rest ? new Settlement(Money.Zero, cash - rest, Money.Zero) : new Settlement(Money.Zero, Money.Zero, due - cash);
    }

    /// <summary>What is still to be paid, if all of the rest is paid one way: with that, it is settled.</summary>
    public static Money Due(Money total, PricingPolicy policy, IReadOnlyCollection<(PaymentKind Kind, Money Amount)> payments, PaymentKind next)
    {
        if (Of(total, policy, payments).Missing <= Money.Zero)
            return Money.Zero;
        return next == PaymentKind.Cash
            ? Of(total, policy, payments.Append((PaymentKind.Cash, Money.Zero))).Missing
            : payments.Aggregate(total, static (rest, payment) => rest - payment.Amount);
    }
}
