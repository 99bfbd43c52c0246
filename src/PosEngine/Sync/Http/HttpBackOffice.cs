using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json;
using Microsoft.Extensions.Options;

namespace PosEngine.Sync;

/// <summary>A back office reached over HTTP, in the words of docs/protocol.md.</summary>
/// <remarks>
/// <para>Every call is one request: retries belong to the engine, which knows what else there is to do. Redirects are not followed, since the token is for
/// <see cref="HttpBackOfficeOptions.BaseAddress"/> alone. HTTP/2 is used where the server offers it.</para>
/// <para>Thread-safe. Disposing it ends calls in flight as failed.</para>
/// </remarks>
public sealed partial class HttpBackOffice : IBackOffice, IBackOfficeServices, IStoredValue, IDisposable
{
    // Far above any honest reply, and below what would hurt a small till: a compressed reply can be a thousand times larger than it looks.
    private const long ReplySizeMax = 16 * 1024 * 1024;

    private readonly HttpClient _http;
    private readonly DeviceTokens _tokens;
    private readonly TimeSpan _timeout;
    private readonly TimeProvider _time;

    /// <summary>Prepares the connection; nothing is sent yet.</summary>
    /// <param name="options">Read once: later changes have no effect.</param>
    /// <param name="timeProvider">The clock for the time-out; the system's if not given.</param>
    /// <exception cref="OptionsValidationException">An option is missing or cannot work; the message says which and what to do.</exception>
    public HttpBackOffice(HttpBackOfficeOptions options, TimeProvider? timeProvider = null)
        : this(options, CreateHandler, timeProvider)
    {
    }

    /// <summary>The same over another way of carrying requests, as a simulated network.</summary>
    internal HttpBackOffice(HttpBackOfficeOptions options, Func<HttpBackOfficeOptions, HttpMessageHandler> createHandler, TimeProvider? timeProvider)
    {
        ArgumentNullException.ThrowIfNull(options);
        if (new HttpBackOfficeOptionsValidator().Validate(null, options) is { Failed: true } result)
            throw new OptionsValidationException(nameof(HttpBackOffice), typeof(HttpBackOfficeOptions), result.Failures);

        _time = timeProvider ?? TimeProvider.System;
        _timeout = options.Timeout;
        _tokens = new(options);
        _http = CreateClient(options.BaseAddress!.AbsoluteUri, createHandler(options));
    }

    /// <inheritdoc/>
    public Task<BackOfficeHead> ConnectAsync(DeviceHello hello, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(hello);
        return SendAsync(HttpMethod.Post, $"v1/devices/{hello.DeviceId}/hello", RequestWriter.Hello(hello), ReplyReader.Head, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<PushReply> PushAsync(PushBatch batch, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(batch);
        return SendAsync(HttpMethod.Post, $"v1/devices/{batch.DeviceId}/entries", RequestWriter.Push(batch), ReplyReader.Push, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<ReadOnlyMemory<byte>?> GetHashAsync(DeviceId device, EpochId epoch, long sequence, CancellationToken cancellationToken)
    {
        var path = string.Create(CultureInfo.InvariantCulture, $"v1/devices/{device}/epochs/{epoch}/entries/{sequence}/hash");
        return SendAsync(HttpMethod.Get, path, content: null, ReplyReader.Hash, cancellationToken, isNotFoundAnAnswer: true);
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException"><paramref name="limit"/> is not from 1 to 1,000.</exception>
    public Task<PullPage> PullAsync(string? cursor, int limit, CancellationToken cancellationToken)
    {
        ProtocolLimits.CheckPull(limit);
        var from = cursor is null ? "" : $"cursor={Uri.EscapeDataString(cursor)}&";
        var path = string.Create(CultureInfo.InvariantCulture, $"v1/changes?{from}limit={limit}");
        return SendAsync(HttpMethod.Get, path, content: null, ReplyReader.Page, cancellationToken);
    }

    /// <summary>Closes the connections.</summary>
    public void Dispose()
    {
        _http.Dispose();
        _tokens.Dispose();
    }

    private static SocketsHttpHandler CreateHandler(HttpBackOfficeOptions options)
    {
        var handler = new SocketsHttpHandler
        {
            AllowAutoRedirect = false,
            UseCookies = false,
            AutomaticDecompression = DecompressionMethods.GZip,

            // A till runs for months: look the name up again now and then.
            PooledConnectionLifetime = TimeSpan.FromMinutes(5),

            // After a change of network an HTTP/2 connection can look alive for a quarter of an hour. Ask it.
            KeepAlivePingDelay = TimeSpan.FromSeconds(15),
            KeepAlivePingTimeout = TimeSpan.FromSeconds(10),
            KeepAlivePingPolicy = HttpKeepAlivePingPolicy.WithActiveRequests,
        };
        options.ConfigureHandler?.Invoke(handler);
        return handler;
    }

    private static HttpClient CreateClient(string address, HttpMessageHandler handler) => new(handler)
    {
        BaseAddress = new(address.EndsWith('/') ? address : address + '/'),
        Timeout = System.Threading.Timeout.InfiniteTimeSpan,
        DefaultRequestHeaders = { { "PosEngine-Protocol", "1" } },
    };

    private async Task<T> SendAsync<T>(
        HttpMethod method, string path, HttpContent? content, Func<JsonElement, T> read, CancellationToken cancellationToken,
        bool isNotFoundAnAnswer = false, bool isOnlineCall = false)
    {
        var wasReached = false;
        using var timeout = new CancellationTokenSource(_timeout, _time);
        using var either = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken, timeout.Token);
        try
        {
            var token = await _tokens.GetAsync(either.Token).ConfigureAwait(false);
            var response = await SendOnceAsync(method, path, content, token, either.Token).ConfigureAwait(false);
            if (response.StatusCode == HttpStatusCode.Unauthorized && _tokens.CanRenew)
            {
                wasReached = true;
                response.Dispose();
                token = await _tokens.RenewAsync(token, either.Token).ConfigureAwait(false);
                response = await SendOnceAsync(method, path, content, token, either.Token).ConfigureAwait(false);
            }

            using var answered = response;
            wasReached = true;
            await response.Content.LoadIntoBufferAsync(ReplySizeMax, either.Token).ConfigureAwait(false);
            if (isNotFoundAnAnswer && response.StatusCode == HttpStatusCode.NotFound && ErrorReply.Read(response.Content.ReadAsStream(CancellationToken.None)).Code == "not_found")
                return default!;
            return response.StatusCode == HttpStatusCode.OK
                ? ReplyReader.Read(response.Content.ReadAsStream(CancellationToken.None), read)
                : throw Refused(response, token, isOnlineCall);
        }
        catch (Exception exception) when (exception is OperationCanceledException or HttpRequestException or IOException or InvalidDataException)
        {
            // A cancellation comes out under the linked token, or as the broken connection that it left behind.
            cancellationToken.ThrowIfCancellationRequested();
            var what = timeout.IsCancellationRequested ? $"The back office took more than {_timeout.Ticks / TimeSpan.TicksPerSecond} s"
                : wasReached ? "The reply of the back office cannot be read"
                : "The back office cannot be reached";
            throw Failed($"{what}: {exception.Message}", exception, wasReached);
        }
    }

    // The body is in memory, and is sent again as it is.
    private async Task<HttpResponseMessage> SendOnceAsync(HttpMethod method, string path, HttpContent? content, string token, CancellationToken cancellationToken)
    {
        using var request = new HttpRequestMessage(method, path)
        {
            Content = content,
            Version = HttpVersion.Version20,
            VersionPolicy = HttpVersionPolicy.RequestVersionOrLower,
            Headers = { Authorization = new("Bearer", token) },
        };
        try
        {
            return await _http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            request.Content = null;
        }
    }

    private BackOfficeException Refused(HttpResponseMessage response, string token, bool isOnlineCall)
    {
        var reply = ErrorReply.Read(response.Content.ReadAsStream());
        var error = isOnlineCall ? reply.ClassifyOnline(response.StatusCode) : reply.Classify(response.StatusCode);
        if (error == BackOfficeError.Rejected)
            return new(error, reply.Words(secret: token)) { WasReached = true };

        return new(error, $"The back office answered {(int)response.StatusCode}: {reply.Describe(secret: token)}.")
        {
            RetryAfter = RetryAfter(response.Headers),
            WasReached = true,
        };
    }

    private TimeSpan? RetryAfter(HttpResponseHeaders headers) => headers.RetryAfter switch
    {
        { Delta: { } delay } => delay,

        // Both by the server's clock, if it tells it: this device's may be wrong by years.
        { Date: { } date } => Max(TimeSpan.Zero, date - (headers.Date ?? _time.GetUtcNow())),
        _ => null,
    };

    private static TimeSpan Max(TimeSpan left, TimeSpan right) => left > right ? left : right;

    private static BackOfficeException Failed(string message, Exception exception, bool wasReached) =>
        new(BackOfficeError.Transient, message, exception) { WasReached = wasReached };
}
