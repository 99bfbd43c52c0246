using System.Globalization;
using System.Text.Json;
using BackOffice.Emails;
using BackOffice.Protocol;
using CsCheck;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Pricing.Oracle;
using PosEngine.Receipts;

namespace PosEngine.BackOffice;

/// <summary>The rows of a letter add up as its reader adds them, of whatever a till has written.</summary>
public sealed class LetterReceiptTests(ITestOutputHelper output)
{
    private static readonly LetterText English = new(CultureInfo.GetCultureInfo("en-IE"), "EUR");

    [Fact]
    public void What_stands_above_the_total_comes_to_it_and_what_was_paid_too()
    {
        var seen = new Sightings();
        Gen.Select(RandomSales.All, Gen.Int[1, 1_000].Array[1, 6], Gen.OneOf<PaymentType?>(null, PaymentType.Cash, PaymentType.Card)).Sample((sale, cuts, by) =>
        {
            foreach (var receipt in RandomSales.RefundsOf(RefundReceipt.Of, sale, cuts, by).Prepend(sale))
            {
                var letter = Read(receipt);

                Assert.Equal(receipt.Total.Units, letter.Total);
                Assert.Equal(letter.Total, letter.Lines.Sum(static line => line.Subtotal - line.Discounts.Applied() + line.Surcharges.Applied()) + letter.Adjustments(English).Sum(static row => row.Amount));
                Assert.Equal(letter.Total + letter.CashRounding, letter.Payments.Sum(static payment => payment.Amount) - letter.Change);
                seen.See(receipt.RefundOf is null ? "sales" : "refunds");
                seen.See(letter.Taxes.Any(static tax => tax.Type == "added") ? "added taxes" : "included taxes");
                seen.See(letter.TaxFree ? "tax-free" : "taxed");
                seen.See(letter.Discounts is null or [] ? "no discounts" : "discounts");
            }
        });
        seen.MustHaveOccurred(output, "sales", "refunds", "added taxes", "discounts");
    }

    [Fact]
    public void Prices_for_more_or_less_than_one_and_taxes_without_a_rate_say_so()
    {
        var letter = new LetterReceipt("1-1001", "EUR", [new("Exempt", 0, 0, "included", 0, "exempt"), new("VAT", 0, 0, "included", 70_000, "reduced")], [new("Cheese", 350, 125_000, [1], 437_500, BaseQuantity: 100)], 437_500, [], 437_500);

        Assert.Equal(["0.35 × €1.25 / 0.1"], letter.Lines[0].DetailsIn(English));
        Assert.Equal("B", letter.Lines[0].Letters);
        Assert.Equal(["", "7%"], letter.Taxes.Select(static tax => tax.RateIn(English)));
        Assert.Equal([("Paid out in cash", 437_500L)], letter.Paid(English));
    }

    private static LetterReceipt Read(Receipt receipt) =>
        JsonSerializer.Deserialize<LetterReceipt>(JournalJson.Object(writer => new ReceiptRecorded(receipt, []).WriteMembers(writer)), ProtocolJson.Options)!;
}
