using BenchmarkDotNet.Attributes;
using PosEngine.Benchmarks.Tills;
using PosEngine.Tickets;

namespace PosEngine.Benchmarks;

/// <summary><c>Checkout.CompleteAsync</c>, and what it allocates. Its time is the disk's more than its own: <c>compare</c> sets it beside the disk.</summary>
public class SaleBenchmarks
{
    private const int Sales = 64;

    private readonly ITicket[] _tickets = new ITicket[Sales];
    private BenchmarkTill _till = null!;

    [Params(5, 20)]
    public int Lines { get; set; }

    [GlobalSetup]
    public async Task SetUp() => _till = await BenchmarkTill.StartAsync(items: 500, new StillTimers());

    [GlobalCleanup]
    public async Task CleanUp() => await _till.DisposeAsync();

    [IterationSetup]
    public void RingUp()
    {
        for (var i = 0; i < Sales; i++)
            _tickets[i] = _till.RingUp(Lines);
    }

    [Benchmark(OperationsPerInvoke = Sales)]
    public async Task Complete()
    {
        foreach (var ticket in _tickets)
            await _till.PayAsync(ticket);
    }
}
