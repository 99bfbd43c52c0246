using System.Net.Http.Headers;
using System.Net.Http.Json;
using System.Text;
using System.Text.Json;
using BackOffice;
using Microsoft.AspNetCore.Builder;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace PosEngine.BackOffice;

/// <summary>The sample back office as its users run it, on a free port of the loopback.</summary>
internal sealed class RunningBackOffice : IAsyncDisposable
{
    public const string Token = "token-of-the-devices";
    public const string AdminToken = "token-of-the-office";
    public const string OperatorToken = "token-of-the-operator";

    private readonly WebApplication _app;

    private RunningBackOffice(WebApplication app)
    {
        _app = app;
        Address = new(app.Urls.Single());
        Device = Connect(Token);
        Device.DefaultRequestHeaders.Add("PosEngine-Protocol", "1");
        Admin = Connect(AdminToken);
    }

    public Uri Address { get; }

    /// <summary>Speaks as a device does.</summary>
    public HttpClient Device { get; }

    /// <summary>Speaks as the office does.</summary>
    public HttpClient Admin { get; }

    public IServiceProvider Services => _app.Services;

    public static Task<RunningBackOffice> StartAsync(TemporaryFolder folder, TimeProvider? time = null, params string[] options) =>
        StartAsync(["--database", folder.PathOf("backoffice.db"), .. options], time);

    public static Task<RunningBackOffice> StartAsync(TestDatabase database, TimeProvider? time = null, params string[] options) =>
        StartAsync([.. database.Options, .. options], time);

    private static async Task<RunningBackOffice> StartAsync(string[] options, TimeProvider? time)
    {
        var app = BackOfficeApp.Build(
            ["--urls", "http://127.0.0.1:0", "--token", Token, "--admin-token", AdminToken, "--operator-token", OperatorToken, .. options],
            services =>
            {
                services.AddLogging(logging => logging.ClearProviders());
                if (time is not null)
                    services.AddSingleton(time);
            });
        try
        {
            await app.StartAsync();
        }
        catch
        {
            await app.DisposeAsync();
            throw;
        }

        return new(app);
    }

    public HttpClient Connect(string? token)
    {
        var client = new HttpClient { BaseAddress = Address };
        if (token is not null)
            client.DefaultRequestHeaders.Authorization = new AuthenticationHeaderValue("Bearer", token);
        return client;
    }

    public Task<Answer> PostAsync(string path, string json, HttpClient? client = null) =>
        SendAsync(new(HttpMethod.Post, path) { Content = Json(json) }, client);

    public Task<Answer> GetAsync(string path, HttpClient? client = null) => SendAsync(new(HttpMethod.Get, path), client);

    public Task<Answer> PutAsync(string path, string json) => SendAsync(new(HttpMethod.Put, path) { Content = Json(json) }, Admin);

    public Task<Answer> DeleteAsync(string path) => SendAsync(new(HttpMethod.Delete, path), Admin);

    public async Task<Answer> SendAsync(HttpRequestMessage request, HttpClient? client = null)
    {
        using (request)
        {
            using var response = await (client ?? Device).SendAsync(request);
            var text = await response.Content.ReadAsStringAsync();
            var json = response.Content.Headers.ContentType?.MediaType == "application/json" ? JsonElement.Parse(text) : default;
            return new((int)response.StatusCode, text, json);
        }
    }

    /// <summary>What the back office counts and computes for a device.</summary>
    public async Task<JsonElement> SummaryAsync(TestDevice device) =>
        await Admin.GetFromJsonAsync<JsonElement>($"v1/admin/devices/{device.Id}/summary");

    public static StringContent Json(string json) => new(json, Encoding.UTF8, "application/json");

    public async ValueTask DisposeAsync()
    {
        Device.Dispose();
        Admin.Dispose();
        await _app.DisposeAsync();
    }
}

/// <summary>An answer of the back office.</summary>
internal sealed record Answer(int Status, string Text, JsonElement Json)
{
    public string? Error => Json.TryGetProperty("error", out var error) ? error.GetString() : null;

    public long AckedThrough => Json.GetProperty("acked_through").GetInt64();

    public string? HeadHash => Json.GetProperty("head_hash").GetString();

    public IEnumerable<(long Sequence, string Reason)> Quarantined => Json.GetProperty("quarantined").EnumerateArray()
        .Select(entry => (entry.GetProperty("sequence").GetInt64(), entry.GetProperty("reason").GetString()!));
}
