using Microsoft.Extensions.Time.Testing;

namespace PosEngine.BackOffice;

/// <summary>One back office for the tests of a class: each brings devices of its own, as in life.</summary>
public sealed class OfficeFixture : IAsyncLifetime
{
    private readonly TemporaryFolder _folder = new();

    internal FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 24, 13, 21, 29, 123, TimeSpan.Zero));

    internal RunningBackOffice Office { get; private set; } = null!;

    internal string Database => _folder.PathOf("backoffice.db");

    public async ValueTask InitializeAsync() => Office = await RunningBackOffice.StartAsync(_folder, Time);

    public async ValueTask DisposeAsync()
    {
        await Office.DisposeAsync();
        _folder.Dispose();
    }
}
