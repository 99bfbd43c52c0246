using PosEngine;
using Till.CommandLine;
using Till.Demo;
using Till.Replay;
using Till.Screens;
using Till.Sell;

namespace Till;

/// <summary>Standard input, output and error.</summary>
internal sealed record StandardStreams(TextReader Input, TextWriter Output, TextWriter Error)
{
    /// <summary>The screen: standard error where standard output belongs to a program.</summary>
    public Screen ScreenFor(bool json) =>
        json ? new(Error, isTerminal: !Console.IsErrorRedirected) : new(Output, isTerminal: !Console.IsOutputRedirected);
}

/// <summary>Runs a command line, and turns what goes wrong into a message and an exit code.</summary>
internal static class TillProgram
{
    private const int Interrupted = 130;

    public static async Task<int> RunAsync(IReadOnlyList<string> arguments, StandardStreams streams, CancellationToken cancellationToken)
    {
        try
        {
            return await RunAsync(CommandLineParser.Parse(arguments), streams, cancellationToken);
        }
        catch (UsageException usage)
        {
            await streams.Error.WriteLineAsync($"till: {usage.Message}{Environment.NewLine}'till --help' says more.");
            return ExitCode.Usage;
        }
        catch (Exception problem) when (problem is TillException or PosEngineException)
        {
            await streams.Error.WriteLineAsync($"till: {problem.Message}");
            return ExitCode.Failed;
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            return Interrupted;
        }
    }

    private static async Task<int> RunAsync(TillCommand command, StandardStreams streams, CancellationToken cancellationToken)
    {
        switch (command)
        {
            case DemoCommand demo:
                return await DemoProgram.RunAsync(demo, streams, cancellationToken);
            case ReplayCommand replay:
                return await ReplayProgram.RunAsync(replay, streams, cancellationToken);
            case SellCommand sell:
                return await SellProgram.RunAsync(sell, streams, cancellationToken);
            default:
                await streams.Output.WriteLineAsync(HelpText.Value);
                return ExitCode.Done;
        }
    }
}
