using System.Diagnostics;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using Till.CommandLine;

namespace Till.BackOffices;

/// <summary>The sample back office, running as a process of its own for as long as the till does.</summary>
internal sealed class BackOfficeProcess : IAsyncDisposable
{
    private const string Announcement = "listening on ";
    private readonly Process _process;

    private BackOfficeProcess(Process process, BackOfficeLocation location)
    {
        _process = process;
        Location = location;
    }

    /// <summary>Where it listens, and what opens it.</summary>
    public BackOfficeLocation Location { get; }

    /// <summary>Starts it on a port of this machine and waits until it answers.</summary>
    /// <param name="database">Its SQLite file.</param>
    /// <param name="port">The port; 0 for a free one.</param>
    /// <exception cref="TillException">It does not start; the message holds what it said.</exception>
    public static async Task<BackOfficeProcess> StartAsync(string database, int port)
    {
        var (token, adminToken) = (NewToken(), NewToken());
        var start = StartInfo(
            "--urls", string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"), "--database", database,
            "--token", token, "--admin-token", adminToken, "--stop-with-input", "true");
        var errors = new StringBuilder();
        var process = new Process { StartInfo = start };
        process.ErrorDataReceived += (_, line) => errors.AppendLine(line.Data);
        process.Start();
        process.BeginErrorReadLine();
        while (await process.StandardOutput.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                // Whatever else it says is read and dropped: a full pipe would stop it.
                _ = process.StandardOutput.BaseStream.CopyToAsync(Stream.Null);
                return new(process, new(new(line[Announcement.Length..]), token, adminToken));
            }
        }

        await process.WaitForExitAsync();
        process.Dispose();
        throw new TillException($"The back office did not start (--port chooses its port).{Environment.NewLine}{errors.ToString().Trim()}");
    }

    /// <summary>Has it end in an orderly way.</summary>
    public async ValueTask DisposeAsync()
    {
        // It ends with its standard input, which the operating system closes even if this process is killed.
        _process.StandardInput.Close();
        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static ProcessStartInfo StartInfo(params string[] arguments)
    {
        // Both samples are built into folders of the same shape: samples/<name>/bin/<configuration>/<framework>.
        var here = new DirectoryInfo(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        var there = Path.Combine(here.FullName, "..", "..", "..", "..", "BackOffice", "bin", here.Parent!.Name, here.Name);
        var program = Path.GetFullPath(Path.Combine(there, "BackOffice.dll"));
        if (!File.Exists(program))
            throw new TillException($"The back office is not built: there is no '{program}'. Build it with: dotnet build samples/BackOffice");

        // The host that runs this process runs that one too; an application's own host stands beside each of them.
        var host = Environment.ProcessPath!;
        return Path.GetFileNameWithoutExtension(host) == "dotnet"
            ? Redirected(new(host, [program, .. arguments]))
            : Redirected(new(Path.ChangeExtension(program, Path.GetExtension(host) is ".exe" ? ".exe" : null), arguments));
    }

    private static string NewToken() => RandomNumberGenerator.GetHexString(32, lowercase: true);

    private static ProcessStartInfo Redirected(ProcessStartInfo start)
    {
        start.RedirectStandardInput = true;
        start.RedirectStandardOutput = true;
        start.RedirectStandardError = true;
        return start;
    }
}
