using System.Collections.Immutable;
using PosEngine.Journal;

namespace PosEngine.Employees;

/// <summary>What an employee does at the time clock.</summary>
internal enum ClockMove
{
    In,
    BreakBegin,
    BreakEnd,
    Out,
}

/// <summary>The entry's employee came, paused or went.</summary>
internal sealed record Clocked(ClockMove Move) : EntryData
{
    public override string Kind => Move switch
    {
        ClockMove.In => EntryKinds.ClockedIn,
        ClockMove.BreakBegin => EntryKinds.BreakBegun,
        ClockMove.BreakEnd => EntryKinds.BreakEnded,
        _ => EntryKinds.ClockedOut,
    };

    public override bool HasData => false;
}

/// <summary>Who is there is the fold of who came and went. Pure.</summary>
internal static class TimeClockRules
{
    /// <summary>Why a move makes no sense; null where it does.</summary>
    public static string? Refuse(Attendance? present, ClockMove move) => move switch
    {
        ClockMove.In => present is null ? null : RefusalCodes.ClockedIn,
        _ when present is null => RefusalCodes.ClockedOut,
        ClockMove.BreakBegin => present.BreakSince is null ? null : RefusalCodes.OnBreak,
        ClockMove.BreakEnd => present.BreakSince is null ? RefusalCodes.NotOnBreak : null,
        _ => null,
    };

    public static ImmutableDictionary<EmployeeId, Attendance> Fold(ImmutableDictionary<EmployeeId, Attendance> present, EmployeeId employee, ClockMove move, DateTimeOffset at)
    {
        if (move == ClockMove.In)
            return present.SetItem(employee, new Attendance(employee, at, null));
        if (!present.TryGetValue(employee, out var there))
            return present; // Came before what is here of the journal.
        return move switch
        {
            ClockMove.BreakBegin => present.SetItem(employee, there with { BreakSince = at }),
            ClockMove.BreakEnd => present.SetItem(employee, there with { BreakSince = null }),
            _ => present.Remove(employee),
        };
    }
}
