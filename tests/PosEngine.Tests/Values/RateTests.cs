using System.Globalization;

namespace PosEngine.Values;

public sealed class RateTests
{
    [Fact]
    public void A_rate_of_four_decimals_in_percent_is_exact()
    {
        Assert.Equal(88_750, Rate.Percent(8.875m).PartsPerMillion);
        Assert.Equal(8.875m, Rate.FromPartsPerMillion(88_750).ToPercent());
        Assert.Equal(Rate.One, Rate.Percent(100m));
        Assert.Throws<ArgumentException>(() => Rate.Percent(0.00001m));
        Assert.Throws<OverflowException>(() => Rate.Percent(decimal.MaxValue));
    }

    [Fact]
    public void Rates_compare()
    {
        var (low, high) = (Rate.Percent(7m), Rate.Percent(19m));
        Assert.True(low < high && high > low && low <= high && high >= low && low.CompareTo(high) < 0);
        Assert.True(Rate.Zero.IsZero && !low.IsZero);
    }

    [Fact]
    public void Text_is_the_percentage()
    {
        Assert.Equal("8.875%", Rate.Percent(8.875m).ToString());
        Assert.Equal("8,9%", Rate.Percent(8.875m).ToString("0.0", CultureInfo.GetCultureInfo("de-DE")));
    }
}
