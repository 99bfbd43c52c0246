using CsCheck;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

/// <summary>Promises that hold for every ticket, checked against exact fractions of integers of any size.</summary>
public sealed class PricerPropertyTests(ITestOutputHelper output)
{
    private const int Cases = 1_000;

    [Fact]
    public void Every_figure_is_the_one_that_exact_fractions_give()
    {
        var seen = new Sightings();
        RandomTickets.Everything.Sample(request => AssertAgrees(request, seen), iter: Cases);
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
        RandomTickets.Everything.Sample(
            request =>
            {
                var ticket = Pricer.Price(request);
                PricedPart[] carried = [.. ticket.Discounts.Select(discount => discount.Carried).Concat(ticket.Surcharges.Select(surcharge => surcharge.Carried)).OfType<PricedPart>()];
                Assert.Equal(ticket.Totals.Net, Sum(ticket.Lines, line => line.Net) + Sum(carried, part => part.Net));
                Assert.Equal(ticket.Totals.Tax, Sum(ticket.Lines, line => line.Tax) + Sum(carried, part => part.Tax));
                Assert.Equal(ticket.Totals.Gross, Sum(ticket.Lines, line => line.Gross) + Sum(carried, part => part.Gross));
                Assert.Equal(ticket.Totals.Gross, ticket.Totals.Net + ticket.Totals.Tax);
                Assert.Equal(ticket.Totals.Tax, Sum(ticket.Taxes, tax => tax.Amount));
                foreach (var tax in ticket.Taxes)
                    Assert.Equal(tax.Amount, Sum(SharesOf(request, ticket).Where(share => share.Tax == tax.Tax), share => share.Amount));

                Assert.All(ticket.Lines.Where(line => !line.Components.IsEmpty), line =>
                {
                    Assert.Equal(line.Net, Sum(line.Components, part => part.Net));
                    Assert.Equal(line.Gross, Sum(line.Components, part => part.Gross));
                });
            },
            iter: Cases);

    [Fact]
    public void M2_totals_without_tax_are_subtotal_less_discounts_plus_surcharges() =>
        RandomTickets.Everything.Select(WithoutTaxes).Where(request => request is { IsTaxFree: false, Policy.RoundedAmount: not RoundedAmount.Net }).Sample(
            request =>
            {
                var totals = Pricer.Price(request).Totals;
                Assert.Equal(totals.Subtotal - totals.Discount + totals.Surcharge, totals.Gross);
            },
            iter: Cases);

    [Fact]
    public void M3_shares_of_a_discount_or_surcharge_add_up_to_what_was_applied()
    {
        var seen = new Sightings();
        RandomTickets.Everything.Where(request => request.Discounts.Length + request.Surcharges.Length > 0).Sample(
            request =>
            {
                seen.Case();
                var ticket = Pricer.Price(request);
                for (var k = 0; k < ticket.Discounts.Length; k++)
                {
                    var discount = ticket.Discounts[k];
                    var shares = ticket.Lines.Where(line => !line.TicketDiscountShares.IsEmpty).Select(line => line.TicketDiscountShares[k]).ToArray();
                    Assert.Equal(discount.Carried is null ? discount.Applied : Money.Zero, Sum(shares, share => share));
                    Assert.All(shares, share => Assert.False(share.IsNegative));
                    Assert.True(discount.Applied <= discount.Requested);
                    if (discount.Applied < discount.Requested)
                        seen.CappedDiscount();
                }

                for (var k = 0; k < ticket.Surcharges.Length; k++)
                {
                    var surcharge = ticket.Surcharges[k];
                    var shares = ticket.Lines.Where(line => !line.TicketSurchargeShares.IsEmpty).Select(line => line.TicketSurchargeShares[k]);
                    Assert.Equal(surcharge.Carried is null ? surcharge.Applied : Money.Zero, Sum(shares, share => share));
                }
            },
            iter: Cases);
        seen.MustHaveOccurred(output, "cases", "capped discounts");
    }

    [Fact]
    public void M3_a_discount_takes_the_smaller_of_what_it_asks_for_and_what_there_is() =>
        RandomTickets.Everything.Where(request => request.Discounts.Length == 1 && request.Policy.LineRounding == LineRounding.PerLine).Sample(
            request =>
            {
                var plain = WithoutTaxes(request) with { Discounts = [], Surcharges = [], IsTaxFree = false };
                var reached = Pricer.Price(plain).Lines
                    .Where((line, i) => plain.Lines[i] is { IsDiscountable: true, BusinessCase: BusinessCase.Sale } && line.Gross.IsPositive);
                var discount = Pricer.Price(request).Discounts[0];
                Assert.Equal(Money.Min(discount.Requested, Sum(reached, line => line.Gross)), discount.Applied);
            },
            iter: Cases);

    [Fact]
    public void M6_a_returned_ticket_mirrors_its_sale() =>
        RandomTickets.LinesOnly(RandomTickets.Everything).Sample(
            request =>
            {
                // A line of zero has no sign to mirror; what a discount asks of it says nothing about rounding.
                var priced = Pricer.Price(request).Lines;
                var sale = request with { Lines = [.. request.Lines.Where((line, i) => line.Stored is null && !priced[i].Subtotal.IsZero)] };
                var returned = sale with { Lines = [.. sale.Lines.Select(line => line with { Quantity = -line.Quantity })] };
                Assert.Equal(
                    Figures.Of(Pricer.Price(sale), sale.Currency).Negated().ToString(),
                    Figures.Of(Pricer.Price(returned), sale.Currency).ToString());
            },
            iter: Cases);

    private static void AssertAgrees(PriceRequest request, Sightings seen)
    {
        seen.Case();
        var expected = PricingOracle.Price(request, seen);
        if (expected.IsWellInRange(request.Currency, request.Policy))
        {
            Assert.Equal(expected.ToString(), Figures.Of(Pricer.Price(request), request.Currency).ToString());
            return;
        }

        try
        {
            Assert.Equal(expected.ToString(), Figures.Of(Pricer.Price(request), request.Currency).ToString());
            Assert.False(expected.IsOutOfRange(request.Currency));
        }
        catch (OverflowException)
        {
            seen.Overflow();
        }
    }

    private static PriceRequest WithoutTaxes(PriceRequest request) => request with
    {
        Lines = [.. request.Lines.Where(line => line.Stored is null).Select(line => line with { Taxes = [], Components = [] })],
        Discounts = [.. request.Discounts.Select(discount => discount.Taxes is null ? discount : discount with { Taxes = [] })],
        Surcharges = [.. request.Surcharges.Select(surcharge => surcharge.Taxes is null ? surcharge : surcharge with { Taxes = [] })],
    };

    private static IEnumerable<(Tax Tax, Money Amount)> SharesOf(PriceRequest request, PricedTicket ticket)
    {
        IEnumerable<(Tax, Money)> Zip(IEnumerable<Tax> taxes, IEnumerable<Money> shares) => taxes.Zip(shares);

        foreach (var (line, priced) in request.Lines.Zip(ticket.Lines))
        {
            foreach (var share in Zip(line.Taxes, priced.TaxShares).Concat(line.Components.Zip(priced.Components).SelectMany(part => Zip(part.First.Taxes, part.Second.TaxShares))))
                yield return share;
        }

        foreach (var discount in ticket.Discounts.Where(discount => discount.Carried is not null))
        {
            foreach (var share in Zip(discount.Discount.Taxes!.Value, discount.Carried!.TaxShares))
                yield return share;
        }

        foreach (var surcharge in ticket.Surcharges.Where(surcharge => surcharge.Carried is not null))
        {
            foreach (var share in Zip(surcharge.Surcharge.Taxes!.Value, surcharge.Carried!.TaxShares))
                yield return share;
        }
    }

    private static Money Sum<T>(IEnumerable<T> parts, Func<T, Money> amount) => parts.Aggregate(Money.Zero, (sum, part) => sum + amount(part));
}
