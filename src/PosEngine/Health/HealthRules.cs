using System.Collections.Immutable;

namespace PosEngine.Health;

/// <summary>What of the figures is a problem. Pure.</summary>
internal static class HealthRules
{
    private static readonly TimeSpan UnsynchronisedAgeMax = TimeSpan.FromDays(1);
    private static readonly TimeSpan ClockOffsetMax = TimeSpan.FromMinutes(5);

    /// <param name="isDamaged">Whether a check has found damage.</param>
    /// <param name="isStoreFailing">Whether the disk did not take what was last written.</param>
    /// <param name="isDiskShort">Whether the next sale might not fit.</param>
    /// <param name="unsynchronisedAge">How long the oldest entry has waited for the back office.</param>
    /// <param name="clockOffset">What to add to the device's clock to get the back office's.</param>
    /// <param name="isClockOdd">Whether the clock did what clocks do not do, and nobody has compared it since.</param>
    public static ImmutableArray<string> Problems(bool isDamaged, bool isStoreFailing, bool isDiskShort, TimeSpan? unsynchronisedAge, TimeSpan? clockOffset, bool isClockOdd)
    {
        var problems = ImmutableArray.CreateBuilder<string>();
        if (isDamaged)
            problems.Add(HealthCodes.Damaged);
        if (isStoreFailing)
            problems.Add(HealthCodes.StoreFailing);
        if (isDiskShort)
            problems.Add(HealthCodes.DiskFull);
        if (unsynchronisedAge > UnsynchronisedAgeMax)
            problems.Add(HealthCodes.Unsynchronised);
        if (isClockOdd || clockOffset?.Duration() > ClockOffsetMax)
            problems.Add(HealthCodes.ClockWrong);
        return problems.ToImmutable();
    }

    public static HealthStatus StatusOf(ImmutableArray<string> problems) =>
        problems.Contains(HealthCodes.Damaged) || problems.Contains(HealthCodes.StoreFailing) || problems.Contains(HealthCodes.DiskFull) ? HealthStatus.Unhealthy
        : problems.IsEmpty ? HealthStatus.Healthy
        : HealthStatus.Degraded;
}
