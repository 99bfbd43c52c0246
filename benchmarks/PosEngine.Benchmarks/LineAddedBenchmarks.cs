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
    private readonly TicketPricing[] _pricings = new TicketPricing[Tickets];
    private BenchmarkTill _till = null!;
    private TicketContent _content = null!;
    private TicketLine _line = null!;

    [Params(5, 50, 500)]
    public int Lines { get; set; }

    [GlobalSetup]
    public async Task SetUp()
    {
        _till = await BenchmarkTill.StartAsync(items: 501, new StillTimers());
        var lines = _till.RingUp(Lines + 1).Current.Lines;
        _line = lines[^1];
        _content = new() { Policy = PricingPolicy.Default, Lines = lines[..^1] };
    }

    [GlobalCleanup]
    public async Task CleanUp() => await _till.DisposeAsync();

    [IterationSetup(Target = nameof(Scan))]
    public void RingUp()
    {
        for (var i = 0; i < Tickets; i++)
            _tickets[i] = _till.RingUp(Lines);
    }

    /// <summary>Rung up line by line, as a cashier does: a list made at once would have no room for one more.</summary>
    [IterationSetup(Target = nameof(Totals_kept))]
    public void PriceLineByLine()
    {
        for (var i = 0; i < Tickets; i++)
            _pricings[i] = _content.Lines.ToArray().Aggregate(TicketPricing.Of(_content with { Lines = TicketLines.Empty }, Currency.EUR), (pricing, line) => pricing.Next(TicketFold.Add(pricing.Content, line, default)));
    }

    [Benchmark(OperationsPerInvoke = Tickets)]
    public void Scan()
    {
        foreach (var ticket in _tickets)
            ticket.Scan(Assortment.BarcodeOf(Lines)).EnsureDone();
    }

    [Benchmark(OperationsPerInvoke = Tickets)]
    public Totals Totals_kept()
    {
        var totals = default(Totals);
        foreach (var pricing in _pricings)
            totals = pricing.Next(TicketFold.Add(pricing.Content, _line, default)).Priced.Totals;
        return totals!;
    }

    [Benchmark]
    public Totals Totals_from_scratch() => Pricer.Price(TicketFold.Add(_content, _line, default).ToPriceRequest(Currency.EUR)).Totals;
}
