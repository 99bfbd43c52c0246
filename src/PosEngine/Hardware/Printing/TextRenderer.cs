using System.Text;

namespace PosEngine.Hardware.Printing;

/// <summary>Lays a receipt out as plain text of a given width.</summary>
/// <remarks>
/// Pure. The only control characters in the result are the line feeds made here: to a printer, a control character inside a product's name may be
/// the command that opens the drawer.
/// </remarks>
internal static class TextRenderer
{
    /// <param name="document">What to lay out.</param>
    /// <param name="columns">The width of the paper in characters, at least 2, so that the widest fits.</param>
    public static string Render(ReceiptDocument document, int columns)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, 2);

        var output = new StringBuilder();
        foreach (var line in document.Blocks.SelectMany(block => LinesOf(block, columns)))
        {
            output.Append(line.TrimEnd(' ')).Append('\n');
        }

        return output.ToString();
    }

    private static IEnumerable<string> LinesOf(ReceiptBlock block, int columns) => block switch
    {
        TextBlock text => SafeText.Lines(text.Text)
            .SelectMany(line => Wrap(line, columns))
            .Select(line => Align(line, text.Alignment, columns)),
        PairBlock pair => PairUp(SafeText.OneLine(pair.Left), SafeText.OneLine(pair.Right), columns),
        RuleBlock => [new string('-', columns)],
        ImageBlock => [],
        BarcodeBlock barcode => Wrap(SafeText.OneLine(barcode.Data), columns).Select(line => Align(line, TextAlignment.Centre, columns)),
        WritingBlock writing => Wrap(SafeText.OneLine(writing.Label), columns).Concat(Enumerable.Repeat('\n' + new string('_', columns), Math.Max(1, writing.Lines))),
        _ => throw new ArgumentException($"There is no layout for a {block.GetType().Name}.", nameof(block)),
    };

    private static IEnumerable<string> PairUp(string left, string right, int columns)
    {
        var room = columns - Cells.WidthOf(right) - 1;
        if (room < columns / 3)
        {
            return Wrap(left, columns).Concat(Wrap(right, columns).Select(line => Align(line, TextAlignment.Right, columns)));
        }

        var lines = Wrap(left, room);
        lines[^1] += new string(' ', columns - Cells.WidthOf(lines[^1]) - Cells.WidthOf(right)) + right;
        return lines;
    }

    private static string Align(string line, TextAlignment alignment, int columns)
    {
        var free = columns - Cells.WidthOf(line);
        var before = alignment switch
        {
            TextAlignment.Centre => free / 2,
            TextAlignment.Right => free,
            _ => 0,
        };
        return new string(' ', before) + line;
    }

    /// <summary>Lines of whole words where they fit, all indented like the text; one that fits as a whole keeps its spaces. At least one line.</summary>
    private static List<string> Wrap(string text, int columns)
    {
        if (Cells.WidthOf(text) <= columns)
        {
            return [text];
        }

        var words = text.TrimStart(' ');
        var indent = text[..Math.Min(text.Length - words.Length, columns / 4)];
        var lines = new List<string>();
        foreach (var word in words.Split(' ', StringSplitOptions.RemoveEmptyEntries).SelectMany(word => Cells.Cut(word, columns - indent.Length)))
        {
            if (lines.Count > 0 && Cells.WidthOf(lines[^1]) + 1 + Cells.WidthOf(word) <= columns)
            {
                lines[^1] += " " + word;
            }
            else
            {
                lines.Add(indent + word);
            }
        }

        return lines is [] ? [""] : lines;
    }
}
