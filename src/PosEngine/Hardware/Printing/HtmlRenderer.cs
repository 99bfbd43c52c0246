using System.Globalization;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Unicode;

namespace PosEngine.Hardware.Printing;

/// <summary>Lays a receipt out as one HTML page that needs nothing besides itself: for e-mail, for screens, and for printers of browsers.</summary>
/// <remarks>
/// Pure. Nothing in a text becomes markup, and the page forbids itself all scripts and connections. Each text is isolated, so that one written from right to left does not move the amount beside it. Tables,
/// because that is what mail programs lay out.
/// </remarks>
internal static class HtmlRenderer
{
    private const int BarcodeHeight = 40;
    private const int QuietZone = 10; // Modules at either side that a scanner needs (ISO/IEC 15417).

    private const string Style =
        """
        body { margin: 0; padding: 16px; background: #eceff1; color: #000; font: 14px/1.4 system-ui, "Segoe UI", Roboto, "Noto Sans", Arial, sans-serif; }
        main { box-sizing: border-box; max-width: 380px; margin: 0 auto; padding: 24px 20px; background: #fff; box-shadow: 0 1px 4px rgba(0, 0, 0, .25); }
        table { width: 100%; border-collapse: collapse; table-layout: auto; }
        td { padding: 1px 0; vertical-align: bottom; overflow-wrap: anywhere; }
        td.amount { padding-left: 12px; text-align: right; white-space: nowrap; overflow-wrap: normal; font-variant-numeric: tabular-nums; }
        td.wide { padding-left: 12px; text-align: right; }
        td.centre { text-align: center; }
        td.right { text-align: right; }
        td.detail { padding-left: 14px; color: #444; }
        .strong td { font-weight: 700; font-size: 16px; }
        hr { margin: 8px 0; border: 0; border-top: 1px dashed #777; }
        img { display: inline-block; max-width: 200px; max-height: 120px; margin-bottom: 8px; }
        svg { display: block; width: 100%; max-width: 260px; height: 48px; margin: 10px auto 2px; }
        .line { height: 26px; border-bottom: 1px solid #777; }
        @page { margin: 8mm; }
        @media print {
          body { padding: 0; background: none; }
          main { max-width: 76mm; padding: 0; box-shadow: none; }
          tr { break-inside: avoid; }
          td.detail { color: #000; }
        }
        """;

    // Letters of every script as they are; whatever is markup, and what is invisible, escaped.
    private static readonly HtmlEncoder Encoder = HtmlEncoder.Create(UnicodeRanges.All);

    public static string Render(ReceiptDocument document)
    {
        var html = new StringBuilder("<!DOCTYPE html>\n");
        html.Append(document.Language.Length > 0 ? $"<html lang=\"{Encoder.Encode(document.Language)}\">\n" : "<html>\n");
        html.Append(
            $"""
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="default-src 'none'; img-src data:; style-src 'unsafe-inline'">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <title>{Encode(document.Title)}</title>
            <style>
            {Style}
            </style>
            </head>
            <body>
            <main>

            """.ReplaceLineEndings("\n"));
        var isInTable = false;
        foreach (var block in document.Blocks)
        {
            if (block is RuleBlock == isInTable)
            {
                html.Append(isInTable ? "</table>\n" : "<table role=\"presentation\">\n");
                isInTable = !isInTable;
            }

            Append(html, block);
        }

        return html.Append(isInTable ? "</table>\n" : "").Append("</main>\n</body>\n</html>\n").ToString();
    }

    private static void Append(StringBuilder html, ReceiptBlock block)
    {
        switch (block)
        {
            case RuleBlock:
                html.Append("<hr>\n");
                break;
            case TextBlock text:
                var isDetail = text.Alignment == TextAlignment.Left && text.Text.StartsWith(' ');
                AppendRow(html, text.IsEmphasised, isDetail ? "detail" : ClassOf(text.Alignment), string.Join("<br>", SafeText.Lines(text.Text).Select(Isolate)));
                break;
            case PairBlock pair:
                var kind = pair.Left.StartsWith(' ') ? " class=\"detail\"" : "";

                // An amount stays on its line; a name that is as long as a sentence must not push everything else aside.
                var right = pair.Right.Length > 24 ? "wide" : "amount";
                html.Append(CultureInfo.InvariantCulture, $"<tr{(pair.IsEmphasised ? " class=\"strong\"" : "")}><td{kind}>{Isolate(SafeText.OneLine(pair.Left))}</td><td class=\"{right}\">{Isolate(SafeText.OneLine(pair.Right))}</td></tr>\n");
                break;
            case ImageBlock { Image: var image }:
                AppendRow(html, isEmphasised: false, "centre", $"<img src=\"data:{image.MediaType};base64,{Convert.ToBase64String(image.Data.Span)}\" alt=\"{Encode(image.Description)}\">");
                break;
            case BarcodeBlock barcode:
                AppendRow(html, isEmphasised: false, "centre", $"{Draw(barcode.Data)}{Isolate(barcode.Data)}");
                break;
            case WritingBlock writing:
                AppendRow(html, isEmphasised: false, "", Isolate(SafeText.OneLine(writing.Label)) + string.Concat(Enumerable.Repeat("<div class=\"line\"></div>", Math.Max(1, writing.Lines))));
                break;
            default:
                throw new ArgumentException($"There is no layout for a {block.GetType().Name}.", nameof(block));
        }
    }

    private static void AppendRow(StringBuilder html, bool isEmphasised, string kind, string content) =>
        html.Append(CultureInfo.InvariantCulture, $"<tr{(isEmphasised ? " class=\"strong\"" : "")}><td colspan=\"2\"{(kind.Length > 0 ? $" class=\"{kind}\"" : "")}>{content}</td></tr>\n");

    private static string ClassOf(TextAlignment alignment) => alignment switch
    {
        TextAlignment.Centre => "centre",
        TextAlignment.Right => "right",
        _ => "",
    };

    private static string Draw(string data)
    {
        var widths = Code128.Encode(data);
        var path = new StringBuilder();
        var x = QuietZone;
        for (var i = 0; i < widths.Length; x += widths[i++])
        {
            if (i % 2 == 0)
                path.Append(CultureInfo.InvariantCulture, $"M{x} 0h{widths[i]}v{BarcodeHeight}h-{widths[i]}z");
        }

        return string.Create(CultureInfo.InvariantCulture, $"<svg viewBox=\"0 0 {x + QuietZone} {BarcodeHeight}\" preserveAspectRatio=\"none\" shape-rendering=\"crispEdges\" role=\"img\" aria-label=\"{Encode(data)}\"><path d=\"{path}\"/></svg>");
    }

    private static string Isolate(string line) => $"<bdi>{Encode(line.Trim(' '))}</bdi>";

    private static string Encode(string text) => Encoder.Encode(SafeText.OneLine(text));
}
