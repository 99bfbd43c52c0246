using System.Diagnostics;
using PosEngine.Receipts;
using PosEngine.Reliability.Crash;

namespace PosEngine.Reliability.Growth;

/// <summary>A till of many years is as quick as a new one: one database grows, and is measured at three sizes beside one that does not.</summary>
public sealed class GrowthTests(ITestOutputHelper output)
{
    private const int Samples = 200;

    // Pools come and go by a few megabytes. A million receipts of 16 bytes each would not fit in.
    private const long MemoryGrowthMax = 8 * 1_024 * 1_024;

    // Whoever pays at the same time shares a sync of the disk: so a million receipts are there within the hour.
    private const int AtOnce = 64;

    private static readonly int[] Sizes = ReliabilityScale.IsFull ? [1_000, 100_000, 1_000_000] : [500, 2_000, 8_000];

    [Fact]
    public async Task Sales_starts_memory_and_the_list_do_not_grow_with_the_receipts()
    {
        using var folder = new TemporaryFolder();
        var (path, smallPath) = (folder.PathOf("till.db"), folder.PathOf("small.db"));
        await TestShop.CreateAsync(path);
        var receipts = 0;
        long? firstMemory = null;
        foreach (var size in Sizes)
        {
            receipts = await GrowAsync(path, receipts, size);
            if (size == Sizes[0])
                File.Copy(path, smallPath);

            // Side by side with a database that stays small: what else the machine does slows down both.
            var (own, small) = await MeasureAsync(path, smallPath);
            receipts += Samples;
            output.WriteLine(
                $"{size:N0} receipts: sale {own.Sale.TotalMicroseconds:N0} µs ({own.Sale / small.Sale:0.00} of {Sizes[0]:N0}), start {own.Start.TotalMilliseconds:N1} ms ({own.Start / small.Start:0.00}), " +
                $"memory {own.Memory / 1_024:N0} KiB, page of 50 {own.Page.TotalMicroseconds:N0} µs ({own.Page / small.Page:0.00})");

            firstMemory ??= own.Memory;
            Assert.InRange(own.Memory - firstMemory.Value, long.MinValue, MemoryGrowthMax);
            if (!ReliabilityScale.IsFull)
                continue; // Times are told; only a run in full, on a machine that does nothing else, holds them to anything.

            // What grew with the receipts would be off by hundreds.
            Assert.InRange(own.Sale / small.Sale, 0, 2);
            Assert.InRange(own.Start / small.Start, 0, 5);
            Assert.InRange(own.Page / small.Page, 0, 5);
        }
    }

    private static async Task<int> GrowAsync(string path, int receipts, int size)
    {
        await using var till = await TestShop.OpenAsync(path);
        while (receipts < size)
        {
            var paid = await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, size - receipts)).Select(_ => TestShop.PayAsync(till, TestShop.RingUp(till))));
            receipts += paid.Count(static sale => sale.IsDone);
        }

        return receipts;
    }

    private static async Task<(Figures Own, Figures Small)> MeasureAsync(string path, string smallPath)
    {
        var (start, smallStart) = (await StartAsync(path), await StartAsync(smallPath));
        var (own, small) = (new List<TimeSpan>(), new List<TimeSpan>());
        var (pages, smallPages) = (new List<TimeSpan>(), new List<TimeSpan>());
        await using var till = await TestShop.OpenAsync(path);
        await using var smallTill = await TestShop.OpenAsync(smallPath);
        var memory = GC.GetTotalMemory(forceFullCollection: true);
        for (var i = 0; i < Samples; i++)
        {
            own.Add(await SellAsync(till));
            small.Add(await SellAsync(smallTill));
            pages.Add(await ListAsync(till));
            smallPages.Add(await ListAsync(smallTill));
        }

        return (new Figures(Median(own), start, memory, Median(pages)), new Figures(Median(small), smallStart, memory, Median(smallPages)));
    }

    private static async Task<TimeSpan> StartAsync(string path)
    {
        var starts = new List<TimeSpan>();
        for (var i = 0; i < 5; i++)
        {
            var watch = Stopwatch.StartNew();
            await using var till = await TestShop.OpenAsync(path);
            starts.Add(watch.Elapsed);
        }

        return Median(starts);
    }

    private static async Task<TimeSpan> SellAsync(IPosEngine till)
    {
        var ticket = TestShop.RingUp(till);
        var watch = Stopwatch.StartNew();
        (await TestShop.PayAsync(till, ticket)).EnsureDone();
        return watch.Elapsed;
    }

    /// <summary>A page from the middle of the list: by key, it costs what the first one costs.</summary>
    private static async Task<TimeSpan> ListAsync(IPosEngine till)
    {
        var watch = Stopwatch.StartNew();
        Assert.Equal(50, (await till.Receipts.ListAsync(new ReceiptQuery { Before = till.Journal.Head.Value / 2 })).Value.Count);
        return watch.Elapsed;
    }

    private static TimeSpan Median(List<TimeSpan> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    private sealed record Figures(TimeSpan Sale, TimeSpan Start, long Memory, TimeSpan Page);
}
