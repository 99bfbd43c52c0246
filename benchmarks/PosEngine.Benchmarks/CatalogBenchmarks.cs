using BenchmarkDotNet.Attributes;
using PosEngine.Benchmarks.Tills;
using PosEngine.Catalog;
using PosEngine.Tickets;

namespace PosEngine.Benchmarks;

/// <summary>Finding an item among 100,000.</summary>
public class CatalogBenchmarks
{
    private const int Items = 100_000;
    private const int Lookups = 1_024;

    private readonly string[] _barcodes = new string[Lookups];
    private readonly string[] _skus = new string[Lookups];
    private BenchmarkTill _till = null!;
    private ITicket _ticket = null!;

    [GlobalSetup]
    public async Task SetUp()
    {
        // Spread over the catalogue, so that it is memory that answers and not the processor's cache.
        var random = new Random(1);
        for (var i = 0; i < Lookups; i++)
        {
            var item = random.Next(Items);
            (_barcodes[i], _skus[i]) = (Assortment.BarcodeOf(item), Assortment.SkuOf(item));
        }

        _till = await BenchmarkTill.StartAsync(Items, new StillTimers());
        _ticket = _till.RingUp(lines: 1);
    }

    [GlobalCleanup]
    public async Task CleanUp() => await _till.DisposeAsync();

    [Benchmark(OperationsPerInvoke = Lookups)]
    public Item? Find_by_barcode()
    {
        Item? last = null;
        foreach (var barcode in _barcodes)
            last = _till.Pos.Catalog.FindByBarcode(barcode).Value;
        return last;
    }

    [Benchmark(OperationsPerInvoke = Lookups)]
    public Item? Find_by_sku()
    {
        Item? last = null;
        foreach (var sku in _skus)
            last = _till.Pos.Catalog.FindBySku(sku).Value;
        return last;
    }

    /// <summary>The same item once more: look-up, quantity, totals.</summary>
    [Benchmark]
    public TicketLine Scan_again() => _ticket.Scan(Assortment.BarcodeOf(0)).Value;
}
