using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using Microsoft.AspNetCore.Http;

namespace PosEngine.Sync;

/// <summary>The token: renewed where it is refused, and seen by nobody else.</summary>
public sealed class HttpTokenTests
{
    private const string Head = """{"acked_through":0,"head_hash":null,"server_time":"2026-11-24T13:21:29.123+00:00"}""";
    private const string Old = "s3cr3t-old";
    private const string Renewed = "s3cr3t-new";

    private readonly ConcurrentQueue<(string Token, string Body)> _seen = [];

    [Fact]
    public async Task A_refused_token_is_renewed_and_the_same_request_sent_once_more()
    {
        await using var server = await AcceptingAsync(Renewed);
        var refused = new List<string>();
        using var backOffice = Connect(server, token =>
        {
            refused.Add(token);
            return Renewed;
        });
        var journal = new TestJournal().Write(2);

        await backOffice.ConnectAsync(journal.Hello, default);
        await backOffice.ConnectAsync(journal.Hello, default);

        Assert.Equal([Old], refused);
        Assert.Equal([$"Bearer {Old}", $"Bearer {Renewed}", $"Bearer {Renewed}"], _seen.Select(request => request.Token));
        Assert.Single(_seen.Select(request => request.Body).Distinct());
    }

    [Fact]
    public async Task Requests_that_are_refused_together_share_one_renewal()
    {
        await using var server = await AcceptingAsync(Renewed);
        var renewals = 0;
        using var backOffice = Connect(server, _ =>
        {
            Interlocked.Increment(ref renewals);
            return Renewed;
        });

        await Task.WhenAll(Enumerable.Range(0, 8).Select(_ => backOffice.ConnectAsync(new TestJournal().Hello, default)));

        Assert.Equal(1, renewals);
    }

    [Fact]
    public async Task A_renewed_token_that_is_refused_too_pauses_and_is_not_renewed_again()
    {
        await using var server = await AcceptingAsync("another");
        using var backOffice = Connect(server, _ => Renewed);

        var failure = await Assert.ThrowsAsync<BackOfficeException>(() => backOffice.ConnectAsync(new TestJournal().Hello, default));

        Assert.Equal(BackOfficeError.Unauthorised, failure.Error);
        Assert.Equal(2, _seen.Count);
    }

    [Fact]
    public async Task A_renewer_that_fails_is_a_passing_failure()
    {
        await using var server = await AcceptingAsync(Renewed);
        using var backOffice = Connect(server, _ => throw new InvalidOperationException("no network"));

        var failure = await Assert.ThrowsAsync<BackOfficeException>(() => backOffice.ConnectAsync(new TestJournal().Hello, default));

        Assert.Equal(BackOfficeError.Transient, failure.Error);
        Assert.DoesNotContain("s3cr3t", failure.ToString());
    }

    [Fact]
    public async Task The_token_is_in_no_trace_and_no_metric()
    {
        await using var server = await AcceptingAsync(Old);
        using var backOffice = Connect(server, _ => Renewed);
        var told = new ConcurrentQueue<string>();
        using var traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = activity => told.Enqueue($"{activity.OperationName} {activity.DisplayName} {string.Join(' ', activity.TagObjects)} {string.Join(' ', activity.Baggage)} {string.Join(' ', activity.Events.SelectMany(one => one.Tags))}"),
        };
        ActivitySource.AddActivityListener(traces);
        using var metrics = new MeterListener { InstrumentPublished = (instrument, listener) => listener.EnableMeasurementEvents(instrument) };
        metrics.SetMeasurementEventCallback<double>((instrument, _, tags, _) => told.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        metrics.SetMeasurementEventCallback<long>((instrument, _, tags, _) => told.Enqueue($"{instrument.Name} {string.Join(' ', tags.ToArray())}"));
        metrics.Start();

        await backOffice.ConnectAsync(new TestJournal().Hello, default);

        Assert.Contains(told, text => text.Contains("http.request.method", StringComparison.Ordinal));
        Assert.DoesNotContain(told, text => text.Contains("s3cr3t", StringComparison.Ordinal));
    }

    private async Task<ScriptedServer> AcceptingAsync(string token) => await ScriptedServer.StartAsync(async context =>
    {
        var authorisation = context.Request.Headers.Authorization.ToString();
        _seen.Enqueue((authorisation, await ScriptedServer.ReadAsync(context.Request)));
        context.Response.StatusCode = authorisation == $"Bearer {token}" ? 200 : 401;
        await context.Response.WriteAsync(context.Response.StatusCode == 200 ? Head : """{"error":"unauthorised","message":"The token is not accepted here."}""");
    });

    private static HttpBackOffice Connect(ScriptedServer server, Func<string, string> renew) =>
        new(new() { BaseAddress = server.Address, DeviceToken = Old, TokenRenewer = (refused, _) => ValueTask.FromResult(renew(refused)) });
}
