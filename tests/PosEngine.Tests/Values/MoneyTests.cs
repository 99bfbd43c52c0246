using System.Globalization;
using CsCheck;

namespace PosEngine.Values;

public sealed class MoneyTests
{
    private static readonly CultureInfo German = CultureInfo.GetCultureInfo("de-DE");

    [Fact]
    public void An_amount_of_five_decimals_is_exact()
    {
        Assert.Equal(1_234_567, Money.Of(12.34567m).Units);
        Assert.Equal(12.34567m, Money.FromUnits(1_234_567).ToDecimal());
    }

    [Theory]
    [InlineData("0.000001")]
    [InlineData("12.345678")]
    [InlineData("0.0000000000000000000000000001")]
    public void A_finer_amount_is_refused_instead_of_rounded_in_silence(string value) =>
        Assert.Throws<ArgumentException>(() => Money.Of(decimal.Parse(value, CultureInfo.InvariantCulture)));

    [Fact]
    public void Every_amount_survives_the_way_to_decimal_and_back() =>
        Gen.Long.Sample(units => Assert.Equal(units, Money.Of(Money.FromUnits(units).ToDecimal()).Units));

    [Fact]
    public void M1_arithmetic_that_leaves_the_range_is_an_error_and_never_wraps()
    {
        var (most, least) = (Money.FromUnits(long.MaxValue), Money.FromUnits(long.MinValue));
        Assert.Throws<OverflowException>(() => most + Money.FromUnits(1));
        Assert.Throws<OverflowException>(() => least - Money.FromUnits(1));
        Assert.Throws<OverflowException>(() => -least);
        Assert.Throws<OverflowException>(() => least.Abs());
        Assert.Throws<OverflowException>(() => most * 2);
        Assert.Throws<OverflowException>(() => Money.Of(decimal.MaxValue));
        Assert.Throws<OverflowException>(() => Money.Of(92_233_720_368_547.75808m));
        Assert.Throws<OverflowException>(() => Money.FromMinor(long.MaxValue, Currency.JPY));
        Assert.Throws<OverflowException>(() => Money.Round(decimal.MaxValue, Currency.EUR, RoundingMode.Up));
    }

    [Theory]
    [InlineData("19.995", RoundingMode.HalfAwayFromZero, "20.00")]
    [InlineData("-19.995", RoundingMode.HalfAwayFromZero, "-20.00")]
    [InlineData("19.985", RoundingMode.HalfEven, "19.98")]
    [InlineData("19.985", RoundingMode.HalfDown, "19.98")]
    [InlineData("0.0000000000000000000000000001", RoundingMode.Up, "0.01")]
    [InlineData("-0.0000000000000000000000000001", RoundingMode.Up, "-0.01")]
    [InlineData("19.9999999999999999999999999", RoundingMode.Down, "19.99")]
    public void Rounding_a_decimal_loses_no_digit_before_it_rounds(string value, RoundingMode mode, string rounded) =>
        Assert.Equal(Of(rounded), Money.Round(decimal.Parse(value, CultureInfo.InvariantCulture), Currency.EUR, mode));

    [Fact]
    public void Rounding_goes_to_the_smallest_unit_of_the_currency()
    {
        Assert.Equal(Of("1235"), Money.Of(1234.5m).RoundTo(Currency.JPY, RoundingMode.HalfAwayFromZero));
        Assert.Equal(Of("1234.50"), Money.Of(1234.496m).RoundTo(Currency.EUR, RoundingMode.HalfAwayFromZero));
        Assert.Equal(Of("1234.496"), Money.Of(1234.49600m).RoundTo(Currency.KWD, RoundingMode.HalfAwayFromZero));
    }

    [Fact]
    public void M6_rounding_to_a_currency_acts_on_the_magnitude() =>
        Gen.Select(Gen.Long[-(1L << 60), 1L << 60], Gen.OneOf(Currency.JPY, Currency.EUR, Currency.KWD), Gen.Enum<RoundingMode>()).Sample(
            (units, currency, mode) => Assert.Equal(
                -Money.FromUnits(units).RoundTo(currency, mode),
                (-Money.FromUnits(units)).RoundTo(currency, mode)));

    [Fact]
    public void Only_a_multiple_of_the_smallest_unit_is_whole()
    {
        Assert.True(Money.Of(0.01m).IsWholeIn(Currency.EUR));
        Assert.False(Money.Of(0.005m).IsWholeIn(Currency.EUR));
        Assert.True(Money.Of(0.005m).IsWholeIn(Currency.KWD));
        Assert.False(Money.Of(0.01m).IsWholeIn(Currency.JPY));
    }

    [Fact]
    public void Amounts_add_up_and_compare()
    {
        var (one, two) = (Money.Of(1m), Money.Of(2m));
        Assert.Equal(two, one + one);
        Assert.Equal(one, two - one);
        Assert.Equal(two, one * 2);
        Assert.True(one < two && two > one && one <= two && two >= one && one.CompareTo(two) < 0);
        Assert.Equal((one, two), (Money.Min(two, one), Money.Max(one, two)));
        Assert.True((-one).IsNegative && one.IsPositive && Money.Zero.IsZero && !Money.Zero.IsPositive && !Money.Zero.IsNegative);
        Assert.Equal(one, (-one).Abs());
    }

    [Fact]
    public void Text_is_the_plain_number_or_what_a_culture_writes()
    {
        Assert.Equal("1234.5", Money.Of(1234.50m).ToString());
        Assert.Equal("1.234,50", Money.Of(1234.50m).ToString("N2", German));
        Assert.Equal("1.234,50 €", Money.Of(1234.50m).ToString(Currency.EUR, German).Replace('\u00A0', ' '));
        Assert.Equal("1.234,50 USD", Money.Of(1234.50m).ToString(Currency.USD, German).Replace('\u00A0', ' '));
        Assert.Equal("0,12345 €", Money.Of(0.12345m).ToString(Currency.EUR, German).Replace('\u00A0', ' '));
        Assert.Equal("1.235 JPY", Money.Of(1235m).ToString(Currency.JPY, German).Replace('\u00A0', ' '));
    }

    private static Money Of(string text) => Money.Of(decimal.Parse(text, CultureInfo.InvariantCulture));
}
