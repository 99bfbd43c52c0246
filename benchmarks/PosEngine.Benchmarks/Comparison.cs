using System.Diagnostics;
using System.Globalization;

namespace PosEngine.Benchmarks;

/// <summary>Lets contestants take turns, round by round, on the same disk: machines are noisy, ratios within a round are not.</summary>
internal static class Comparison
{
    private const int SalesPerRound = 100;

    // A page and its frame header: what one frame of the write-ahead log takes.
    private const int FrameBytes = 4_096 + 24;

    public static async Task<int> RunAsync(string[] options)
    {
        var rounds = options is ["--rounds", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 20;
        var folder = Directory.CreateDirectory(Path.Combine(AppContext.BaseDirectory, "comparison")).FullName;
        try
        {
            foreach (var lines in (int[])[5, 20])
                await CompareSalesAsync(folder, lines, rounds);
            await MeasureGroupCommitAsync(folder, rounds);
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static async Task CompareSalesAsync(string folder, int lines, int rounds)
    {
        var till = await BenchTill.StartAsync(Directory.CreateDirectory(Path.Combine(folder, $"till-{lines}")).FullName);
        var frames = await CountFramesAsync(till, Path.Combine(folder, $"till-{lines}", "till.db-wal"), lines);
        IContestant[] contestants =
        [
            new Floor("4 KiB + fdatasync", folder, 4_096),
            new Floor("same bytes + fdatasync", folder, (int)Math.Round(frames) * FrameBytes),
            new EngineContestant(till, lines),
            new Normalised(folder, lines),
        ];
        var times = await TakeTurnsAsync(contestants, rounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{lines} lines a sale, {rounds} rounds of {SalesPerRound} sales; PosEngine writes {frames:0.00} WAL frames a sale"));
        Print(contestants, times);
        foreach (var contestant in contestants)
            await contestant.DisposeAsync();
    }

    /// <summary>Frames a sale adds to the log. Right after a start the log is empty and only grows.</summary>
    private static async Task<double> CountFramesAsync(BenchTill till, string log, int lines)
    {
        var engine = new EngineContestant(till, lines);
        engine.Prepare(SalesPerRound);
        var before = new FileInfo(log).Length;
        for (var i = 0; i < SalesPerRound; i++)
            await engine.SellAsync();
        return (new FileInfo(log).Length - before) / (double)FrameBytes / SalesPerRound;
    }

    /// <summary>Seconds a sale, by contestant and round. The first round warms up and does not count.</summary>
    private static async Task<double[][]> TakeTurnsAsync(IContestant[] contestants, int rounds)
    {
        var times = contestants.Select(_ => new double[rounds]).ToArray();
        for (var round = -1; round < rounds; round++)
        {
            for (var turn = 0; turn < contestants.Length; turn++)
            {
                var index = (turn + round + 1) % contestants.Length;
                var contestant = contestants[index];
                contestant.Prepare(SalesPerRound);
                await contestant.RestAsync();
                var start = Stopwatch.GetTimestamp();
                for (var i = 0; i < SalesPerRound; i++)
                    await contestant.SellAsync();
                if (round >= 0)
                    times[index][round] = Stopwatch.GetElapsedTime(start).TotalSeconds / SalesPerRound;
            }
        }

        return times;
    }

    private static void Print(IContestant[] contestants, double[][] times)
    {
        Console.WriteLine($"| {"contestant",-24} | {"median",9} | {"× " + contestants[0].Name,20} | {"× " + contestants[1].Name,24} | {"× " + contestants[^1].Name,20} |");
        Console.WriteLine("|---|---:|---:|---:|---:|");
        for (var i = 0; i < contestants.Length; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"| {contestants[i].Name,-24} | {Median(times[i]) * 1e6,6:0} µs | {Ratio(times[i], times[0]),20:0.00} | {Ratio(times[i], times[1]),24:0.00} | {Ratio(times[i], times[^1]),20:0.00} |"));
        }
    }

    private static async Task MeasureGroupCommitAsync(string folder, int rounds)
    {
        await using var till = await BenchTill.StartAsync(Directory.CreateDirectory(Path.Combine(folder, "group")).FullName);
        Console.WriteLine("\nGroup commit, 5 lines a sale\n| producers | sales/s |\n|---:|---:|");
        foreach (var producers in (int[])[1, 16, 64])
        {
            var sales = producers * 50;
            var rates = new double[Math.Max(1, rounds / 4)];
            for (var round = 0; round < rates.Length; round++)
            {
                var queues = Enumerable.Range(0, producers).Select(_ => new EngineContestant(till, 5)).ToArray();
                foreach (var queue in queues)
                    queue.Prepare(50);
                await queues[0].RestAsync();
                var start = Stopwatch.GetTimestamp();
                await Task.WhenAll(queues.Select(queue => Task.Run(async () =>
                {
                    for (var i = 0; i < 50; i++)
                        await queue.SellAsync();
                })));
                rates[round] = sales / Stopwatch.GetElapsedTime(start).TotalSeconds;
            }

            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {producers} | {Median(rates):0} |"));
        }
    }

    private static double Ratio(double[] times, double[] other) => Median([.. times.Zip(other, static (one, two) => one / two)]);

    private static double Median(double[] values)
    {
        var sorted = values.Order().ToArray();
        return sorted.Length % 2 == 1 ? sorted[sorted.Length / 2] : (sorted[(sorted.Length / 2) - 1] + sorted[sorted.Length / 2]) / 2;
    }
}
