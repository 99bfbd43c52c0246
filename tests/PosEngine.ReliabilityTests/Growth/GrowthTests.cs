using System.Diagnostics;
using PosEngine.Receipts;
using PosEngine.Reliability.Crash;

namespace PosEngine.Reliability.Growth;

/// <summary>A till of many years is as quick as a new one: one database grows, and is measured at three sizes of it in one run.</summary>
public sealed class GrowthTests(ITestOutputHelper output)
{
    private const int Samples = 200;

    // Whoever pays at the same time shares a sync of the disk: so a million receipts are there within the hour.
    private const int AtOnce = 64;

    private static readonly int[] Sizes = ReliabilityScale.IsFull ? [1_000, 100_000, 1_000_000] : [500, 2_000, 8_000];

    [Fact]
    public async Task Sales_starts_memory_and_the_list_do_not_grow_with_the_receipts()
    {
        using var folder = new TemporaryFolder();
        var path = folder.PathOf("till.db");
        await TestShop.CreateAsync(path);
        var figures = new List<Figures>();
        var receipts = 0;
        foreach (var size in Sizes)
        {
            await using (var till = await TestShop.OpenAsync(path))
            {
                while (receipts < size)
                {
                    var paid = await Task.WhenAll(Enumerable.Range(0, Math.Min(AtOnce, size - receipts)).Select(_ => TestShop.PayAsync(till, TestShop.RingUp(till))));
                    receipts += paid.Count(static sale => sale.IsDone);
                }
            }

            figures.Add(await MeasureAsync(path, size));
            receipts += Samples;
        }

        foreach (var one in figures)
        {
            output.WriteLine(
                $"{one.Receipts:N0} receipts: sale {one.Sale.TotalMicroseconds:N0} µs ({one.Sale / figures[0].Sale:0.00}), start {one.Start.TotalMilliseconds:N1} ms ({one.Start / figures[0].Start:0.00}), " +
                $"memory {one.Memory / 1_024:N0} KiB ({(double)one.Memory / figures[0].Memory:0.00}), page of 50 {one.Page.TotalMicroseconds:N0} µs ({one.Page / figures[0].Page:0.00})");
        }

        // Medians of one run on a shared machine: what grows with the receipts would be off by hundreds.
        Assert.All(figures, one =>
        {
            Assert.InRange(one.Sale / figures[0].Sale, 0, 3);
            Assert.InRange(one.Start / figures[0].Start, 0, 5);
            Assert.InRange((double)one.Memory / figures[0].Memory, 0, 2);
            Assert.InRange(one.Page / figures[0].Page, 0, 5);
        });
    }

    private static async Task<Figures> MeasureAsync(string path, int receipts)
    {
        var start = Stopwatch.StartNew();
        await using var till = await TestShop.OpenAsync(path);
        start.Stop();
        var sales = new List<TimeSpan>();
        for (var i = 0; i < Samples; i++)
        {
            var ticket = TestShop.RingUp(till);
            var sale = Stopwatch.StartNew();
            (await TestShop.PayAsync(till, ticket)).EnsureDone();
            sales.Add(sale.Elapsed);
        }

        var pages = new List<TimeSpan>();
        long? before = null;
        for (var i = 0; i < Samples / 10; i++)
        {
            var page = Stopwatch.StartNew();
            var rows = (await till.Receipts.ListAsync(new ReceiptQuery { Before = before })).Value;
            pages.Add(page.Elapsed);
            before = rows.Count == 50 ? rows[^1].Sequence : null;
        }

        return new Figures(receipts, Median(sales), start.Elapsed, GC.GetTotalMemory(forceFullCollection: true), Median(pages));
    }

    private static TimeSpan Median(List<TimeSpan> times)
    {
        times.Sort();
        return times[times.Count / 2];
    }

    private sealed record Figures(int Receipts, TimeSpan Sale, TimeSpan Start, long Memory, TimeSpan Page);
}
