using System.Numerics;
using CsCheck;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Values;

public sealed class RoundingTests(ITestOutputHelper output)
{
    // Quotients of small numbers meet ties often; large ones come close to the edge of 128 bits.
    private static readonly Gen<(Int128 Numerator, Int128 Denominator, RoundingMode Mode)> Quotients = Gen.Select(
        Gen.Frequency((2, Gen.Long[-60, 60].Select(n => (Int128)n)), (1, Gen.Select(Gen.ULong, Gen.ULong, (high, low) => new Int128(high, low)))),
        Gen.Frequency((2, Gen.Long[1, 12].Select(n => (Int128)n)), (1, Gen.Select(Gen.ULong[0, long.MaxValue], Gen.ULong[1, ulong.MaxValue], (high, low) => new Int128(high, low)))),
        Gen.Enum<RoundingMode>());

    [Fact]
    public void M1_a_quotient_is_the_one_that_exact_fractions_give()
    {
        var seen = new Sightings();
        Quotients.Sample(
            (numerator, denominator, mode) => Assert.Equal(
                new Fraction((BigInteger)numerator, (BigInteger)denominator).Round(mode, seen),
                (BigInteger)Rounding.Divide(numerator, denominator, mode)),
            iter: 10_000);
        seen.MustHaveOccurred(output, "roundings", "ties");
    }

    [Fact]
    public void M6_rounding_acts_on_the_magnitude() =>
        Quotients.Where((numerator, _, _) => numerator != Int128.MinValue)
            .Sample((numerator, denominator, mode) => Assert.Equal(Rounding.Divide(numerator, denominator, mode), -Rounding.Divide(-numerator, denominator, mode)));

    [Theory]
    [InlineData(RoundingMode.HalfAwayFromZero, 3, 2, 3, 4)]
    [InlineData(RoundingMode.HalfEven, 2, 2, 3, 4)]
    [InlineData(RoundingMode.HalfDown, 2, 2, 3, 3)]
    [InlineData(RoundingMode.Up, 3, 3, 3, 4)]
    [InlineData(RoundingMode.Down, 2, 2, 2, 3)]
    public void Each_mode_treats_a_half_and_less_and_more_in_its_way(RoundingMode mode, int of250, int of249, int of251, int of350)
    {
        Assert.Equal(of250, Rounding.DivideToInt64(250, 100, mode));
        Assert.Equal(of249, Rounding.DivideToInt64(249, 100, mode));
        Assert.Equal(of251, Rounding.DivideToInt64(251, 100, mode));
        Assert.Equal(of350, Rounding.DivideToInt64(350, 100, mode));
    }

    [Fact]
    public void A_quotient_beyond_64_bits_is_an_error()
    {
        Assert.Throws<OverflowException>(() => Rounding.DivideToInt64((Int128)long.MaxValue * 2 + 1, 2, RoundingMode.Up));
        Assert.Throws<OverflowException>(() => Rounding.ToMultiple(long.MaxValue, 1_000, RoundingMode.Up));
        Assert.Equal(long.MaxValue - 807, Rounding.ToMultiple(long.MaxValue, 1_000, RoundingMode.Down));
    }

    [Theory]
    [InlineData(0)]
    [InlineData(-1)]
    public void A_denominator_is_above_zero(int denominator) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Rounding.Divide(1, denominator, RoundingMode.Up));

    [Fact]
    public void An_unknown_mode_is_an_error() =>
        Assert.Throws<ArgumentOutOfRangeException>(() => Rounding.Divide(1, 2, (RoundingMode)99));
}
