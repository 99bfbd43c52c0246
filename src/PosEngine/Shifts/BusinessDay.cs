namespace PosEngine.Shifts;

/// <summary>Which day a shift belongs to: that on which it was opened, or the day before where the shop is still open after midnight. Pure.</summary>
internal static class BusinessDay
{
    /// <param name="opened">When the shift was opened, by the device's clock.</param>
    /// <param name="start">When a day begins, after midnight.</param>
    public static DateOnly Of(DateTimeOffset opened, TimeSpan start) => DateOnly.FromDateTime((opened - start).DateTime);
}
