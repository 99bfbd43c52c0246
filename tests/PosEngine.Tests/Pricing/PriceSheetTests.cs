using System.Collections.Immutable;
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

    public static TheoryData<PricingPolicy> Policies =>
    [
        .. Enum.GetValues<TaxRounding>().Select(rounding => new PricingPolicy { TaxRounding = rounding }),
        .. Enum.GetValues<DiscountOrder>().Select(order => new PricingPolicy { DiscountOrder = order, LineRounding = LineRounding.OncePerTicket }),
        PricingPolicy.EN16931,
    ];

    [Theory]
    [MemberData(nameof(Policies), DisableDiscoveryEnumeration = true)]
    public void A_sheet_used_again_allocates_nothing(PricingPolicy policy)
    {
        var tax = new Tax { Id = default, Name = "VAT", Rate = Rate.Percent(19m) };
        ImmutableArray<Discount> discounts =
        [
            Discount.Fixed(new(RandomTickets.Id(1)), "0.01", Money.Of(0.01m)),
            Discount.Percent(new(RandomTickets.Id(2)), "10%", Rate.Percent(10m)),
            Discount.Percent(new(RandomTickets.Id(3)), "5%", Rate.Percent(5m)),
        ];
        var line = new PriceLine { Id = default, UnitPrice = Money.Zero, Quantity = Quantity.Of(3), Taxes = [tax], Discounts = discounts };
        ImmutableArray<PriceComponent> components = [.. Enumerable.Range(1, 50).Select(i => new PriceComponent { Name = "part", Weight = Money.Of(i), Taxes = [tax] })];
        var request = new PriceRequest
        {
            Currency = Currency.EUR,
            Policy = policy,
            Lines =
            [
                .. Enumerable.Range(1, 500).Select(i => line with { Id = new(RandomTickets.Id(i)), UnitPrice = Money.FromUnits(i * 999) }),
                line with { Id = new(RandomTickets.Id(501)), UnitPrice = Money.Of(100), Taxes = [], Components = components },
            ],
            Discounts = discounts,
            Surcharges = [Surcharge.Percent(default, "Service", Rate.Percent(10m)) with { Taxes = [tax] }],
        };
        var sheet = new PriceSheet();
        sheet.Calculate(request);

        var before = GC.GetAllocatedBytesForCurrentThread();
        sheet.Calculate(request);
        sheet.ToTotals();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
