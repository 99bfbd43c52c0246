namespace PosEngine.Pricing;

/// <summary>What is paid in cash where the smallest coins are out of use.</summary>
internal static class CashRounding
{
    /// <summary>The amount that <paramref name="due"/> comes to in cash: the multiple of the policy's step that it rounds to.</summary>
    /// <remarks>By magnitude, so that a payout rounds like the payment it mirrors. Tax is not touched: only the way of paying is rounded.</remarks>
    public static Money Round(Money due, PricingPolicy policy) =>
        policy.CashStep is { } step ? Money.FromUnits(Rounding.ToMultiple(due.Units, step.Units, policy.CashRounding)) : due;
}
