using CsCheck;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

/// <summary>The business rules of EN 16931-1 for the figures of an invoice, under <see cref="PricingPolicy.EN16931"/>. BT are its business terms.</summary>
public sealed class En16931Tests
{
    // A line or document allowance of an invoice stands under exactly one VAT category and rate.
    private static readonly Gen<PriceRequest> Invoices = RandomTickets.Everything
        .Where(request => request.Lines.Length > 0)
        .Select(Gen.OneOf(0L, 70_000, 190_000, 250_000, 60_000).Array[4], Gen.Enum<TaxKind>().Array[5], (request, rates, kinds) =>
        {
            Tax TaxOf(int number) => new()
            {
                Id = new(RandomTickets.Id(number % 5)),
                Name = $"VAT {number % 5}",
                Rate = Rate.FromPartsPerMillion(rates[number % rates.Length]),
                Kind = kinds[number % 5],
                Category = rates[number % rates.Length] == 0 ? TaxCategory.Zero : TaxCategory.Standard,
            };

            return request with
            {
                Policy = PricingPolicy.EN16931 with { TotalStep = request.Policy.TotalStep },
                IsTaxFree = false,
                Lines = [.. request.Lines.Select((line, i) => line with { Taxes = [TaxOf(i)], Components = [], BusinessCase = BusinessCase.Sale, Stored = null })],
                Discounts = [.. request.Discounts.Select((discount, i) => discount with { Taxes = [TaxOf(i)] })],
                Surcharges = [.. request.Surcharges.Select((surcharge, i) => surcharge with { Taxes = [TaxOf(i)] })],
            };
        });

    [Fact]
    public void The_totals_of_an_invoice_follow_from_its_lines_allowances_and_charges() => Invoices.Sample(request =>
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
    public void The_tax_of_a_category_and_rate_is_its_taxable_amount_times_the_rate_rounded() => Invoices.Sample(request =>
    {
        var ticket = Pricer.Price(request);
        foreach (var rate in ticket.Taxes.GroupBy(total => (total.Tax.Category, total.Tax.Rate)))
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
        Invoices.Where(request => request.Policy.TotalStep is null).Sample(request =>
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
        Invoices.Sample(
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
