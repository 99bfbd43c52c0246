using System.Net.Http.Headers;
using System.Text;
using BackOffice;
using Microsoft.AspNetCore.Builder;

namespace PosEngine.Sync;

/// <summary>The HTTP transport and the reference back office, over a real socket and a real database.</summary>
public sealed class HttpConformanceTests : BackOfficeConformance, IAsyncLifetime
{
    private const string DeviceToken = "device-token";
    private const string AdminToken = "admin-token";

    private readonly TemporaryFolder _folder = new();
    private WebApplication _server = null!;
    private HttpBackOffice _backOffice = null!;

    protected override IBackOffice Subject => _backOffice;

    public async ValueTask InitializeAsync()
    {
        _server = BackOfficeApp.Build(
            ["--urls", "http://127.0.0.1:0", "--database", _folder.PathOf("backoffice.db"), "--token", DeviceToken, "--admin-token", AdminToken]);
        await _server.StartAsync();
        _backOffice = new(new() { BaseAddress = new(_server.Urls.Single()), DeviceToken = DeviceToken });
    }

    public async ValueTask DisposeAsync()
    {
        _backOffice.Dispose();
        await _server.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_token_that_is_not_known_is_unauthorised()
    {
        using var stranger = new HttpBackOffice(new() { BaseAddress = new(_server.Urls.Single()), DeviceToken = "guessed" });

        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => stranger.PullAsync(null, 1, default));

        Assert.Equal(BackOfficeError.Unauthorised, refusal.Error);
    }

    [Fact]
    public async Task A_batch_beyond_the_limit_is_too_large()
    {
        var journal = new TestJournal().Write(501);

        var refusal = await Assert.ThrowsAsync<BackOfficeException>(() => _backOffice.PushAsync(journal.Whole(), default));

        Assert.Equal(BackOfficeError.TooLarge, refusal.Error);
        Assert.Equal(500, (await _backOffice.PushAsync(journal.Batch(1, 500), default)).AckedThrough);
    }

    protected override async Task SetReferenceAsync(string kind, string id, string? json)
    {
        using var http = new HttpClient();
        using var request = new HttpRequestMessage(
            json is null ? HttpMethod.Delete : HttpMethod.Put, new Uri(new(_server.Urls.Single()), $"v1/admin/reference/{kind}/{id}"));
        request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", AdminToken);
        if (json is not null)
            request.Content = new StringContent(json, Encoding.UTF8, "application/json");
        (await http.SendAsync(request)).EnsureSuccessStatusCode();
    }
}
