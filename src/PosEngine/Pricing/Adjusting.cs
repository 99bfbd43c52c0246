using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>What a discount asked for and what it got, in minor units.</summary>
internal readonly record struct Reduction(long Requested, long Applied);

/// <summary>What discounts and surcharges come to.</summary>
internal static class Adjusting
{
    /// <summary>The discounts in the order in which they are taken off. Those that already are in it come back as they are.</summary>
    public static ImmutableArray<Discount> InOrder(ImmutableArray<Discount> discounts, DiscountOrder order)
    {
        for (var i = 1; i < discounts.Length && order != DiscountOrder.AsGiven; i++)
        {
            if (KeyOf(discounts[i - 1], order).CompareTo(KeyOf(discounts[i], order)) > 0)
            {
                return Sort(discounts, order);
            }
        }

        return discounts;
    }

    /// <summary>What a percentage or an amount comes to on a fine price, in minor units.</summary>
    public static long AmountOf(Rate? rate, Money? amount, long price, Scale scale) =>
        rate is { } share ? scale.Share(price, share) : scale.Exactly(amount!.Value);

    /// <summary>Whether a line is revenue: then it may be taxed, and discounts and surcharges of the ticket reach it.</summary>
    public static bool IsRevenue(this BusinessCase businessCase) => businessCase is not (
        BusinessCase.TipToEmployee or BusinessCase.MultiPurposeVoucherSale or BusinessCase.MultiPurposeVoucherRedemption);

    /// <summary>Whether discounts and surcharges of the ticket reach a line, if its price is above zero.</summary>
    public static bool IsReached(this PriceLine line) => line is { IsDiscountable: true, Stored: null } && line.BusinessCase.IsRevenue();

    // Apart, so that only what is out of order pays for a closure.
    private static ImmutableArray<Discount> Sort(ImmutableArray<Discount> discounts, DiscountOrder order) =>
        [.. discounts.OrderBy(discount => KeyOf(discount, order))];

    private static (bool IsLater, long Size) KeyOf(Discount discount, DiscountOrder order) =>
        (discount.Rate is null == (order == DiscountOrder.PercentFirst), discount.Rate?.PartsPerMillion ?? discount.Amount!.Value.Units);
}
