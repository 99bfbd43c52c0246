using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace BackOffice.Emails;

/// <summary>The words of a letter, and how amounts, rates and times are written in it.</summary>
/// <remarks>A language is a file of words in this folder, and a country that stands for it where the shop names none.</remarks>
internal sealed class LetterText
{
    /// <summary>The language of a shop that has said nothing.</summary>
    public const string Default = "en";

    /// <summary>The member of the shop's settings.</summary>
    public const string Setting = "language";

    // Of a language alone, .NET writes dates as some country does that the shop need not be in, and knows no currency.
    private static readonly FrozenDictionary<string, string> Countries = new Dictionary<string, string> { [Default] = "en-GB", ["de"] = "de-DE" }.ToFrozenDictionary();

    private static readonly FrozenDictionary<string, FrozenDictionary<string, string>> Shipped = Countries.Keys.ToFrozenDictionary(static language => language, Read);

    private static readonly Lazy<FrozenDictionary<string, int>> Digits = new(ReadDigits);

    private readonly FrozenDictionary<string, string> _words;
    private readonly NumberFormatInfo _money;
    private readonly int _digits;

    /// <param name="culture">A country's: words come from its language, English where there are none.</param>
    /// <param name="currency">The currency of every amount, by its code.</param>
    public LetterText(CultureInfo culture, string currency)
    {
        Culture = culture;
        _words = Shipped.GetValueOrDefault(culture.TwoLetterISOLanguageName) ?? Shipped[Default];
        _digits = Digits.Value.GetValueOrDefault(currency, 2);
        _money = (NumberFormatInfo)culture.NumberFormat.Clone();
        if (new RegionInfo(culture.Name).ISOCurrencySymbol == currency)
            return;

        // A country's own sign stands for its own currency only; any other is named by its code, which nobody can mistake.
        _money.CurrencySymbol = currency;
        _money.CurrencyPositivePattern = 3;
        _money.CurrencyNegativePattern = 8;
    }

    public static IEnumerable<string> Languages => Countries.Keys.Order(StringComparer.Ordinal);

    public CultureInfo Culture { get; }

    /// <summary>The culture of a shop.</summary>
    /// <param name="settings">The shop's settings. A language that there are no words for is as if there were none.</param>
    public static CultureInfo CultureOf(JsonObject settings) => FindCulture((string?)settings[Setting]) ?? FindCulture(Default)!;

    /// <returns>Null where there are no words of the language, or no such country.</returns>
    public static CultureInfo? FindCulture(string? language)
    {
        try
        {
            return language is null ? null
                : Countries.TryGetValue(language, out var country) ? CultureInfo.GetCultureInfo(country)
                : CultureInfo.GetCultureInfo(language, predefinedOnly: true) is { IsNeutralCulture: false } culture && Countries.ContainsKey(culture.TwoLetterISOLanguageName) ? culture
                : null;
        }
        catch (CultureNotFoundException)
        {
            return null;
        }
    }

    /// <exception cref="KeyNotFoundException">There are no such words.</exception>
    public string Of(string code, params ReadOnlySpan<object?> arguments) => string.Format(Culture, _words[code], arguments);

    /// <param name="amount">Hundred-thousandths of the currency's main unit.</param>
    /// <returns>With as many decimals as it has, and at least the currency's.</returns>
    public string Money(long amount)
    {
        var digits = _digits;
        for (var unit = 100_000 / (long)Math.Pow(10, digits); amount % unit != 0; unit /= 10)
            digits++;
        return (amount / 100_000m).ToString(string.Create(CultureInfo.InvariantCulture, $"C{digits}"), _money);
    }

    /// <param name="thousandths">The quantity.</param>
    public string Quantity(long thousandths) => (thousandths / 1_000m).ToString("0.###", Culture);

    /// <param name="millionths">The rate.</param>
    public string Rate(long millionths) => $"{(millionths / 10_000m).ToString("0.####", Culture)}{(Culture.NumberFormat.PercentPositivePattern == 0 ? "\u00a0" : "")}%";

    public string Count(long count) => count.ToString("N0", Culture);

    /// <summary>As the device's clock showed it.</summary>
    public string Time(DateTimeOffset time) => time.ToString("g", Culture);

    private static FrozenDictionary<string, string> Read(string language)
    {
        using var file = typeof(LetterText).Assembly.GetManifestResourceStream($"Letter.{language}.json")!;
        return JsonSerializer.Deserialize<Dictionary<string, string>>(file)!.ToFrozenDictionary(StringComparer.Ordinal);
    }

    /// <summary>How many decimals a currency has, as the countries that use it write it.</summary>
    private static FrozenDictionary<string, int> ReadDigits() => CultureInfo.GetCultures(CultureTypes.SpecificCultures)
        .Select(static culture => (Currency: new RegionInfo(culture.Name).ISOCurrencySymbol, Digits: culture.NumberFormat.CurrencyDecimalDigits))
        .GroupBy(static known => known.Currency, static known => known.Digits, StringComparer.Ordinal)
        .ToFrozenDictionary(static known => known.Key, static known => Math.Min(known.Max(), 5), StringComparer.Ordinal);
}
