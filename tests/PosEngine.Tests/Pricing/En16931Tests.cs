using CsCheck;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

/// <summary>The business rules of EN 16931-1 for the figures of an invoice, under <see cref="PricingPolicy.EN16931"/>. BT are its business terms.</summary>
public sealed class En16931Tests
{
    [Fact]
    public void The_totals_of_an_invoice_follow_from_its_lines_allowances_and_charges() => RandomInvoices.All.Sample(request =>
    {
        var ticket = Pricer.Price(request);
        var totals = ticket.Totals;
        var sumOfLineNets = Sum(ticket.Lines.Select(line => line.Net)); // BT-106, BR-CO-10
        var allowances = -Sum(ticket.Discounts.Select(discount => discount.Carried!.Net)); // BT-107, BR-CO-11
        var charges = Sum(ticket.Surcharges.Select(surcharge => surcharge.Carried!.Net)); // BT-108, BR-CO-12

        Assert.Equal(sumOfLineNets - allowances + charges, totals.Net); // BT-109, BR-CO-13
        Assert.Equal(Sum(ticket.Taxes.Select(tax => tax.Amount)), totals.Tax); // BT-110, BR-CO-14
        Assert.Equal(totals.Net + totals.Tax, totals.Gross); // BT-112, BR-CO-15
        Assert.Equal(totals.Gross - request.Prepaid + totals.Rounding, totals.Payable); // BT-115 from BT-113 and BT-114, BR-CO-16
    });

    [Fact]
    public void The_tax_of_a_category_and_rate_is_its_taxable_amount_times_the_rate_rounded() => RandomInvoices.All.Sample(request =>
    {
        var ticket = Pricer.Price(request);
        foreach (var rate in ticket.Taxes.GroupBy(total => (Code: OracleTaxes.CodeOf(total.Tax.Category), total.Tax.Rate)))
        {
            // BT-116, BR-S-08: the nets of the lines, charges and allowances under it.
            var taxable = Sum(rate.Select(total => total.Net));
            var minorUnits = new Fraction(taxable.Units, Money.FromMinor(1, request.Currency).Units);
            var tax = (minorUnits * new Fraction(rate.Key.Rate.PartsPerMillion, Rate.PartsPerOne)).Round(RoundingMode.HalfAwayFromZero, new Sightings());

            Assert.Equal(Money.FromMinor((long)tax, request.Currency), Sum(rate.Select(total => total.Amount))); // BT-117, BR-CO-17
        }
    });

    [Fact]
    public void Prices_that_contain_their_taxes_are_met_by_the_rounding_amount() =>
        RandomInvoices.All.Where(request => request.Policy.TotalStep is null).Sample(request =>
        {
            var ticket = Pricer.Price(request);
            var prices = ticket.Totals.Subtotal - ticket.Totals.Discount + ticket.Totals.Surcharge;
            var added = Sum(ticket.Taxes.Where(total => total.Tax.Kind == TaxKind.Added).Select(total => total.Amount));
            Assert.Equal(prices + added - request.Prepaid, ticket.Totals.Payable);
        });

    [Fact]
    public void Most_invoices_have_a_rate_both_in_prices_and_added_to_them()
    {
        var (all, both) = (0, 0);
        RandomInvoices.All.Sample(
            request =>
            {
                all++;
                both += request.Lines.GroupBy(line => line.Taxes[0].Rate).Any(rate => rate.DistinctBy(line => line.Taxes[0].Kind).Count() == 2) ? 1 : 0;
            },
            iter: 1_000,
            threads: 1);

        Assert.InRange(both, all / 2, all);
    }

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, (sum, amount) => sum + amount);
}
