using System.Text;
using Microsoft.AspNetCore.Http;
using PosEngine.Receipts;

namespace PosEngine.Sync;

/// <summary>The online calls on the wire: what is sent, what is read, and what each failure means.</summary>
public sealed class HttpServicesTests
{
    private const string Token = "s3cr3t-t0ken";
    private const string Id = "01935cf1-2a40-7000-8000-000000000031";
    private const string Other = "01935cf1-2a40-7000-8000-000000000032";

    [Fact]
    public async Task Stock_is_asked_for_in_the_words_of_the_protocol()
    {
        var (request, levels) = await ExchangeAsync(
            $$"""{"levels":[{"item":"{{Id}}","quantity":-3000,"new":1}]}""",
            backOffice => backOffice.GetStockAsync([new(Guid.Parse(Id)), new(Guid.Parse(Other))], default));

        Assert.Equal($$"""POST /v1/stock {"items":["{{Id}}","{{Other}}"]}""", request);
        Assert.Equal([new StockLevel(new(Guid.Parse(Id)), Quantity.FromUnits(-3_000))], levels);
    }

    [Fact]
    public async Task A_lookup_carries_every_parameter_that_is_given_and_no_other()
    {
        const string Reply = $$"""{"receipts":[{"device":"{{Id}}","sequence":57,"body":"{\"kind\":\"receipt\",\"data\":\"é\"}","issuer":"{\"kind\":\"issuer\"}"}]}""";

        var (request, receipts) = await ExchangeAsync(Reply, backOffice => backOffice.FindReceiptsAsync(
            new() { Id = new(Guid.Parse(Id)), Number = "1-1001 & more", Text = "Crème?", Limit = 7 }, default));

        Assert.Equal($"GET /v1/receipts?limit=7&id={Id}&number=1-1001%20%26%20more&text=Cr%C3%A8me%3F ", request);
        var receipt = Assert.Single(receipts);
        Assert.Equal((Guid.Parse(Id), 57, """{"kind":"receipt","data":"é"}"""), (receipt.Device.Value, receipt.Sequence, Encoding.UTF8.GetString(receipt.Body.Span)));
        Assert.Equal("""{"kind":"issuer"}""", Encoding.UTF8.GetString(receipt.Issuer.Span));
        Assert.Equal("GET /v1/receipts?limit=50 ", (await ExchangeAsync(Reply, backOffice => backOffice.FindReceiptsAsync(new(), default))).Request);
    }

    [Theory]
    [InlineData("granted", RefundVerdict.Granted)]
    [InlineData("in_progress", RefundVerdict.InProgress)]
    [InlineData("too_much", RefundVerdict.TooMuch)]
    [InlineData("ended", RefundVerdict.Ended)]
    public async Task The_right_to_refund_is_asked_for_by_the_device(string word, RefundVerdict verdict)
    {
        var (request, reservation) = await ExchangeAsync(
            $$$"""{"verdict":"{{{word}}}","refunded":[{"line":"{{{Other}}}","quantity":1000}],"device_number":2}""",
            backOffice => backOffice.ReserveRefundAsync(Intent, default));

        Assert.Equal($$$"""POST /v1/devices/{{{Id}}}/refunds {"refund":"{{{Other}}}","receipt":"{{{Id}}}","lines":[{"line":"{{{Other}}}","quantity":-500}]}""", request);
        Assert.Equal((verdict, 2), (reservation.Verdict, reservation.DeviceNumber));
        Assert.Equal([new RefundedLine(new(Guid.Parse(Other)), Quantity.FromUnits(1_000))], reservation.Refunded);
    }

    [Fact]
    public async Task The_right_to_an_amount_is_asked_for_and_what_was_given_back_is_told()
    {
        var (request, reservation) = await ExchangeAsync(
            $$$"""{"verdict":"granted","refunded":[{"line":"{{{Other}}}","quantity":0,"amount":120000}],"device_number":null,"given_back":{"cash":20000,"others":[{"type":"{{{Id}}}","amount":100000},{"type":"{{{Id}}}","code":"6006","amount":1}]}}""",
            backOffice => backOffice.ReserveRefundAsync(Intent with { Lines = [RefundedLine.ByAmount(new(Guid.Parse(Other)), Money.Of(1.2m))] }, default));

        Assert.EndsWith($$"""{"line":"{{Other}}","quantity":0,"amount":120000}]}""", request, StringComparison.Ordinal);
        Assert.Equal([RefundedLine.ByAmount(new(Guid.Parse(Other)), Money.Of(1.2m))], reservation.Refunded);
        Assert.Equal(new GivenBack(Money.Of(0.2m), [new(new(Guid.Parse(Id)), null, Money.Of(1)), new(new(Guid.Parse(Id)), "6006", Money.FromUnits(1))]), reservation.GivenBack);
    }

    [Fact]
    public async Task Customers_are_asked_for_by_text()
    {
        var (request, customers) = await ExchangeAsync(
            $$$"""{"changes":[{"kind":"customer","id":"{{{Id}}}","data":{"name":"Ann"}}]}""", backOffice => backOffice.FindCustomersAsync("Ann & co", 20, default));

        Assert.Equal("GET /v1/customers?text=Ann%20%26%20co&limit=20 ", request);
        Assert.Equal([new ReferenceChange("customer", Id, """{"name":"Ann"}""")], customers);
    }

    [Fact]
    public async Task A_change_goes_out_as_it_was_written()
    {
        var (request, saved) = await ExchangeAsync(
            $$$"""{"kind":"customer","id":"{{{Id}}}","data":{"name":"Ann"}}""",
            backOffice => backOffice.SaveAsync(new(Guid.Parse(Other), "customer", Id, true, """{ "name": "Ann" }"""), default));

        Assert.Equal($$$"""POST /v1/changes {"key":"{{{Other}}}","kind":"customer","id":"{{{Id}}}","new":true,"data":{ "name": "Ann" }}""", request);
        Assert.Equal(new ReferenceChange("customer", Id, """{"name":"Ann"}"""), saved);
    }

    [Theory]
    [InlineData(422, "rejected", BackOfficeError.Rejected)]
    [InlineData(422, "malformed", BackOfficeError.Transient)]
    [InlineData(404, "not_found", BackOfficeError.NotFound)]
    [InlineData(404, "from-a-proxy", BackOfficeError.Unsupported)]
    [InlineData(404, null, BackOfficeError.Unsupported)]
    [InlineData(405, null, BackOfficeError.Unsupported)]
    [InlineData(501, null, BackOfficeError.Unsupported)]
    [InlineData(401, null, BackOfficeError.Unauthorised)]
    [InlineData(409, "gap", BackOfficeError.Gap)]
    [InlineData(426, "upgrade_required", BackOfficeError.UpgradeRequired)]
    [InlineData(503, null, BackOfficeError.Transient)]
    public async Task Each_status_means_what_the_protocol_says_of_online_calls(int status, string? code, BackOfficeError expected)
    {
        var reply = code is null ? "<html>" : $$"""{"error":"{{code}}","message":"A name is wanted."}""";
        await using var server = await ScriptedServer.AnsweringAsync(reply, status);
        using var backOffice = Connect(server);

        foreach (var call in Calls(backOffice))
        {
            var failure = await Assert.ThrowsAsync<BackOfficeException>(call);
            Assert.Equal((expected, true), (failure.Error, failure.WasReached));
        }
    }

    [Fact]
    public async Task What_a_back_office_rejects_is_told_in_its_own_words_without_the_token()
    {
        await using var server = await ScriptedServer.AnsweringAsync($$"""{"error":"rejected","message":"A name is wanted, not {{Token}}."}""", 422);
        using var backOffice = Connect(server);

        var failure = await Assert.ThrowsAsync<BackOfficeException>(() => backOffice.SaveAsync(new(Guid.Parse(Other), "customer", Id, true, "{}"), default));

        Assert.Equal("A name is wanted, not ***.", failure.Message);
    }

    [Theory]
    [InlineData("")]
    [InlineData("null")]
    [InlineData("{}")]
    [InlineData("""{"levels":{},"receipts":7,"verdict":"maybe","refunded":[],"changes":[{}],"kind":"customer","id":"1","data":null}""")]
    [InlineData("""{"levels":[{"item":"1","quantity":1}],"receipts":[{"device":"1"}],"verdict":"granted","changes":"x"}""")]
    public async Task A_reply_that_cannot_be_read_is_a_passing_failure(string reply)
    {
        await using var server = await ScriptedServer.AnsweringAsync(reply);
        using var backOffice = Connect(server);

        foreach (var call in Calls(backOffice))
            Assert.Equal(BackOfficeError.Transient, (await Assert.ThrowsAsync<BackOfficeException>(call)).Error);
    }

    private static RefundIntent Intent { get; } = new(
        new(Guid.Parse(Id)), new(Guid.Parse(Other)), new(Guid.Parse(Id)), [new(new(Guid.Parse(Other)), Quantity.FromUnits(-500))]);

    private static IEnumerable<Func<Task>> Calls(HttpBackOffice backOffice) =>
    [
        () => backOffice.GetStockAsync([new(Guid.Parse(Id))], default),
        () => backOffice.FindReceiptsAsync(new(), default),
        () => backOffice.ReserveRefundAsync(Intent, default),
        () => backOffice.FindCustomersAsync("", 1, default),
        () => backOffice.SaveAsync(new(Guid.Parse(Other), "customer", Id, true, "{}"), default),
    ];

    /// <summary>What one call sends, and what it makes of a reply.</summary>
    private static async Task<(string Request, T Result)> ExchangeAsync<T>(string reply, Func<HttpBackOffice, Task<T>> callAsync)
    {
        var request = "";
        await using var server = await ScriptedServer.StartAsync(async context =>
        {
            Assert.Equal(($"Bearer {Token}", "1"), (context.Request.Headers.Authorization.ToString(), context.Request.Headers["PosEngine-Protocol"].ToString()));
            request = $"{context.Request.Method} {context.Request.Path}{context.Request.QueryString} {await ScriptedServer.ReadAsync(context.Request)}";
            await context.Response.WriteAsync(reply);
        });
        using var backOffice = Connect(server);
        var result = await callAsync(backOffice);
        return (request, result);
    }

    private static HttpBackOffice Connect(ScriptedServer server) => new(new() { BaseAddress = server.Address, DeviceToken = Token });
}
