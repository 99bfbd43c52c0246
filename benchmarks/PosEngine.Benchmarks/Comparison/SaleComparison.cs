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
        var receipt = await till.PayAsync(till.RingUp(lines));
        IContestant[] contestants =
        [
            new DiskFloor("4 KiB, fdatasync", 4_096, DiskFloor.SyncData),
            new DiskFloor("same bytes, fdatasync", bytes, DiskFloor.SyncData),
            new DiskFloor("same bytes, fsync", bytes, DiskFloor.Sync), // What the SQLite in the package calls: it was built without fdatasync.
            new BareSqlite(receipt, await till.LastBodyBytesAsync()),
            new NormalisedSales(receipt),
            new EngineSales(till, lines),
        ];

        await WarmUp.RunAsync(() => RunRoundAsync(contestants, sales), rounds);
        var samples = new List<Sample[][]>();
        for (var round = 0; round < rounds; round++)
            samples.Add(await RunRoundAsync(contestants, sales));
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"\n{lines} lines: {bytes:N0} bytes in the write-ahead log ({(double)bytes / FrameSize:N2} frames) a sale; {rounds} rounds of {sales} sales"));
        Report(contestants, samples);
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

    /// <returns>For each contestant its sales.</returns>
    private static async Task<Sample[][]> RunRoundAsync(IContestant[] contestants, int sales)
    {
        var samples = Array.ConvertAll(contestants, _ => new Sample[sales]);
        for (var sale = 0; sale < sales; sale++)
        {
            for (var turn = 0; turn < contestants.Length; turn++)
            {
                // Another one begins each time, so that nobody always follows the same neighbour.
                var i = (turn + sale) % contestants.Length;
                contestants[i].Prepare();
                var cpu = Environment.CpuUsage.TotalTime;
                var started = Stopwatch.GetTimestamp();
                await contestants[i].CompleteAsync();
                var elapsed = Stopwatch.GetElapsedTime(started);
                samples[i][sale] = new Sample(elapsed.TotalMicroseconds, (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds);
            }
        }

        foreach (var contestant in contestants)
            await contestant.IdleAsync();
        return samples;
    }

    private static void Report(IContestant[] contestants, List<Sample[][]> rounds)
    {
        Console.WriteLine($"{"",-22}{"median µs",11}{"p99 µs",9}{"CPU µs",9}{string.Concat(contestants.SkipLast(1).Select(other => $"{"× " + other.Name,24}"))}");
        for (var i = 0; i < contestants.Length; i++)
        {
            var sales = rounds.SelectMany(round => round[i]).ToList();
            var ratios = Enumerable.Range(0, contestants.Length - 1).Select(other => Statistics.Median(rounds.Select(round => MedianOf(round[i]) / MedianOf(round[other]))));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{contestants[i].Name,-22}{MedianOf(sales),11:N0}{Statistics.Quantile(sales.Select(sale => sale.Elapsed), 0.99),9:N0}{Statistics.Median(sales.Select(sale => sale.Cpu)),9:N0}{string.Concat(ratios.Select(ratio => string.Create(CultureInfo.InvariantCulture, $"{ratio,24:N2}")))}"));
        }
    }

    private static double MedianOf(IEnumerable<Sample> sales) => Statistics.Median(sales.Select(static sale => sale.Elapsed));

    internal static int Option(string[] options, string name, int otherwise) =>
        Array.IndexOf(options, name) is >= 0 and var index ? int.Parse(options[index + 1], CultureInfo.InvariantCulture) : otherwise;

    /// <param name="Elapsed">Microseconds until the sale was on the disk.</param>
    /// <param name="Cpu">Microseconds of processor time, of all threads.</param>
    private readonly record struct Sample(double Elapsed, double Cpu);
}
