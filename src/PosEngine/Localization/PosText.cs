using System.Collections.Frozen;
using System.Globalization;
using System.Text;
using System.Text.Json;
using PosEngine.Receipts;

namespace PosEngine.Localization;

/// <summary>The texts of one language, and how amounts are written in it.</summary>
internal sealed class PosText : IPosText
{
    private const string Fallback = "en";

    private readonly FrozenDictionary<string, CompositeFormat> _texts;
    private readonly Currency _currency;

    /// <param name="culture">Words come from the nearest shipped language, English where none is near; amounts and dates are written as in this culture.</param>
    /// <param name="currency">The currency of every amount.</param>
    /// <param name="texts">The embedder's own texts by code: for reasons of its own policy, or instead of shipped ones.</param>
    /// <param name="languageFiles">Files of further languages, each named after its own: see <see cref="LanguageFile"/>.</param>
    /// <exception cref="FormatException">A text of <paramref name="texts"/> is no composite format.</exception>
    /// <exception cref="PosEngineException">A language file cannot be used.</exception>
    public PosText(CultureInfo culture, Currency currency, IReadOnlyDictionary<string, string>? texts = null, IEnumerable<string>? languageFiles = null)
    {
        // A neutral culture knows no country, so no currency of its own: "de" would write 12,50 EUR where everybody writes 12,50 €.
        Culture = culture.IsNeutralCulture ? CultureInfo.CreateSpecificCulture(culture.Name) : culture;
        _currency = currency;

        var files = (languageFiles ?? []).ToLookup(LanguageFile.LanguageOf, LanguageFile.Read, StringComparer.OrdinalIgnoreCase);
        var language = LanguageOf(culture, files);
        var all = Read(Languages.Contains(language) ? language : Fallback);
        foreach (var (code, text) in files[language].SelectMany(static file => file).Concat(texts ?? FrozenDictionary<string, string>.Empty))
        {
            all[code] = text;
        }

        _texts = all.ToFrozenDictionary(text => text.Key, text => CompositeFormat.Parse(text.Value), StringComparer.Ordinal);
    }

    private PosText(PosText text, Currency currency)
    {
        Culture = text.Culture;
        _texts = text._texts;
        _currency = currency;
    }

    /// <summary>The languages that are shipped, each in a file of its own.</summary>
    public static IReadOnlyList<string> Languages { get; } = [Fallback, "de"];

    /// <inheritdoc/>
    public CultureInfo Culture { get; }

    /// <summary>The same words, with amounts in another currency: an old receipt keeps its own.</summary>
    public PosText In(Currency currency) => currency == _currency ? this : new(this, currency);

    /// <summary>Whether there is a text for a code.</summary>
    public bool Has(string code) => _texts.ContainsKey(code);

    /// <inheritdoc/>
    public string Of(string code, params ReadOnlySpan<object?> arguments)
    {
        if (!_texts.TryGetValue(code, out var text))
        {
            throw new KeyNotFoundException($"There is no text for the code '{code}'.");
        }

        return Write(text, arguments);
    }

    /// <summary>The text of a code, or another one where this engine has none: a policy brings the words of its own reasons.</summary>
    public string OfReason(string code, string? otherwise, params ReadOnlySpan<object?> arguments) =>
        otherwise is null || Has(code) ? Of(code, arguments) : Write(CompositeFormat.Parse(otherwise), arguments);

    private string Write(CompositeFormat text, ReadOnlySpan<object?> arguments)
    {
        var written = new object?[arguments.Length];
        for (var i = 0; i < arguments.Length; i++)
        {
            // An amount does not know its currency; everything else writes itself.
            written[i] = arguments[i] is Money amount ? Of(amount) : arguments[i];
        }

        return string.Format(Culture, text, written);
    }

    /// <inheritdoc/>
    public string Of(SyncState state) => Of(state switch
    {
        SyncState.Unsynchronised => Labels.Unsynchronised,
        SyncState.Synchronised => Labels.Synchronised,
        SyncState.NeedsAttention => Labels.NeedsAttention,
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "Not a state of a receipt."),
    });

    /// <inheritdoc/>
    public string Of(Money amount) => amount.ToString(_currency, Culture);

    /// <summary>A refusal with its message: the one way in which the engine makes them.</summary>
    public Refusal Refuse(string code, params ReadOnlySpan<object?> arguments) => new() { Code = code, Message = Of(code, arguments) };

    /// <summary>The texts of a shipped language, by code.</summary>
    internal static Dictionary<string, string> Read(string language)
    {
        using var file = typeof(PosText).Assembly.GetManifestResourceStream($"PosEngine.Localization.{language}.json")!;
        using var json = JsonDocument.Parse(file);
        return json.RootElement.EnumerateObject().ToDictionary(text => text.Name, text => text.Value.GetString()!, StringComparer.Ordinal);
    }

    private static string LanguageOf(CultureInfo culture, ILookup<string, Dictionary<string, string>> files)
    {
        for (var near = culture; near.Name.Length > 0; near = near.Parent)
        {
            if (Languages.Contains(near.Name) || files.Contains(near.Name))
            {
                return near.Name;
            }
        }

        return Fallback;
    }
}
