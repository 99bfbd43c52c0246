using System.Globalization;
using CsCheck;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Pricing.Oracle;
using PosEngine.Receipts;

namespace PosEngine.Hardware.Printing;

public sealed class ReceiptDocumentsTests(ITestOutputHelper output)
{
    [Fact]
    public void The_amounts_add_up_as_a_reader_adds_them_under_every_policy() => StoredReceipts.Tickets.Sample(request =>
    {
        if (TryPrice(request) is { } priced)
            AssertAddsUp(StoredReceipts.Of(request, priced), roundingMax: request.Policy.TotalStep ?? Money.Zero);
    });

    [Fact]
    public void The_amounts_of_a_refund_add_up_too()
    {
        var seen = new Sightings();
        Gen.Select(RandomSales.All, Gen.Int[1, 1_000].Array[1, 6], Gen.OneOf<PaymentType?>(null, PaymentType.Cash, PaymentType.Card)).Sample((sale, cuts, by) =>
        {
            // What is given back of a rounded total is rounded. Whatever else net and tax miss of the prices is in the price of each line.
            var roundingMax = (sale.Policy.TotalStep ?? Money.Zero) + sale.CashRounding.Abs();
            foreach (var refund in RandomSales.RefundsOf(RefundReceipt.Of, sale, cuts, by))
            {
                AssertAddsUp(refund, roundingMax);
                seen.See(refund.Lines.Any(static line => line.Taxes.Any(static tax => tax.Kind == TaxKind.Added)) ? "added taxes" : "included taxes");
                seen.See(refund.Priced.Lines.Any(static line => !line.Discounts.IsEmpty) ? "discounts" : "no discounts");
            }
        });
        seen.MustHaveOccurred(output, "added taxes", "discounts");
    }

    [Fact]
    public void A_total_that_its_rows_come_to_is_printed_without_a_rounding()
    {
        var vat = new Tax { Id = new(RandomTickets.Id(1)), Name = "VAT 19%", Rate = Rate.Percent(19) };
        PriceLine Line(int number, decimal price) => new() { Id = new(RandomTickets.Id(number)), UnitPrice = Money.Of(price), Quantity = Quantity.One, Taxes = [vat] };
        var request = new PriceRequest { Currency = Currency.EUR, Policy = PricingPolicy.EN16931, Lines = [Line(1, 2.49m), Line(2, 1.99m)] };
        var receipt = StoredReceipts.Of(request, Pricer.Price(request));

        Assert.Equal((Money.Of(0.01m), Money.Of(4.48m)), (receipt.Totals.Rounding, receipt.Total));
        AssertAddsUp(receipt, roundingMax: Money.Zero);
    }

    [Theory]
    [InlineData("VAT", "19", "VAT 19%")]
    [InlineData("MwSt 19 %", "19", "MwSt 19 %")]
    [InlineData("VAT 19%", "9", "VAT 19% 9%")]
    [InlineData("Sales tax 18.875%", "8.875", "Sales tax 18.875% 8.875%")]
    [InlineData("19%", "19", "19%")]
    [InlineData("Tax 2", "2", "Tax 2 2%")]
    public void Every_tax_is_on_the_paper_with_its_rate(string name, string percent, string printed)
    {
        var tax = new Tax { Id = new(RandomTickets.Id(1)), Name = name, Rate = Rate.Percent(decimal.Parse(percent, CultureInfo.InvariantCulture)) };

        var row = ReceiptDocuments.TaxRow(new(tax, Money.Of(100), Money.Of(19)), new(CultureInfo.InvariantCulture, Currency.EUR));

        Assert.StartsWith($"{printed} (net ", row.Left, StringComparison.Ordinal);
    }

    private static void AssertAddsUp(Receipt receipt, Money roundingMax)
    {
        var blocks = ReceiptDocuments.Of(receipt, new(new()), new(CultureInfo.InvariantCulture, receipt.Currency)).Blocks;
        var lines = blocks.SkipWhile(block => block is not RuleBlock).Skip(1).TakeWhile(block => block is not RuleBlock).OfType<PairBlock>().ToList();
        var sums = blocks.SkipWhile(block => block is not RuleBlock).Skip(1).SkipWhile(block => block is not RuleBlock).Skip(1).OfType<PairBlock>().ToList();

        var running = lines.Sum(AmountOf);
        if (sums[0].Left == "Subtotal")
        {
            Assert.Equal(running, AmountOf(sums[0]));
            sums.RemoveAt(0);
        }

        var rows = sums.TakeWhile(row => !row.IsEmphasised).ToList();
        Assert.Equal(receipt.Total.ToDecimal(), running + rows.Sum(AmountOf));
        Assert.Equal(receipt.Total.ToDecimal(), AmountOf(sums.First(row => row.IsEmphasised)));
        Assert.InRange(Math.Abs(rows.Where(static row => row.Left == "Rounding").Sum(AmountOf)), 0, roundingMax.ToDecimal());
    }

    private static PricedTicket? TryPrice(PriceRequest request)
    {
        try
        {
            return Pricer.Price(request);
        }
        catch (OverflowException)
        {
            return null; // No till has a receipt of it.
        }
    }

    private static decimal AmountOf(PairBlock row) => decimal.Parse(row.Right.Split(' ')[0], CultureInfo.InvariantCulture);
}
