using Till;
using Till.Shop;

namespace PosEngine.Samples.Till;

public sealed class PriceListTests
{
    private const string Header = "item,sku,barcode,price,vat\n";
    private const string Open = "NONE,OPEN,,2.00,20\n";

    [Fact]
    public void An_item_is_found_by_its_exact_name()
    {
        var prices = Read(Header + Open + "Coffee,B001,2000000010076,2.60,20\n");

        Assert.Equal(new PricedItem("Coffee", "B001", "2000000010076", 2.60m, 20m), prices.Find("Coffee"));
        Assert.Null(prices.Find("coffee"));
    }

    [Fact]
    public void What_the_log_calls_NONE_is_the_open_item_and_no_item_of_its_own()
    {
        var prices = Read(Header + Open);

        Assert.Null(prices.Find("NONE"));
        Assert.Equal(2.00m, prices.OpenItem.Price);
        Assert.Empty(prices.Items);
    }

    [Theory]
    [InlineData("Tea,B002,,2.205,20", "line 3: '2.205' is no price; expected pounds and pence such as 2.60.")]
    [InlineData("Tea,B002,,0,20", "line 3: '0' is no price; expected pounds and pence such as 2.60.")]
    [InlineData("Tea,B002,,-1,20", "line 3: '-1' is no price; expected pounds and pence such as 2.60.")]
    [InlineData("Tea,B002,,2.20,x", "line 3: 'x' is no VAT rate; expected a percentage such as 20.")]
    [InlineData("Tea,B002,,2.20,120", "line 3: '120' is no VAT rate; expected a percentage such as 20.")]
    [InlineData("Tea,,,2.20,20", "line 3: an item needs a name and an SKU.")]
    [InlineData("Tea,OPEN,,2.20,20", "line 3: another line has the same item, SKU or barcode.")]
    [InlineData("NONE,B002,,2.20,20", "line 3: another line has the same item, SKU or barcode.")]
    public void A_broken_line_is_named_with_what_was_expected(string third, string message) =>
        Assert.Equal("prices.csv, " + message, Assert.Throws<TillException>(() => Read(Header + Open + third + "\n")).Message);

    [Fact]
    public void A_list_without_an_open_item_is_refused() =>
        Assert.Equal(
            "prices.csv has no line 'NONE' with the price of everything it does not list.",
            Assert.Throws<TillException>(() => Read(Header + "Tea,B002,,2.20,20\n")).Message);

    [Fact]
    public void The_shipped_list_has_two_rates_and_barcodes_that_check_out()
    {
        var prices = PriceList.Shipped();

        Assert.Equal([0m, 20m], prices.Items.Select(item => item.VatPercent).Distinct().Order());
        Assert.All(prices.Items, item => Assert.True(IsEan13(item.Barcode), item.Barcode));
    }

    [Fact]
    public void Every_change_for_the_back_office_has_its_own_id()
    {
        var changes = ShopReference.ChangesOf(PriceList.Shipped());

        var ids = changes.Select(change => (string)change!["id"]!).ToList();
        Assert.Equal(ids.Count, ids.Distinct().Count());
        Assert.Equal("fe8981e6", ShopReference.IdOf("item", "B001").ToString()[..8]);
    }

    private static PriceList Read(string text) => PriceList.Read(new StringReader(text), "prices.csv");

    private static bool IsEan13(string barcode) =>
        barcode.Length == 13 && barcode.Select((digit, place) => (digit - '0') * (place % 2 == 0 ? 1 : 3)).Sum() % 10 == 0;
}
