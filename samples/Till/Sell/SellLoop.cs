using PosEngine.Capabilities;
using Till.Screens;

namespace Till.Sell;

/// <summary>A till by lines of text: reads one, does it, shows where things stand.</summary>
/// <param name="counter">What can be done.</param>
/// <param name="input">What is typed.</param>
/// <param name="screen">What is seen.</param>
internal sealed class SellLoop(SalesCounter counter, TextReader input, Screen screen)
{
    /// <summary>Sells until the input ends or says quit.</summary>
    public async Task RunAsync(CancellationToken cancellationToken)
    {
        ShowMenu();
        using var telling = TellChanges();
        while (true)
        {
            ShowTicket();
            if (await input.ReadLineAsync(cancellationToken) is not { } line || line.Trim() == "quit")
                return;
            await DoAsync(line.Trim());
        }
    }

    private async Task DoAsync(string line)
    {
        if (line is "" or "?")
        {
            ShowMenu();
            return;
        }

        var (word, argument) = line.Split(' ', 2, StringSplitOptions.TrimEntries) is [var first, var second] ? (first, second) : (line, "");
        try
        {
            var result = counter.Actions.FirstOrDefault(action => action.Word == word) is { } action
                ? await action.RunAsync(argument)
                : await counter.AddAsync(line);
            if (result.Refusal is { } refusal)
                screen.Refused(line, refusal);
        }
        catch (TillException problem)
        {
            screen.Problem(problem.Message);
        }
    }

    private void ShowTicket()
    {
        var ticket = counter.Ticket.Current;
        if (!ticket.Lines.IsEmpty)
        {
            screen.Table(
                ["Item", "Quantity", "Price"],
                ticket.Lines.Zip(ticket.Priced.Lines, (line, priced) => new[] { line.Name, line.Quantity.ToString(), counter.Pos.Text.Of(priced.Gross) }), 1, 2);
        }

        var waiting = counter.Pos.Receipts.Unsynchronised.Value;
        screen.Say($"{counter.Pos.Text.Of(ticket.Totals.Gross)} to pay | {counter.Pos.Connectivity.State.Value} | {waiting.Count} unsynchronised | ? for help");
    }

    private void ShowMenu() => screen.Table(
        ["Type", "To", "Now"],
        counter.Actions
            .Select(action => new[] { $"{action.Word} {action.Argument}", action.Does, NowOf(action.Capability) })
            .Prepend(["BARCODE, SKU or NAME", "add an item", NowOf(Capability.Sale)])
            .Append(["quit", "leave", ""]));

    private string NowOf(Capability? capability) =>
        capability is null ? "" : counter.Pos.Capabilities.Decide(capability) is { Status: not CapabilityStatus.Available } decision ? $"{decision.Status}: {decision.Message}" : "✓";

    // What a screen with buttons would do by enabling and disabling them.
    private IDisposable TellChanges()
    {
        var known = counter.Pos.Capabilities.Current.Value;
        return counter.Pos.Capabilities.Current.Subscribe(decisions =>
        {
            foreach (var decision in decisions.Except(known))
                screen.Aside($"  {decision.Capability}: {decision.Status} {decision.Message}");
            known = decisions;
        });
    }
}
