using System.Reactive.Linq;
using System.Security.Cryptography;
using Microsoft.Extensions.Time.Testing;
using PosEngine.Support;
using PosEngine.Sync;
using PuppeteerSharp;

namespace PosEngine.BackOffice;

/// <summary>The pages in a real browser, beside a real till.</summary>
/// <remarks>Where <c>POSENGINE_SCREENSHOTS</c> names a folder, the pictures of the documentation are taken into it.</remarks>
public sealed class BrowserTests : IAsyncLifetime
{
    private const string Tax = "0197a000-0000-7000-8000-00000000b001";
    private const string Coffee = "0197a000-0000-7000-8000-00000000b002";
    private const string Script = "<script>alert('x')</script><img src=x onerror=alert(1)>";

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 24, 13, 21, 29, TimeSpan.Zero));
    private readonly SqliteTestDatabase _database = new();
    private IBrowser _browser = null!;
    private IPage _page = null!;
    private RunningBackOffice _office = null!;

    public async ValueTask InitializeAsync()
    {
        _browser = await Chromium.StartAsync();
        _office = await RunningBackOffice.StartAsync(_database, _time);
        _page = await _browser.NewPageAsync();
        await _office.PutAsync($"v1/admin/reference/tax/{Tax}", $$"""{"id":"{{Tax}}","name":"VAT 20%","rate":200000,"type":"included"}""");
        await SetItemAsync(Coffee, "Coffee", 250_000, TillHost.CoffeeCode);
        var hash = Rfc2898DeriveBytes.Pbkdf2(TillHost.AnnsPin, Bodies.Salt, 10, HashAlgorithmName.SHA256, 32);
        await _office.PutAsync(
            $"v1/admin/reference/employee/{TillHost.Ann}",
            $$$"""{"id":"{{{TillHost.Ann}}}","name":"Ann","pin":{"algorithm":"pbkdf2-sha256","iterations":10,"salt":"{{{Convert.ToBase64String(Bodies.Salt)}}}","hash":"{{{Convert.ToBase64String(hash)}}}"}}""");
    }

    public async ValueTask DisposeAsync()
    {
        if (_office is not null)
            await _office.DisposeAsync();
        if (_browser is not null)
            await _browser.DisposeAsync();
        await _database.DisposeAsync();
    }

    [Fact]
    public async Task Receipts_that_were_made_offline_are_on_the_page_once_the_till_is_back()
    {
        using var transport = Connect();
        var isReachable = true;
        var wire = new InterceptedBackOffice(transport)
        {
            OnConnect = (hello, token) => isReachable ? transport.ConnectAsync(hello, token) : throw Unreachable(),
            OnPush = (batch, token) => isReachable ? transport.PushAsync(batch, token) : throw Unreachable(),
            OnPull = (cursor, limit, token) => isReachable ? transport.PullAsync(cursor, limit, token) : throw Unreachable(),
        };
        await using var till = await TillAsync(wire);
        await SignInAsync();

        isReachable = false;
        till.Pos.Connectivity.ReportNetwork(false);
        var receipts = new[] { await till.SellAsync(coffees: 1), await till.SellAsync(coffees: 3) };
        await OpenAsync("/receipts");
        Assert.Empty(await TextsAsync("tbody tr"));

        isReachable = true;
        till.Pos.Connectivity.ReportNetwork(true);
        await till.Pos.Sync.Status.FirstAsync(status => status is { Phase: SyncPhase.Idle, Pending: 0 });
        await _page.ReloadAsync();

        Assert.Equal([receipts[1].Number, receipts[0].Number], await TextsAsync("tbody td:first-child"));
        Assert.Equal(["7.50 EUR", "2.50 EUR"], await TextsAsync("tbody td:nth-child(4)"));
    }

    [Fact]
    public async Task A_price_that_is_edited_in_the_browser_reaches_the_till()
    {
        using var transport = Connect();
        await using var till = await TillAsync(transport);
        Assert.Equal(Money.Of(2.50m), till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value.Price);
        await SignInAsync();

        await FollowAsync("header a[href='/items']");
        await FollowAsync($"a[href='/items/{Coffee}']");
        await _page.FocusAsync("input[name=price]");
        await _page.EvaluateExpressionAsync("document.querySelector('input[name=price]').select()");
        await _page.Keyboard.TypeAsync("2.75");
        await FollowAsync("form.edit button");
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();

        Assert.Equal(["Coffee2.75"], await TextsAsync("tbody tr"));
        Assert.Equal(Money.Of(2.75m), till.Pos.Catalog.FindByBarcode(TillHost.CoffeeCode).Value.Price);
    }

    [Fact]
    public async Task Script_in_the_name_of_an_item_is_text_and_runs_nowhere()
    {
        var dialogs = 0;
        _page.Dialog += (_, dialog) =>
        {
            dialogs++;
            _ = dialog.Dialog.Dismiss();
        };
        var item = TestDevice.NewId();
        await SetItemAsync(item, Script, 100_000);
        await SignInAsync();

        foreach (var path in new[] { "/items", $"/items/{item}", "/stock" })
        {
            await OpenAsync(path);
            Assert.Equal(0, await _page.EvaluateExpressionAsync<int>("document.querySelectorAll('main script, main img').length"));
            Assert.Contains(Script, await _page.EvaluateExpressionAsync<string>("document.querySelector('main').innerText + (document.querySelector('input[name=name]')?.value ?? '')"));
        }

        Assert.Equal(0, dialogs);
    }

    [Fact]
    public async Task The_days_are_drawn_as_bars_as_high_as_what_they_sold()
    {
        var device = new TestDevice();
        for (var day = 0; day < 30; day++)
        {
            for (var receipt = 0; receipt < 4 + day * 7 % 9; receipt++)
            {
                var body = Bodies.Receipt(TestDevice.NewId(), $"{device.Number}-{1001 + device.Last}");
                body["at"] = $"{new DateTimeOffset(2026, 10, 26, 10, receipt, 0, TimeSpan.Zero).AddDays(day):O}";
                device.Write(body.ToJsonString());
            }
        }

        await _office.PostAsync(device.HelloPath, device.Hello());
        Assert.Equal(200, (await _office.PostAsync(device.EntriesPath, device.Push())).Status);
        await SignInAsync();

        await FollowAsync("header a[href='/sales']");

        var heights = await _page.EvaluateExpressionAsync<double[]>("[...document.querySelectorAll('svg.chart rect')].map(bar => bar.getBoundingClientRect().height)");
        Assert.Equal(30, heights.Length);
        Assert.InRange(heights[7] / heights[0], 1.9, 2.1);   // eight receipts beside four
        await TakeAsync("sales");
    }

    private HttpBackOffice Connect() => new(new() { BaseAddress = _office.Address, DeviceToken = RunningBackOffice.Token });

    private static BackOfficeException Unreachable() => new(BackOfficeError.Transient, "no network");

    private Task<Answer> SetItemAsync(string id, string name, long price, string? barcode = null) => _office.PutAsync(
        $"v1/admin/reference/item/{id}",
        System.Text.Json.JsonSerializer.Serialize(new { id, name, price, barcodes = barcode is null ? Array.Empty<string>() : [barcode], taxes = new[] { Tax } }));

    /// <summary>A till with Ann signed in and a shift open.</summary>
    private static async Task<TillHost> TillAsync(IBackOffice transport)
    {
        var till = new TillHost(options => options.DeviceNumber = new TestDevice().Number) { Transport = transport };
        await till.StartAsync();
        (await till.Pos.Sync.SyncNowAsync()).EnsureDone();
        await till.SignInAsync();
        (await till.Pos.Shifts.OpenAsync(Money.Of(100))).EnsureDone();
        return till;
    }

    private async Task SignInAsync()
    {
        await OpenAsync("/sign-in");
        await _page.TypeAsync("input[name=token]", RunningBackOffice.AdminToken);
        await FollowAsync("form.edit button");
    }

    private async Task OpenAsync(string path) => Assert.True((await _page.GoToAsync(new Uri(_office.Address, path).ToString())).Ok);

    private Task FollowAsync(string link) => Task.WhenAll(_page.WaitForNavigationAsync(), _page.ClickAsync(link));

    private Task<string[]> TextsAsync(string selector) => _page.EvaluateFunctionAsync<string[]>(
        "selector => [...document.querySelectorAll(selector)].map(element => element.textContent.replace(/\\s+/g, ' ').trim().replace(/ ?([0-9.]+)$/, '$1'))", selector);

    private async Task TakeAsync(string name)
    {
        if (Environment.GetEnvironmentVariable("POSENGINE_SCREENSHOTS") is { Length: > 0 } folder)
            await _page.ScreenshotAsync(Path.Combine(folder, $"back-office-{name}.png"));
    }
}
