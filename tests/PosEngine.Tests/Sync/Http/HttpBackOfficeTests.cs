using System.Globalization;
using System.IO.Compression;
using System.Security.Cryptography;
using System.Security.Cryptography.X509Certificates;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.Time.Testing;

namespace PosEngine.Sync;

/// <summary>What goes over the wire, and what comes back.</summary>
public sealed class HttpBackOfficeTests
{
    private const string Token = "s3cr3t-t0ken.of/this+device==";
    private const string Head = """{"acked_through":0,"head_hash":null,"server_time":"2026-11-24T13:21:29.123+00:00"}""";
    private const string Hash = "c36ad58958f0b0ada74262544081dcf177a3ff6ef8585c2569e71d60c4702de6";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 13, 0, 0, TimeSpan.Zero));

    [Fact]
    public async Task Hello_says_who_calls_in_the_words_of_the_protocol()
    {
        string request = "", authorisation = "", version = "", body = "";
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            request = $"{context.Request.Method} {context.Request.Path}";
            authorisation = context.Request.Headers.Authorization.ToString();
            version = context.Request.Headers["PosEngine-Protocol"].ToString();
            body = await ScriptedServer.ReadAsync(context.Request);
            await context.Response.WriteAsync(Head);
        });
        using var backOffice = Connect(server);
        var journal = new TestJournal(deviceNumber: 7).Write(3).Branch(2);

        var head = await backOffice.ConnectAsync(journal.Hello, default);

        Assert.Equal((0, true, new(2026, 11, 24, 13, 21, 29, 123, TimeSpan.Zero)), (head.AckedThrough, head.HeadHash.IsEmpty, head.ServerTime));
        Assert.Equal(($"POST /v1/devices/{journal.Device.Value:D}/hello", $"Bearer {Token}", "1"), (request, authorisation, version));
        var parent = journal.Epoch.Parent!;
        Assert.Equal(
            $$$$"""
            {"device_number":7,"software":"PosEngine 0.1.0","head_sequence":2,"epoch":{"id":"{{{{journal.Epoch.Id}}}}","first_sequence":3,"parent":{"epoch":"{{{{parent.Id}}}}","sequence":2,"hash":"{{{{Convert.ToHexStringLower(parent.Hash.Span)}}}}"}}}
            """,
            body);
    }

    [Fact]
    public async Task Push_carries_entries_compressed_with_personal_data_beside_them()
    {
        string body = "", encoding = "";
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            encoding = context.Request.Headers.ContentEncoding.ToString();
            body = await ScriptedServer.ReadAsync(context.Request);
            await context.Response.WriteAsync($$"""
                {"acked_through":2,"head_hash":"{{Hash}}","server_time":"2026-11-24T14:21:29+01:00","quarantined":[{"sequence":2,"reason":"no such item"}],"new":[{}]}
                """);
        });
        using var backOffice = Connect(server);
        var journal = new TestJournal();
        journal.Append("""{"kind":"locked","data":"\"é\""}""");
        journal.Append("{}");

        var reply = await backOffice.PushAsync(
            journal.Whole() with { Personal = [new(2, new byte[] { 0, 255, 16 }, """{"address":"ann@example.com"}"""u8.ToArray())] }, default);

        Assert.Equal("gzip", encoding);
        Assert.Equal(
            $$$"""
            {"epoch":{"id":"{{{journal.Epoch.Id}}}","first_sequence":1,"parent":null},"entries":[{"sequence":1,"hash":"{{{HashOf(journal, 0)}}}","body":"{\"kind\":\"locked\",\"data\":\"\\\"é\\\"\"}"},{"sequence":2,"hash":"{{{HashOf(journal, 1)}}}","body":"{}","personal":{"salt":"AP8Q","data":"{\"address\":\"ann@example.com\"}"}}]}
            """,
            body);
        Assert.Equal((2, Hash), (reply.AckedThrough, Convert.ToHexStringLower(reply.HeadHash.Span)));
        Assert.Equal(new DateTimeOffset(2026, 11, 24, 13, 21, 29, TimeSpan.Zero), reply.ServerTime);
        Assert.Equal([new Quarantined(2, "no such item")], reply.Quarantined);
    }

    [Fact]
    public async Task S3_every_unicode_character_arrives_as_the_bytes_that_were_frozen()
    {
        var text = new StringBuilder("{\"all\":\"");
        for (var code = 0; code <= 0x10FFFF; code++)
        {
            // JSON has only escapes for control characters and its own two signs; everything else stands for itself.
            if (code is < 0x20 or '"' or '\\')
                text.Append(CultureInfo.InvariantCulture, $"\\u{code:x4}");
            else if (Rune.IsValid(code))
                text.Append(new Rune(code));
        }

        var journal = new TestJournal();
        journal.Append(text.Append("\"}").ToString());
        journal.Append("""{"escapes":"\b\f\n\r\t\/\\\"\u0000\u001F\u007f\ud83c\uDF70"}""");
        var arrived = await PushAndReadBodiesAsync(journal);

        Assert.Equal(journal.Entries.Count, arrived.Count);
        foreach (var (entry, body) in journal.Entries.Zip(arrived))
            Assert.True(entry.Body.Span.SequenceEqual(Encoding.UTF8.GetBytes(body)));
    }

    [Fact]
    public async Task Replies_may_be_compressed()
    {
        var accepted = "";
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            accepted = context.Request.Headers.AcceptEncoding.ToString();
            context.Response.Headers.ContentEncoding = "gzip";
            await using var gzip = new GZipStream(context.Response.Body, CompressionLevel.Fastest);
            await gzip.WriteAsync(Encoding.UTF8.GetBytes(Head));
        });
        using var backOffice = Connect(server);

        Assert.Equal(0, (await backOffice.ConnectAsync(new TestJournal().Hello, default)).AckedThrough);
        Assert.Equal("gzip", accepted);
    }

    [Fact]
    public async Task Pull_reads_states_tombstones_and_the_cursor()
    {
        var query = "";
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            query = context.Request.Path + context.Request.QueryString;
            return context.Response.WriteAsync("""
                {"changes":[{"kind":"item","id":"a","data":{ "name": "Café" },"x":1},{"kind":"item","id":"b","data":null}],"cursor":"next & more=?","more":true}
                """);
        });
        using var backOffice = Connect(server);

        var page = await backOffice.PullAsync("1/ü&limit=9", 250, default);

        Assert.Equal("/v1/changes?cursor=1%2F%C3%BC%26limit%3D9&limit=250", query);
        Assert.Equal([new("item", "a", """{ "name": "Café" }"""), new("item", "b", null)], page.Changes);
        Assert.Equal(("next & more=?", true), (page.Cursor, page.HasMore));

        await backOffice.PullAsync(null, 1_000, default);
        Assert.Equal("/v1/changes?limit=1000", query);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(1_001)]
    public async Task A_page_has_1_to_1000_changes(int limit)
    {
        using var backOffice = new HttpBackOffice(Options(new("http://127.0.0.1:1")));

        await Assert.ThrowsAsync<ArgumentOutOfRangeException>(() => backOffice.PullAsync(null, limit, default));
    }

    [Theory]
    [InlineData("")]
    [InlineData("/")]
    public async Task The_base_address_may_have_a_path(string end)
    {
        var path = "";
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            path = context.Request.Path;
            return context.Response.WriteAsync("""{"changes":[],"cursor":"1","more":false}""");
        });
        using var backOffice = new HttpBackOffice(Options(new(server.Address, "shop/pos" + end)));

        await backOffice.PullAsync(null, 1, default);

        Assert.Equal("/shop/pos/v1/changes", path);
    }

    [Fact]
    public async Task The_token_provider_is_asked_before_every_request()
    {
        var seen = new List<string>();
        await using var server = await ScriptedServer.StartAsync(context =>
        {
            seen.Add(context.Request.Headers.Authorization.ToString());
            return context.Response.WriteAsync(Head);
        });
        var count = 0;
        var options = Options(server.Address);
        options.DeviceToken = null;
        options.TokenProvider = _ => ValueTask.FromResult($"token-{++count}");
        using var backOffice = new HttpBackOffice(options);

        await backOffice.ConnectAsync(new TestJournal().Hello, default);
        await backOffice.ConnectAsync(new TestJournal().Hello, default);

        Assert.Equal(["Bearer token-1", "Bearer token-2"], seen);
    }

    [Fact]
    public async Task A_pinned_certificate_is_accepted_over_http_2()
    {
        using var certificate = SelfSigned();
        var protocol = "";
        await using var server = await ScriptedServer.StartAsync(
            context =>
            {
                protocol = context.Request.Protocol;
                return context.Response.WriteAsync(Head);
            },
            certificate);
        var options = Options(server.Address);
        options.ConfigureHandler = handler => handler.SslOptions.RemoteCertificateValidationCallback =
            (_, offered, _, _) => offered!.GetCertHashString(HashAlgorithmName.SHA256) == certificate.GetCertHashString(HashAlgorithmName.SHA256);
        using var backOffice = new HttpBackOffice(options);

        await backOffice.ConnectAsync(new TestJournal().Hello, default);

        Assert.Equal("HTTP/2", protocol);
    }

    [Fact]
    public async Task A_certificate_that_nobody_trusts_is_a_passing_failure()
    {
        using var certificate = SelfSigned();
        await using var server = await ScriptedServer.StartAsync(context => context.Response.WriteAsync(Head), certificate);
        using var backOffice = Connect(server);

        var failure = await Assert.ThrowsAsync<BackOfficeException>(() => backOffice.ConnectAsync(new TestJournal().Hello, default));

        Assert.Equal((BackOfficeError.Transient, false), (failure.Error, failure.WasReached));
    }

    private static async Task<List<string>> PushAndReadBodiesAsync(TestJournal journal)
    {
        var bodies = new List<string>();
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            using var request = JsonDocument.Parse(await ScriptedServer.ReadAsync(context.Request));
            bodies.AddRange(request.RootElement.GetProperty("entries").EnumerateArray().Select(entry => entry.GetProperty("body").GetString()!));
            await context.Response.WriteAsync(Head);
        });
        using var backOffice = new HttpBackOffice(Options(server.Address));
        await backOffice.PushAsync(journal.Whole(), default);
        return bodies;
    }

    private HttpBackOffice Connect(ScriptedServer server) => new(Options(server.Address), _time);

    private static HttpBackOfficeOptions Options(Uri address) => new() { BaseAddress = address, DeviceToken = Token };

    private static string HashOf(TestJournal journal, int index) => Convert.ToHexStringLower(journal.Entries[index].Hash.Span);

    private static X509Certificate2 SelfSigned()
    {
        using var key = ECDsa.Create(ECCurve.NamedCurves.nistP256);
        var request = new CertificateRequest("CN=till.test", key, HashAlgorithmName.SHA256);
        using var certificate = request.CreateSelfSigned(new(2020, 1, 1, 0, 0, 0, TimeSpan.Zero), new(2099, 1, 1, 0, 0, 0, TimeSpan.Zero));
        return X509CertificateLoader.LoadPkcs12(certificate.Export(X509ContentType.Pkcs12), null);
    }
}
