using System.Diagnostics;
using System.Globalization;
using PosEngine.Benchmarks.Tills;
using PosEngine.Tickets;

namespace PosEngine.Benchmarks.Comparison;

/// <summary>How many sales a second share the disk: producers that each wait for their sale before they make the next.</summary>
internal static class GroupCommit
{
    private const int Lines = 5;
    private static readonly int[] Producers = [1, 16, 64];

    /// <param name="rounds">How often each number of producers takes its turn.</param>
    /// <param name="sales">How many sales each producer makes in a round.</param>
    public static async Task RunAsync(int rounds, int sales)
    {
        await using var till = await BenchmarkTill.StartAsync(items: 500);
        await RunRoundAsync(till, sales); // Warms up.
        var rates = new List<double[]>();
        for (var round = 0; round < rounds; round++)
            rates.Add(await RunRoundAsync(till, sales));

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"\ngroup commit: {Lines} lines; {rounds} rounds of {sales} sales each"));
        Console.WriteLine($"{"producers",-24}{"sales/s",12}{"× one producer",26}");
        for (var i = 0; i < Producers.Length; i++)
        {
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{Producers[i],-24}{Statistics.Median(rates.Select(rate => rate[i])),12:N0}{Statistics.Median(rates.Select(rate => rate[i] / rate[0])),26:N2}"));
        }
    }

    private static async Task<double[]> RunRoundAsync(BenchmarkTill till, int sales)
    {
        var rates = new double[Producers.Length];
        for (var i = 0; i < Producers.Length; i++)
        {
            ITicket[][] tickets = [.. Enumerable.Range(0, Producers[i]).Select(_ => Enumerable.Range(0, sales).Select(_ => till.RingUp(Lines)).ToArray())];
            var started = Stopwatch.GetTimestamp();
            await Task.WhenAll(tickets.Select(own => Task.Run(() => SellAsync(till, own))));
            rates[i] = Producers[i] * sales / Stopwatch.GetElapsedTime(started).TotalSeconds;
        }

        return rates;
    }

    private static async Task SellAsync(BenchmarkTill till, ITicket[] tickets)
    {
        foreach (var ticket in tickets)
            await till.PayAsync(ticket);
    }
}
