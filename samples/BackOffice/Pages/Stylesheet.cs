using System.Security.Cryptography;
using System.Text;

namespace BackOffice.Pages;

/// <summary>The one stylesheet, inline in every page, and the policy that allows a browser this sheet and nothing else: no script at all.</summary>
internal static class Stylesheet
{
    public const string Text =
        """
        :root {
            color-scheme: light dark; --accent: #2f5bea; --accent-soft: #e8eefe; --ink: #1b2333; --muted: #667085; --page: #f5f6f9; --card: #fff; --line: #e4e7ee;
            --good: #17803d; --good-soft: #e3f5e9; --warn: #95600a; --warn-soft: #fdf1d8; --bad: #c02633; --bad-soft: #fdeaec;
        }
        @media (prefers-color-scheme: dark) {
            :root {
                --accent: #7f9cff; --accent-soft: #232d4d; --ink: #e6e9f0; --muted: #97a1b3; --page: #12151c; --card: #1a1f29; --line: #2b3240;
                --good: #6fd492; --good-soft: #173223; --warn: #e5b75c; --warn-soft: #382c14; --bad: #ff8a93; --bad-soft: #3d1d22;
            }
        }
        * { box-sizing: border-box; }
        body { margin: 0; min-height: 100vh; display: grid; grid-template-columns: 14rem minmax(0, 1fr); color: var(--ink); background: var(--page); font: 15px/1.5 system-ui, "Segoe UI", "Liberation Sans", sans-serif; }
        a { color: var(--accent); text-decoration: none; } a:hover { text-decoration: underline; }
        header { display: flex; flex-direction: column; gap: .15rem; padding: 1.25rem .85rem; background: var(--card); border-right: 1px solid var(--line); }
        header a { padding: .4rem .75rem; border-radius: .5rem; color: inherit; font-weight: 500; }
        header a:hover { background: var(--page); text-decoration: none; }
        header a[aria-current] { color: var(--accent); background: var(--accent-soft); }
        header a.brand { display: flex; gap: .6rem; align-items: center; margin-bottom: .5rem; font-size: 1.05rem; font-weight: 700; } header a.brand:hover { background: none; }
        header a.brand svg { width: 1.6rem; height: 1.6rem; flex: none; }
        header small { padding: .9rem .75rem .2rem; color: var(--muted); font-size: .72rem; font-weight: 600; letter-spacing: .06em; text-transform: uppercase; }
        header form, header a.sign-in { margin-top: auto; } header form button { width: 100%; }
        main { padding: 1.75rem 2.25rem 4rem; max-width: 80rem; }
        h1 { margin: 0 0 1.25rem; font-size: 1.65rem; letter-spacing: -.01em; }
        h2 { margin: 2rem 0 .75rem; font-size: 1.05rem; }
        .card, table { background: var(--card); border: 1px solid var(--line); border-radius: .75rem; box-shadow: 0 1px 2px rgb(16 24 40 / 5%); }
        .card { padding: 1.1rem 1.25rem; margin-bottom: 1.25rem; }
        .figures { display: grid; grid-template-columns: repeat(auto-fit, minmax(10rem, 1fr)); gap: 1rem; margin: 1.25rem 0; }
        .figures div { padding: .9rem 1.1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
        .figures small { display: block; color: var(--muted); } .figures b { font-size: 1.4rem; font-variant-numeric: tabular-nums; }
        .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(20rem, 1fr)); gap: 0 1.25rem; align-items: start; }
        table { border-collapse: separate; border-spacing: 0; width: 100%; overflow: hidden; }
        th, td { padding: .6rem .9rem; text-align: left; vertical-align: top; border-bottom: 1px solid var(--line); }
        tbody tr:last-child td { border-bottom: 0; } tbody tr:hover { background: color-mix(in srgb, var(--accent) 4%, transparent); }
        th { color: var(--muted); font-size: .8rem; font-weight: 600; white-space: nowrap; }
        .n { text-align: right; font-variant-numeric: tabular-nums; white-space: nowrap; } .t { white-space: nowrap; }
        .muted { color: var(--muted); } em { color: var(--muted); }
        form.edit { display: grid; gap: .9rem; max-width: 30rem; padding: 1.25rem; margin-bottom: 1rem; background: var(--card); border: 1px solid var(--line); border-radius: .75rem; }
        form.edit label { display: grid; gap: .25rem; font-weight: 500; } form.edit label.check { display: flex; gap: .5rem; align-items: center; font-weight: 400; }
        form.range { display: flex; flex-wrap: wrap; gap: .75rem; align-items: center; } td form { display: inline-flex; gap: .4rem; margin: 0; } td input { width: 7rem; text-align: right; }
        input, textarea, button, a.button { font: inherit; padding: .4rem .7rem; border: 1px solid var(--line); border-radius: .5rem; color: inherit; background: var(--card); }
        button, a.button { font-weight: 500; cursor: pointer; } button:hover, a.button:hover { border-color: var(--accent); text-decoration: none; }
        button.main, a.button.main { color: var(--card); background: var(--accent); border-color: var(--accent); }
        :focus-visible { outline: 2px solid var(--accent); outline-offset: 1px; }
        svg.chart { display: block; width: 100%; } svg.chart rect { fill: var(--accent); } svg.chart rect:hover { opacity: .75; }
        svg.chart line { stroke: var(--line); } svg.chart text { fill: var(--muted); font-size: 11px; font-variant-numeric: tabular-nums; }
        .code { font: 600 2rem monospace; letter-spacing: .2em; }
        .good { color: var(--good); } .warn { color: var(--warn); } .bad { color: var(--bad); }
        .badge { display: inline-block; padding: .05rem .55rem; border-radius: 1rem; font-size: .82rem; font-weight: 500; white-space: nowrap; color: var(--muted); background: var(--page); }
        .badge.good { color: var(--good); background: var(--good-soft); } .badge.warn { color: var(--warn); background: var(--warn-soft); } .badge.bad { color: var(--bad); background: var(--bad-soft); }
        p[role=alert] { padding: .6rem .9rem; background: var(--bad-soft); border-radius: .5rem; max-width: 30rem; }
        @media (max-width: 55rem) {
            body { display: block; } header { flex-flow: row wrap; border-right: 0; border-bottom: 1px solid var(--line); } header small { display: none; }
            header form, header a.sign-in { margin: 0 0 0 auto; } main { padding: 1.25rem; overflow-x: auto; }
        }
        """;

    public static string ContentSecurityPolicy { get; } =
        $"default-src 'none'; style-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(Text)))}'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'";
}
