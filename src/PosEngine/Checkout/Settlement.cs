using PosEngine.Pricing;

namespace PosEngine.Checkout;

/// <summary>How a total and what was paid come together: total + rounding = Σ payments − change (invariant M4).</summary>
/// <param name="CashRounding">What cash rounding adds to the total.</param>
/// <param name="Change">What is given back, in cash: change, or what a total below zero pays out.</param>
/// <param name="Missing">What is still to be paid; below zero where too much was paid in a way that gives no change.</param>
internal readonly record struct Settlement(Money CashRounding, Money Change, Money Missing)
{
    /// <summary>Settles. Only what is left for cash is rounded; change is given in cash, and only out of what gives change. A total below zero is paid out, rounded as a payment of it would be; what of it goes back otherwise is a payment below zero.</summary>
    public static Settlement Of(Money total, PricingPolicy policy, IEnumerable<(PaymentType Type, Money Amount)> payments)
    {
        var (cash, rest, changeable) = (Money.Zero, total, Money.Zero);
        var hasCash = false;
        foreach (var (type, amount) in payments)
        {
            changeable += MayBeOver(type) ? amount : Money.Zero;
            if (type.Kind == PaymentKind.Cash)
            {
                hasCash = true;
                cash += amount;
            }
            else
            {
                rest -= amount;
            }
        }

        // Cash goes back that did not come in as cash: of a total below zero what does not go back otherwise, or of a cheque above the total.
        if (total.IsNegative ? rest.IsNegative && rest >= total : rest.IsNegative && cash.IsZero && -rest <= changeable)
        {
            var payout = Pricing.CashRounding.Round(rest, policy);
            return new Settlement(payout - rest, cash - payout, Money.Zero);
        }

        // Nothing was paid in cash, or nothing is left for it: there is nothing to round, and nothing to give change from.
        if (!hasCash || rest <= Money.Zero)
            return new Settlement(Money.Zero, Money.Zero, rest - cash);

        var due = Pricing.CashRounding.Round(rest, policy);
        if (cash >= due)
            return cash - due <= changeable ? new Settlement(due - rest, cash - due, Money.Zero) : new Settlement(Money.Zero, Money.Zero, due - cash);

        // Whoever has the small coins after all need not have them rounded up.
        return cash < rest ? new Settlement(Money.Zero, Money.Zero, due - cash)
            : cash - rest <= changeable ? new Settlement(Money.Zero, cash - rest, Money.Zero)
            : new Settlement(Money.Zero, Money.Zero, rest - cash);
    }

    /// <summary>What is still to be paid, if all of the rest is paid one way: with that, it is settled.</summary>
    public static Money Due(Money total, PricingPolicy policy, IReadOnlyCollection<(PaymentType Type, Money Amount)> payments, PaymentType next)
    {
        if (Of(total, policy, payments).Missing <= Money.Zero)
            return Money.Zero;
        return next.Kind == PaymentKind.Cash
            ? Of(total, policy, payments.Append((next, Money.Zero))).Missing
            : payments.Aggregate(total, static (rest, payment) => rest - payment.Amount);
    }

    /// <summary>Whether more than is due may be paid this way.</summary>
    public static bool MayBeOver(PaymentType type) => type.GivesChange ?? type.Kind == PaymentKind.Cash;
}
