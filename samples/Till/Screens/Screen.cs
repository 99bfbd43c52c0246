using PosEngine;
using PosEngine.Capabilities;
using PosEngine.Localization;
using PosEngine.Receipts;
using Spectre.Console;
using Spectre.Console.Rendering;

namespace Till.Screens;

/// <summary>What the person at the till reads: colours and boxes in a terminal, plain text anywhere else.</summary>
internal sealed class Screen
{
    private const int ColumnsOfFile = 120;

    private readonly IAnsiConsole _console;

    /// <param name="writer">Where it is written.</param>
    /// <param name="isTerminal">Whether that is a terminal. Escape sequences in a file or a pipe help nobody.</param>
    public Screen(TextWriter writer, bool isTerminal)
    {
        _console = AnsiConsole.Create(new()
        {
            Ansi = isTerminal ? AnsiSupport.Detect : AnsiSupport.No,
            ColorSystem = isTerminal ? ColorSystemSupport.Detect : ColorSystemSupport.NoColors,
            Interactive = InteractionSupport.No,
            Out = new AnsiConsoleOutput(writer),
        });
        if (!isTerminal)
            _console.Profile.Width = ColumnsOfFile;
    }

    /// <summary>Begins a chapter.</summary>
    public void Chapter(string title)
    {
        _console.WriteLine();
        _console.Write(new Rule($"[bold]{Markup.Escape(title)}[/]") { Justification = Justify.Left });
    }

    /// <summary>Says what happens.</summary>
    public void Say(string text) => _console.MarkupLineInterpolated($"{text}");

    /// <summary>Says something beside the point.</summary>
    public void Aside(string text) => _console.MarkupLineInterpolated($"[grey]{text}[/]");

    /// <summary>Says that something was done.</summary>
    public void Done(string text) => _console.MarkupLineInterpolated($"[green]✓[/] {text}");

    /// <summary>Says that the engine did not do something, and why, in its own words.</summary>
    public void Refused(string what, Refusal refusal) =>
        _console.MarkupLineInterpolated($"[red]✗[/] {what}: [yellow]{refusal.Message}[/] [grey]({refusal.Code})[/]");

    /// <summary>Says that the policy does not allow something, and why, in the engine's own words.</summary>
    public void Refused(CapabilityDecision decision) =>
        _console.MarkupLineInterpolated($"[red]✗[/] {decision.Capability}: [yellow]{decision.Message}[/] [grey]({decision.ReasonCode})[/]");

    /// <summary>Says that something is wrong.</summary>
    public void Problem(string text) => _console.MarkupLineInterpolated($"[red]{text}[/]");

    /// <summary>Shows a table.</summary>
    public void Table(IReadOnlyList<string> headers, IEnumerable<string[]> rows, params int[] rightAligned)
    {
        var table = new Table { Border = TableBorder.Rounded };
        foreach (var (index, header) in headers.Index())
            table.AddColumn(new TableColumn(new Text(header)) { Alignment = rightAligned.Contains(index) ? Justify.Right : Justify.Left });
        foreach (var row in rows)
            table.AddRow(row.Select(cell => (IRenderable)new Text(cell)).ToArray());
        _console.Write(table);
    }

    /// <summary>Shows what can be done right now, and why not.</summary>
    public void Capabilities(IEnumerable<CapabilityDecision> decisions) =>
        Table(["Capability", "Now", "Reason"], decisions.Select(decision => new[]
        {
            decision.Capability.Name,
            decision.IsVisible ? decision.Status.ToString() : "Hidden",
            decision.Message ?? "",
        }));

    /// <summary>Shows a list of receipts.</summary>
    public void Receipts(IEnumerable<ReceiptSummary> receipts, IPosText text) =>
        Table(["Receipt", "Total", "State"], receipts.Select(receipt => new[] { receipt.Number, text.Of(receipt.Total), text.Of(receipt.State) }), 1);

    /// <summary>Shows a paper that came out of the printer.</summary>
    public void Paper(string text) => _console.Write(new Panel(new Text(text)) { Border = BoxBorder.Rounded, Padding = new(1, 0) });
}
