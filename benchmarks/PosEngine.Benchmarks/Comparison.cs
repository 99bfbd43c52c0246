using System.Diagnostics;
using System.Globalization;

namespace PosEngine.Benchmarks;

/// <summary>Lets contestants take turns, round by round, on the same disk: machines are noisy, ratios within a round are not.</summary>
internal static class Comparison
{
    private const int SalesPerTurn = 20;
    private const int RoundsBetweenRests = 10;
    private const int FrameSample = 400;

    // A page and its frame header: what one frame of the write-ahead log takes.
    private const int FrameBytes = 4_096 + 24;

    public static async Task<int> RunAsync(string[] options)
    {
        var rounds = options is ["--rounds", var text] ? int.Parse(text, CultureInfo.InvariantCulture) : 100;
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
            new Floor("4 KiB + fdatasync", folder, 4_096, Floor.SyncData),
            new Floor("same bytes + fsync", folder, (int)Math.Round(frames) * FrameBytes, Floor.Sync), // SQLite as shipped calls fsync.
            new EngineContestant(till, lines),
            new Normalised(folder, lines),
        ];
        var times = await TakeTurnsAsync(contestants, rounds);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\n{lines} lines a sale, {rounds} rounds of {SalesPerTurn} sales; PosEngine writes {frames:0.00} WAL frames a sale"));
        Print(contestants, times);
        foreach (var contestant in contestants)
            await contestant.DisposeAsync();
    }

    /// <summary>Frames a sale adds to the log. Right after a start the log is empty and only grows.</summary>
    private static async Task<double> CountFramesAsync(BenchTill till, string log, int lines)
    {
        var engine = new EngineContestant(till, lines);
        engine.Prepare(FrameSample);
        var before = new FileInfo(log).Length;
        for (var i = 0; i < FrameSample; i++)
            await engine.SellAsync();
        return (new FileInfo(log).Length - before) / (double)FrameBytes / FrameSample;
    }

    /// <summary>The median seconds of a sale, by contestant and round. The first rounds warm up and do not count.</summary>
    private static async Task<double[][]> TakeTurnsAsync(IContestant[] contestants, int rounds)
    {
        var times = contestants.Select(_ => new double[rounds]).ToArray();
        for (var round = -RoundsBetweenRests; round < rounds; round++)
        {
            if (round % RoundsBetweenRests == 0)
            {
                foreach (var contestant in contestants)
                    await contestant.RestAsync();
            }

            for (var turn = 0; turn < contestants.Length; turn++)
            {
                var index = (turn + round + RoundsBetweenRests) % contestants.Length;
                var time = await TakeTurnAsync(contestants[index]);
                if (round >= 0)
                    times[index][round] = time;
            }
        }

        return times;
    }

    private static async Task<double> TakeTurnAsync(IContestant contestant)
    {
        contestant.Prepare(SalesPerTurn);
        var times = new double[SalesPerTurn];
        for (var i = 0; i < SalesPerTurn; i++)
        {
            var start = Stopwatch.GetTimestamp();
            await contestant.SellAsync();
            times[i] = Stopwatch.GetElapsedTime(start).TotalSeconds;
        }

        return Median(times);
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
            var rates = new double[Math.Max(1, rounds / 10)];
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
