using BenchmarkDotNet.Attributes;
using PosEngine.Benchmarks.Tills;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Benchmarks;

/// <summary>One more line on an open ticket, with its totals: as a scanner adds it, and the pricing in it alone, kept from step to step or done from scratch.</summary>
public class LineAddedBenchmarks
{
    /// <summary>Tickets for one turn: a line can be added to each only once, or it would not have <see cref="Lines"/> any more.</summary>
    private const int Tickets = 64;

    private readonly ITicket[] _tickets = new ITicket[Tickets];
    private BenchmarkTill _till = null!;
    private TicketPricing _pricing = null!;
    private TicketLine _line = null!;

    [Params(5, 50, 500)]
    public int Lines { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        _till = await BenchmarkTill.StartAsync(items: 501, new StillTimers());
        var lines = _till.RingUp(Lines + 1).Current.Lines;
        _line = lines[^1];
        _pricing = TicketPricing.Of(new TicketContent { Policy = PricingPolicy.Default, Lines = lines[..^1] }, Currency.EUR);
    }

    [GlobalCleanup]
    public async Task CleanUp() => await _till.DisposeAsync();

    [IterationSetup(Target = nameof(Scan))]
    public void RingUp()
    {
        for (var i = 0; i < Tickets; i++)
            _tickets[i] = _till.RingUp(Lines);
    }

    [Benchmark(OperationsPerInvoke = Tickets)]
    public void Scan()
    {
        foreach (var ticket in _tickets)
            ticket.Scan(Assortment.BarcodeOf(Lines)).EnsureDone();
    }

    [Benchmark]
    public Totals Totals_kept() => _pricing.Next(TicketFold.Add(_pricing.Content, _line, default)).Priced.Totals;

    [Benchmark]
    public Totals Totals_from_scratch() => Pricer.Price(TicketFold.Add(_pricing.Content, _line, default).ToPriceRequest(Currency.EUR)).Totals;
}
