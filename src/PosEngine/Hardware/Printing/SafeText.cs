using System.Globalization;
using System.Text;

namespace PosEngine.Hardware.Printing;

/// <summary>Text of whatever origin as it may stand on a paper or a page.</summary>
internal static class SafeText
{
    /// <summary>
    /// One line: a plain space for everything that controls instead of showing, and for spaces that a printer may not have; nothing for what turns the direction of writing, which could make
    /// another amount of the one beside it; U+FFFD for half a character.
    /// </summary>
    public static string OneLine(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
        {
            if (TurnsDirection(rune))
            {
                continue;
            }

            clean.Append(Rune.GetUnicodeCategory(rune) switch
            {
                UnicodeCategory.Control or UnicodeCategory.SpaceSeparator or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => new Rune(' '),
                _ => rune,
            });
        }

        return clean.ToString();
    }

    /// <summary>Its lines, each as <see cref="OneLine"/> makes it.</summary>
    public static IEnumerable<string> Lines(string text) => text.ReplaceLineEndings("\n").Split('\n').Select(OneLine);

    /// <summary>The explicit formatting characters of the Unicode bidirectional algorithm (Unicode Standard Annex #9, section 2).</summary>
    private static bool TurnsDirection(Rune rune) => rune.Value is 0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069);
}
