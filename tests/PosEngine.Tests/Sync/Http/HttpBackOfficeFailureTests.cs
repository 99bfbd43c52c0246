using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace PosEngine.Sync;

/// <summary>Everything that can go wrong, and what the device is told of it.</summary>
public sealed class HttpBackOfficeFailureTests
{
    private const string Token = "s3cr3t-t0ken.of/this+device==";
    private const string Head = """{"acked_through":0,"head_hash":null,"server_time":"2026-11-24T13:21:29Z"}""";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 13, 0, 0, TimeSpan.Zero));

    [Theory]
    [InlineData(408, null, BackOfficeError.Transient)]
    [InlineData(425, null, BackOfficeError.Transient)]
    [InlineData(429, null, BackOfficeError.Transient)]
    [InlineData(500, null, BackOfficeError.Transient)]
    [InlineData(502, null, BackOfficeError.Transient)]
    [InlineData(503, "gap", BackOfficeError.Transient)]
    [InlineData(413, "too_large", BackOfficeError.TooLarge)]
    [InlineData(413, null, BackOfficeError.TooLarge)]
    [InlineData(401, "unauthorised", BackOfficeError.Unauthorised)]
    [InlineData(401, null, BackOfficeError.Unauthorised)]
    [InlineData(403, "unauthorised", BackOfficeError.Unauthorised)]
    [InlineData(409, "gap", BackOfficeError.Gap)]
    [InlineData(409, "fork", BackOfficeError.Fork)]
    [InlineData(409, "device_number_taken", BackOfficeError.DeviceNumberTaken)]
    [InlineData(409, null, BackOfficeError.Transient)]
    [InlineData(410, "cursor_expired", BackOfficeError.CursorExpired)]
    [InlineData(410, null, BackOfficeError.Transient)]
    [InlineData(426, "upgrade_required", BackOfficeError.UpgradeRequired)]
    [InlineData(400, "malformed", BackOfficeError.Transient)]
    [InlineData(422, "malformed", BackOfficeError.Transient)]
    [InlineData(404, null, BackOfficeError.Transient)]
    [InlineData(204, null, BackOfficeError.Transient)]
    [InlineData(418, "from-the-future", BackOfficeError.Transient)]
    public async Task Each_status_means_what_the_protocol_says(int status, string? code, BackOfficeError expected)
    {
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            context.Response.StatusCode = status;
            return code is null ? Task.CompletedTask : context.Response.WriteAsync($$"""{"error":"{{code}}","message":"in words","acked_through":3,"head_hash":null}""");
        });

        var failure = await FailAsync(server.Address);

        Assert.Equal((expected, true, null), (failure.Error, failure.WasReached, failure.RetryAfter));
        Assert.Contains(status.ToString(System.Globalization.CultureInfo.InvariantCulture), failure.Message);
        Assert.Equal(code is not null, failure.Message.Contains("in words", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("<html>Please sign in to the Wi-Fi</html>")]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("""{"acked_through":0,"head_hash":null}""")]
    [InlineData("""{"acked_through":0,"head_hash":null,"server_time":"yesterday"}""")]
    [InlineData("""{"acked_through":"0","head_hash":null,"server_time":"2026-11-24T13:21:29Z"}""")]
    [InlineData("""{"acked_through":-1,"head_hash":null,"server_time":"2026-11-24T13:21:29Z"}""")]
    [InlineData("""{"acked_through":1.5,"head_hash":null,"server_time":"2026-11-24T13:21:29Z"}""")]
    [InlineData("""{"acked_through":3,"head_hash":null,"server_time":"2026-11-24T13:21:29Z"}""")]
    [InlineData("""{"acked_through":3,"head_hash":"00ff","server_time":"2026-11-24T13:21:29Z"}""")]
    [InlineData("""{"acked_through":3,"head_hash":"none","server_time":"2026-11-24T13:21:29Z"}""")]
    [InlineData("""{"acked_through":3,"head_hash":"\ud83c","server_time":"2026-11-24T13:21:29Z"}""")]
    [InlineData("""{"acked_through":0,"head_hash":null,"server_time":"2026-11-24T13:21:2""")]
    public async Task A_malformed_reply_is_a_passing_failure(string reply)
    {
        await using var server = await ScriptedServer.AnsweringAsync(reply);

        var failure = await FailAsync(server.Address);

        Assert.Equal((BackOfficeError.Transient, true), (failure.Error, failure.WasReached));
    }

    [Theory]
    [InlineData("""{"changes":[{"kind":"item","id":"a"}],"cursor":"1","more":false}""")]
    [InlineData("""{"changes":[{"kind":"item","id":null,"data":null}],"cursor":"1","more":false}""")]
    [InlineData("""{"changes":[],"cursor":null,"more":false}""")]
    [InlineData("""{"changes":[],"cursor":"1"}""")]
    public async Task A_page_without_what_it_needs_is_not_guessed_at(string reply)
    {
        await using var server = await ScriptedServer.AnsweringAsync(reply);
        using var backOffice = Connect(server.Address);

        var failure = await Assert.ThrowsAsync<BackOfficeException>(() => backOffice.PullAsync(null, 10, default));

        Assert.Equal(BackOfficeError.Transient, failure.Error);
    }

    [Theory]
    [InlineData("not json")]
    [InlineData("[1]")]
    [InlineData("""{"error":7,"message":{}}""")]
    [InlineData("""{"error":"\ud83c"}""")]
    public async Task An_error_in_other_words_keeps_its_status(string reply)
    {
        await using var server = await ScriptedServer.AnsweringAsync(reply, 403);

        Assert.Equal(BackOfficeError.Unauthorised, (await FailAsync(server.Address)).Error);
    }

    [Fact]
    public async Task A_redirect_is_not_followed_with_the_token()
    {
        var visited = new List<string>();
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            visited.Add(context.Request.Path);
            context.Response.Redirect("/elsewhere");
            return Task.CompletedTask;
        });

        Assert.Equal(BackOfficeError.Transient, (await FailAsync(server.Address)).Error);
        Assert.Single(visited);
    }

    [Fact]
    public async Task A_reply_cut_in_the_middle_is_a_passing_failure()
    {
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            context.Response.ContentLength = 100;
            await context.Response.WriteAsync("""{"acked_through":0,""");
            await context.Response.Body.FlushAsync();
            context.Abort();
        });

        // Whether its beginning is seen before its end is up to the network.
        Assert.Equal(BackOfficeError.Transient, (await FailAsync(server.Address)).Error);
    }

    [Fact]
    public async Task A_compressed_reply_cut_in_the_middle_is_a_passing_failure()
    {
        var compressed = Gzip(Encoding.UTF8.GetBytes(Head));
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            await context.Response.Body.WriteAsync(compressed.AsMemory(0, compressed.Length / 2));
        });

        Assert.Equal((BackOfficeError.Transient, true), Kind(await FailAsync(server.Address)));
    }

    [Fact]
    public async Task A_compressed_reply_that_is_none_is_a_passing_failure()
    {
        await using var server = await ScriptedServer.AnsweringAsync("this is no gzip", headers: ("Content-Encoding", "gzip"));

        Assert.Equal((BackOfficeError.Transient, true), Kind(await FailAsync(server.Address)));
    }

    [Fact]
    public async Task A_small_reply_that_unpacks_to_a_huge_one_is_not_read()
    {
        var bomb = Gzip(Encoding.UTF8.GetBytes(Head.PadRight(17 * 1024 * 1024)));
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            context.Response.Headers.ContentEncoding = "gzip";
            return context.Response.Body.WriteAsync(bomb).AsTask();
        });

        Assert.Equal((BackOfficeError.Transient, true), Kind(await FailAsync(server.Address)));
    }

    [Fact]
    public async Task A_back_office_that_is_not_there_is_a_passing_failure()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        var address = new Uri($"http://{listener.LocalEndpoint}");
        listener.Stop();

        Assert.Equal((BackOfficeError.Transient, false), Kind(await FailAsync(address)));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_reply_that_takes_too_long_is_a_passing_failure(bool withHeaders)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(context => StallAsync(context, withHeaders, arrived));
        using var backOffice = Connect(server.Address);

        var call = backOffice.ConnectAsync(new TestJournal().Hello, default);
        await arrived.Task;
        _time.Advance(TimeSpan.FromSeconds(29));
        Assert.False(call.IsCompleted);
        _time.Advance(TimeSpan.FromSeconds(1));

        var failure = await Assert.ThrowsAsync<BackOfficeException>(() => call);
        Assert.Equal(BackOfficeError.Transient, failure.Error);
        Assert.Contains("30 s", failure.Message);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task A_cancelled_call_is_cancelled_and_not_failed(bool withHeaders)
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(context => StallAsync(context, withHeaders, arrived));
        using var backOffice = Connect(server.Address);
        using var cancellation = new CancellationTokenSource();

        var call = backOffice.ConnectAsync(new TestJournal().Hello, cancellation.Token);
        await arrived.Task;
        await cancellation.CancelAsync();

        var exception = await Assert.ThrowsAnyAsync<OperationCanceledException>(() => call);
        Assert.Equal(cancellation.Token, exception.CancellationToken);
    }

    [Fact]
    public async Task Disposing_fails_a_call_in_flight()
    {
        var arrived = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using var server = await ScriptedServer.StartAsync(context => StallAsync(context, withHeaders: false, arrived));
        var backOffice = Connect(server.Address);

        var call = backOffice.ConnectAsync(new TestJournal().Hello, default);
        await arrived.Task;
        backOffice.Dispose();

        Assert.Equal(BackOfficeError.Transient, (await Assert.ThrowsAsync<BackOfficeException>(() => call)).Error);
    }

    [Theory]
    [InlineData("120", null, 120)]
    [InlineData("0", null, 0)]
    [InlineData("Tue, 24 Nov 2026 13:02:00 GMT", null, 120)]
    [InlineData("Tue, 24 Nov 2026 12:00:00 GMT", null, 0)]
    [InlineData("Sat, 24 Nov 2029 00:00:30 GMT", "Sat, 24 Nov 2029 00:00:00 GMT", 30)]
    [InlineData("soon", null, null)]
    [InlineData("-5", null, null)]
    public async Task S6_retry_after_is_read_in_seconds_or_as_a_date_by_the_servers_own_clock(string retryAfter, string? date, int? seconds)
    {
        await using var server = await ScriptedServer.AnsweringAsync("", 503, ("Retry-After", retryAfter), ("Date", date ?? "Tue, 24 Nov 2026 13:00:00 GMT"));

        var failure = await FailAsync(server.Address);

        Assert.Equal(seconds is { } expected ? TimeSpan.FromSeconds(expected) : null, failure.RetryAfter);
    }

    [Fact]
    public async Task The_token_is_in_no_message_even_where_the_server_quotes_it()
    {
        await using var quoting = await ScriptedServer.StartAsync(context =>
        {
            context.Response.StatusCode = 401;
            return context.Response.WriteAsync($$"""{"error":"unauthorised","message":"{{new string('x', 170)}} {{context.Request.Headers.Authorization}}"}""");
        });
        await using var garbled = await ScriptedServer.StartAsync(context => context.Response.WriteAsync($"{{{context.Request.Headers.Authorization}"));
        await using var silent = await ScriptedServer.StartAsync(context =>
        {
            context.Abort();
            return Task.CompletedTask;
        });

        foreach (var server in new[] { quoting, garbled, silent })
        {
            var text = (await FailAsync(server.Address)).ToString();
            Assert.DoesNotContain("s3cr3t", text);
            Assert.Contains(nameof(BackOfficeException), text);
        }
    }

    [Theory]
    [InlineData("two\nlines")]
    [InlineData("")]
    [InlineData(null)]
    public async Task A_token_that_cannot_be_sent_is_not_shown(string? token)
    {
        var failure = await FailAsync(new("http://127.0.0.1:1"), _ => ValueTask.FromResult(token!));

        Assert.Equal(BackOfficeError.Unauthorised, failure.Error);
        Assert.DoesNotContain("two", failure.ToString());
    }

    [Fact]
    public async Task A_token_provider_that_fails_is_a_passing_failure()
    {
        var failure = await FailAsync(new("http://127.0.0.1:1"), _ => throw new InvalidOperationException("no disk"));

        Assert.Equal((BackOfficeError.Transient, false), Kind(failure));
        Assert.IsType<InvalidOperationException>(failure.InnerException);
    }

    [Fact]
    public async Task A_token_provider_may_say_that_nothing_will_help()
    {
        var failure = await FailAsync(new("http://127.0.0.1:1"), _ => throw new BackOfficeException(BackOfficeError.Unauthorised, "The device was removed."));

        Assert.Equal("The device was removed.", failure.Message);
    }

    [Fact]
    public async Task A_token_provider_has_no_more_time_than_the_rest()
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var failing = FailAsync(new("http://127.0.0.1:1"), async cancellationToken =>
        {
            asked.SetResult();
            await Task.Delay(Timeout.InfiniteTimeSpan, TimeProvider.System, cancellationToken);
            return Token;
        });
        await asked.Task;
        _time.Advance(TimeSpan.FromSeconds(30));

        Assert.Equal(BackOfficeError.Transient, (await failing).Error);
    }

    private async Task<BackOfficeException> FailAsync(Uri address, Func<CancellationToken, ValueTask<string>>? tokenProvider = null)
    {
        using var backOffice = Connect(address, tokenProvider);
        return await Assert.ThrowsAsync<BackOfficeException>(() => backOffice.PushAsync(new TestJournal().Write(1).Whole(), default));
    }

    private HttpBackOffice Connect(Uri address, Func<CancellationToken, ValueTask<string>>? tokenProvider = null) => new(
        new() { BaseAddress = address, DeviceToken = tokenProvider is null ? Token : null, TokenProvider = tokenProvider },
        _time);

    private static (BackOfficeError Error, bool WasReached) Kind(BackOfficeException failure) => (failure.Error, failure.WasReached);

    private static async Task StallAsync(HttpContext context, bool withHeaders, TaskCompletionSource arrived)
    {
        if (withHeaders)
        {
            await context.Response.WriteAsync("{");
            await context.Response.Body.FlushAsync();
        }

        arrived.SetResult();
        var gone = new TaskCompletionSource();
        await using var registration = context.RequestAborted.Register(gone.SetResult);
        await gone.Task;
    }

    private static byte[] Gzip(byte[] bytes)
    {
        var compressed = new MemoryStream();
        using (var gzip = new GZipStream(compressed, CompressionLevel.Optimal))
            gzip.Write(bytes);
        return compressed.ToArray();
    }
}
