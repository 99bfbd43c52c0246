using System.Diagnostics;

namespace PosEngine.Benchmarks.Comparison;

/// <summary>Rounds that do not count. The runtime compiles in tiers, in the background: what a sale costs settles after seconds, not after a number of sales.</summary>
internal static class WarmUp
{
    private static readonly TimeSpan Duration = TimeSpan.FromSeconds(20);

    /// <param name="runRound">One round.</param>
    /// <param name="rounds">How many rounds will count: who asks for a few wants an answer soon, not a figure.</param>
    public static async Task RunAsync(Func<Task> runRound, int rounds)
    {
        var started = Stopwatch.GetTimestamp();
        for (var round = 0; round < rounds && Stopwatch.GetElapsedTime(started) < Duration; round++)
            await runRound();
    }
}
