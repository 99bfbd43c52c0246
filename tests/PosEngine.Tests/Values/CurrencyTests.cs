using System.Globalization;

namespace PosEngine.Values;

public sealed class CurrencyTests
{
    [Theory]
    [InlineData("EUR", 2, "0.01")]
    [InlineData("JPY", 0, "1")]
    [InlineData("KWD", 3, "0.001")]
    [InlineData("CLF", 4, "0.0001")]
    public void A_currency_knows_its_smallest_unit(string code, int digits, string smallest)
    {
        var currency = Currency.FromCode(code);
        Assert.Equal((code, digits, smallest), (currency.Code, currency.Digits, currency.Smallest.ToString()));
    }

    [Fact]
    public void Every_currency_is_found_by_its_code_and_there_is_one_instance_of_it()
    {
        Assert.NotEmpty(Currency.Known);
        Assert.All(Currency.Known, currency => Assert.Same(currency, Currency.FromCode(currency.Code)));
        Assert.All(Currency.Known, currency => Assert.Matches("^[A-Z]{3}$", currency.Code));
        Assert.Same(Currency.EUR, Currency.FromCode("EUR"));
    }

    [Theory]
    [InlineData("eur")]
    [InlineData("")]
    [InlineData("DEM")]
    [InlineData("EURO")]
    public void Anything_else_is_no_currency(string code)
    {
        Assert.False(Currency.TryFromCode(code, out _));
        Assert.Throws<ArgumentException>(() => Currency.FromCode(code));
    }

    [Fact]
    public void Amounts_can_be_written_in_every_culture_and_currency()
    {
        foreach (var culture in CultureInfo.GetCultures(CultureTypes.AllCultures))
        {
            foreach (var currency in (Currency[])[Currency.EUR, Currency.JPY, Currency.KWD, Currency.CLF])
            {
                Assert.NotEmpty(Money.Of(1234m).ToString(currency, culture));
            }
        }
    }
}
