using System.Numerics;

namespace PosEngine.Pricing.Oracle;

/// <summary>An exact fraction of integers of any size. Knows nothing of the engine's arithmetic, so that the two can contradict each other.</summary>
internal readonly struct Fraction
{
    private readonly BigInteger _denominatorLessOne;

    public Fraction(BigInteger numerator, BigInteger denominator)
    {
        if (denominator.Sign < 0)
            (numerator, denominator) = (-numerator, -denominator);
        var common = BigInteger.GreatestCommonDivisor(numerator, denominator);
        Numerator = numerator / common;
        _denominatorLessOne = (denominator / common) - 1;
    }

    public BigInteger Numerator { get; }

    public BigInteger Denominator => _denominatorLessOne + 1;

    public int Sign => Numerator.Sign;

    public bool IsWhole => Denominator.IsOne;

    public Fraction Abs() => Sign < 0 ? -this : this;

    public BigInteger Floor()
    {
        var quotient = BigInteger.DivRem(Numerator, Denominator, out var remainder);
        return remainder.Sign < 0 ? quotient - 1 : quotient;
    }

    /// <summary>The whole part, toward zero.</summary>
    public BigInteger Truncate() => Numerator / Denominator;

    /// <summary>Rounds by comparing with the middle between the two neighbours.</summary>
    public BigInteger Round(RoundingMode mode, Sightings seen)
    {
        if (IsWhole)
            return Numerator;

        seen.Rounding();
        var magnitude = Abs();
        var below = magnitude.Floor();
        var side = magnitude.CompareTo(new Fraction((2 * below) + 1, 2));
        if (side == 0)
            seen.Tie();

        var rounded = mode switch
        {
            RoundingMode.Up => below + 1,
            RoundingMode.Down => below,
            _ when side != 0 => side > 0 ? below + 1 : below,
            RoundingMode.HalfAwayFromZero => below + 1,
            RoundingMode.HalfDown => below,
            RoundingMode.HalfEven => below.IsEven ? below : below + 1,
            _ => throw new ArgumentOutOfRangeException(nameof(mode)),
        };
        return Sign * rounded;
    }

    public int CompareTo(Fraction other) => (Numerator * other.Denominator).CompareTo(other.Numerator * Denominator);

    public static Fraction operator +(Fraction a, Fraction b) =>
        new((a.Numerator * b.Denominator) + (b.Numerator * a.Denominator), a.Denominator * b.Denominator);

    public static Fraction operator -(Fraction a, Fraction b) => a + -b;

    public static Fraction operator -(Fraction a) => new(-a.Numerator, a.Denominator);

    public static Fraction operator *(Fraction a, Fraction b) => new(a.Numerator * b.Numerator, a.Denominator * b.Denominator);

    public static Fraction operator /(Fraction a, Fraction b) => new(a.Numerator * b.Denominator, a.Denominator * b.Numerator);

    public static implicit operator Fraction(BigInteger whole) => new(whole, 1);

    public static implicit operator Fraction(long whole) => new(whole, 1);
}
