using BenchmarkDotNet.Attributes;
using PosEngine.Benchmarks.Tills;
using PosEngine.Receipts;

namespace PosEngine.Benchmarks;

/// <summary>A page of 50 of 100,000 receipts, against the same rows read from SQLite with nothing in between.</summary>
public class ReceiptListBenchmarks
{
    private const int Receipts = 100_000;
    private const int Page = 50;
    private const int Producers = 64;

    private BenchmarkTill _till = null!;
    private PlainReceipts _plain = null!;

    [GlobalSetup]
    public async Task SetUp()
    {
        _till = await BenchmarkTill.StartAsync(items: 10);
        await Task.WhenAll(Enumerable.Range(0, Producers).Select(_ => Task.Run(async () =>
        {
            for (var i = 0; i < Receipts / Producers; i++)
                await _till.PayAsync(_till.RingUp(lines: 1));
        })));
        _plain = PlainReceipts.Open(_till.DatabasePath);
    }

    [GlobalCleanup]
    public async Task CleanUp()
    {
        await _plain.DisposeAsync();
        await _till.DisposeAsync();
    }

    [Benchmark]
    public async Task<int> Newest() => (await _till.Pos.Receipts.ListAsync(new ReceiptQuery { Limit = Page })).Value.Count;

    [Benchmark]
    public async Task<int> From_the_middle() => (await _till.Pos.Receipts.ListAsync(new ReceiptQuery { Limit = Page, Before = Receipts / 2 })).Value.Count;

    [Benchmark(Baseline = true)]
    public int Newest_by_plain_SQLite() => _plain.Newest().Count;
}
