using BenchmarkDotNet.Attributes;
using BenchmarkDotNet.Engines;
using PosEngine.Benchmarks.Tills;

namespace PosEngine.Benchmarks;

/// <summary>Switching on a till that has 100,000 items.</summary>
[SimpleJob(RunStrategy.Monitoring, warmupCount: 2, iterationCount: 10)]
public class StartBenchmarks
{
    private BenchmarkTill _till = null!;

    [GlobalSetup]
    public async Task SetUp() => _till = await BenchmarkTill.StartAsync(items: 100_000);

    [GlobalCleanup]
    public async Task CleanUp() => await _till.DisposeAsync();

    [IterationSetup]
    public void SwitchOff() => _till.CloseAsync().AsTask().GetAwaiter().GetResult();

    /// <summary>Until the first sale can be made; the database answers look-ups.</summary>
    [Benchmark]
    public Task Until_it_sells() => _till.OpenAsync();

    /// <summary>Until every item is in memory as well.</summary>
    [Benchmark]
    public async Task Until_the_catalogue_is_in_memory()
    {
        await _till.OpenAsync();
        await _till.CatalogLoadedAsync();
    }
}
