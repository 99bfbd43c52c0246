using System.Globalization;

namespace PosEngine;

/// <summary>An amount of money, exact to five decimals.</summary>
/// <remarks>
/// <para>Five decimals because unit prices need them (fuel, screws, 12.345 per 100 g); totals, payments and floats are whole multiples of the
/// currency's smallest unit. The currency is the engine's (<c>PosEngineOptions.Currency</c>) and does not travel with the amount; an amount in another
/// currency is a <see cref="Currency"/> and a <see cref="Money"/> side by side.</para>
/// <para>Stored as a whole number of 1/100,000 (<see cref="Units"/>), so the range is ±92,233,720,368,547.75807. Arithmetic that leaves it throws
/// <see cref="OverflowException"/>; nothing ever wraps. Immutable and thread-safe.</para>
/// </remarks>
public readonly record struct Money : IComparable<Money>, IFormattable
{
    /// <summary>How many <see cref="Units"/> make 1.</summary>
    public const long UnitsPerOne = 100_000;

    private Money(long units) => Units = units;

    /// <summary>The amount in 1/100,000.</summary>
    public long Units { get; }

    /// <summary>Nothing.</summary>
    public static Money Zero => default;

    /// <summary>Whether the amount is zero.</summary>
    public bool IsZero => Units == 0;

    /// <summary>Whether the amount is below zero.</summary>
    public bool IsNegative => Units < 0;

    /// <summary>Whether the amount is above zero.</summary>
    public bool IsPositive => Units > 0;

    /// <summary>The amount that <paramref name="value"/> is exactly.</summary>
    /// <exception cref="ArgumentException">More than five decimals: use <see cref="Round(decimal, Currency, RoundingMode)"/> and say how.</exception>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Money Of(decimal value) => new(FixedPoint.Exact(value, UnitsPerOne, "Money"));

    /// <summary>The amount of <paramref name="units"/> times 1/100,000.</summary>
    public static Money FromUnits(long units) => new(units);

    /// <summary>The amount of <paramref name="count"/> smallest units of <paramref name="currency"/>: 1999 cents are 19.99.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Money FromMinor(long count, Currency currency)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return new(checked(count * currency.UnitsPerMinor));
    }

    /// <summary><paramref name="value"/> rounded to the smallest unit of <paramref name="currency"/>.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Money Round(decimal value, Currency currency, RoundingMode mode)
    {
        ArgumentNullException.ThrowIfNull(currency);

        // A decimal is an integer over a power of ten: take it apart, so that no digit is lost before the rounding that was asked for.
        Span<int> bits = stackalloc int[4];
        decimal.GetBits(value, bits);
        var scale = (bits[3] >> 16) & 0xFF;
        var magnitude = new decimal(bits[0], bits[1], bits[2], isNegative: false, scale: 0);
        var denominator = Int128.One;
        for (var i = 0; i < scale; i++)
        {
            denominator *= 10;
        }

        var minorPerOne = UnitsPerOne / currency.UnitsPerMinor;
        var whole = (Int128)magnitude;
        var minor = Rounding.DivideToInt64(checked((value < 0 ? -whole : whole) * minorPerOne), denominator, mode);
        return FromMinor(minor, currency);
    }

    /// <summary>This amount rounded to the smallest unit of <paramref name="currency"/>.</summary>
    /// <exception cref="OverflowException">Out of range.</exception>
    public Money RoundTo(Currency currency, RoundingMode mode)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return new(Rounding.ToMultiple(Units, currency.UnitsPerMinor, mode));
    }

    /// <summary>Whether the amount is a whole multiple of the smallest unit of <paramref name="currency"/>, as tenders, floats and counts must be.</summary>
    public bool IsWholeIn(Currency currency)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return Units % currency.UnitsPerMinor == 0;
    }

    /// <summary>The amount without its sign.</summary>
    public Money Abs() => new(Math.Abs(Units));

    /// <summary>The smaller of two amounts.</summary>
    public static Money Min(Money left, Money right) => left <= right ? left : right;

    /// <summary>The larger of two amounts.</summary>
    public static Money Max(Money left, Money right) => left >= right ? left : right;

    /// <summary>The amount as a <see cref="decimal"/>, exactly.</summary>
    public decimal ToDecimal() => FixedPoint.ToDecimal(Units, UnitsPerOne);

    /// <inheritdoc/>
    public int CompareTo(Money other) => Units.CompareTo(other.Units);

    /// <summary>The plain number, in the invariant culture: <c>12.5</c>.</summary>
    public override string ToString() => ToString(format: null, formatProvider: null);

    /// <summary>The number in a numeric <paramref name="format"/> and culture.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) => FixedPoint.ToText(Units, UnitsPerOne, format, formatProvider);

    /// <summary>The amount as people of <paramref name="culture"/> write it in <paramref name="currency"/>: <c>€12.50</c>, <c>12,50 €</c>.</summary>
    /// <remarks>At least the currency's digits are shown, and more where the amount has more (a unit price of 0.123 EUR).</remarks>
    public string ToString(Currency currency, CultureInfo? culture = null)
    {
        ArgumentNullException.ThrowIfNull(currency);
        return currency.Format(this, culture ?? CultureInfo.CurrentCulture);
    }

#pragma warning disable CS1591 // Operators mean what they say.
    public static Money operator +(Money left, Money right) => new(checked(left.Units + right.Units));
    public static Money operator -(Money left, Money right) => new(checked(left.Units - right.Units));
    public static Money operator -(Money value) => new(checked(-value.Units));
    public static Money operator *(Money amount, int factor) => new(checked(amount.Units * factor));
    public static bool operator <(Money left, Money right) => left.Units < right.Units;
    public static bool operator >(Money left, Money right) => left.Units > right.Units;
    public static bool operator <=(Money left, Money right) => left.Units <= right.Units;
    public static bool operator >=(Money left, Money right) => left.Units >= right.Units;
#pragma warning restore CS1591
}
