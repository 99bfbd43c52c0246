namespace PosEngine;

/// <summary>The one place where an exact quotient becomes a whole number.</summary>
internal static class Rounding
{
    /// <summary><paramref name="numerator"/> ÷ <paramref name="denominator"/>, rounded by magnitude.</summary>
    /// <param name="numerator">Any value.</param>
    /// <param name="denominator">Greater than zero.</param>
    /// <param name="mode">How to round.</param>
    public static Int128 Divide(Int128 numerator, Int128 denominator, RoundingMode mode)
    {
        if (denominator <= 0)
        {
            throw new ArgumentOutOfRangeException(nameof(denominator), "A quotient needs a positive denominator.");
        }

        var (quotient, remainder) = Int128.DivRem(numerator, denominator);
        if (remainder == 0)
        {
            return quotient;
        }

        var awayFromZero = mode switch
        {
            RoundingMode.Up => true,
            RoundingMode.Down => false,
            _ => IsAwayFromZero(Int128.Abs(remainder), denominator, Int128.IsOddInteger(quotient), mode),
        };
        return awayFromZero ? checked(quotient + (numerator < 0 ? -1 : 1)) : quotient;
    }

    /// <summary>As <see cref="Divide"/>, with a result that must fit 64 bits.</summary>
    /// <exception cref="OverflowException">The rounded quotient does not fit.</exception>
    public static long DivideToInt64(Int128 numerator, Int128 denominator, RoundingMode mode) =>
        checked((long)Divide(numerator, denominator, mode));

    /// <summary>The multiple of <paramref name="step"/> that <paramref name="value"/> rounds to.</summary>
    public static long ToMultiple(long value, long step, RoundingMode mode) =>
        step == 1 ? value : checked((long)(Divide(value, step, mode) * step));

    private static bool IsAwayFromZero(Int128 remainder, Int128 denominator, bool quotientIsOdd, RoundingMode mode)
    {
        // Compare the remainder with what is left of the denominator: doubling it could overflow.
        var side = remainder.CompareTo(denominator - remainder);
        return side > 0 || (side == 0 && mode switch
        {
            RoundingMode.HalfAwayFromZero => true,
            RoundingMode.HalfEven => quotientIsOdd,
            RoundingMode.HalfDown => false,
            _ => throw new ArgumentOutOfRangeException(nameof(mode), mode, "Unknown rounding mode."),
        });
    }
}
