using CsCheck;

namespace PosEngine.Values;

public sealed class QuantityTests
{
    [Fact]
    public void A_quantity_of_three_decimals_is_exact()
    {
        Assert.Equal(250, Quantity.Of(0.25m).Units);
        Assert.Throws<ArgumentException>(() => Quantity.Of(0.0001m));
        Gen.Long.Sample(units => Assert.Equal(units, Quantity.Of(Quantity.FromUnits(units).ToDecimal()).Units));
    }

    [Fact]
    public void M1_arithmetic_that_leaves_the_range_is_an_error_and_never_wraps()
    {
        var (most, least) = (Quantity.FromUnits(long.MaxValue), Quantity.FromUnits(long.MinValue));
        Assert.Throws<OverflowException>(() => most + Quantity.One);
        Assert.Throws<OverflowException>(() => least - Quantity.One);
        Assert.Throws<OverflowException>(() => -least);
        Assert.Throws<OverflowException>(() => Quantity.Of(decimal.MaxValue));
    }

    [Fact]
    public void Quantities_add_up_and_compare()
    {
        var (one, two) = (Quantity.One, Quantity.Of(2m));
        Assert.Equal(two, one + one);
        Assert.Equal(one, two - one);
        Assert.True(one < two && two > one && one <= two && two >= one && one.CompareTo(two) < 0);
        Assert.True((-one).IsNegative && Quantity.Zero.IsZero);
    }

    [Fact]
    public void Only_full_pieces_are_whole()
    {
        Assert.True(Quantity.Of(-3m).IsWhole);
        Assert.False(Quantity.Of(2.5m).IsWhole);
    }

    [Fact]
    public void Text_is_the_plain_number() => Assert.Equal("0.25", Quantity.Of(0.250m).ToString());
}
