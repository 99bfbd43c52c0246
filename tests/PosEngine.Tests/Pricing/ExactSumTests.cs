using System.Numerics;
using CsCheck;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

public sealed class ExactSumTests(ITestOutputHelper output)
{
    private static readonly Gen<(long Numerator, long Denominator)[]> Parts =
        Gen.Select(Gen.Frequency((2, Gen.Long[-2_000, 2_000]), (1, Gen.Long)), Gen.Frequency((2, Gen.Long[1, 24]), (1, Gen.Long[1, 2_000_000]))).Array[0, 5];

    [Fact]
    public void A_sum_of_fractions_is_rounded_once_and_without_loss()
    {
        var seen = new Sightings();
        Gen.Select(Parts, Gen.Enum<RoundingMode>()).Sample(
            (parts, mode) =>
            {
                var sum = default(ExactSum);
                Fraction expected = 0;
                foreach (var (numerator, denominator) in parts)
                {
                    sum.Add(numerator, denominator);
                    expected += new Fraction(numerator, denominator);
                }

                Assert.Equal(expected.Sign, sum.Sign);
                var rounded = expected.Round(mode, seen);
                if (rounded >= long.MinValue && rounded <= long.MaxValue)
                    Assert.Equal(rounded, (BigInteger)sum.Round(mode));
                else
                    Assert.Throws<OverflowException>(() => sum.Round(mode));
            },
            iter: 10_000);
        seen.MustHaveOccurred(output, "roundings", "ties");
    }

    [Fact]
    public void What_a_sum_needs_beyond_128_bits_is_an_error_and_never_a_wrong_digit()
    {
        long[] primes = [1_000_003, 1_000_033, 1_000_037, 1_000_039, 1_000_081, 1_000_099, 1_000_117];
        var sum = default(ExactSum);
        foreach (var prime in primes[..6])
            sum.Add(1, prime);

        Assert.Equal(1, sum.Round(RoundingMode.Up));
        Assert.Throws<OverflowException>(() => sum.Add(1, primes[6]));
    }
}
