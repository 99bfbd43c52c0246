namespace PosEngine.Checkout;

/// <summary>What one unit of a foreign currency is worth here, as a fraction, so that no rate is rounded: 0.9155 is 9,155 ÷ 10,000.</summary>
/// <param name="Numerator">Above zero.</param>
/// <param name="Denominator">Above zero.</param>
public readonly record struct ExchangeRate(long Numerator, long Denominator)
{
    /// <summary>The rate as a number.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Not above zero.</exception>
    /// <exception cref="ArgumentException">More than five decimals.</exception>
    public static ExchangeRate Of(decimal rate)
    {
        ArgumentOutOfRangeException.ThrowIfLessThanOrEqual(rate, 0);
        return new(Money.Of(rate).Units, Money.UnitsPerOne);
    }
}

/// <summary>Notes and coins of another currency, handed over in payment. The change is given in ours.</summary>
/// <param name="Currency">The other currency.</param>
/// <param name="Amount">The amount in it.</param>
/// <param name="Rate">What one unit of it is worth here.</param>
public sealed record ForeignCash(Currency Currency, Money Amount, ExchangeRate Rate)
{
    /// <summary>How its worth is rounded.</summary>
    internal const RoundingMode Rounding = RoundingMode.HalfAwayFromZero;

    /// <summary>What it is worth here, in the smallest unit of <paramref name="home"/>, half away from zero.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Amount or rate is not above zero, or the amount is finer than its currency.</exception>
    /// <exception cref="OverflowException">It is more than <see cref="Money"/> holds.</exception>
    public Money ToHome(Currency home)
    {
        ArgumentNullException.ThrowIfNull(home);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Rate.Numerator);
        ArgumentOutOfRangeException.ThrowIfNegativeOrZero(Rate.Denominator);
        if (!Amount.IsPositive || !Amount.IsWholeIn(Currency))
            throw new ArgumentOutOfRangeException(nameof(home), Amount, $"Cash is a multiple of {Currency.Smallest} {Currency} above zero.");
        return Money.FromMinor(
            PosEngine.Rounding.DivideToInt64((Int128)Amount.Units * Rate.Numerator, (Int128)Rate.Denominator * home.Smallest.Units, Rounding), home);
    }
}
