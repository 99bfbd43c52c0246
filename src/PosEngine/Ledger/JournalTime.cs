using Microsoft.Data.Sqlite;
using PosEngine.Journal;

namespace PosEngine.Ledger;

/// <summary>How much time the journal tells of, by nothing that can be set back.</summary>
/// <remarks>
/// Within a run of the engine it is what passed by the clock that nobody can set. Between two runs only the device's clock knows: where that was set back meanwhile nothing passed, and never less. So what earlier
/// runs have counted stays counted, whatever is done to the clock and however often the engine is started.
/// </remarks>
internal static class JournalTime
{
    /// <summary>How long ago the first entry above a watermark was written; zero where there is none.</summary>
    /// <param name="connection">The database.</param>
    /// <param name="acked">The watermark.</param>
    /// <param name="head">The last entry, of an earlier run.</param>
    /// <param name="now">The device's clock.</param>
    public static TimeSpan Since(SqliteConnection connection, long acked, long head, DateTimeOffset now)
    {
        if (acked >= head)
            return TimeSpan.Zero;
        var anomalies = Sequences(EntryKinds.ClockAnomaly);
        var starts = Sequences(EntryKinds.EngineStarted).Select(start => anomalies.Contains(start - 1) ? start - 1 : start).Where(start => start > acked + 1).ToHashSet(); // What a start has found stands before it.
        var marks = starts.SelectMany(static start => new[] { start - 1, start }).Prepend(acked + 1).Append(head).Distinct().Order()
            .Select(sequence => (Body: JournalTable.BodyOf(connection, sequence), IsStart: starts.Contains(sequence))).Where(static mark => !mark.Body.IsEmpty)
            .Select(static mark => (EntryReader.Read(mark.Body).Head, mark.IsStart)).ToList();
        return marks.Count == 0 ? TimeSpan.Zero : Between(marks) + NotBelowZero(now - marks[^1].Head.At);

        HashSet<long> Sequences(string kind) => [.. JournalTable.Read(connection, acked + 1, head, [kind]).Select(static entry => entry.Sequence)];
    }

    /// <summary>What passed from the first to the last of some entries, the first and the last of each run among them.</summary>
    /// <param name="marks">In order, each with whether a run begins with it.</param>
    public static TimeSpan Between(IReadOnlyList<(EntryHead Head, bool IsStart)> marks) => marks.Zip(marks.Skip(1), static (before, after) =>
        !after.IsStart && after.Head.Uptime >= before.Head.Uptime
            ? TimeSpan.FromMilliseconds(after.Head.Uptime.Value - before.Head.Uptime.Value)
            : NotBelowZero(after.Head.At - before.Head.At)).Aggregate(TimeSpan.Zero, static (sum, passed) => sum + passed);

    private static TimeSpan NotBelowZero(TimeSpan time) => time > TimeSpan.Zero ? time : TimeSpan.Zero;
}
