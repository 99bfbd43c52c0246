using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>Records of pricing are equal by what is in them, arrays included: so receipts that were read back compare with what they were.</summary>
public sealed class PricingValuesTests
{
    private static readonly Tax Vat = new() { Id = default, Name = "VAT", Rate = Rate.Percent(20m) };

    [Fact]
    public void Taxes_are_equal_by_what_they_build_on()
    {
        Tax On(params ReadOnlySpan<TaxId> ids) => Vat with { BuildsOn = [.. ids] };

        Assert.Equal(On(Vat.Id), On(Vat.Id));
        Assert.Equal(On(Vat.Id).GetHashCode(), On(Vat.Id).GetHashCode());
        Assert.NotEqual(On(), On(Vat.Id));
        Assert.NotEqual(Vat, Vat with { Rate = Rate.Zero });
    }

    [Fact]
    public void Discounts_are_equal_by_the_taxes_that_they_are_carried_under()
    {
        Discount With(ImmutableArray<Tax>? taxes) => Discount.Fixed(default, "Voucher", Money.Of(1m)) with { Taxes = taxes };

        Assert.Equal(With([Vat]), With([Vat]));
        Assert.Equal(With([Vat]).GetHashCode(), With([Vat]).GetHashCode());
        Assert.NotEqual(With([]), With(null));
        Assert.NotEqual(With([Vat]), Discount.Fixed(default, "Voucher", Money.Of(2m)) with { Taxes = [Vat] });
    }

    [Fact]
    public void Surcharges_are_equal_by_the_taxes_that_they_are_carried_under()
    {
        Surcharge With(ImmutableArray<Tax>? taxes) => Surcharge.Percent(default, "Service", Rate.Percent(10m)) with { Taxes = taxes };

        Assert.Equal(With([Vat]), With([Vat]));
        Assert.Equal(With([Vat]).GetHashCode(), With([Vat]).GetHashCode());
        Assert.NotEqual(With([]), With(null));
    }

    [Fact]
    public void A_discount_takes_off_0_to_100_percent_and_no_amount_below_zero()
    {
        Assert.Throws<ArgumentOutOfRangeException>(() => Discount.Percent(default, "Too much", Rate.Percent(100.0001m)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Discount.Percent(default, "Too little", Rate.Percent(-1m)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Discount.Fixed(default, "Too little", Money.Of(-1m)));
        Assert.Throws<ArgumentException>(() => Discount.Fixed(default, " ", Money.Of(1m)));
    }

    [Fact]
    public void A_surcharge_adds_no_percentage_and_no_amount_below_zero()
    {
        Assert.Equal(Rate.Percent(250m), Surcharge.Percent(default, "Much", Rate.Percent(250m)).Rate);
        Assert.Throws<ArgumentOutOfRangeException>(() => Surcharge.Percent(default, "Too little", Rate.Percent(-1m)));
        Assert.Throws<ArgumentOutOfRangeException>(() => Surcharge.Fixed(default, "Too little", Money.Of(-1m)));
        Assert.Throws<ArgumentException>(() => Surcharge.Fixed(default, "", Money.Of(1m)));
    }

    [Fact]
    public void What_is_payable_is_gross_with_rounding_less_what_was_paid_before() =>
        Assert.Equal(Money.Of(9.05m), new Totals(default, default, default, default, Money.Of(10m)) { Rounding = Money.Of(0.05m), Prepaid = Money.Of(1m) }.Payable);
}
