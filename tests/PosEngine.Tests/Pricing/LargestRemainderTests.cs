using System.Numerics;
using CsCheck;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

public sealed class LargestRemainderTests(ITestOutputHelper output)
{
    private static readonly Gen<long> Weights = Gen.Frequency((3, Gen.Long[0, 20]), (2, Gen.Long[0, 1_000_000]), (1, Gen.Long[0, long.MaxValue / 16]));

    private static readonly Gen<(long Amount, long[] Weights)> Cases =
        Gen.Select(Gen.Frequency((3, Gen.Long[-100, 100]), (1, Gen.Long[-long.MaxValue, long.MaxValue])), Weights.Array[1, 12])
            .Where((_, weights) => weights.Any(weight => weight > 0));

    [Fact]
    public void M3_shares_add_up_to_the_amount_and_lie_within_one_unit_of_their_exact_value()
    {
        var seen = new Sightings();
        Cases.Sample(
            (amount, weights) =>
            {
                var shares = Allocate(amount, weights);
                var weightSum = weights.Aggregate(BigInteger.Zero, (sum, weight) => sum + weight);
                Assert.Equal(amount, shares.Aggregate(BigInteger.Zero, (sum, share) => sum + share));
                foreach (var (share, weight) in shares.Zip(weights))
                {
                    var exact = new Fraction((BigInteger)amount * weight, weightSum);
                    Assert.True((exact - share).Abs().CompareTo(1) < 0, $"{share} is a unit or more away from {amount} × {weight} ÷ {weightSum}.");
                    if (!exact.IsWhole)
                        seen.Rounding();
                }
            },
            iter: 5_000);
        seen.MustHaveOccurred(output, "roundings");
    }

    [Fact]
    public void M6_a_negative_amount_is_shared_like_its_magnitude() =>
        Cases.Sample((amount, weights) => Assert.Equal(Allocate(amount, weights), Allocate(-amount, weights).Select(share => -share)), iter: 2_000);

    [Theory]
    [InlineData(100, new long[] { 1, 1, 1 }, new long[] { 34, 33, 33 })]
    [InlineData(101, new long[] { 1, 1, 1 }, new long[] { 34, 34, 33 })]
    [InlineData(1, new long[] { 1, 3 }, new long[] { 0, 1 })]
    [InlineData(10, new long[] { 0, 5, 0 }, new long[] { 0, 10, 0 })]
    [InlineData(0, new long[] { 7, 9 }, new long[] { 0, 0 })]
    public void What_is_left_over_goes_to_the_largest_remainders(long amount, long[] weights, long[] shares) =>
        Assert.Equal(shares, Allocate(amount, weights));

    [Theory]
    [InlineData(2, new long[] { 1, 3 }, new long[] { 0, 2 })] // 0.5 and 1.5: the same remainder, the larger weight wins
    [InlineData(2, new long[] { 3, 1 }, new long[] { 2, 0 })]
    [InlineData(1, new long[] { 1, 1 }, new long[] { 1, 0 })] // 0.5 each: the earlier line wins
    [InlineData(-1, new long[] { 1, 1 }, new long[] { -1, 0 })]
    public void A_tie_goes_to_the_larger_weight_then_to_the_earlier_line(long amount, long[] weights, long[] shares) =>
        Assert.Equal(shares, Allocate(amount, weights));

    [Fact]
    public void Shares_may_take_the_place_of_their_weights()
    {
        long[] both = [1, 1, 1];
        LargestRemainder.Allocate(100, both, both);
        Assert.Equal([34, 33, 33], both);
    }

    [Theory]
    [InlineData(new long[0])]
    [InlineData(new long[] { 0, 0 })]
    [InlineData(new long[] { 2, -1 })]
    public void Weights_that_nothing_can_be_shared_over_are_an_error(long[] weights) =>
        Assert.Throws<ArgumentException>(() => Allocate(1, weights));

    [Fact]
    public void Weights_that_add_up_to_more_than_64_bits_are_an_error() =>
        Assert.Throws<OverflowException>(() => Allocate(1, [long.MaxValue, 1]));

    private static long[] Allocate(long amount, long[] weights)
    {
        var shares = new long[weights.Length];
        LargestRemainder.Allocate(amount, weights, shares);
        return shares;
    }
}
