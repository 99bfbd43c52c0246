using System.Globalization;

namespace PosEngine;

/// <summary>Conversions between whole numbers of a decimal unit and <see cref="decimal"/>, shared by the value types.</summary>
internal static class FixedPoint
{
    /// <summary>The units that <paramref name="value"/> is exactly.</summary>
    /// <exception cref="ArgumentException"><paramref name="value"/> is finer than one unit.</exception>
    /// <exception cref="OverflowException">It does not fit 64 bits.</exception>
    public static long Exact(decimal value, long unitsPerOne, string what)
    {
        var scaled = value * unitsPerOne;
        return scaled == decimal.Truncate(scaled)
            ? decimal.ToInt64(scaled)
            : throw new ArgumentException(
                $"{value.ToString(CultureInfo.InvariantCulture)} is finer than a {what} can be (1/{unitsPerOne}). Round it first, saying how.",
                nameof(value));
    }

    public static decimal ToDecimal(long units, long unitsPerOne) => (decimal)units / unitsPerOne;

    public static string ToText(long units, long unitsPerOne, string? format, IFormatProvider? provider) =>
        ToDecimal(units, unitsPerOne).ToString(format ?? "0.#####", provider ?? CultureInfo.InvariantCulture);
}
