namespace PosEngine.Pricing;

/// <summary>Adds up totals.</summary>
internal static class TotalsExtensions
{
    public static Totals Add(this Totals totals, PricedLine line)
    {
        var (discount, surcharge) = (totals.Discount, totals.Surcharge);
        foreach (var applied in line.Discounts)
        {
            discount += applied.Applied;
        }

        foreach (var share in line.TicketDiscountShares)
        {
            discount += share;
        }

        foreach (var applied in line.Surcharges)
        {
            surcharge += applied.Applied;
        }

        foreach (var share in line.TicketSurchargeShares)
        {
            surcharge += share;
        }

        return new(totals.Subtotal + line.Subtotal, discount, totals.Net + line.Net, totals.Tax + line.Tax, totals.Gross + line.Gross) { Surcharge = surcharge };
    }

    /// <summary>Adds totals, or with the sign −1 takes them away.</summary>
    public static Totals Add(this Totals totals, Totals other, int sign = 1) => new(
        totals.Subtotal + (other.Subtotal * sign),
        totals.Discount + (other.Discount * sign),
        totals.Net + (other.Net * sign),
        totals.Tax + (other.Tax * sign),
        totals.Gross + (other.Gross * sign))
    {
        Surcharge = totals.Surcharge + (other.Surcharge * sign),
    };

    /// <summary>Rounds what is to be paid.</summary>
    /// <param name="totals">The totals.</param>
    /// <param name="asPriced">What the prices come to with the taxes that are added to them.</param>
    /// <param name="policy">The step, if there is one.</param>
    public static Totals Round(this Totals totals, Money asPriced, PricingPolicy policy)
    {
        var payable = policy.TotalStep is { } step ? Money.FromUnits(Rounding.ToMultiple(asPriced.Units, step.Units, policy.Rounding)) : asPriced;
        return totals with { Rounding = payable - totals.Gross };
    }
}
