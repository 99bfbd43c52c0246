using CsCheck;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

public sealed class PriceSheetTests
{
    [Fact]
    public void A_sheet_used_again_gives_what_a_new_one_gives()
    {
        RandomTickets.Everything.Array[1, 5].Sample(
            requests =>
            {
                var sheet = new PriceSheet();
                foreach (var request in requests)
                {
                    sheet.Calculate(request);
                    Assert.Equal(Pricer.Price(request), sheet.ToTicket());
                }
            },
            iter: 500);
    }

    [Theory]
    [InlineData(TaxRounding.OncePerTax)]
    [InlineData(TaxRounding.PerLine)]
    [InlineData(TaxRounding.PerUnit)]
    [InlineData(TaxRounding.OncePerRate)]
    public void A_sheet_used_again_allocates_nothing(TaxRounding rounding)
    {
        var tax = new Tax { Id = default, Name = "VAT", Rate = Rate.Percent(19m) };
        var request = new PriceRequest
        {
            Currency = Currency.EUR,
            Policy = new() { TaxRounding = rounding },
            Lines = [.. Enumerable.Range(1, 500).Select(i => new PriceLine { Id = new(RandomTickets.Id(i)), UnitPrice = Money.FromUnits(i * 999), Quantity = Quantity.Of(3), Taxes = [tax] })],
            Discounts = [Discount.Percent(default, "10%", Rate.Percent(10m))],
        };
        var sheet = new PriceSheet();
        sheet.Calculate(request);

        var before = GC.GetAllocatedBytesForCurrentThread();
        sheet.Calculate(request);
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
