using System.Globalization;
using System.Net;
using System.Net.Sockets;
using PosEngine.Reliability.Tills;

namespace PosEngine.Reliability.Replay;

/// <summary>What somebody can get wrong: each has an exit code, a message that says what to do, and leaves everything as it was.</summary>
public sealed class BadInputTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    private string Data => _folder.PathOf("data");

    [Fact]
    public async Task A_wrong_command_line_is_explained() =>
        Refuses(await TillProcess.RunAsync("replay", "--sede", "7"), exitCode: 2, "replay has no option '--sede'");

    [Fact]
    public async Task A_log_that_is_not_there_is_named_and_nothing_is_made()
    {
        Refuses(await TillProcess.RunAsync("replay", _folder.PathOf("log.csv"), "--data", Data), exitCode: 3, $"There is no file '{_folder.PathOf("log.csv")}'.");
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_broken_line_at_the_end_of_a_log_is_named_before_anything_of_it_is_sold()
    {
        await File.WriteAllTextAsync(_folder.PathOf("log.csv"), "2026-03-27,08:00:34,1,Bread\n2026-03-27,08:01:00,2\n");

        Refuses(await TillProcess.RunAsync("replay", _folder.PathOf("log.csv"), "--data", Data), exitCode: 3, "log.csv, line 2: expected 4 columns");
        Assert.False(Directory.Exists(Data));
    }

    [Fact]
    public async Task A_database_of_another_program_is_refused_and_not_touched()
    {
        Directory.CreateDirectory(Data);
        var database = Path.Combine(Data, "till-1.db");
        await File.WriteAllTextAsync(database, "This is a letter.");

        Refuses(await ReplayAsync(), exitCode: 3, database);
        Assert.Equal("This is a letter.", await File.ReadAllTextAsync(database));
    }

    [Fact]
    public async Task A_back_office_database_of_another_program_is_refused_and_not_touched()
    {
        Directory.CreateDirectory(Data);
        var database = Path.Combine(Data, "back-office.db");
        await File.WriteAllTextAsync(database, "This is a letter.");

        Refuses(await ReplayAsync(), exitCode: 3, database);
        Assert.Equal("This is a letter.", await File.ReadAllTextAsync(database));
    }

    [Fact]
    public async Task A_data_folder_that_is_a_file_is_refused()
    {
        await File.WriteAllTextAsync(Data, "");

        Refuses(await ReplayAsync(), exitCode: 3, "The data folder cannot be used");
    }

    [Fact]
    public async Task A_data_folder_where_nobody_may_write_is_refused()
    {
        Assert.SkipUnless(OperatingSystem.IsLinux(), "Needs a file system that refuses even a privileged user.");

        var run = await TillProcess.RunAsync(["replay", SalesLogFile.Example.Path, "--data", "/sys/till", "--json"]);

        Refuses(run, exitCode: 3, "The data folder cannot be used");
    }

    [Fact]
    public async Task A_read_only_data_folder_is_refused()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows() || Environment.IsPrivilegedProcess, "No folder is read-only to Windows, and none to a privileged user.");
        Directory.CreateDirectory(Data).Attributes |= FileAttributes.ReadOnly;

        Refuses(await ReplayAsync(), exitCode: 3, "The data folder cannot be used");
        Assert.Empty(Directory.EnumerateFileSystemEntries(Data));
    }

    [Fact]
    public async Task A_port_in_use_is_named_and_nothing_is_sold()
    {
        using var other = new TcpListener(IPAddress.Loopback, 0);
        other.Start();
        var port = ((IPEndPoint)other.LocalEndpoint).Port.ToString(CultureInfo.InvariantCulture);

        Refuses(await ReplayAsync("--port", port), exitCode: 3, port);
        Assert.False(File.Exists(Path.Combine(Data, "till-1.db")));
    }

    [Fact]
    public async Task A_back_office_that_does_not_answer_is_named()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();
        var port = ((IPEndPoint)silent.LocalEndpoint).Port;
        silent.Stop();
        var address = string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}");

        Refuses(await ReplayAsync("--back-office", address, "--token", "t", "--admin-token", "a"), exitCode: 3, address);
    }

    [Fact]
    public async Task D5_a_second_till_on_the_same_database_is_refused_while_the_first_goes_on()
    {
        using var first = TillProcess.Start("sell", "--data", Data);
        await first.Input.WriteLineAsync("Coffee");
        await first.ReadUntilAsync("£2.60 to pay");

        Refuses(await ReplayAsync(), exitCode: 3, "in use");

        await first.Input.WriteLineAsync("cash 5");
        Assert.Equal(0, (await first.EndAsync()).ExitCode);
        Assert.Single(DeviceReceipts.Read(Path.Combine(Data, "till-1.db")));
    }

    public void Dispose() => _folder.Dispose();

    private Task<TillRun> ReplayAsync(params string[] more) =>
        TillProcess.RunAsync(["replay", SalesLogFile.Example.Path, "--data", Data, "--json", .. more]);

    private static void Refuses(TillRun run, int exitCode, string message)
    {
        Assert.Equal(exitCode, run.ExitCode);
        Assert.Empty(run.Output);
        Assert.StartsWith("till: ", run.Error, StringComparison.Ordinal);
        Assert.Contains(message, run.Error, StringComparison.Ordinal);
        Assert.DoesNotContain("   at ", run.Error, StringComparison.Ordinal);
    }
}
