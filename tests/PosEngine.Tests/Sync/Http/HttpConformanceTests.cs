using PosEngine.BackOffice;

namespace PosEngine.Sync;

/// <summary>The HTTP transport and the reference back office, over a real socket and a real database.</summary>
public abstract class HttpConformanceTests : BackOfficeConformance
{
    private readonly RunningBackOffice _server;
    private readonly HttpBackOffice _backOffice;

    private protected HttpConformanceTests(OfficeFixture fixture)
    {
        _server = fixture.Office;
        _backOffice = Connect(RunningBackOffice.Token);
    }

    protected override Task<TestedBackOffice> CreateAsync() => Task.FromResult(new TestedBackOffice(_backOffice)
    {
        SetReferenceAsync = SetReferenceAsync,
        DisposeAsync = () =>
        {
            _backOffice.Dispose();
            return default;
        },
    });

    [Fact]
    public async Task A_token_that_is_not_known_is_unauthorised()
    {
        using var stranger = Connect("guessed");

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

    private new async Task SetReferenceAsync(string kind, string id, string? json)
    {
        var path = $"v1/admin/reference/{kind}/{id}";
        var answer = json is null ? await _server.DeleteAsync(path) : await _server.PutAsync(path, json);
        Assert.Equal(204, answer.Status);
    }

    private HttpBackOffice Connect(string token) => new(new() { BaseAddress = _server.Address, DeviceToken = token });
}

public sealed class HttpConformanceOnSqliteTests(SqliteOffice office) : HttpConformanceTests(office), IClassFixture<SqliteOffice>;

public sealed class HttpConformanceOnPostgresTests(PostgresOffice office) : HttpConformanceTests(office), IClassFixture<PostgresOffice>;
