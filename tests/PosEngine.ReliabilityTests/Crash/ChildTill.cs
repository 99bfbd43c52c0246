using System.Diagnostics;

namespace PosEngine.Reliability.Crash;

/// <summary>What a till handed out before it died.</summary>
internal sealed record HandedOut(string Number, Guid Id, Guid Ticket)
{
    /// <summary>The receipt a line tells of; null for other lines, and for one that the kill cut short.</summary>
    public static HandedOut? Parse(string line) =>
        line.Split(' ') is ["receipt", var number, var id, [.. var ticket, ';']] ? new HandedOut(number, Guid.Parse(id), Guid.Parse(ticket)) : null;
}

/// <summary>This executable, run as a till.</summary>
internal sealed class ChildTill : IDisposable
{
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    private readonly Process _process;

    private ChildTill(Process process) => _process = process;

    public int Id => _process.Id;

    /// <summary>The lines it has printed.</summary>
    public List<string> Lines { get; } = [];

    public IEnumerable<HandedOut> Receipts => Lines.Select(HandedOut.Parse).OfType<HandedOut>();

    public static ChildTill Start(params string[] arguments)
    {
        var name = typeof(ChildTill).Assembly.GetName().Name + (OperatingSystem.IsWindows() ? ".exe" : "");
        return new ChildTill(Process.Start(new ProcessStartInfo(Path.Combine(AppContext.BaseDirectory, name), ["till", .. arguments]) { RedirectStandardOutput = true })!);
    }

    /// <summary>Reads on until so many lines are there.</summary>
    /// <returns>False if it ended before.</returns>
    public Task<bool> ReadAsync(int count) => ReadUntilAsync(() => Lines.Count >= count);

    /// <summary>Reads on until it says something.</summary>
    /// <returns>False if it ended before.</returns>
    public Task<bool> ReadAsync(string line) => ReadUntilAsync(() => Lines is [.., var last] && last == line);

    /// <summary>SIGKILL, and then what it had still got out.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ReadAsync(int.MaxValue);
        await _process.WaitForExitAsync();
    }

    public async Task<int> EndAsync()
    {
        await ReadAsync(int.MaxValue);
        await _process.WaitForExitAsync().WaitAsync(Patience);
        return _process.ExitCode;
    }

    private async Task<bool> ReadUntilAsync(Func<bool> isEnough)
    {
        while (!isEnough())
        {
            if (await _process.StandardOutput.ReadLineAsync().WaitAsync(Patience) is not { } line)
                return false;
            Lines.Add(line);
        }

        return true;
    }

    public void Dispose()
    {
        if (!_process.HasExited)
            _process.Kill();
        _process.Dispose();
    }
}
