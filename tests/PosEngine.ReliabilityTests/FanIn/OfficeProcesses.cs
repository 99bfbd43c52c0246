using System.Diagnostics;
using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text.Json;
using PosEngine.Reliability.Tills;

namespace PosEngine.Reliability.FanIn;

/// <summary>Instances of the sample back office on one database, each a process of its own.</summary>
internal sealed class OfficeProcesses : IAsyncDisposable
{
    public const string Token = "device";
    private const string AdminToken = "chief";

    private readonly List<Process> _processes = [];

    public List<Uri> Addresses { get; } = [];

    public static async Task<OfficeProcesses> StartAsync(int instances, params string[] database)
    {
        var offices = new OfficeProcesses();
        for (var i = 0; i < instances; i++)
        {
            offices._processes.Add(TillProcess.StartSample(
                "BackOffice", "BackOffice", ["--urls", "http://127.0.0.1:0", "--token", Token, "--admin-token", AdminToken, "--stop-with-input", "true",
                "--seed-file", RepositoryFiles.PathOf("samples", "BackOffice", "seed.json"), .. database]));
        }

        // Started at the same time, so that they meet while the tables are made.
        foreach (var process in offices._processes)
        {
            var line = await process.StandardOutput.ReadLineAsync();
            offices.Addresses.Add(new((line ?? await process.StandardError.ReadToEndAsync()).Split(' ')[^1]));
        }

        return offices;
    }

    /// <summary>What an instance counts and computes again for a device.</summary>
    public async Task<JsonElement> SummaryAsync(DeviceId device)
    {
        using var http = new HttpClient { BaseAddress = Addresses[^1] };
        http.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        return await http.GetFromJsonAsync<JsonElement>($"v1/admin/devices/{device}/summary");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (var process in _processes)
        {
            process.StandardInput.Close();
            await process.WaitForExitAsync();
            process.Dispose();
        }
    }
}
