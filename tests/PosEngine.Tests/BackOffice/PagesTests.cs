using System.Net;

namespace PosEngine.BackOffice;

/// <summary>Pages for people.</summary>
public abstract class PagesTests(OfficeFixture fixture)
{
    private readonly RunningBackOffice _office = fixture.Office;

    [Fact]
    public async Task A_device_is_listed_with_what_it_sold_and_that_its_journal_verifies()
    {
        var device = new TestDevice().Sell(3);
        await _office.PostAsync(device.HelloPath, device.Hello());
        await _office.PostAsync(device.EntriesPath, device.Push());

        var page = await ShowAsync("/");

        var row = page.Split("<tr>").Single(row => row.Contains(device.Id, StringComparison.Ordinal));
        Assert.Contains($"Device {device.Number}<", row);
        Assert.Contains("15.00 GBP", row);
        Assert.Contains("2026-11-24 13:21:29", row);
        Assert.Contains("verified", row);
    }

    [Fact]
    public async Task A_device_is_shown_with_its_clock_and_what_it_still_has_and_is_offline_when_it_has_not_been_here_lately()
    {
        var device = new TestDevice().Sell(5);
        await _office.PostAsync(device.HelloPath, device.Hello());
        await _office.PostAsync(device.EntriesPath, device.Push(through: 3));

        var row = await RowOfAsync(device);
        await fixture.Database.ExecuteAsync("UPDATE device SET last_seen = last_seen - 180000 WHERE id = @Id", new { device.Id });
        var later = await RowOfAsync(device);

        Assert.Contains(">online<", row);
        Assert.Contains(">0.0 s<", row);
        Assert.Contains("class=\"n\">2<", row);
        Assert.Contains("verified to 3", row);
        Assert.Contains(">offline<", later);
    }

    [Fact]
    public async Task A_changed_body_is_noticed_when_the_journal_is_verified_again()
    {
        var device = new TestDevice().Sell(3);
        await _office.PostAsync(device.EntriesPath, device.Push());
        Assert.Contains("verified to 3", await ShowAsync($"/devices/{device.Id}"));
        await fixture.Database.ExecuteAsync(
            "UPDATE entry SET body = @body WHERE sequence = 2 AND epoch = (SELECT key FROM epoch WHERE id = @EpochId)", new { body = new byte[] { 1 }, device.EpochId });
        using var browser = await TestBrowser.SignInAsync(_office);

        await browser.SubmitAsync($"/devices/{device.Id}", $"/devices/{device.Id}/verify");

        Assert.Contains("the chain is broken at 2", await ShowAsync($"/devices/{device.Id}"));
    }

    [Fact]
    public async Task Days_taxes_payments_and_items_are_added_up_and_drawn()
    {
        var device = new TestDevice().Sell(2);
        var other = Bodies.Receipt(TestDevice.NewId(), "x");
        other["at"] = "2026-10-01T23:59:59.000-05:00";
        await _office.PostAsync(device.EntriesPath, device.Write(other.ToJsonString()).Push());

        var page = WebUtility.HtmlDecode(await ShowAsync("/sales?from=2026-10-01&to=2026-10-01"));

        Assert.Contains("<td>2026-10-01</td><td class=\"n\">1</td><td class=\"n\">4.17</td><td class=\"n\">0.83</td><td class=\"n\">5.00</td>", WithoutBlanks(page));
        Assert.Contains("<td>VAT 20%</td><td class=\"n\">4.17</td><td class=\"n\">0.83</td>", page);
        Assert.Contains("<td>Cash</td><td class=\"n\">10.00</td>", page);
        Assert.Contains("<td>Change</td><td class=\"n\">-5.00</td>", page);
        Assert.Contains("<td>Coffee</td><td class=\"n\">2</td><td class=\"n\">5.00</td>", page);
        Assert.Contains("<title>2026-10-01: 5.00</title>", page);
        Assert.Contains("Nothing was sold", await ShowAsync("/sales?from=2020-01-01&to=2020-01-02"));
    }

    [Fact]
    public async Task A_shift_is_listed_with_its_report()
    {
        var shift = TestDevice.NewId();
        var device = new TestDevice()
            .Write(Bodies.Of("shift-opened", new() { ["shift"] = shift, ["number"] = 712, ["float"] = 0, ["drawer"] = 1 }).ToJsonString())
            .Write(Bodies.Of("shift-closed", new()
            {
                ["shift"] = shift, ["number"] = 712, ["expected"] = 1_000_000, ["counted"] = 987_000, ["difference"] = -13_000,
                ["drawer"] = 1, ["receipts"] = 3, ["gross"] = 1_000_000, ["tax"] = 0,
            }).ToJsonString());
        await _office.PostAsync(device.EntriesPath, device.Push());

        var row = (await ShowAsync("/shifts")).Split("<tr>").Single(row => row.Contains(">712<", StringComparison.Ordinal));

        Assert.Contains(">9.87<", row);
        Assert.Contains(">-0.13<", row);
    }

    [Fact]
    public async Task S8_an_entry_that_was_cleared_is_told_no_more()
    {
        var device = new TestDevice().Write("{}").Sell(1);
        Assert.Single((await _office.PostAsync(device.EntriesPath, device.Push())).Quarantined);
        var entry = await fixture.Database.ReadAsync<long>(
            "SELECT position FROM entry JOIN epoch ON epoch.key = entry.epoch WHERE epoch.id = @EpochId AND sequence = 1", new { device.EpochId });
        async Task<string> SetAsideAsync() => (await _office.PostAsync(device.HelloPath, device.Hello())).Json.GetProperty("set_aside").ToString();
        using var browser = await TestBrowser.SignInAsync(_office);
        Assert.Equal("[1]", await SetAsideAsync());

        await browser.SubmitAsync("/quarantine", $"/quarantine/{entry}/clear");

        Assert.Equal("[]", await SetAsideAsync());
        Assert.Empty((await _office.PostAsync(device.EntriesPath, device.Push())).Quarantined);
        Assert.DoesNotContain($"/quarantine/{entry}/clear", await browser.ShowAsync("/quarantine"));
    }

    [Fact]
    public async Task Receipts_are_listed_newest_first_with_time_total_and_payment()
    {
        var device = new TestDevice().Sell(2);
        await _office.PostAsync(device.EntriesPath, device.Push());

        var page = WebUtility.HtmlDecode(await ShowAsync($"/devices/{device.Id}"));

        var newer = page.IndexOf($">{device.Number}-1002<", StringComparison.Ordinal);
        var older = page.IndexOf($">{device.Number}-1001<", StringComparison.Ordinal);
        Assert.InRange(newer, 0, older);
        Assert.Contains("2026-11-24 09:58:11 +00:00", page);
        Assert.Contains("2 × Coffee", page);
        Assert.Contains("5.00 GBP", page);
        Assert.Contains("Cash 10.00 GBP", page);
    }

    [Fact]
    public async Task Older_receipts_are_one_link_away()
    {
        var device = new TestDevice().Sell(60);
        await _office.PostAsync(device.EntriesPath, device.Push());

        var first = await ShowAsync($"/devices/{device.Id}");
        var link = first.Split("href=\"").Select(part => part.Split('"')[0]).Single(part => part.Contains("?before=", StringComparison.Ordinal));
        var second = await ShowAsync(link);

        Assert.Contains($">{device.Number}-1011<", first);
        Assert.DoesNotContain($">{device.Number}-1010<", first);
        Assert.Contains($">{device.Number}-1010<", second);
        Assert.DoesNotContain("?before=", second);
    }

    [Fact]
    public async Task Script_in_names_notes_and_reasons_is_shown_as_text()
    {
        const string Script = "<script>alert('x')</script>";
        var receipt = Bodies.Receipt(TestDevice.NewId(), Script);
        receipt["data"]!["note"] = Script;
        receipt["data"]!["lines"]![0]!["name"] = Script;
        receipt["data"]!["payments"]![0]!["name"] = Script;
        var faulty = Bodies.Receipt(TestDevice.NewId(), Script);
        faulty["data"]!["gross"] = 1;
        var device = new TestDevice().Write(receipt.ToJsonString()).Write(faulty.ToJsonString());
        await _office.PostAsync(device.HelloPath, device.Hello().Replace("PosEngine 0.1.0", Script, StringComparison.Ordinal));
        Assert.Single((await _office.PostAsync(device.EntriesPath, device.Push())).Quarantined);

        var pages = await ShowAsync("/") + await ShowAsync($"/devices/{device.Id}");

        Assert.DoesNotContain("<script", pages, StringComparison.OrdinalIgnoreCase);
        Assert.Equal(7, pages.Split("&lt;script&gt;").Length - 1);
    }

    [Fact]
    public async Task A_browser_is_told_to_run_no_script_at_all()
    {
        using var client = _office.Connect(null);
        using var response = await client.GetAsync("/sign-in");

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Contains($"'sha256-{StyleHash(await response.Content.ReadAsStringAsync())}'", policy);
    }

    [Fact]
    public async Task A_page_asked_for_under_a_foreign_name_is_refused()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/sign-in") { Headers = { Host = "evil.example" } };
        using var client = _office.Connect(null);

        Assert.Equal(403, (await _office.SendAsync(request, client)).Status);
    }

    [Fact]
    public async Task A_device_that_was_never_here_has_no_page()
    {
        using var browser = await TestBrowser.SignInAsync(_office);

        Assert.Equal(HttpStatusCode.NotFound, (await browser.AskAsync($"/devices/{TestDevice.NewId()}")).Status);
    }

    private async Task<string> RowOfAsync(TestDevice device) =>
        (await ShowAsync("/")).Split("<tr>").Single(row => row.Contains(device.Id, StringComparison.Ordinal));

    private static string WithoutBlanks(string html) => System.Text.RegularExpressions.Regex.Replace(html, @">\s+<", "><");

    private async Task<string> ShowAsync(string path)
    {
        using var browser = await TestBrowser.SignInAsync(_office);
        return await browser.ShowAsync(path);
    }

    private static string StyleHash(string page)
    {
        var style = page.Split("<style>")[1].Split("</style>")[0];
        return Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));
    }
}

public sealed class PagesOnSqliteTests(SqliteOffice office) : PagesTests(office), IClassFixture<SqliteOffice>;

public sealed class PagesOnPostgresTests(PostgresOffice office) : PagesTests(office), IClassFixture<PostgresOffice>;
