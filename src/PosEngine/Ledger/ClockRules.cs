using System.Text.Json;
using PosEngine.Journal;

namespace PosEngine.Ledger;

/// <summary>What can be wrong with a device's clock: the words of the journal.</summary>
internal static class ClockAnomalies
{
    public const string SteppedBack = "stepped_back";
    public const string JumpedAhead = "jumped_ahead";
    public const string ZoneChanged = "zone_changed";

    /// <summary>The device is in another zone than the shop.</summary>
    public const string ZoneWrong = "zone_wrong";
}

/// <summary>The clock did what clocks do not do. Order never depends on it; whoever reads times has to know.</summary>
/// <param name="Anomaly">One of <see cref="ClockAnomalies"/>.</param>
/// <param name="Previous">The time of the entry before.</param>
/// <param name="Drift">By how much the clock moved more than the time that passed; null where nobody knows how much did.</param>
internal sealed record ClockAnomaly(string Anomaly, DateTimeOffset Previous, TimeSpan? Drift) : EntryData
{
    public override string Kind => EntryKinds.ClockAnomaly;

    public override void WriteMembers(Utf8JsonWriter writer)
    {
        writer.WriteString("anomaly"u8, Anomaly);
        writer.WriteTime("previous"u8, Previous);
        if (Drift is { } drift)
            writer.WriteNumber("drift"u8, (long)drift.TotalMilliseconds);
    }
}

/// <summary>Holds the device's clock against the entry before. Pure.</summary>
/// <remarks>
/// A limit: the clock that nobody can set stands still while a machine sleeps (Linux, macOS), so that the first entry after a night looks as if the clock had been set ahead. It is
/// flagged all the same. The device alone cannot tell the two apart, the drift on record says how long it was, and the offset to the back office says which of them it was.
/// </remarks>
internal static class ClockRules
{
    // A clock is corrected by fractions of a second all day long, and two threads read it in either order.
    private static readonly TimeSpan Tolerance = TimeSpan.FromSeconds(5);

    /// <param name="now">The clock.</param>
    /// <param name="shop">The shop's zone; null where nobody has named it.</param>
    public static bool IsZoneWrong(DateTimeOffset now, TimeZoneInfo? shop) => shop is not null && shop.GetUtcOffset(now) != now.Offset;

    /// <param name="previous">The time of the entry before.</param>
    /// <param name="now">The clock.</param>
    /// <param name="passed">How long ago that entry was written, by a clock that nobody can set; null where it was written by another run of the engine.</param>
    /// <param name="zone">The device's zone.</param>
    public static ClockAnomaly? Judge(DateTimeOffset previous, DateTimeOffset now, TimeSpan? passed, TimeZoneInfo zone)
    {
        var drift = passed is { } known ? now - previous - known : (TimeSpan?)null;
        if ((drift ?? now - previous) < -Tolerance)
            return new ClockAnomaly(ClockAnomalies.SteppedBack, previous, drift);
        if (drift > Tolerance)
            return new ClockAnomaly(ClockAnomalies.JumpedAhead, previous, drift);

        // An offset may change with the season: then the zone itself says so.
        return previous.Offset != now.Offset && zone.GetUtcOffset(previous) != previous.Offset ? new ClockAnomaly(ClockAnomalies.ZoneChanged, previous, drift) : null;
    }
}
