using PosEngine.Ledger;

namespace PosEngine.Employees;

/// <summary>Wrong PINs in a row.</summary>
/// <param name="Count">How many.</param>
/// <param name="Sequence">The entry that tells of the last one.</param>
/// <param name="Uptime">Milliseconds that the engine had been running then.</param>
internal sealed record WrongPins(int Count, long Sequence, long Uptime)
{
    /// <summary>Whose they are that were typed without saying for whom.</summary>
    public static EmployeeId Nobody => default;
}

/// <summary>How long a PIN is not even looked at after wrong ones. Pure.</summary>
/// <remarks>
/// Time is what the engine has been running, by a clock that nobody can set. A restart takes that clock away, so a wait begins anew with it: neither the hands of the clock nor the power switch ends one early.
/// </remarks>
internal static class LockOut
{
    /// <summary>People mistype. Two wrong ones cost nothing.</summary>
    private const int FreeTries = 2;

    private static readonly TimeSpan First = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan Longest = TimeSpan.FromHours(1);

    /// <summary>A busy shop mistypes that often, and a pad that is guessed at lets no more through in the end: 48 a day, each on record.</summary>
    private static readonly TimeSpan ForgetsOneIn = TimeSpan.FromMinutes(30);

    /// <summary>How long to wait after so many in a row: trying all 10,000 short PINs takes more than a year.</summary>
    public static TimeSpan After(int count)
    {
        if (count <= FreeTries)
            return TimeSpan.Zero;
        var doublings = count - FreeTries - 1;
        return doublings < 7 && First * (1 << doublings) is var delay && delay < Longest ? delay : Longest;
    }

    /// <summary>How long there is still to wait; zero for not at all.</summary>
    /// <param name="wrong">The wrong ones; null for none.</param>
    /// <param name="loadedHead">The last entry of earlier runs of the engine.</param>
    /// <param name="uptime">How long this one has been running.</param>
    public static TimeSpan Left(WrongPins? wrong, long loadedHead, TimeSpan uptime)
    {
        if (wrong is null)
            return TimeSpan.Zero;
        var begun = wrong.Sequence > loadedHead ? TimeSpan.FromMilliseconds(wrong.Uptime) : TimeSpan.Zero;
        var left = begun + After(wrong.Count) - uptime;
        return left > TimeSpan.Zero ? left : TimeSpan.Zero;
    }

    /// <summary>One more wrong one. Those that were typed without saying for whom are forgotten one by one as time goes by: no right PIN forgives them, since whoever guesses at the PINs of others has one.</summary>
    public static DeviceState Add(DeviceState state, EmployeeId tried, long sequence, long uptime)
    {
        var before = state.WrongPins.GetValueOrDefault(tried);
        var forgotten = before is null || tried != WrongPins.Nobody ? 0 : Math.Max(0, uptime - before.Uptime) / (long)ForgetsOneIn.TotalMilliseconds;
        return state with { WrongPins = state.WrongPins.SetItem(tried, new((int)Math.Max(0, (before?.Count ?? 0) - forgotten) + 1, sequence, uptime)) };
    }

    /// <summary>A right one forgives what the same person typed wrong.</summary>
    public static DeviceState Forgive(DeviceState state, EmployeeId employee) =>
        state.WrongPins.ContainsKey(employee) ? state with { WrongPins = state.WrongPins.Remove(employee) } : state;
}
