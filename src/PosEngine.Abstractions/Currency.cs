using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;

namespace PosEngine;

/// <summary>A currency of ISO 4217: its code and how many decimals its smallest unit has.</summary>
/// <remarks>One instance a code, so that reference equality is equality. Immutable and thread-safe.</remarks>
public sealed partial class Currency
{
    // Filled by the static properties of the other half. No initialiser: the order in which two halves are initialised is nobody's promise.
    private static Dictionary<string, Currency>? _defined;
    private static readonly ConcurrentDictionary<(string Code, string Culture), NumberFormatInfo> Formats = new();

    private Currency(string code, int digits)
    {
        Code = code;
        Digits = digits;
        UnitsPerMinor = Money.UnitsPerOne;
        for (var i = 0; i < digits; i++)
        {
            UnitsPerMinor /= 10;
        }
    }

    /// <summary>The three letters: <c>EUR</c>.</summary>
    public string Code { get; }

    /// <summary>Decimals of the smallest unit: 2 for EUR, 0 for JPY, 3 for KWD.</summary>
    public int Digits { get; }

    /// <summary>The smallest amount: 0.01 EUR, 1 JPY, 0.001 KWD.</summary>
    public Money Smallest => Money.FromUnits(UnitsPerMinor);

    /// <summary>Every currency known, by code.</summary>
    public static IReadOnlyCollection<Currency> Known => _defined!.Values;

    internal long UnitsPerMinor { get; }

    /// <summary>The currency of an ISO 4217 code, in capitals.</summary>
    /// <exception cref="ArgumentException">No active currency has that code.</exception>
    public static Currency FromCode(string code) =>
        TryFromCode(code, out var currency)
            ? currency
            : throw new ArgumentException($"'{code}' is no active ISO 4217 currency code; expected three capitals such as EUR.", nameof(code));

    /// <summary>The currency of an ISO 4217 code, if there is one.</summary>
    public static bool TryFromCode(string code, [NotNullWhen(true)] out Currency? currency)
    {
        ArgumentNullException.ThrowIfNull(code);
        return _defined!.TryGetValue(code, out currency);
    }

    /// <summary>The code.</summary>
    public override string ToString() => Code;

    internal string Format(Money amount, CultureInfo culture)
    {
        var digits = Digits;
        for (var unit = UnitsPerMinor; amount.Units % unit != 0; unit /= 10)
        {
            digits++;
        }

        var format = Formats.GetOrAdd((Code, culture.Name), static (_, state) => FormatOf(state.Code, state.Digits, state.Culture), (Code, Digits, Culture: culture));
        return amount.ToDecimal().ToString(digits == Digits ? "C" : "C" + digits.ToString(CultureInfo.InvariantCulture), format);
    }

    private static NumberFormatInfo FormatOf(string code, int digits, CultureInfo culture)
    {
        var format = (NumberFormatInfo)culture.NumberFormat.Clone();
        format.CurrencyDecimalDigits = digits;

        // A culture's own sign stands for its own currency only; any other is named by its code, which nobody can mistake.
        if (culture.IsNeutralCulture || culture.Name.Length == 0 || new RegionInfo(culture.Name).ISOCurrencySymbol != code)
        {
            format.CurrencySymbol = code;
            format.CurrencyPositivePattern = 3;
            format.CurrencyNegativePattern = 8;
        }

        return NumberFormatInfo.ReadOnly(format);
    }

    private static Currency Define(string code, int digits)
    {
        var currency = new Currency(code, digits);
        (_defined ??= new Dictionary<string, Currency>(StringComparer.Ordinal)).Add(code, currency);
        return currency;
    }
}
