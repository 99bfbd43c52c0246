using System.Text.Json;
using PosEngine.Checkout;
using PosEngine.Pricing;

namespace PosEngine.Ledger;

/// <summary>The names of enumerations in the journal and the protocol. They are frozen; the C# names are not.</summary>
internal static class WireNames
{
    public static WireNames<PaymentKind> PaymentKinds { get; } = new(
        (PaymentKind.Cash, "cash"), (PaymentKind.ManualCard, "manual_card"), (PaymentKind.IntegratedCard, "integrated_card"), (PaymentKind.Other, "other"));

    public static WireNames<TaxKind> TaxKinds { get; } = new((TaxKind.Included, "included"), (TaxKind.Added, "added"));

    public static WireNames<TaxCategory> TaxCategories { get; } = new(
        (TaxCategory.Standard, "standard"), (TaxCategory.Reduced, "reduced"), (TaxCategory.Zero, "zero"), (TaxCategory.Exempt, "exempt"),
        (TaxCategory.OutOfScope, "out_of_scope"));

    public static WireNames<RoundingMode> RoundingModes { get; } = new(
        (RoundingMode.HalfAwayFromZero, "half_away_from_zero"), (RoundingMode.HalfEven, "half_even"), (RoundingMode.HalfDown, "half_down"),
        (RoundingMode.Up, "up"), (RoundingMode.Down, "down"));

    public static WireNames<TaxRounding> TaxRoundings { get; } = new((TaxRounding.OncePerTax, "once_per_tax"), (TaxRounding.PerLine, "per_line"));
}

/// <summary>The names of one enumeration.</summary>
internal sealed class WireNames<T>
    where T : struct, Enum
{
    private readonly Dictionary<T, JsonEncodedText> _names = [];
    private readonly Dictionary<string, T> _values = new(StringComparer.Ordinal);

    public WireNames(params ReadOnlySpan<(T Value, string Name)> names)
    {
        foreach (var (value, name) in names)
        {
            _names.Add(value, JsonEncodedText.Encode(name));
            _values.Add(name, value);
        }
    }

    public JsonEncodedText this[T value] => _names[value];

    /// <exception cref="FormatException">The name is none of them.</exception>
    public T Parse(string? name) =>
        name is not null && _values.TryGetValue(name, out var value)
            ? value
            : throw new FormatException($"'{name}' is none of {string.Join(", ", _values.Keys)}.");
}
