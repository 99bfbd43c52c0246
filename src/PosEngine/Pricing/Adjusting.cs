using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PosEngine.Pricing;

/// <summary>What a discount asked for and what it got, in minor units.</summary>
internal readonly record struct Reduction(long Requested, long Applied);

/// <summary>What discounts and surcharges come to.</summary>
internal static class Adjusting
{
    /// <summary>The discounts in the order in which they are taken off.</summary>
    public static ImmutableArray<Discount> InOrder(ImmutableArray<Discount> discounts, DiscountOrder order)
    {
        if (discounts.Length < 2)
        {
            return discounts;
        }

        var sorted = new Discount[discounts.Length];
        for (var (i, next) = (0, -1); i < sorted.Length; i++)
        {
            next = NextOf(discounts, order, next);
            sorted[i] = discounts[next];
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(sorted);
    }

    /// <summary>The place of the discount that is taken off after another one. They are few, so that they are found one by one rather than sorted, which would allocate.</summary>
    /// <param name="discounts">The discounts, as given.</param>
    /// <param name="order">The order. Of equal ones the earlier comes first.</param>
    /// <param name="previous">The place of the other one; −1 for the first.</param>
    public static int NextOf(ImmutableArray<Discount> discounts, DiscountOrder order, int previous)
    {
        if (order == DiscountOrder.AsGiven)
        {
            return previous + 1;
        }

        var next = -1;
        for (var i = 0; i < discounts.Length; i++)
        {
            if ((previous < 0 || IsBefore(previous, i)) && (next < 0 || IsBefore(i, next)))
            {
                next = i;
            }
        }

        return next;

        bool IsBefore(int one, int other)
        {
            var byKey = KeyOf(discounts[one], order).CompareTo(KeyOf(discounts[other], order));
            return byKey < 0 || (byKey == 0 && one < other);
        }
    }

    /// <summary>What a percentage or an amount comes to on a fine price, in minor units.</summary>
    public static long AmountOf(Rate? rate, Money? amount, long price, Scale scale) =>
        rate is { } share ? scale.Share(price, share) : scale.Exactly(amount!.Value);

    /// <summary>Whether discounts and surcharges of the ticket reach a line, if its price is above zero.</summary>
    public static bool IsReached(this PriceLine line) => line is { IsDiscountable: true, Stored: null } && line.BusinessCase.IsRevenue();

    private static (bool IsLater, long Size) KeyOf(Discount discount, DiscountOrder order) =>
        (discount.Rate is null == (order == DiscountOrder.PercentFirst), discount.Rate?.PartsPerMillion ?? discount.Amount!.Value.Units);
}
