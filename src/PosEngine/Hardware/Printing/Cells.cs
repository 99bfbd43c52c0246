using System.Globalization;
using System.Text;

namespace PosEngine.Hardware.Printing;

/// <summary>How many columns a text takes on paper where every character has the same width.</summary>
internal static class Cells
{
    // Wide and fullwidth letters and pictures of Unicode Standard Annex #11, by block; first and last code point.
    private static readonly (int First, int Last)[] Wide =
    [
        (0x1100, 0x115F), (0x2E80, 0x303E), (0x3041, 0x4DBF), (0x4E00, 0xA4CF), (0xA960, 0xA97C), (0xAC00, 0xD7A3), (0xF900, 0xFAFF), (0xFE30, 0xFE6F),
        (0xFF01, 0xFF60), (0xFFE0, 0xFFE6), (0x16FE0, 0x1B2FB), (0x1F300, 0x1F64F), (0x1F680, 0x1F6FC), (0x1F900, 0x1FAFF), (0x20000, 0x3FFFD),
    ];

    /// <summary>The columns that <paramref name="text"/> takes.</summary>
    public static int WidthOf(ReadOnlySpan<char> text)
    {
        var width = 0;
        while (!text.IsEmpty)
        {
            var element = text[..StringInfo.GetNextTextElementLength(text)];
            width += WidthOfElement(element);
            text = text[element.Length..];
        }

        return width;
    }

    /// <summary>The pieces of a text that take at most <paramref name="columns"/> each, cut between characters as a reader sees them.</summary>
    public static IEnumerable<string> Cut(string text, int columns)
    {
        var start = 0;
        var width = 0;
        for (var next = 0; next < text.Length;)
        {
            var length = StringInfo.GetNextTextElementLength(text, next);
            var more = WidthOfElement(text.AsSpan(next, length));
            if (width + more > columns && next > start)
            {
                yield return text[start..next];
                start = next;
                width = 0;
            }

            width += more;
            next += length;
        }

        yield return text[start..];
    }

    // What a reader sees as one character is as wide as the widest thing in it: an accent adds nothing to its letter.
    private static int WidthOfElement(ReadOnlySpan<char> element)
    {
        var width = 0;
        foreach (var rune in element.EnumerateRunes())
        {
            width = Math.Max(width, WidthOf(rune));
        }

        return width;
    }

    private static int WidthOf(Rune rune) => Rune.GetUnicodeCategory(rune) switch
    {
        UnicodeCategory.NonSpacingMark or UnicodeCategory.EnclosingMark or UnicodeCategory.Format => 0,
        _ => Array.Exists(Wide, range => range.First <= rune.Value && rune.Value <= range.Last) ? 2 : 1,
    };
}
