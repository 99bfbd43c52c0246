using BenchmarkDotNet.Attributes;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Benchmarks;

/// <summary>One more line on a ticket, with its totals: kept from step to step, and priced from scratch.</summary>
[MemoryDiagnoser]
public class LineAddedBenchmarks
{
    private static readonly Tax Vat = new() { Id = new(new Guid(1, 0, 0, new byte[8])), Name = "VAT 20%", Rate = Rate.Percent(20) };

    private TicketPricing _ticket = null!;
    private TicketLine _line = null!;

    [Params(5, 50, 500)]
    public int Lines { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        var lines = Enumerable.Range(1, Lines + 1).Select(Line).ToArray();
        _line = lines[^1];
        _ticket = TicketPricing.Of(new TicketContent { Policy = PricingPolicy.Default, Lines = [.. lines[..^1]] }, Currency.EUR);
    }

    [Benchmark(Baseline = true)]
    public Totals Totals_are_kept() => _ticket.Next(TicketFold.Add(_ticket.Content, _line, default)).Priced.Totals;

    [Benchmark]
    public Totals Totals_from_scratch() => Pricer.Price(TicketFold.Add(_ticket.Content, _line, default).ToPriceRequest(Currency.EUR)).Totals;

    private static TicketLine Line(int i) => new()
    {
        Id = new(new Guid(i, 0, 0, new byte[8])),
        Name = $"Item {i}",
        UnitPrice = Money.FromUnits(i * 1_000),
        Quantity = Quantity.One,
        Taxes = [Vat],
    };
}
