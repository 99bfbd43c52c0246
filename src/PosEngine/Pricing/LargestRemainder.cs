using System.Buffers;

namespace PosEngine.Pricing;

/// <summary>Shares an amount out so that the shares add up to it exactly (largest remainder).</summary>
/// <remarks>
/// Every share lies within one unit of its exact value. Ties go to the larger weight, then to the earlier line, so that two
/// devices pricing the same ticket agree. Pure and, but for pooled buffers, free of allocations.
/// </remarks>
internal static class LargestRemainder
{
    /// <summary>Shares an amount over weights.</summary>
    /// <param name="amount">What to share, in the currency's smallest unit; below zero it is shared like its magnitude.</param>
    /// <param name="weights">Non-negative weights, at least one of them positive.</param>
    /// <param name="shares">Receives one share per weight; may be the same memory as <paramref name="weights"/>.</param>
    /// <param name="most">The most that each share may be, not below its exact value cut off, and together not below the amount, which is zero or more; empty for no bounds. What a share may not take goes to the next in line.</param>
    /// <exception cref="ArgumentException">A weight is negative, or none is positive: there is nothing to share the amount over. Or the bounds leave no room for it.</exception>
    /// <exception cref="OverflowException">The weights add up to more than 64 bits hold.</exception>
    public static void Allocate(long amount, ReadOnlySpan<long> weights, Span<long> shares, ReadOnlySpan<long> most = default)
    {
        var weightSum = SumOf(weights);
        var magnitude = Math.Abs(amount);
        var rented = ArrayPool<ExactShare>.Shared.Rent(weights.Length);
        try
        {
            var exact = rented.AsSpan(0, weights.Length);
            for (var i = 0; i < weights.Length; i++)
            {
                exact[i] = ExactShare.Of((Int128)magnitude * weights[i], weightSum, i);
            }

            RoundTo(magnitude, exact, shares, most);
        }
        finally
        {
            ArrayPool<ExactShare>.Shared.Return(rented);
        }

        if (amount < 0)
        {
            Negate(shares[..weights.Length]);
        }
    }

    /// <summary>Rounds exact shares to whole ones that add up to <paramref name="total"/>.</summary>
    /// <param name="total">A whole number next to the sum of the exact shares: the sum rounded in any way.</param>
    /// <param name="exact">The exact shares; reordered.</param>
    /// <param name="shares">Receives each share at its <see cref="ExactShare.Index"/>.</param>
    /// <param name="most">The most that each may be; empty for no bounds.</param>
    public static void RoundTo(long total, Span<ExactShare> exact, Span<long> shares, ReadOnlySpan<long> most = default)
    {
        var left = total;
        foreach (ref readonly var share in exact)
        {
            shares[share.Index] = share.Whole;
            left -= share.Whole;
        }

        if (left == 0)
        {
            return;
        }

        // What is left over is at most one unit for each share that has a remainder; where some are full, others get more than one.
        exact.Sort();
        while (left > 0)
        {
            var before = left;
            foreach (ref readonly var share in exact)
            {
                if (left > 0 && (most.IsEmpty || shares[share.Index] < most[share.Index]))
                {
                    shares[share.Index]++;
                    left--;
                }
            }

            if (left == before)
            {
                throw new ArgumentException("The shares have no room for the amount.", nameof(most));
            }
        }
    }

    private static long SumOf(ReadOnlySpan<long> weights)
    {
        var sum = 0L;
        foreach (var weight in weights)
        {
            sum += weight >= 0 ? weight : throw new ArgumentException("A weight is negative.", nameof(weights));
        }

        return sum > 0 ? sum : throw new ArgumentException("No weight is positive: there is nothing to share the amount over.", nameof(weights));
    }

    private static void Negate(Span<long> shares)
    {
        foreach (ref var share in shares)
        {
            share = -share;
        }
    }
}
