using System.Diagnostics;
using System.Text;
using System.Text.Json;

namespace PosEngine.Reliability.Tills;

/// <summary>How a till ended.</summary>
internal sealed record TillRun(int ExitCode, string Output, string Error)
{
    /// <summary>Standard output, which must be one JSON object and nothing else.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;
}

/// <summary>The sample till as a process of its own.</summary>
internal sealed class TillProcess : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(10);

    private readonly Process _process;
    private readonly StringBuilder _seen = new();
    private readonly Task<string> _error;

    private TillProcess(Process process)
    {
        _process = process;
        _error = process.StandardError.ReadToEndAsync();
    }

    /// <summary>What it is told to do next, line by line.</summary>
    public TextWriter Input => _process.StandardInput;

    public static TillProcess Start(params string[] arguments) => new(StartSample("Till", "till", arguments));

    public static async Task<TillRun> RunAsync(params string[] arguments)
    {
        using var till = Start(arguments);
        return await till.EndAsync();
    }

    /// <summary>Starts a sample from the folder that this configuration was built into.</summary>
    public static Process StartSample(string sample, string program, params string[] arguments)
    {
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var path = RepositoryFiles.PathOf("samples", sample, "bin", here.Parent!.Name, here.Name, OperatingSystem.IsWindows() ? program + ".exe" : program);
        return Process.Start(new ProcessStartInfo(path, arguments)
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
    }

    /// <summary>Reads its output, a line at a time, until a line holds a text.</summary>
    /// <returns>That line.</returns>
    public async Task<string> ReadUntilAsync(string text)
    {
        while (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is { } line)
        {
            _seen.AppendLine(line);
            if (line.Contains(text, StringComparison.Ordinal))
                return line;
        }

        Assert.Fail($"It ended without saying '{text}':{Environment.NewLine}{_seen}{await _error}");
        throw new UnreachableException();
    }

    /// <summary>Lets it end by itself; it gets no more input.</summary>
    public async Task<TillRun> EndAsync()
    {
        Input.Close();
        var output = await _process.StandardOutput.ReadToEndAsync().WaitAsync(Patience);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return new(_process.ExitCode, _seen + output, await _error);
    }

    /// <summary>Lets it run for a while and kills it, as a power cut would.</summary>
    /// <returns>False if it ended by itself before.</returns>
    public async Task<bool> KillAfterAsync(TimeSpan time)
    {
        if (_process.WaitForExit(time))
            return false;
        _process.Kill();
        await _process.WaitForExitAsync();
        return true;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
