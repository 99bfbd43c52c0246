namespace PosEngine.Pricing;

/// <summary>The totals of a ticket or a receipt.</summary>
/// <param name="Subtotal">Line prices before any discount.</param>
/// <param name="Discount">What all discounts took off, in price terms; zero or more for a sale.</param>
/// <param name="Net">Without tax.</param>
/// <param name="Tax">All taxes, included and added.</param>
/// <param name="Gross">With tax: net + tax.</param>
public readonly record struct Totals(Money Subtotal, Money Discount, Money Net, Money Tax, Money Gross)
{
    /// <summary>What all surcharges added, in price terms.</summary>
    public Money Surcharge { get; init; }

    /// <summary>What the policy's <see cref="PricingPolicy.TotalStep"/> and rounded nets add to the gross (below zero: take off). Not taxed. A refund gives back its share of the sale's.</summary>
    public Money Rounding { get; init; }

    /// <summary>What was paid before.</summary>
    public Money Prepaid { get; init; }

    /// <summary>What is to be paid: gross + rounding − prepaid. Under most policies, the gross.</summary>
    public Money Payable => Gross + Rounding - Prepaid;
}
