using System.Text;

namespace PosEngine.Catalog;

/// <summary>A record of a CSV file and the line it begins on.</summary>
internal readonly record struct CsvRow(int Line, string[] Fields);

/// <summary>CSV as RFC 4180 has it: quotes around what contains commas, line breaks or, doubled, quotes. Empty lines are skipped.</summary>
internal static class CsvReader
{
    /// <exception cref="CatalogFileException">A quote that never ends, or text after one that does.</exception>
    public static IEnumerable<CsvRow> Parse(string text)
    {
        var line = 1;
        var position = 0;
        while (position < text.Length)
        {
            var first = line;
            var fields = new List<string>();
            do
            {
                fields.Add(Field(text, ref position, ref line));
            }
            while (Skip(text, ref position, ','));
            if (position < text.Length && text[position] is not ('\r' or '\n'))
                throw new CatalogFileException(line, $"there is text after a closing quote: '{text[position]}'. Double the quotes inside a quoted field.");
            Skip(text, ref position, '\r');
            if (Skip(text, ref position, '\n'))
                line++;
            if (fields.Count > 1 || fields[0].Length > 0)
                yield return new CsvRow(first, [.. fields]);
        }
    }

    private static string Field(string text, ref int position, ref int line)
    {
        if (!Skip(text, ref position, '"'))
        {
            var end = text.AsSpan(position).IndexOfAny(",\r\n");
            var plain = end < 0 ? text[position..] : text.Substring(position, end);
            position += plain.Length;
            return plain;
        }

        var opened = line;
        var field = new StringBuilder();
        while (position < text.Length)
        {
            var c = text[position++];
            if (c != '"')
            {
                field.Append(c);
                line += c == '\n' ? 1 : 0;
            }
            else if (Skip(text, ref position, '"'))
            {
                field.Append('"');
            }
            else
            {
                return field.ToString();
            }
        }

        throw new CatalogFileException(opened, "a quote is opened and never closed.");
    }

    private static bool Skip(string text, ref int position, char c)
    {
        if (position >= text.Length || text[position] != c)
            return false;
        position++;
        return true;
    }
}
