namespace PosEngine;

/// <summary>A share of an amount (a tax rate, a percent discount), exact to one part per million: 7.7 % is 77,000 parts.</summary>
/// <remarks>Arithmetic out of range throws <see cref="OverflowException"/>. Immutable and thread-safe.</remarks>
public readonly record struct Rate : IComparable<Rate>, IFormattable
{
    /// <summary>How many <see cref="PartsPerMillion"/> make the whole (100 %).</summary>
    public const long PartsPerOne = 1_000_000;

    private Rate(long parts) => PartsPerMillion = parts;

    /// <summary>The rate in parts per million.</summary>
    public long PartsPerMillion { get; }

    /// <summary>0 %.</summary>
    public static Rate Zero => default;

    /// <summary>100 %.</summary>
    public static Rate One => new(PartsPerOne);

    /// <summary>Whether the rate is 0 %.</summary>
    public bool IsZero => PartsPerMillion == 0;

    /// <summary>The rate of <paramref name="percent"/> in a hundred: <c>Rate.Percent(19m)</c>, <c>Rate.Percent(8.875m)</c>.</summary>
    /// <exception cref="ArgumentException">More than four decimals.</exception>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Rate Percent(decimal percent) => new(FixedPoint.Exact(percent, PartsPerOne / 100, "Rate in percent"));

    /// <summary>The rate of <paramref name="parts"/> in a million.</summary>
    public static Rate FromPartsPerMillion(long parts) => new(parts);

    /// <summary>The rate in percent, exactly.</summary>
    public decimal ToPercent() => FixedPoint.ToDecimal(PartsPerMillion, PartsPerOne / 100);

    /// <inheritdoc/>
    public int CompareTo(Rate other) => PartsPerMillion.CompareTo(other.PartsPerMillion);

    /// <summary>The percentage, in the invariant culture: <c>19%</c>.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The percentage with the number in a numeric <paramref name="format"/> and culture.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) =>
        FixedPoint.ToText(PartsPerMillion, PartsPerOne / 100, format, formatProvider) + "%";

#pragma warning disable CS1591 // Operators mean what they say.
    public static bool operator <(Rate left, Rate right) => left.PartsPerMillion < right.PartsPerMillion;
    public static bool operator >(Rate left, Rate right) => left.PartsPerMillion > right.PartsPerMillion;
    public static bool operator <=(Rate left, Rate right) => left.PartsPerMillion <= right.PartsPerMillion;
    public static bool operator >=(Rate left, Rate right) => left.PartsPerMillion >= right.PartsPerMillion;
#pragma warning restore CS1591
}
