using System.Numerics;

namespace PosEngine.Pricing.Oracle;

/// <summary>Largest remainders, dealt out one by one.</summary>
internal static class Allocation
{
    /// <summary>Shares an amount over weights.</summary>
    public static BigInteger[] Split(BigInteger amount, BigInteger[] weights, Sightings seen)
    {
        var sum = weights.Aggregate(BigInteger.Zero, (total, weight) => total + weight);
        return Deal(amount, [.. weights.Select(weight => new Fraction(amount * weight, sum))], seen);
    }

    /// <summary>Rounds exact amounts so that they add up to a total, each unit going to the one that is furthest below its exact amount and may have more.</summary>
    public static BigInteger[] Deal(BigInteger total, Fraction[] exact, Sightings seen, BigInteger[]? most = null)
    {
        var sum = exact.Aggregate((Fraction)0, (a, b) => a + b).Sign;
        var sign = sum != 0 ? sum : exact.Select(amount => amount.Sign).FirstOrDefault(s => s != 0);
        if (sign < 0)
            return [.. Deal(-total, [.. exact.Select(amount => -amount)], seen).Select(share => -share)];

        BigInteger[] shares = [.. exact.Select(amount => amount.Floor())];
        var left = total - shares.Aggregate(BigInteger.Zero, (a, b) => a + b);
        if (!left.IsZero)
            seen.Allocation();

        for (; !left.IsZero; left--)
        {
            var missing = exact.Zip(shares, (amount, share) => amount - share).ToArray();
            int[] open = [.. Enumerable.Range(0, exact.Length).Where(i => most is null || shares[i] < most[i])];
            if (open.Length < exact.Length && missing.Index().Any(other => !open.Contains(other.Index) && open.All(i => missing[i].CompareTo(other.Item) < 0)))
                seen.See("full lines");
            var furthest = open.Select(i => missing[i]).Aggregate((a, b) => a.CompareTo(b) >= 0 ? a : b);
            int[] candidates = [.. open.Where(i => missing[i].CompareTo(furthest) == 0)];
            if (candidates.Length > left)
                seen.AllocationTie();
            var largest = candidates.Select(i => exact[i]).Aggregate((a, b) => a.CompareTo(b) >= 0 ? a : b);
            shares[candidates.First(i => exact[i].CompareTo(largest) == 0)]++;
        }

        return shares;
    }
}
