namespace PosEngine;

/// <summary>How much of an item: pieces, kilograms, metres, hours; exact to three decimals.</summary>
/// <remarks>
/// Stored as a whole number of 1/1,000 (<see cref="Units"/>). Arithmetic out of range throws <see cref="OverflowException"/>. Immutable and thread-safe.
/// </remarks>
public readonly record struct Quantity : IComparable<Quantity>, IFormattable
{
    /// <summary>How many <see cref="Units"/> make 1.</summary>
    public const long UnitsPerOne = 1_000;

    private Quantity(long units) => Units = units;

    /// <summary>The quantity in 1/1,000.</summary>
    public long Units { get; }

    /// <summary>None.</summary>
    public static Quantity Zero => default;

    /// <summary>One piece, kilogram, metre …</summary>
    public static Quantity One => new(UnitsPerOne);

    /// <summary>Whether the quantity is zero.</summary>
    public bool IsZero => Units == 0;

    /// <summary>Whether the quantity is below zero.</summary>
    public bool IsNegative => Units < 0;

    /// <summary>Whether the quantity is a whole number of pieces.</summary>
    public bool IsWhole => Units % UnitsPerOne == 0;

    /// <summary>The quantity that <paramref name="value"/> is exactly.</summary>
    /// <exception cref="ArgumentException">More than three decimals.</exception>
    /// <exception cref="OverflowException">Out of range.</exception>
    public static Quantity Of(decimal value) => new(FixedPoint.Exact(value, UnitsPerOne, "Quantity"));

    /// <summary>The quantity of <paramref name="units"/> times 1/1,000.</summary>
    public static Quantity FromUnits(long units) => new(units);

    /// <summary>The quantity as a <see cref="decimal"/>, exactly.</summary>
    public decimal ToDecimal() => FixedPoint.ToDecimal(Units, UnitsPerOne);

    /// <inheritdoc/>
    public int CompareTo(Quantity other) => Units.CompareTo(other.Units);

    /// <summary>The plain number, in the invariant culture: <c>0.25</c>.</summary>
    public override string ToString() => ToString(null, null);

    /// <summary>The number in a numeric <paramref name="format"/> and culture.</summary>
    public string ToString(string? format, IFormatProvider? formatProvider) => FixedPoint.ToText(Units, UnitsPerOne, format, formatProvider);

#pragma warning disable CS1591 // Operators mean what they say.
    public static Quantity operator +(Quantity left, Quantity right) => new(checked(left.Units + right.Units));
    public static Quantity operator -(Quantity left, Quantity right) => new(checked(left.Units - right.Units));
    public static Quantity operator -(Quantity value) => new(checked(-value.Units));
    public static bool operator <(Quantity left, Quantity right) => left.Units < right.Units;
    public static bool operator >(Quantity left, Quantity right) => left.Units > right.Units;
    public static bool operator <=(Quantity left, Quantity right) => left.Units <= right.Units;
    public static bool operator >=(Quantity left, Quantity right) => left.Units >= right.Units;
#pragma warning restore CS1591
}
