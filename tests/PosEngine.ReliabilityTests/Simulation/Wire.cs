using System.Net;
using System.Text;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Sync;

namespace PosEngine.Reliability.Simulation;

/// <summary>A till's way to the back office: the real HTTP transport over a network that does to each exchange whatever chance says, and remembers what was ever sent.</summary>
internal sealed class Wire(OfficeServer server, FakeTimeProvider time, Random random, Sabotage sabotage)
{
    private static readonly WireFault[] Faults = [.. Enum.GetValues<WireFault>().Where(static fault => fault != WireFault.None)];
    private static readonly string?[] RetryAfters = [null, null, "7", "120", "999999999", "soon", "Tue, 24 Nov 2026 08:10:00 GMT", "Tue, 24 Nov 2099 08:10:00 GMT"];

    // A sign-in page, nothing, half an error, and errors in words of somebody else's.
    private static readonly string[] Bodies = ["<html><body>Welcome to our Wi-Fi</body></html>", "", """{"error":"ga""", """{"error":"overloaded","message":"later"}""", "[]"];

    private readonly List<WireRequest> _late = [];
    private SentEntries _sent = new();
    private int _inFlight;

    /// <summary>Whether anything gets through.</summary>
    public bool IsUp { get; set; } = true;

    /// <summary>How often an exchange goes wrong, of a hundred.</summary>
    public int Trouble { get; set; }

    /// <summary>What went over the line that must not (invariants S3, S9), if anything.</summary>
    public string? Violation { get; private set; }

    /// <summary>Whether a request is on the way.</summary>
    public bool IsBusy => _inFlight > 0;

    /// <summary>How often the till has tried anything.</summary>
    public int Attempts { get; private set; }

    /// <summary>How many exchanges went wrong.</summary>
    public int Troubles { get; private set; }

    /// <summary>Whether the till knows whether its number is its own.</summary>
    public bool IsGreeted { get; private set; }

    /// <summary>Which process of the till is alive.</summary>
    public int Life { get; private set; }

    /// <summary>The transport of a process that begins now.</summary>
    public HttpBackOffice Connect()
    {
        var life = ++Life;
        return new(new() { BaseAddress = new("https://office.example/pos"), DeviceToken = "till" }, _ => new Line(this, life), time);
    }

    /// <summary>Some of what is still on the way arrives, in any order.</summary>
    public void Deliver()
    {
        foreach (var request in _late.OrderBy(_ => random.Next()).Where(_ => Chance(50)).ToList())
        {
            _late.Remove(request);
            _ = Arrive(request);
        }
    }

    /// <summary>The disk was replaced by an older one: what it sends again is what is written from there.</summary>
    public void Restart() => _sent = new();

    private async Task<HttpResponseMessage> SendAsync(int life, HttpRequestMessage message, CancellationToken cancellationToken)
    {
        // What somebody waits for goes beside what is synchronised.
        var isSynchronising = message.RequestUri!.AbsolutePath.Split('/')[^1] is not ("tickets" or "refunds" or "receipts");
        Attempts += isSynchronising ? 1 : 0;
        if (life != Life)
            Violation ??= $"S9: process {life} of the till sends while process {Life} does";
        if (isSynchronising && _inFlight > 0)
            Violation ??= "S9: two requests of one till are on the way at once";
        _inFlight += isSynchronising ? 1 : 0;
        try
        {
            return await CarryAsync(await ReadAsync(message), IsUp && Chance(Trouble) ? Faults[random.Next(Faults.Length)] : WireFault.None, cancellationToken);
        }
        finally
        {
            _inFlight -= isSynchronising ? 1 : 0;
        }
    }

    private async Task<HttpResponseMessage> CarryAsync(WireRequest sent, WireFault fault, CancellationToken cancellationToken)
    {
        if (!IsUp)
            throw Broken();
        var request = _sent.Watch(sent, sabotage == Sabotage.AnotherBodyOnRetry, out var violation);
        Violation ??= violation;
        Troubles += fault == WireFault.None ? 0 : 1;
        switch (fault)
        {
            case WireFault.Refused:
                throw Broken();

            case WireFault.Late:
                _late.Add(request);
                throw Broken();

            case WireFault.LoseReply:
                _ = Arrive(request);
                throw Broken();

            case WireFault.Double:
                _ = Arrive(request);
                return Receive(request, Arrive(request));

            case WireFault.TruncateRequest:
                return Receive(request, Arrive(request with { Body = Beginning(request.Body, random.Next(9)) }));

            case WireFault.CutReply or WireFault.TruncateReply:
                var reply = Arrive(request) ?? throw Broken();
                var content = new TornContent(Beginning(reply.Body, random.Next(8)), isCut: fault == WireFault.CutReply);
                return new((HttpStatusCode)reply.Status) { Content = content };

            case WireFault.AnswerOnTheWay:
                return Receive(AnswerOfSomebody());

            case WireFault.AnswerInstead:
                _ = Arrive(request);
                return Receive(AnswerOfSomebody());

            case WireFault.Delay:
                await WaitAsync(TimeSpan.FromSeconds(random.Next(1, 20)), cancellationToken).ConfigureAwait(false);
                var late = Arrive(request);
                await WaitAsync(TimeSpan.FromSeconds(random.Next(1, 20)), cancellationToken).ConfigureAwait(false);
                return Receive(request, late);

            case WireFault.Stall:
                if (Chance(50))
                    _late.Add(request);
                await WaitAsync(Timeout.InfiniteTimeSpan, cancellationToken).ConfigureAwait(false);
                throw Broken();

            default:
                return Receive(request, Arrive(request));
        }
    }

    /// <summary>A delay of which what follows runs at once, on the thread that moves the clock or cancels: that one leaves it to another.</summary>
    private async Task WaitAsync(TimeSpan delay, CancellationToken cancellationToken)
    {
        var waited = new TaskCompletionSource();
        using var timer = time.CreateTimer(_ => waited.TrySetResult(), null, delay, Timeout.InfiniteTimeSpan);
        using var cancelling = cancellationToken.Register(() => waited.TrySetCanceled(cancellationToken));
        await waited.Task.ConfigureAwait(false);
    }

    /// <summary>The back office gets a request. Null where it is down, or goes down over it.</summary>
    private WireReply? Arrive(WireRequest request)
    {
        try
        {
            return server.Answer(request);
        }
        catch (OfficeDownException)
        {
            return null;
        }
    }

    private HttpResponseMessage Receive(WireRequest request, WireReply? reply)
    {
        if (reply is null)
            throw Broken();
        IsGreeted |= request.Path.EndsWith("/hello", StringComparison.Ordinal) && reply.Status is 200 or 409;
        return Receive(reply);
    }

    private static HttpResponseMessage Receive(WireReply reply)
    {
        var message = new HttpResponseMessage((HttpStatusCode)reply.Status) { Content = new ByteArrayContent(reply.Body) };
        if (reply.RetryAfter is { } retryAfter)
            message.Headers.TryAddWithoutValidation("Retry-After", retryAfter);
        return message;
    }

    private WireReply AnswerOfSomebody() => new(random.Next(200, 600), Encoding.UTF8.GetBytes(Bodies[random.Next(Bodies.Length)]), RetryAfters[random.Next(RetryAfters.Length)]);

    private static async Task<WireRequest> ReadAsync(HttpRequestMessage message) => new(
        message.Method.Method,
        message.RequestUri!.PathAndQuery["/pos/".Length..],
        message.Content is { } content ? await content.ReadAsByteArrayAsync().ConfigureAwait(false) : [],
        message.Content?.Headers.ContentEncoding.Contains("gzip") == true);

    // By eighths: lengths differ from run to run, with the ids in it.
    private static byte[] Beginning(byte[] body, int eighths) => body[..(body.Length * eighths / 8)];

    private bool Chance(int percent) => random.Next(100) < percent;

    private static HttpRequestException Broken() => new("The connection broke.");

    /// <summary>The way as one process of the till has it.</summary>
    private sealed class Line(Wire wire, int life) : HttpMessageHandler
    {
        protected override Task<HttpResponseMessage> SendAsync(HttpRequestMessage request, CancellationToken cancellationToken) => wire.SendAsync(life, request, cancellationToken);
    }

    /// <summary>A body of which not all arrives.</summary>
    private sealed class TornContent(byte[] beginning, bool isCut) : HttpContent
    {
        protected override Task SerializeToStreamAsync(Stream stream, TransportContext? context)
        {
            stream.Write(beginning);
            return isCut ? Task.FromException(new HttpIOException(HttpRequestError.ResponseEnded, "The connection broke.")) : Task.CompletedTask;
        }

        protected override bool TryComputeLength(out long length)
        {
            length = 0;
            return false;
        }
    }
}
