using System.Collections.Immutable;
using System.Globalization;

namespace PosEngine.Capabilities;

/// <summary>The words of a policy's own reasons, by language and code.</summary>
internal sealed record PolicyTexts(ImmutableDictionary<string, ImmutableDictionary<string, string>> ByLanguage)
{
    private const string Fallback = "en";

    public static PolicyTexts None { get; } = new(ImmutableDictionary<string, ImmutableDictionary<string, string>>.Empty);

    /// <summary>The text of a code in the language nearest to a culture, English where none is near.</summary>
    public string? Find(string code, CultureInfo culture)
    {
        for (var near = culture; near.Name.Length > 0; near = near.Parent)
        {
            if (ByLanguage.TryGetValue(near.Name, out var texts) && texts.TryGetValue(code, out var text))
                return text;
        }

        return ByLanguage.GetValueOrDefault(Fallback)?.GetValueOrDefault(code);
    }
}
