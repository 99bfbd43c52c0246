using System.Globalization;
using CsCheck;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

public sealed class PriceExplanationTests
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
    public void Every_rule_and_rounding_has_words_of_both_languages() => RandomTickets.Everything.Sample(
        request =>
        {
            foreach (var step in Pricer.Explain(request).Steps)
            {
                Assert.DoesNotContain("{", step.ToString(English), StringComparison.Ordinal);
                Assert.NotEqual(step.ToString(English), step.ToString(German));
            }
        },
        iter: 200);

    [Fact]
    public void A_figure_that_does_not_exist_is_an_error() =>
        Assert.Throws<KeyNotFoundException>(() => Pricer.Explain(Sample)["line/3/net"]);
}
