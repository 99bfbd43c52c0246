using CsCheck;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

/// <summary>Promises that hold for every ticket, checked against exact fractions of integers of any size.</summary>
public sealed class PricerPropertyTests(ITestOutputHelper output)
{
    private const int Cases = 3_000;

    [Fact]
    public void Every_figure_is_the_one_that_exact_fractions_give()
    {
        var seen = new Sightings();
        RandomTickets.Requests.Sample(request => AssertAgrees(request, seen), iter: Cases);
        seen.MustHaveOccurred(output, "cases", "roundings", "ties", "uneven allocations", "allocation ties", "capped discounts");
    }

    [Fact]
    public void M1_amounts_at_the_edge_of_the_range_are_exact_or_an_error()
    {
        var seen = new Sightings();
        RandomTickets.Extremes.Sample(request => AssertAgrees(request, seen), iter: Cases);
        seen.MustHaveOccurred(output, "cases", "roundings", "overflows", "uneven allocations");
    }

    [Fact]
    public void M2_lines_add_up_to_the_totals_and_shares_to_their_tax() =>
        RandomTickets.Requests.Sample(
            request =>
            {
                var ticket = Pricer.Price(request);
                Assert.Equal(ticket.Totals.Net, Sum(ticket.Lines, line => line.Net));
                Assert.Equal(ticket.Totals.Tax, Sum(ticket.Lines, line => line.Tax));
                Assert.Equal(ticket.Totals.Gross, Sum(ticket.Lines, line => line.Gross));
                Assert.Equal(ticket.Totals.Tax, Sum(ticket.Taxes, tax => tax.Amount));
                Assert.Equal(ticket.Totals.Gross, ticket.Totals.Net + ticket.Totals.Tax);
                foreach (var tax in ticket.Taxes)
                    Assert.Equal(tax.Amount, Sum(ticket.Lines.Index(), line => ShareOf(tax.Tax, request.Lines[line.Index], line.Item)));
            },
            iter: Cases);

    [Fact]
    public void M3_shares_of_a_discount_add_up_to_what_was_applied()
    {
        var seen = new Sightings();
        RandomTickets.Requests.Where(request => request.Discounts.Length > 0).Sample(
            request =>
            {
                var ticket = Pricer.Price(request);
                for (var k = 0; k < ticket.Discounts.Length; k++)
                {
                    // What was within reach: the price before this discount of every discountable line, where it is above zero.
                    var eligible = Sum(ticket.Lines.Index(), line => request.Lines[line.Index].IsDiscountable ? Money.Max(Money.Zero, PriceBefore(k, line.Item)) : Money.Zero);
                    Assert.Equal(Money.Min(ticket.Discounts[k].Requested, eligible), ticket.Discounts[k].Applied);
                    Assert.Equal(ticket.Discounts[k].Applied, Sum(ticket.Lines, line => line.TicketDiscountShares[k]));
                    if (ticket.Discounts[k].Requested > eligible)
                        seen.CappedDiscount();
                }

                seen.Case();
                Assert.All(ticket.Lines, line => Assert.All(line.TicketDiscountShares, share => Assert.False(share.IsNegative)));
            },
            iter: Cases);
        seen.MustHaveOccurred(output, "cases", "capped discounts");
    }

    [Fact]
    public void M6_a_returned_ticket_mirrors_its_sale() =>
        RandomTickets.Requests.Sample(
            request =>
            {
                // A line of zero has no sign to mirror; what a discount asks of it says nothing about rounding.
                var priced = Pricer.Price(request).Lines;
                var sale = request with { Discounts = [], Lines = [.. request.Lines.Where((_, i) => !priced[i].Subtotal.IsZero)] };
                var returned = sale with { Lines = [.. sale.Lines.Select(line => line with { Quantity = -line.Quantity })] };
                Assert.Equal(
                    Figures.Of(Pricer.Price(sale), sale.Currency).Negated().ToString(),
                    Figures.Of(Pricer.Price(returned), sale.Currency).ToString());
            },
            iter: Cases);

    private static void AssertAgrees(PriceRequest request, Sightings seen)
    {
        seen.Case();
        if (PricingOracle.IsInRange(request))
        {
            Assert.Equal(PricingOracle.Price(request, seen).ToString(), Figures.Of(Pricer.Price(request), request.Currency).ToString());
        }
        else
        {
            seen.Overflow();
            Assert.Throws<OverflowException>(() => Pricer.Price(request));
        }
    }

    private static Money PriceBefore(int discount, PricedLine line) =>
        line.Subtotal - Sum(line.Discounts, applied => applied.Applied) - Sum(line.TicketDiscountShares.Take(discount), share => share);

    private static Money ShareOf(Tax tax, PriceLine line, PricedLine priced) =>
        line.Taxes.IndexOf(tax) is var index and >= 0 ? priced.TaxShares[index] : Money.Zero;

    private static Money Sum<T>(IEnumerable<T> parts, Func<T, Money> amount) => parts.Aggregate(Money.Zero, (sum, part) => sum + amount(part));
}
