using System.Globalization;
using System.Text;
using System.Text.Json;

namespace PosEngine.Localization;

/// <summary>
/// A language that is added without rebuilding the library: one JSON file of codes and texts, named after its culture, such as <c>fr.json</c> or <c>pt-BR.json</c>. What it leaves out is said
/// in English.
/// </summary>
public static class LanguageFile
{
    private const string English = "en";

    /// <summary>The codes that a file has no text for; for a translator's test.</summary>
    /// <param name="path">The file.</param>
    /// <exception cref="PosEngineException">It cannot be used.</exception>
    public static IReadOnlyList<string> FindMissing(string path)
    {
        ArgumentNullException.ThrowIfNull(path);
        return [.. PosText.Read(English).Keys.Except(Read(path).Keys).Order(StringComparer.Ordinal)];
    }

    /// <summary>The culture that a file is named after.</summary>
    internal static string LanguageOf(string path)
    {
        var name = Path.GetFileNameWithoutExtension(path);
        try
        {
            return CultureInfo.GetCultureInfo(name, predefinedOnly: true).Name;
        }
        catch (CultureNotFoundException e)
        {
            throw new PosEngineException($"The language file '{path}' is named after no language. Name it as a culture is named: fr.json, pt-BR.json.", e);
        }
    }

    internal static Dictionary<string, string> Read(string path)
    {
        try
        {
            using var json = JsonDocument.Parse(File.ReadAllText(path), new() { CommentHandling = JsonCommentHandling.Skip, AllowTrailingCommas = true, AllowDuplicateProperties = false });
            var english = PosText.Read(English);
            return json.RootElement.EnumerateObject().ToDictionary(static text => text.Name, text => Check(path, text, english), StringComparer.Ordinal);
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            throw new PosEngineException($"The language file '{path}' is not JSON of codes and texts: {e.Message}", e);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new PosEngineException($"The language file '{path}' cannot be read: {e.Message}", e);
        }
    }

    /// <summary>A text with a placeholder that nobody fills would be a fault at the till, at the moment when it is needed.</summary>
    private static string Check(string path, JsonProperty text, Dictionary<string, string> english)
    {
        if (text.Value.ValueKind != JsonValueKind.String || string.IsNullOrWhiteSpace(text.Value.GetString()))
            throw new PosEngineException($"The language file '{path}' has no text for '{text.Name}'. Write one in quotes, or remove the line.");
        var words = text.Value.GetString()!;
        try
        {
            var filled = english.TryGetValue(text.Name, out var known) ? CompositeFormat.Parse(known).MinimumArgumentCount : int.MaxValue;
            if (CompositeFormat.Parse(words).MinimumArgumentCount > filled)
                throw new PosEngineException($"In the language file '{path}', '{text.Name}' has a placeholder that the English text has not. Use those of the English text: {known}");
            return words;
        }
        catch (FormatException e)
        {
            throw new PosEngineException($"In the language file '{path}', '{text.Name}' has braces that are no placeholder. Write {{{{ for a brace.", e);
        }
    }
}
