using System.Collections.Immutable;
using CsCheck;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

public sealed class RunningTotalsTests(ITestOutputHelper output)
{
    private static readonly Gen<PriceRequest> Tickets = RandomTickets.LinesOnly(RandomTickets.Everything);

    [Fact]
    public void Totals_kept_line_by_line_are_those_worked_out_from_scratch()
    {
        // Add every line, and take some out again or change them on the way.
        Gen.Select(Tickets, Gen.Int[0, 3].Array[12], Gen.Int[0, 11].Array[12]).Sample(
            (request, steps, targets) =>
            {
                var totals = RunningTotals.Start(request.Currency, request.Policy);
                ImmutableArray<PriceLine> lines = [];
                for (var i = 0; i < request.Lines.Length; i++)
                {
                    totals = totals.Add(request.Lines[i]);
                    lines = lines.Add(request.Lines[i]);
                    var target = lines[targets[i] % lines.Length];
                    if (steps[i] == 0)
                    {
                        (totals, lines) = (totals.Remove(target), lines.Remove(target));
                    }
                    else if (steps[i] == 1)
                    {
                        var changed = target with { Quantity = target.Quantity + Quantity.One };
                        (totals, lines) = (totals.Remove(target).Add(changed), lines.Replace(target, changed));
                    }

                    Assert.Equal(Pricer.Price(request with { Lines = lines }).Totals, totals.Totals);
                }
            },
            iter: 500);
    }

    [Fact]
    public void What_was_totalled_can_be_shared_out_and_what_is_out_of_range_fails_in_both()
    {
        var seen = new Sightings();
        RandomTickets.LinesOnly(RandomTickets.Extremes).Sample(
            request =>
            {
                seen.Case();
                try
                {
                    var totals = request.Lines.Aggregate(RunningTotals.Start(request.Currency, request.Policy), (running, line) => running.Add(line));
                    Assert.Equal(Pricer.Price(request).Totals, totals.Totals);
                }
                catch (OverflowException)
                {
                    seen.Overflow();
                    Assert.Throws<OverflowException>(() => Pricer.Price(request));
                }
            },
            iter: 1_000);
        seen.MustHaveOccurred(output, "cases", "overflows");
    }

    [Theory]
    [InlineData(TaxRounding.OncePerTax)]
    [InlineData(TaxRounding.PerLine)]
    public void Adding_a_line_costs_the_same_on_a_ticket_of_5_and_of_500_lines(TaxRounding rounding)
    {
        var vat = new Tax { Id = default, Name = "VAT", Rate = Rate.Percent(19m) };
        var line = new PriceLine { Id = default, UnitPrice = Money.Of(2.50m), Quantity = Quantity.One, Taxes = [vat] };

        // Counted in bytes, which unlike time do not depend on the machine's mood.
        long CostAfter(int lines)
        {
            var totals = RunningTotals.Start(Currency.EUR, new() { TaxRounding = rounding });
            for (var i = 0; i < lines; i++)
                totals = totals.Add(line);
            var before = GC.GetAllocatedBytesForCurrentThread();
            totals.Add(line);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }

        CostAfter(5);
        Assert.Equal(CostAfter(5), CostAfter(500));
    }

    [Fact]
    public void A_line_that_cannot_be_added_changes_nothing()
    {
        var coffee = new PriceLine { Id = default, UnitPrice = Money.Of(2.50m), Quantity = Quantity.One };
        var totals = RunningTotals.Start(Currency.EUR, PricingPolicy.Default).Add(coffee);

        Assert.Throws<OverflowException>(() => totals.Add(coffee with { UnitPrice = Money.FromUnits(long.MaxValue) }));
        Assert.Throws<ArgumentException>(() => totals.Add(coffee with { Taxes = default }));
        Assert.Equal(Money.Of(2.50m), totals.Totals.Gross);
        Assert.Equal(Money.Of(5.00m), totals.Add(coffee).Totals.Gross);
    }

    [Fact]
    public void A_ticket_knows_its_totals_at_once_and_its_lines_when_they_are_read()
    {
        var asked = 0;
        var request = new PriceRequest
        {
            Currency = Currency.EUR,
            Lines = [new() { Id = default, UnitPrice = Money.Of(2.50m), Quantity = Quantity.One }],
        };
        var ticket = RunningTotals.Start(Currency.EUR, PricingPolicy.Default).Add(request.Lines[0]).ToTicket(() =>
        {
            asked++;
            return request;
        });

        Assert.Equal(Money.Of(2.50m), ticket.Totals.Gross);
        Assert.Equal(0, asked);
        Assert.Equal(Pricer.Price(request), ticket);
        Assert.Equal(Money.Of(2.50m), ticket.Lines[0].Gross);
        Assert.Equal(1, asked);
    }
}
