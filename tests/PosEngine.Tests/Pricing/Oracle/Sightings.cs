using System.Collections.Concurrent;

namespace PosEngine.Pricing.Oracle;

/// <summary>Counts what really happened in a property's cases, so that a property that never meets its subject is noticed.</summary>
internal sealed class Sightings
{
    private readonly ConcurrentDictionary<string, long> _counts = new();

    public void Case() => Count("cases");

    public void Rounding() => Count("roundings");

    public void Tie() => Count("ties");

    /// <summary>An amount was shared out and did not divide evenly.</summary>
    public void Allocation() => Count("uneven allocations");

    /// <summary>Shares had the same remainder, and not all of them got a unit.</summary>
    public void AllocationTie() => Count("allocation ties");

    /// <summary>A discount asked for more than there was.</summary>
    public void CappedDiscount() => Count("capped discounts");

    /// <summary>What was paid was enough.</summary>
    public void Settlement() => Count("settlements");

    /// <summary>Cash was rounded.</summary>
    public void CashRounding() => Count("cash roundings");

    public void Overflow() => Count("overflows");

    /// <summary>Prints every count, and fails if one of those named is zero.</summary>
    public void MustHaveOccurred(ITestOutputHelper output, params string[] whats)
    {
        foreach (var (what, count) in _counts.OrderBy(count => count.Key, StringComparer.Ordinal))
            output.WriteLine($"{count} {what}");
        Assert.Equal([], whats.Except(_counts.Keys));
    }

    private void Count(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);
}
