using System.Net;

namespace PosEngine.BackOffice;

/// <summary>Who issued a receipt is told with it, whatever the shop's settings are by now.</summary>
public abstract class IssuerTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    [Fact]
    public async Task A_receipt_is_found_with_the_entry_that_it_names()
    {
        var device = new TestDevice().Write(Bodies.Issuer("Harbour Café")).Write(Bodies.Issuer("Hill Café"));
        var (old, young, bare) = (Sell(device, issuer: 1), Sell(device, issuer: 2), Sell(device, issuer: null));
        await PushAsync(device);

        Assert.Equal(Bodies.Issuer("Harbour Café"), await IssuerOfAsync(old));
        Assert.Equal(Bodies.Issuer("Hill Café"), await IssuerOfAsync(young));
        Assert.Null(await IssuerOfAsync(bare));
    }

    [Fact]
    public async Task It_is_looked_for_in_the_receipts_own_history()
    {
        var device = new TestDevice().Write(Bodies.Issuer("Harbour Café")).Write(Bodies.Locked).Write(Bodies.Issuer("Pier Café"));
        await PushAsync(device);
        var branch = device.Branch(after: 2).Write(Bodies.Issuer("Hill Café"));
        var (shared, own) = (Sell(branch, issuer: 1), Sell(branch, issuer: 3));
        await PushAsync(branch);
        var twig = branch.Branch(after: 3);
        var grand = Sell(twig, issuer: 1);
        await PushAsync(twig);

        Assert.Equal(Bodies.Issuer("Harbour Café"), await IssuerOfAsync(shared));
        Assert.Equal(Bodies.Issuer("Hill Café"), await IssuerOfAsync(own));
        Assert.Equal(Bodies.Issuer("Harbour Café"), await IssuerOfAsync(grand));
    }

    [Theory]
    [InlineData(1)]
    [InlineData(9)]
    [InlineData(0)]
    [InlineData(-1)]
    public async Task What_it_names_and_is_no_issuer_is_none(long issuer)
    {
        var device = new TestDevice().Write(Bodies.Locked);
        var receipt = Sell(device, issuer);

        Assert.Empty(await PushAsync(device));

        Assert.Null(await IssuerOfAsync(receipt));
    }

    [Fact]
    public async Task What_it_names_and_nobody_can_read_is_none()
    {
        var device = new TestDevice().Write("no body");
        var receipt = Sell(device, issuer: 1);

        Assert.Equal(1, Assert.Single(await PushAsync(device)));

        Assert.Null(await IssuerOfAsync(receipt));
    }

    [Fact]
    public async Task One_that_says_nothing_is_set_aside_and_costs_no_receipt()
    {
        var device = new TestDevice().Write("""{"kind":"issuer","at":"2026-11-24T09:58:11.000+00:00","clock_offset":12,"data":{"shop_name":"Harbour Café"}}""");
        Sell(device, issuer: 1);

        Assert.Equal(1, Assert.Single(await PushAsync(device)));

        Assert.Contains("5.00 GBP", WebUtility.HtmlDecode(await ShowAsync($"/devices/{device.Id}")));
    }

    [Fact]
    public async Task The_page_of_receipts_says_whose_each_was()
    {
        var device = new TestDevice().Write(Bodies.Issuer("Harbour <b>Café</b>"));
        Sell(device, issuer: 1);
        await PushAsync(device);

        var page = await ShowAsync($"/devices/{device.Id}");

        Assert.Contains("Harbour <b>Café</b>", WebUtility.HtmlDecode(page));
        Assert.DoesNotContain("<b>Caf", page);
    }

    private static string Sell(TestDevice device, long? issuer)
    {
        var id = TestDevice.NewId();
        var body = Bodies.Receipt(id, $"{device.Number}-{1000 + device.Last}");
        if (issuer is { } sequence)
            body["data"]!["issuer"] = sequence;
        device.Write(body.ToJsonString());
        return id;
    }

    /// <returns>What was set aside.</returns>
    private async Task<long[]> PushAsync(TestDevice device)
    {
        var answer = await _office.PostAsync(device.EntriesPath, device.Push());
        Assert.Equal(200, answer.Status);
        return [.. answer.Json.GetProperty("quarantined").EnumerateArray().Select(static entry => entry.GetProperty("sequence").GetInt64())];
    }

    private async Task<string?> IssuerOfAsync(string receipt)
    {
        var found = Assert.Single((await _office.GetAsync($"v1/receipts?id={receipt}")).Json.GetProperty("receipts").EnumerateArray());
        return found.TryGetProperty("issuer", out var issuer) ? issuer.GetString() : null;
    }

    private async Task<string> ShowAsync(string path)
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        return await browser.ShowAsync(path);
    }
}

public sealed class IssuersOnSqliteTests(SqliteOffice office) : IssuerTests(office), IClassFixture<SqliteOffice>;

public sealed class IssuersOnPostgresTests(PostgresOffice office) : IssuerTests(office), IClassFixture<PostgresOffice>;
