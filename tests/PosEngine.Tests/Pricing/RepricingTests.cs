using PosEngine.Ledger;
using PosEngine.Pricing.Oracle;
using PosEngine.Receipts;

namespace PosEngine.Pricing;

public sealed class RepricingTests
{
    [Fact]
    public void M7_a_figure_that_was_tampered_with_is_noticed()
    {
        var request = new PriceRequest
        {
            Currency = Currency.EUR,
            Lines = [new() { Id = new(RandomTickets.Id(1)), UnitPrice = Money.Of(2.50m), Quantity = Quantity.One }],
        };
        var receipt = StoredReceipts.Of(request, Pricer.Price(request));

        Assert.True(receipt.IsPricedRight());
        Assert.False((receipt with { Priced = receipt.Priced with { Totals = default } }).IsPricedRight());
        Assert.False((receipt with { Lines = [receipt.Lines[0] with { UnitPrice = Money.Of(2.51m) }] }).IsPricedRight());
    }

    [Fact]
    public void Every_choice_of_a_policy_can_be_stored()
    {
        AllStored(WireNames.RoundingModes);
        AllStored(WireNames.TaxRoundings);
        AllStored(WireNames.RoundedAmounts);
        AllStored(WireNames.LineRoundings);
        AllStored(WireNames.TaxBases);
        AllStored(WireNames.DiscountOrders);
        AllStored(WireNames.TaxDates);
        AllStored(WireNames.BusinessCases);
        AllStored(WireNames.TaxKinds);
        AllStored(WireNames.TaxCategories);
    }

    private static void AllStored<T>(WireNames<T> names)
        where T : struct, Enum =>
        Assert.All(Enum.GetValues<T>(), value => Assert.Equal(value, names.Parse(names[value].ToString())));
}
