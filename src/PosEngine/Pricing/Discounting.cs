using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>What a discount asked for and what it got, in the currency's smallest unit.</summary>
internal readonly record struct Reduction(long Requested, long Applied);

/// <summary>Discounts in integers of the currency's smallest unit.</summary>
internal static class Discounting
{
    /// <summary>Percentages first, then amounts, each in the order given.</summary>
    public static ImmutableArray<Discount> InOrder(ImmutableArray<Discount> discounts)
    {
        for (var i = 1; i < discounts.Length; i++)
        {
            if (discounts[i].Rate is not null && discounts[i - 1].Rate is null)
            {
                return [.. discounts.Where(discount => discount.Rate is not null), .. discounts.Where(discount => discount.Rate is null)];
            }
        }

        return discounts;
    }

    /// <summary>Takes a line's own discounts off its price.</summary>
    /// <param name="price">The price; below zero for a returned line, which gives back what its sale would have taken.</param>
    /// <param name="discounts">The discounts in order.</param>
    /// <param name="money">The currency and the rounding.</param>
    /// <param name="reductions">Receives one step for each discount.</param>
    /// <returns>The price that is left.</returns>
    public static long TakeOffLine(long price, ImmutableArray<Discount> discounts, MinorUnits money, Span<Reduction> reductions)
    {
        var sign = price < 0 ? -1 : 1;
        var left = Math.Abs(price);
        for (var i = 0; i < discounts.Length; i++)
        {
            var requested = RequestOf(discounts[i], left, money);
            var applied = Math.Min(requested, left);
            reductions[i] = new(sign * requested, sign * applied);
            left -= applied;
        }

        return sign * left;
    }

    /// <summary>Takes a discount of the ticket off the prices that it reaches.</summary>
    /// <param name="discount">The discount.</param>
    /// <param name="money">The currency and the rounding.</param>
    /// <param name="isDiscountable">Whether the discount reaches a line, if its price is above zero.</param>
    /// <param name="prices">The prices of the lines; reduced by their shares.</param>
    /// <param name="shares">Receives the share of each line.</param>
    public static Reduction TakeOffTicket(
        Discount discount, MinorUnits money, ReadOnlySpan<bool> isDiscountable, Span<long> prices, Span<long> shares)
    {
        var eligible = 0L;
        for (var i = 0; i < prices.Length; i++)
        {
            shares[i] = isDiscountable[i] ? Math.Max(prices[i], 0) : 0;
            eligible += shares[i];
        }

        var requested = RequestOf(discount, eligible, money);
        var applied = Math.Min(requested, eligible);
        if (eligible > 0)
        {
            LargestRemainder.Allocate(applied, weights: shares, shares);
        }

        for (var i = 0; i < prices.Length; i++)
        {
            prices[i] -= shares[i];
        }

        return new(requested, applied);
    }

    private static long RequestOf(Discount discount, long price, MinorUnits money) =>
        discount.Rate is { } rate ? money.Share(price, rate) : money.Exactly(discount.Amount!.Value);
}
