namespace PosEngine.Storage;

/// <summary>Times as the tables keep them: milliseconds of Unix time, and the zone's offset in minutes beside them.</summary>
internal static class Times
{
    public static DateTimeOffset Of(long milliseconds, long zoneMinutes) =>
        DateTimeOffset.FromUnixTimeMilliseconds(milliseconds).ToOffset(TimeSpan.FromMinutes(zoneMinutes));

    public static long ZoneOf(DateTimeOffset time) => (long)time.Offset.TotalMinutes;
}
