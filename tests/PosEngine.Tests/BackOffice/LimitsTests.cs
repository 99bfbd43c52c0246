using System.IO.Compression;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json.Nodes;

namespace PosEngine.BackOffice;

/// <summary>What no honest device sends: turned away with an answer, without hurting anybody else.</summary>
public abstract class LimitsTests(OfficeFixture fixture)
{
    private const int RequestBytesMax = 8 * 1024 * 1024;

    private readonly RunningBackOffice _office = fixture.Office;
    private readonly TestDevice _device = new TestDevice().Sell(2);

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("[]")]
    [InlineData("{}")]
    [InlineData("not json")]
    [InlineData("{\"epoch\":")]
    [InlineData("{\"epoch\":{},\"epoch\":{},\"entries\":[]}")]
    [InlineData("\u0000")]
    public async Task A_body_that_is_no_batch_is_malformed(string json)
    {
        var answer = await _office.PostAsync(_device.EntriesPath, json);

        Assert.Equal((400, "malformed"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task A_content_type_other_than_json_is_malformed()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _device.EntriesPath) { Content = new StringContent(_device.Push()) };

        var answer = await _office.SendAsync(request);

        Assert.Equal((415, "malformed"), (answer.Status, answer.Error));
    }

    [Theory]
    [InlineData("sequence", null)]
    [InlineData("sequence", "1")]
    [InlineData("sequence", 1.0e30)]
    [InlineData("hash", null)]
    [InlineData("hash", "00ff")]
    [InlineData("hash", "C36AD58958F0B0ADA74262544081DCF177A3FF6EF8585C2569E71D60C4702DE6")]
    [InlineData("body", null)]
    [InlineData("body", 17)]
    [InlineData("personal", "x")]
    public async Task An_entry_with_a_wrong_field_is_malformed(string field, object? value)
    {
        var push = _device.PushNode();
        push["entries"]![0]![field] = JsonValue.Create(value);

        Assert.Equal("malformed", (await _office.PostAsync(_device.EntriesPath, push.ToJsonString())).Error);
    }

    [Fact]
    public async Task An_entry_that_is_null_is_malformed()
    {
        var push = _device.PushNode();
        push["entries"]![0] = null;

        Assert.Equal((400, "malformed"), await ErrorOfAsync(push.ToJsonString()));
    }

    [Fact]
    public async Task Half_a_surrogate_pair_is_no_text()
    {
        var push = _device.Push().Replace("Coffee", "\\ud83c", StringComparison.Ordinal);

        Assert.Equal((400, "malformed"), await ErrorOfAsync(push));
    }

    [Fact]
    public async Task A_batch_without_entries_is_malformed()
    {
        var push = _device.PushNode();
        push["entries"] = new JsonArray();

        Assert.Equal((422, "malformed"), await ErrorOfAsync(push.ToJsonString()));
    }

    [Fact]
    public async Task Deep_nesting_is_malformed()
    {
        var deep = new string('[', 100_000);
        var push = _device.Push();

        Assert.Equal((400, "malformed"), await ErrorOfAsync($$"""{"future":{{deep}},{{push[1..]}}"""));
    }

    [Fact]
    public async Task More_than_500_entries_are_too_large()
    {
        var device = new TestDevice().Sell(501);

        var answer = await _office.PostAsync(device.EntriesPath, device.Push());

        Assert.Equal((413, "too_large"), (answer.Status, answer.Error));
        Assert.Equal(500, (await _office.PostAsync(device.EntriesPath, device.Push(through: 500))).AckedThrough);
    }

    [Fact]
    public async Task A_request_beyond_the_limit_is_too_large()
    {
        var request = new HttpRequestMessage(HttpMethod.Post, _device.EntriesPath)
        {
            Content = RunningBackOffice.Json($$"""{"future":"{{new string(' ', RequestBytesMax)}}"}"""),
            Headers = { ExpectContinue = true },   // otherwise the answer comes while half of the body is on its way
        };

        var answer = await _office.SendAsync(request);

        Assert.Equal((413, "too_large"), (answer.Status, answer.Error));
    }

    [Fact]
    public async Task A_small_body_that_unpacks_to_a_huge_one_is_too_large()
    {
        var bomb = Gzip(stream =>
        {
            var spaces = Enumerable.Repeat((byte)' ', 1024 * 1024).ToArray();
            for (var i = 0; i < 200; i++)
                stream.Write(spaces);
        });
        Assert.True(bomb.Length < 1024 * 1024);

        Assert.Equal((413, "too_large"), await ErrorOfAsync(bomb));
    }

    [Fact]
    public async Task A_journal_whose_line_unpacks_to_a_huge_one_is_refused()
    {
        var bomb = Gzip(stream =>
        {
            var letters = Enumerable.Repeat((byte)'a', 1024 * 1024).ToArray();
            for (var i = 0; i < 64; i++)
                stream.Write(letters);
        });

        using var request = new HttpRequestMessage(HttpMethod.Post, "v1/admin/journals") { Content = new ByteArrayContent(bomb) };
        var answer = await _office.SendAsync(request, _office.Admin);

        Assert.Equal((422, "malformed"), (answer.Status, answer.Error));
        Assert.Contains("too long", answer.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_packed_batch_is_unpacked()
    {
        var answer = await _office.SendAsync(Packed(Gzip(stream => stream.Write(Encoding.UTF8.GetBytes(_device.Push())))));

        Assert.Equal((200, 2), (answer.Status, answer.AckedThrough));
    }

    [Fact]
    public async Task A_body_that_only_says_that_it_is_packed_is_malformed() =>
        Assert.Equal((400, "malformed"), await ErrorOfAsync(Encoding.UTF8.GetBytes(_device.Push())));

    [Fact]
    public async Task A_packed_body_that_breaks_off_is_malformed() =>
        Assert.Equal((400, "malformed"), await ErrorOfAsync(Gzip(stream => stream.Write(Encoding.UTF8.GetBytes(_device.Push())))[..^200]));

    [Fact]
    public async Task A_long_reply_is_packed_where_the_device_accepts_it()
    {
        for (var i = 0; i < 20; i++)
            await _office.PutAsync($"v1/admin/reference/note/{i}", """{"text":"the same words again and again"}""");
        using var request = new HttpRequestMessage(HttpMethod.Get, "v1/changes");
        request.Headers.AcceptEncoding.Add(new("gzip"));

        using var response = await _office.Device.SendAsync(request);

        Assert.Equal(["gzip"], response.Content.Headers.ContentEncoding);
    }

    [Theory]
    [InlineData("v1/nothing", 404, "unknown_address")]
    [InlineData("v1/devices/not-a-uuid/epochs/0197a000-0000-7000-8000-000000000001/entries/1/hash", 404, "unknown_address")]
    [InlineData("v1/changes?limit=0", 422, "malformed")]
    [InlineData("v1/changes?limit=1001", 422, "malformed")]
    [InlineData("v1/changes?limit=many", 400, "malformed")]
    public async Task An_address_that_means_nothing_is_answered_in_the_words_of_the_protocol(string path, int status, string error)
    {
        var answer = await _office.GetAsync(path);

        Assert.Equal((status, error), (answer.Status, answer.Error));
    }

    private async Task<(int Status, string? Error)> ErrorOfAsync(string json)
    {
        var answer = await _office.PostAsync(_device.EntriesPath, json);
        return (answer.Status, answer.Error);
    }

    private async Task<(int Status, string? Error)> ErrorOfAsync(byte[] packed)
    {
        var answer = await _office.SendAsync(Packed(packed));
        return (answer.Status, answer.Error);
    }

    private HttpRequestMessage Packed(byte[] bytes) => new(HttpMethod.Post, _device.EntriesPath)
    {
        Content = new ByteArrayContent(bytes)
        {
            Headers = { ContentType = new MediaTypeHeaderValue("application/json"), ContentEncoding = { "gzip" } },
        },
    };

    private static byte[] Gzip(Action<Stream> write)
    {
        using var bytes = new MemoryStream();
        using (var gzip = new GZipStream(bytes, CompressionLevel.SmallestSize))
            write(gzip);
        return bytes.ToArray();
    }
}

public sealed class LimitsOnSqliteTests(SqliteOffice office) : LimitsTests(office), IClassFixture<SqliteOffice>;

public sealed class LimitsOnPostgresTests(PostgresOffice office) : LimitsTests(office), IClassFixture<PostgresOffice>;
