using PosEngine.BackOffice;
using PosEngine.Receipts;
using PuppeteerSharp;
using PuppeteerSharp.Media;

namespace PosEngine.Hardware.Printing;

/// <summary>The page of a receipt in a real browser.</summary>
/// <remarks>Where <c>POSENGINE_SCREENSHOTS</c> names a folder, the picture of the documentation is taken into it.</remarks>
public sealed class ReceiptPageTests : IAsyncLifetime
{
    private IBrowser _browser = null!;
    private IPage _page = null!;

    public async ValueTask InitializeAsync()
    {
        _browser = await Chromium.StartAsync();
        _page = await _browser.NewPageAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
            await _browser.DisposeAsync();
    }

    [Fact]
    public async Task A_receipt_is_one_column_with_its_amounts_below_each_other()
    {
        await _page.SetViewportAsync(new() { Width = 900, Height = 760 });

        // In letters that every machine has, for the picture.
        var receipt = TestPapers.Everything with { Lines = [.. TestPapers.Everything.Lines.Select(static line => line.Name.Any(static letter => letter > '\u00ff') ? line with { Name = "Apple pie" } : line)] };
        await ShowAsync(ReceiptDocuments.Of(receipt, TestPapers.Context, TestPapers.TextIn("en-IE", Currency.EUR)));

        var right = await _page.EvaluateExpressionAsync<double[]>("[...document.querySelectorAll('td.amount')].map(cell => cell.getBoundingClientRect().right)");
        Assert.Single(right.Distinct());
        Assert.True(await _page.EvaluateExpressionAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
        Assert.Equal("Receipt 1-1001", await _page.GetTitleAsync());
        Assert.Equal(1, await _page.EvaluateExpressionAsync<int>("[...document.querySelectorAll('svg[role=img]')].filter(code => code.getAttribute('aria-label') === 'R1-1001').length"));
        if (Environment.GetEnvironmentVariable("POSENGINE_SCREENSHOTS") is { Length: > 0 } folder)
            await _page.ScreenshotAsync(Path.Combine(folder, "receipt.png"), new() { FullPage = true });
    }

    [Fact]
    public async Task It_fits_a_telephone()
    {
        await _page.SetViewportAsync(new() { Width = 320, Height = 600 });
        await ShowAsync(ReceiptDocuments.Of(
            TestPapers.Everything, TestPapers.Context with { Customer = new string('x', 90) }, TestPapers.TextIn("de-DE", Currency.EUR), ReceiptForm.ExpenseForm));

        Assert.True(await _page.EvaluateExpressionAsync<bool>("document.documentElement.scrollWidth <= innerWidth"));
    }

    [Fact]
    public async Task It_is_printed_on_one_sheet_without_what_only_a_screen_shows()
    {
        await ShowAsync(ReceiptDocuments.Of(TestPapers.Everything, TestPapers.Context, TestPapers.TextIn("en-IE", Currency.EUR)));

        var pdf = System.Text.Encoding.Latin1.GetString(await _page.PdfDataAsync(new() { Format = PaperFormat.A4 }));
        await _page.EmulateMediaTypeAsync(MediaType.Print);

        Assert.Contains("/Count 1", pdf);
        Assert.Equal("none", await _page.EvaluateExpressionAsync<string>("getComputedStyle(document.querySelector('main')).boxShadow"));
        Assert.InRange(await _page.EvaluateExpressionAsync<double>("document.querySelector('main').getBoundingClientRect().width"), 100, 76 / 25.4 * 96 + 1);
    }

    [Fact]
    public async Task What_is_written_from_right_to_left_leaves_the_amount_where_it_is_and_script_is_text()
    {
        const string Script = "<script>document.title='x'</script><img src=x onerror=\"document.title='x'\">";
        await ShowAsync(new ReceiptDocument([new PairBlock("\u202eقهوة 12", "5.00"), new PairBlock("Coffee", "7.00"), new TextBlock(Script)]) { Title = "Receipt" });

        var right = await _page.EvaluateExpressionAsync<double[]>("[...document.querySelectorAll('td.amount bdi')].map(cell => cell.getBoundingClientRect().right)");
        Assert.Single(right.Distinct());
        Assert.Equal("Receipt", await _page.GetTitleAsync());
        Assert.Equal(0, await _page.EvaluateExpressionAsync<int>("document.querySelectorAll('main script, main img').length"));
        Assert.Contains(Script, await _page.EvaluateExpressionAsync<string>("document.querySelector('main').textContent"));
    }

    private Task ShowAsync(ReceiptDocument document) => _page.SetContentAsync(document.ToHtml());
}
