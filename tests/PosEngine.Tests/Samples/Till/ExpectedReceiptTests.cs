using Till.Replay;
using Till.SalesLogs;
using Till.Shop;

namespace PosEngine.Samples.Till;

public sealed class ExpectedReceiptTests
{
    private static readonly PriceList Prices = PriceList.Read(
        new StringReader("item,sku,barcode,price,vat\nNONE,OPEN,,2.00,20\nTea,B1,1,2.20,20\nBread,B2,2,2.95,0\nEgg,B3,3,0.65,0\n"), "prices.csv");

    // A ticket number for each planned discount, so that each is tried on lines whose figures are worked out by hand.
    private static readonly ReplayPlan Plan = new(new Dice(1));

    [Fact]
    public void Without_a_discount_prices_add_up_and_vat_is_a_sixth_of_the_standard_rated_ones() =>
        Assert.Equal(new ExpectedReceipt(9.35m, 0m, 1.07m), Expect(null, "Tea", "Bread", "NONE", "Tea"));  // VAT of 6.40: 1.0666…

    [Fact]
    public void What_the_list_does_not_know_costs_what_the_open_item_costs() =>
        Assert.Equal(new ExpectedReceipt(4.00m, 0m, 0.67m), Expect(null, "Adjustment", "NONE"));

    [Fact]
    public void A_percentage_of_the_ticket_is_shared_over_both_rates() =>
        Assert.Equal(new ExpectedReceipt(4.63m, 0.52m, 0.33m), Expect("Loyalty card", "Tea", "Bread"));  // 0.515 off: 0.22 and 0.30; VAT of 1.98

    [Fact]
    public void A_percentage_of_the_first_line_takes_in_its_repeats_and_nothing_else() =>
        Assert.Equal(new ExpectedReceipt(5.15m, 2.20m, 0.37m), Expect("End of the day", "Tea", "Bread", "Tea"));  // VAT of 2.20: 0.3666…

    [Fact]
    public void An_amount_takes_off_no_more_than_there_is() =>
        Assert.Equal(new ExpectedReceipt(0m, 0.65m, 0m), Expect("Voucher", "Egg"));

    [Fact]
    public void A_penny_left_over_goes_to_the_largest_remainder() =>
        Assert.Equal(new ExpectedReceipt(10.05m, 1.00m, 0.33m), Expect("Voucher", "Tea", "Bread", "Bread", "Bread"));  // 19.91p and 80.09p off; VAT of 2.00

    private static ExpectedReceipt Expect(string? discount, params string[] items)
    {
        var number = Enumerable.Range(1, 1_000).First(ticket => Plan.DiscountOf(ticket)?.Name == discount);
        return ExpectedReceipt.Of(new LogTicket(number, default, [.. items]), Prices, Plan);
    }
}
