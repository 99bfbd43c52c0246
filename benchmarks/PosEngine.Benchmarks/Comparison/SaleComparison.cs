using System.Diagnostics;
using System.Globalization;
using PosEngine.Benchmarks.Tills;

namespace PosEngine.Benchmarks.Comparison;

/// <summary>Sales against the disk's floor and against tables through Dapper. The contestants take turns sale by sale, so that whatever else the machine does hits all of them.</summary>
/// <remarks>A round gives each contestant's median time and its ratio to the others; what is told is the median of those ratios over the rounds.</remarks>
internal static class SaleComparison
{
    private const int Items = 500;
    private const int FrameSize = 4096 + 24;

    /// <param name="options"><c>--rounds N</c> (40) and <c>--sales N</c> in each round (25).</param>
    public static async Task<int> RunAsync(string[] options)
    {
        var (rounds, sales) = (Option(options, "--rounds", 40), Option(options, "--sales", 25));
        foreach (var lines in (int[])[5, 20])
            await CompareAsync(lines, rounds, sales);
        await GroupCommit.RunAsync(rounds, sales);
        return 0;
    }

    private static async Task CompareAsync(int lines, int rounds, int sales)
    {
        var till = await BenchmarkTill.StartAsync(Items);
        var bytes = await BytesPerSaleAsync(till, lines, 4 * sales);
        IContestant[] contestants =
        [
            new DiskFloor("4 KiB + fdatasync", 4096),
            new DiskFloor("same bytes + fdatasync", bytes),
            new NormalisedSales(await till.PayAsync(till.RingUp(lines))),
            new EngineSales(till, lines),
        ];

        await RunRoundAsync(contestants, sales); // Warms up.
        var times = new List<double[][]>();
        for (var round = 0; round < rounds; round++)
            times.Add(await RunRoundAsync(contestants, sales));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{lines} lines: {bytes:N0} bytes in the write-ahead log ({(double)bytes / FrameSize:N2} frames) a sale; {rounds} rounds of {sales} sales"));
        Report(contestants, times);
        foreach (var contestant in contestants)
            await contestant.DisposeAsync();
    }

    /// <summary>What a sale adds to the log on average, while nobody writes the log back.</summary>
    private static async Task<int> BytesPerSaleAsync(BenchmarkTill till, int lines, int sales)
    {
        var log = new FileInfo(till.DatabasePath + "-wal");
        var before = log.Length;
        for (var i = 0; i < sales; i++)
            await till.PayAsync(till.RingUp(lines));
        log.Refresh();
        return (int)((log.Length - before) / sales);
    }

    /// <returns>For each contestant the microseconds of each sale.</returns>
    private static async Task<double[][]> RunRoundAsync(IContestant[] contestants, int sales)
    {
        var times = Array.ConvertAll(contestants, _ => new double[sales]);
        for (var sale = 0; sale < sales; sale++)
        {
            for (var turn = 0; turn < contestants.Length; turn++)
            {
                // Another one begins each time, so that nobody always follows the same neighbour.
                var i = (turn + sale) % contestants.Length;
                contestants[i].Prepare();
                var started = Stopwatch.GetTimestamp();
                await contestants[i].CompleteAsync();
                times[i][sale] = Stopwatch.GetElapsedTime(started).TotalMicroseconds;
            }
        }

        foreach (var contestant in contestants)
            await contestant.IdleAsync();
        return times;
    }

    private static void Report(IContestant[] contestants, List<double[][]> rounds)
    {
        Console.WriteLine($"{"",-24}{"median µs",12}{"p99 µs",10}{string.Concat(contestants.SkipLast(1).Select(other => $"{"× " + other.Name,26}"))}");
        for (var i = 0; i < contestants.Length; i++)
        {
            var all = rounds.SelectMany(round => round[i]);
            var ratios = Enumerable.Range(0, contestants.Length - 1).Select(other => Statistics.Median(rounds.Select(round => Statistics.Median(round[i]) / Statistics.Median(round[other]))));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{contestants[i].Name,-24}{Statistics.Median(all),12:N0}{Statistics.Quantile(all, 0.99),10:N0}{string.Concat(ratios.Select(ratio => string.Create(CultureInfo.InvariantCulture, $"{ratio,26:N2}")))}"));
        }
    }

    private static int Option(string[] options, string name, int otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var index ? int.Parse(options[index + 1], CultureInfo.InvariantCulture) : otherwise;
}
