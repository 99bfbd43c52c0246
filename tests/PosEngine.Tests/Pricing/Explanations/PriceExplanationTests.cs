using System.Globalization;
using CsCheck;
using PosEngine.Checkout;
using PosEngine.Pricing.Oracle;
using PosEngine.Receipts;

namespace PosEngine.Pricing;

public sealed class PriceExplanationTests(ITestOutputHelper output)
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    private static readonly Tax Vat = new() { Id = new(RandomTickets.Id(1)), Name = "VAT 20%", Rate = Rate.Percent(20m) };

    private static readonly PriceRequest Sample = new()
    {
        Currency = Currency.EUR,
        Lines =
        [
            new() { Id = new(RandomTickets.Id(1)), UnitPrice = Money.Of(2.95m), Quantity = Quantity.Of(3), Taxes = [Vat] },
            new() { Id = new(RandomTickets.Id(2)), UnitPrice = Money.Of(1234.5m), Quantity = Quantity.Of(0.75m), Taxes = [Vat], Discounts = [Discount.Percent(default, "Damaged", Rate.Percent(12.5m))] },
        ],
        Discounts = [Discount.Fixed(default, "Voucher", Money.Of(10m))],
    };

    [Fact]
    public void M8_explanations_can_be_read_in_english_and_in_german()
    {
        var explanation = Pricer.Explain(Sample);

        Assert.Equal("Line 1, subtotal: 2.95 × 3 = 8.85", explanation["line/1/subtotal"].ToString(English));
        Assert.Equal("Line 2, subtotal: 1,234.50 × 0.75 = 925.88, rounded half away from zero", explanation["line/2/subtotal"].ToString(English));
        Assert.Equal("Line 2, discount 1, requested (Damaged): 925.88 × 12.5% = 115.74, rounded half away from zero", explanation["line/2/discount/1/requested"].ToString(English));
        Assert.Equal("Line 1, share, discount 1: 10.00 × 8.85 ÷ 818.99 = 0.11", explanation["line/1/share/discount/1"].ToString(English));
        Assert.Equal("Tax group 1 (VAT 20%): 808.99 × 1 ÷ 6 = 134.83, rounded half away from zero", explanation["tax_group/1"].ToString(English));
        Assert.Equal("Line 1, tax 1 (VAT 20%): 8.74 × 1 ÷ 6, a share of 134.83 = 1.46", explanation["line/1/tax/1"].ToString(English));
        Assert.Equal("Line 1, net: 8.74 − 1.46 = 7.28", explanation["line/1/net"].ToString(English));
        Assert.Equal("Total, gross: 674.16 + 134.83 = 808.99", explanation["total/gross"].ToString(English));

        Assert.Equal("Zeile 2, Betrag: 1.234,50 × 0,75 = 925,88, kaufmännisch gerundet", explanation["line/2/subtotal"].ToString(German));
        Assert.Equal("Rabatt 1, abgezogen (Voucher): das Kleinere von 10,00 und 818,99 = 10,00", explanation["discount/1/applied"].ToString(German));
        Assert.Equal("Zeile 1, Steuer 1 (VAT 20%): 8,74 × 1 ÷ 6, Anteil an 134,83 = 1,46", explanation["line/1/tax/1"].ToString(German));
    }

    [Fact]
    public void M8_what_was_paid_can_be_read_in_both_languages()
    {
        var dollars = new ForeignCash(Currency.USD, Money.Of(10), ExchangeRate.Of(0.8877m));
        var sale = Sale with
        {
            Payments = [new(default, PaymentType.Card, Money.Of(2)), new(default, PaymentType.Cash, dollars.ToHome(Currency.CHF)) { Foreign = dollars }],
            CashRounding = Money.Of(0.01m),
            Change = Money.Of(2.03m),
        };
        var explanation = sale.Explain();

        Assert.Equal("Payment 1, amount (Card): 2.00 = 2.00", explanation["payment/1/amount"].ToString(English));
        Assert.Equal("Payment 2, amount (Cash, USD): 10.00 × 0.8877 = 8.88, rounded half away from zero", explanation["payment/2/amount"].ToString(English));
        Assert.Equal("Paid, tendered: 2.00 + 8.88 = 10.88", explanation["paid/tendered"].ToString(English));
        Assert.Equal("Paid, cash due: 8.84 − 2.00 = 6.84", explanation["paid/cash_due"].ToString(English));
        Assert.Equal("Paid, cash rounding: 6.84 in steps of 0.05 − 6.84 = 0.01, rounded half away from zero", explanation["paid/cash_rounding"].ToString(English));
        Assert.Equal("Paid, change: 10.88 − 8.84 − 0.01 = 2.03", explanation["paid/change"].ToString(English));
        Assert.Equal("Bezahlt, Barrundung: 6,84 in Schritten von 0,05 − 6,84 = 0,01, kaufmännisch gerundet", explanation["paid/cash_rounding"].ToString(German));
        Assert.Equal("Bezahlt, zurück: 10,88 − 8,84 − 0,01 = 2,03", explanation["paid/change"].ToString(German));
    }

    [Fact]
    public void M8_what_goes_back_can_be_read_in_both_languages()
    {
        var sale = Sale with { Payments = [new(default, PaymentType.Cash, Money.Of(8.85m))], CashRounding = Money.Of(0.01m) };
        var line = sale.Lines[0].Id;
        var one = new GoneBack([new(line, Quantity.One)]);
        var explanation = RefundReceipt.Of(sale, default, one, [new(line, Quantity.Of(0.5m))], payBackBy: null, () => RandomTickets.Id(9)).Explain();

        Assert.Equal("Line 1, gross: 8.84 × 1 ÷ 3 − 8.84 × 1.5 ÷ 3 = -1.47, rounded half away from zero", explanation["line/1/gross"].ToString(English));
        Assert.Equal("Line 1, net: −1.47 + 0.25 = -1.22", explanation["line/1/net"].ToString(English));
        Assert.Equal("Paid, cash before: 2.95 in steps of 0.05 = 2.95", explanation["paid/cash_before"].ToString(English));
        Assert.Equal("Paid, cash through: 4.42 in steps of 0.05 = 4.40, rounded half away from zero", explanation["paid/cash_through"].ToString(English));
        Assert.Equal("Zeile 1, brutto: 8,84 × 1 ÷ 3 − 8,84 × 1,5 ÷ 3 = -1,47, kaufmännisch gerundet", explanation["line/1/gross"].ToString(German));
        Assert.Equal("Bezahlt, zurück: 4,40 − 2,95 = 1,45", explanation["paid/change"].ToString(German));
    }

    [Fact]
    public void A_refund_of_a_release_that_stored_no_shares_says_that_its_figures_are_of_then()
    {
        var line = Sale.Lines[0].Id;
        var refund = RefundReceipt.Of(Sale, default, GoneBack.Nothing, [new(line, Quantity.One)], payBackBy: null, () => RandomTickets.Id(9));
        refund = refund with { Lines = [refund.Lines[0] with { Return = refund.Lines[0].Return! with { Share = null } }], RefundOf = refund.RefundOf! with { CashThrough = Money.Zero } };

        Assert.Equal("Line 1, gross: as it was then = -2.95", refund.Explain()["line/1/gross"].ToString(English));
        Assert.Equal(ExplanationRule.Stored, refund.Explain()["paid/change"].Rule);
        Assert.True(refund.IsPricedRight());
    }

    [Fact]
    public void A_share_that_is_not_what_is_stored_is_no_price()
    {
        var line = Sale.Lines[0].Id;
        var refund = RefundReceipt.Of(Sale, default, GoneBack.Nothing, [new(line, Quantity.One)], payBackBy: null, () => RandomTickets.Id(9));
        var wrong = refund.Lines[0].Return!.Share! with { Through = 2_000 };

        Assert.False((refund with { Lines = [refund.Lines[0] with { Return = refund.Lines[0].Return! with { Share = wrong } }] }).IsPricedRight());
        var request = refund.ToPriceRequest();
        Assert.Throws<ArgumentException>(() => Pricer.Price(request with { Lines = [request.Lines[0] with { Share = wrong }] }));
        Assert.Throws<ArgumentException>(() => Pricer.Price(request with { Lines = [request.Lines[0] with { Stored = null }] }));
    }

    private static Receipt Sale { get; } = SaleOf(new()
    {
        Currency = Currency.CHF,
        Policy = PricingPolicy.Switzerland,
        Lines = [new() { Id = new(RandomTickets.Id(1)), UnitPrice = Money.Of(2.9467m), Quantity = Quantity.Of(3), Taxes = [Vat] }],
    });

    private static Receipt SaleOf(PriceRequest request) => StoredReceipts.Of(request, Pricer.Price(request));

    [Fact]
    public void Every_word_of_a_figure_is_german_in_german_and_the_printed_formula_comes_to_its_result()
    {
        var seen = new Sightings();
        RandomTickets.Everything.Sample(request => Read(Pricer.Explain(request), request.Currency), iter: 200);
        RandomInvoices.All.Sample(request => Read(Pricer.Explain(request), request.Currency), iter: 100);
        RandomSales.All.Sample(
            sale =>
            {
                Read(sale.Explain(), sale.Currency);
                foreach (var refund in RandomSales.RefundsOf(RefundReceipt.Of, sale, [333], [null]))
                    Read(refund.Explain(), sale.Currency);
            },
            iter: 400);
        seen.MustHaveOccurred(output, [.. Enum.GetNames<ExplanationRule>().Where(static rule => rule is not nameof(ExplanationRule.Stored)), "pieces of a difference", "tax_rate", "base"]);

        void Read(PriceExplanation explanation, Currency currency)
        {
            foreach (var step in explanation.Steps)
            {
                var words = step.Figure.Split('/').Where(static word => !char.IsAsciiDigit(word[0])).ToArray();
                Assert.All(words, static word => Assert.Contains(word, ExplanationText.German));
                Assert.DoesNotContain("{", step.ToString(English), StringComparison.Ordinal);
                Assert.StartsWith(ExplanationText.German[words[0]], step.ToString(German), StringComparison.OrdinalIgnoreCase);
                PrintedFormula.AssertComesTo(step, currency);
                seen.See(step.Rule.ToString());
                if (step.Rule == ExplanationRule.TaxAsDifference && step.Operands.Any(static operand => operand.Name == "pieces"))
                    seen.See("pieces of a difference");
                foreach (var word in words.Where(static word => word is "tax_rate" or "base"))
                    seen.See(word);
            }
        }
    }

    [Fact]
    public void M8_what_is_rounded_on_each_piece_is_written_so()
    {
        var vat = Vat with { Rate = Rate.Percent(19) };
        PriceRequest Of(PricingPolicy policy) => new()
        {
            Currency = Currency.EUR,
            Policy = policy,
            Lines = [new() { Id = new(RandomTickets.Id(1)), UnitPrice = Money.Of(1), Quantity = Quantity.Of(100), Taxes = [vat] }],
        };
        var difference = Pricer.Explain(Of(PricingPolicy.PerUnit with { RoundedAmount = RoundedAmount.Base }));
        var tax = Pricer.Explain(Of(PricingPolicy.PerUnit));
        var lines = Pricer.Explain(Of(new() { LineRounding = LineRounding.OncePerTicket }));

        Assert.Equal("Line 1, tax 1 (VAT 20%): 100 × (1.00 − (1.00 − 100.00 × 19 ÷ 119 ÷ 100, rounded)) = 16.00, rounded half away from zero", difference["line/1/tax/1"].ToString(English));
        Assert.Equal("Zeile 1, Steuer 1 (VAT 20%): 100 × (100,00 × 19 ÷ 119 ÷ 100, gerundet) = 16,00, kaufmännisch gerundet", tax["line/1/tax/1"].ToString(German));
        Assert.Equal("Line 1, subtotal: 1.00 × 100 = 100.00, a share of 100.00 = 100.00", lines["line/1/subtotal"].ToString(English));
    }

    [Fact]
    public void A_figure_that_does_not_exist_is_an_error() =>
        Assert.Throws<KeyNotFoundException>(() => Pricer.Explain(Sample)["line/3/net"]);
}
