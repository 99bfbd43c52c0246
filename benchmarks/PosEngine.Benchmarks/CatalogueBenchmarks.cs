using BenchmarkDotNet.Attributes;
using PosEngine.Catalog;
using PosEngine.Pricing;

namespace PosEngine.Benchmarks;

/// <summary>A catalogue of 100,000 items in memory.</summary>
[MemoryDiagnoser]
public class CatalogueBenchmarks
{
    private const int Items = 100_000;

    private static readonly Dictionary<TaxId, Tax> Taxes =
        new[] { new Tax { Id = new(new Guid("0193b000-0000-7000-8000-000000000020")), Name = "VAT 20%", Rate = Rate.Percent(20) } }.ToDictionary(tax => tax.Id);

    private readonly string[] _rows = [.. Enumerable.Range(0, Items).Select(BenchTill.ItemJson)];
    private readonly string _barcode = BenchTill.Barcode(77_777);
    private CatalogIndex _index = null!;

    [GlobalSetup]
    public void SetUp() => _index = Load();

    [Benchmark]
    public Item? Find_by_barcode() => _index.TryFindByBarcode(_barcode, out var item) ? item : null;

    [Benchmark]
    public Item? Find_by_sku() => _index.TryFindBySku("SKU77777", out var item) ? item : null;

    [Benchmark]
    public object Load_all() => Load();

    private CatalogIndex Load()
    {
        var index = new CatalogIndex();
        foreach (var row in _rows)
            index.Set(ItemFormat.ReadItem(row, Taxes));
        return index;
    }
}
