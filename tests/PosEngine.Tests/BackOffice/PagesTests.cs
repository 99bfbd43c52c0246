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
        using var response = await client.GetAsync("/");

        var policy = Assert.Single(response.Headers.GetValues("Content-Security-Policy"));
        Assert.Contains("default-src 'none'", policy);
        Assert.DoesNotContain("unsafe", policy);
        Assert.Contains($"'sha256-{StyleHash(await response.Content.ReadAsStringAsync())}'", policy);
    }

    [Fact]
    public async Task A_page_asked_for_under_a_foreign_name_is_refused()
    {
        var request = new HttpRequestMessage(HttpMethod.Get, "/") { Headers = { Host = "evil.example" } };
        using var client = _office.Connect(null);

        Assert.Equal(403, (await _office.SendAsync(request, client)).Status);
    }

    [Fact]
    public async Task A_device_that_was_never_here_has_no_page()
    {
        using var client = _office.Connect(null);

        Assert.Equal(404, (await _office.GetAsync($"/devices/{TestDevice.NewId()}", client)).Status);
    }

    private async Task<string> ShowAsync(string path)
    {
        using var client = _office.Connect(null);
        var answer = await _office.GetAsync(path, client);
        Assert.Equal(200, answer.Status);
        return answer.Text;
    }

    private static string StyleHash(string page)
    {
        var style = page.Split("<style>")[1].Split("</style>")[0];
        return Convert.ToBase64String(System.Security.Cryptography.SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(style)));
    }
}

public sealed class PagesOnSqliteTests(SqliteOffice office) : PagesTests(office), IClassFixture<SqliteOffice>;

public sealed class PagesOnPostgresTests(PostgresOffice office) : PagesTests(office), IClassFixture<PostgresOffice>;
