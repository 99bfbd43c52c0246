using PosEngine.Sync;

namespace PosEngine.BackOffice;

/// <summary>The sample is a back office like any other, seen through the engine's own transport.</summary>
public sealed class ConformanceTests : BackOfficeConformance, IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();
    private RunningBackOffice _running = null!;
    private HttpBackOffice _transport = null!;

    protected override IBackOffice BackOffice => _transport;

    public async ValueTask InitializeAsync()
    {
        _running = await RunningBackOffice.StartAsync(_folder);
        _transport = new(new() { BaseAddress = _running.Address, DeviceToken = RunningBackOffice.Token });
    }

    public async ValueTask DisposeAsync()
    {
        _transport.Dispose();
        await _running.DisposeAsync();
        _folder.Dispose();
    }

    protected override async Task SetReferenceAsync(string kind, string id, string? json)
    {
        var path = $"v1/admin/reference/{kind}/{id}";
        var answer = json is null ? await _running.DeleteAsync(path) : await _running.PutAsync(path, json);
        Assert.Equal(204, answer.Status);
    }
}
