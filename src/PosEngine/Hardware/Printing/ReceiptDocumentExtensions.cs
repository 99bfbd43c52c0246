namespace PosEngine.Hardware.Printing;

/// <summary>Lays documents out.</summary>
public static class ReceiptDocumentExtensions
{
    private const int ColumnsMin = 16;
    private const int ColumnsMax = 128;

    /// <summary>Plain text, where every character has the same width; East Asian ones, and pictures, that of two.</summary>
    /// <param name="document">The document.</param>
    /// <param name="columns">The width in characters, 16 to 128; paper of 58 mm has 32, of 80 mm 42 or 48.</param>
    /// <returns>Lines that end with a line feed, and no other control characters.</returns>
    /// <exception cref="ArgumentOutOfRangeException">The width is out of range.</exception>
    public static string ToText(this ReceiptDocument document, int columns)
    {
        ArgumentNullException.ThrowIfNull(document);
        ArgumentOutOfRangeException.ThrowIfLessThan(columns, ColumnsMin);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(columns, ColumnsMax);
        return TextRenderer.Render(document, columns);
    }

    /// <summary>One HTML page that needs nothing besides itself and runs nothing: for e-mail and screens, and to be printed from a browser on rolls or sheets.</summary>
    /// <exception cref="ArgumentException">A barcode in it says what no barcode can.</exception>
    public static string ToHtml(this ReceiptDocument document)
    {
        ArgumentNullException.ThrowIfNull(document);
        return HtmlRenderer.Render(document);
    }
}
