using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using BackOffice;
using Microsoft.Data.Sqlite;

namespace PosEngine.BackOffice;

/// <summary>The program as somebody starts it: one line when it is ready, one line and an exit code when it cannot be.</summary>
public sealed class StartupTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    [UnsupportedOSPlatform("windows")]
    public async Task It_says_where_it_listens_and_leaves_cleanly_when_asked_to()
    {
        Assert.SkipWhen(OperatingSystem.IsWindows(), "There is no SIGTERM.");
        using var program = Start("--urls", "http://127.0.0.1:0", "--token", "t");
        var line = await program.StandardOutput.ReadLineAsync();
        Assert.Matches("^listening on http://127\\.0\\.0\\.1:[0-9]+$", line);
        using var http = new HttpClient();
        Assert.Equal(HttpStatusCode.OK, (await http.GetAsync(new Uri($"{line!["listening on ".Length..]}/health"))).StatusCode);

        using (var kill = Process.Start("sh", ["-c", $"kill -TERM {program.Id}"]))
            await kill.WaitForExitAsync();
        await program.WaitForExitAsync();

        Assert.Equal((0, "", ""), (program.ExitCode, await program.StandardOutput.ReadToEndAsync(), await program.StandardError.ReadToEndAsync()));
        Assert.True(File.Exists(Database));
        Assert.False(File.Exists($"{Database}-wal"));
    }

    [Fact]
    public async Task A_port_in_use_is_told_in_one_line()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();

        Assert.Contains("already in use", await FailAsync("--urls", $"http://{taken.LocalEndpoint}", "--token", "t"));
    }

    [Fact]
    public async Task A_database_of_another_program_is_told_in_one_line_and_left_alone()
    {
        await using (var connection = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "CREATE TABLE song (title TEXT)";
            await command.ExecuteNonQueryAsync();
        }

        var before = await File.ReadAllBytesAsync(Database);

        Assert.Contains("belongs to another program", await FailAsync("--token", "t"));
        Assert.Equal(before, await File.ReadAllBytesAsync(Database));
    }

    [Fact]
    public async Task A_file_that_is_no_database_is_refused()
    {
        await File.WriteAllTextAsync(Database, new string('x', 5_000));

        Assert.Contains("not a database", await RefusalAsync("--token", "t"));
    }

    [Fact]
    public async Task A_database_of_a_later_version_is_refused()
    {
        await (await RunningBackOffice.StartAsync(_folder)).DisposeAsync();
        await using (var connection = new SqliteConnection($"Data Source={Database};Pooling=False"))
        {
            await connection.OpenAsync();
            await using var command = connection.CreateCommand();
            command.CommandText = "PRAGMA user_version = 99";
            await command.ExecuteNonQueryAsync();
        }

        Assert.Contains("another version", await RefusalAsync("--token", "t"));
    }

    [Fact]
    public async Task A_start_without_any_device_token_is_refused() => Assert.Contains("--token", await RefusalAsync());

    [Fact]
    public async Task An_option_that_does_not_exist_is_refused() => Assert.Contains("--databse", await RefusalAsync("--token", "t", "--databse", "x"));

    [Theory]
    [InlineData("no json")]
    [InlineData("{}")]
    [InlineData("null")]
    [InlineData("[null]")]
    [InlineData("""[{"kind":"tax","id":"1"}]""")]
    [InlineData("""[{"kind":"tax","id":"1","data":null}]""")]
    [InlineData("""[{"kind":"tax","id":"1","data":{"id":"1"}}]""")]
    public async Task A_seed_file_that_cannot_be_used_is_refused_and_seeds_nothing(string json)
    {
        var seed = _folder.PathOf("seed.json");
        await File.WriteAllTextAsync(seed, json);

        Assert.Contains(seed, await RefusalAsync("--token", "t", "--seed-file", seed));
    }

    [Fact]
    public async Task A_seed_file_that_is_not_there_is_refused() =>
        Assert.Contains("missing.json", await RefusalAsync("--token", "t", "--seed-file", _folder.PathOf("missing.json")));

    [Fact]
    public async Task Seeds_are_loaded_once()
    {
        var seed = _folder.PathOf("seed.json");
        await File.WriteAllTextAsync(seed, """[{"kind":"note","id":"1","data":{"text":"a"}},{"kind":"note","id":"2","data":{"text":"b"}}]""");

        await using (var office = await RunningBackOffice.StartAsync(_folder, options: ["--seed-file", seed]))
        {
            Assert.Equal(["1", "2"], await IdsAsync(office));
            await office.DeleteAsync("v1/admin/reference/note/1");
            await office.PutAsync("v1/admin/reference/note/3", "{}");
        }

        await using (var office = await RunningBackOffice.StartAsync(_folder, options: ["--seed-file", seed]))
            Assert.Equal(["2", "1", "3"], await IdsAsync(office));
    }

    [Fact]
    public async Task The_seed_file_beside_the_sample_is_usable()
    {
        await using var office = await RunningBackOffice.StartAsync(_folder, options: ["--seed-file", RepositoryFiles.PathOf("samples", "BackOffice", "seed.json")]);

        Assert.Equal(23, (await IdsAsync(office)).Count());
    }

    private string Database => _folder.PathOf("backoffice.db");

    private static async Task<IEnumerable<string?>> IdsAsync(RunningBackOffice office) =>
        (await office.GetAsync("v1/changes")).Json.GetProperty("changes").EnumerateArray().Select(change => change.GetProperty("id").GetString());

    /// <summary>Why it does not start, asked inside this process.</summary>
    private async Task<string> RefusalAsync(params string[] options)
    {
        var refusal = await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await using var app = BackOfficeApp.Build(["--urls", "http://127.0.0.1:0", "--database", Database, .. options]);
            await app.StartAsync();
        });
        return Assert.IsType<string>(StartupProblem.Explain(refusal));
    }

    /// <summary>Why it does not start, as whoever starts it sees it: one line on standard error, nothing else.</summary>
    private async Task<string> FailAsync(params string[] options)
    {
        using var program = Start(options);
        var errors = await program.StandardError.ReadToEndAsync();
        await program.WaitForExitAsync();

        Assert.Equal((1, ""), (program.ExitCode, await program.StandardOutput.ReadToEndAsync()));
        return Assert.Single(errors.Split('\n', StringSplitOptions.RemoveEmptyEntries));
    }

    private Process Start(params string[] options) => Process.Start(new ProcessStartInfo("dotnet",
    [
        typeof(BackOfficeApp).Assembly.Location, "--database", Database, .. options,
    ])
    {
        RedirectStandardOutput = true,
        RedirectStandardError = true,
        WorkingDirectory = _folder.PathOf("."),
    })!;
}
