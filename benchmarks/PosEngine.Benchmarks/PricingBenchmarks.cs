using BenchmarkDotNet.Attributes;
using PosEngine.Pricing;

namespace PosEngine.Benchmarks;

/// <summary>A ticket priced from scratch and one line added, in each place where taxes are rounded.</summary>
public class PricingBenchmarks
{
    private static readonly Tax[] Taxes =
    [
        new() { Id = new(new Guid(1, 0, 0, new byte[8])), Name = "VAT 19%", Rate = Rate.Percent(19) },
        new() { Id = new(new Guid(2, 0, 0, new byte[8])), Name = "VAT 7%", Rate = Rate.Percent(7) },
    ];

    private readonly PriceSheet _sheet = new();
    private PriceRequest _request = null!;
    private PriceRequest _discounted = null!;
    private PriceRequest _roundedOnce = null!;
    private RunningTotals _running = null!;
    private PriceLine _line = null!;

    [Params(5, 20, 500)]
    public int Lines { get; set; }

    [Params(TaxRounding.OncePerTax, TaxRounding.PerLine, TaxRounding.PerUnit, TaxRounding.OncePerRate)]
    public TaxRounding Rounding { get; set; }

    [GlobalSetup]
    public void SetUp()
    {
        _request = new()
        {
            Currency = Currency.EUR,
            Policy = new() { TaxRounding = Rounding },
            Lines = [.. Enumerable.Range(1, Lines).Select(Line)],
        };
        _discounted = _request with { Discounts = [Discount.Percent(default, "10%", PosEngine.Rate.Percent(10))] };
        _roundedOnce = _request with { Policy = _request.Policy with { LineRounding = LineRounding.OncePerTicket } };
        _line = Line(Lines + 1);
        _running = _request.Lines.Aggregate(RunningTotals.Start(Currency.EUR, _request.Policy), (totals, line) => totals.Add(line));
        _sheet.Calculate(_request);
        _sheet.Calculate(_discounted);
        _sheet.Calculate(_roundedOnce);
    }

    /// <summary>From scratch: every figure of every line, in integers, on a sheet that is used again. The pure path: not one byte.</summary>
    [Benchmark]
    public void Figures() => _sheet.Calculate(_request);

    /// <summary>The same with a discount of the ticket, of which every line has a share.</summary>
    [Benchmark]
    public void Figures_with_a_ticket_discount() => _sheet.Calculate(_discounted);

    /// <summary>The same with exact line amounts that are rounded once for the ticket.</summary>
    [Benchmark]
    public void Figures_with_lines_rounded_once() => _sheet.Calculate(_roundedOnce);

    /// <summary>From scratch, with an answer that is made of records and can be kept.</summary>
    [Benchmark]
    public PricedTicket Whole_answer() => Pricer.Price(_request);

    /// <summary>One more line, with the totals; the lines' shares wait until they are read.</summary>
    [Benchmark]
    public object One_line_added() => _running.Add(_line);

    private static PriceLine Line(int i) => new()
    {
        Id = new(new Guid(i, 0, 0, new byte[8])),
        UnitPrice = Money.FromUnits(i * 999_000L % 10_000_000),
        Quantity = Quantity.Of((i % 3) + 1),
        Taxes = i % 4 == 0 ? [Taxes[1]] : [Taxes[0]],
    };
}
