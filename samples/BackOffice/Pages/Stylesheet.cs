using System.Security.Cryptography;
using System.Text;

namespace BackOffice.Pages;

/// <summary>The one stylesheet, inline in every page, and the policy that allows a browser this sheet and nothing else: no script at all.</summary>
internal static class Stylesheet
{
    public const string Text =
        """
        :root { color-scheme: light dark; --line: color-mix(in srgb, currentColor 18%, transparent); }
        body { margin: 0; font: 15px/1.5 system-ui, sans-serif; }
        header { display: flex; flex-wrap: wrap; gap: 1.25rem; padding: .75rem 1.5rem; border-bottom: 1px solid var(--line); font-weight: 600; }
        header a { color: inherit; text-decoration: none; }
        header form { margin-left: auto; }
        main { padding: 0 1.5rem 3rem; max-width: 75rem; }
        h1 { font-size: 1.6rem; margin: 1.5rem 0 1rem; }
        h2 { font-size: 1.1rem; margin: 2rem 0 .5rem; }
        table { border-collapse: collapse; width: 100%; }
        th, td { padding: .45rem .75rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        th { font-weight: 600; font-size: .85rem; opacity: .7; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; }
        form.edit { display: grid; gap: .75rem; max-width: 28rem; }
        form.edit label { display: grid; gap: .2rem; }
        form.edit label.check { display: flex; gap: .5rem; }
        input, button { font: inherit; padding: .3rem .5rem; }
        svg { width: 100%; max-height: 16rem; } svg rect { fill: #0969da; } svg text { fill: currentColor; font-size: 11px; }
        .code { font: 600 2rem monospace; letter-spacing: .2em; }
        .good { color: #1a7f37; } .warn { color: #9a6700; } .bad { color: #cf222e; }
        """;

    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}
