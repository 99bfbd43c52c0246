using CsCheck;

namespace PosEngine.Hardware.Printing;

public sealed class HtmlRendererTests
{
    private static readonly byte[] Jpeg = [0xFF, 0xD8, 0xFF, 0xE0];

    [Fact]
    public void Nothing_in_a_text_becomes_markup() => Gen.String[Gen.Char["<>&\"'ab=/ \u2028\n;{}"], 0, 30].Sample(text =>
    {
        var plain = Render(new TextBlock("x"), new PairBlock("x", "x"), new BarcodeBlock("x"), new WritingBlock("x"));
        var html = Render(new TextBlock(text), new PairBlock(text, text), new BarcodeBlock("x"), new WritingBlock(text));

        // As many tags as there are with a harmless text, but for the line breaks that the layout makes.
        Assert.Equal(plain.Count('<'), html.Count('<') - (html.Split("<br>").Length - 1) - ExtraIsolations(html));
    });

    [Theory]
    [InlineData("</title><script>alert(1)</script>")]
    [InlineData("\" onload=\"alert(1)")]
    public void Neither_does_the_title_nor_the_language_nor_a_description(string text)
    {
        var html = new ReceiptDocument([new ImageBlock(new(Jpeg, text))]) { Title = text, Language = text }.ToHtml();

        Assert.DoesNotContain("<script", html);
        Assert.DoesNotContain("onload=\"", html);
    }

    [Fact]
    public void A_page_needs_nothing_besides_itself_and_may_run_nothing()
    {
        var html = Render(new ImageBlock(new(Jpeg, "Café")), new TextBlock("Tea"));

        Assert.Contains("default-src 'none'", html);
        Assert.Contains($"<img src=\"data:image/jpeg;base64,{Convert.ToBase64String(Jpeg)}\" alt=\"Café\">", html);
        Assert.All(["http://", "https://", "<script", "<link", "@import", "url("], outside => Assert.DoesNotContain(outside, html));
    }

    [Fact]
    public void Each_text_is_isolated_so_that_one_from_right_to_left_moves_nothing_beside_it() =>
        Assert.Contains("<tr><td><bdi>قهوة 2</bdi></td><td class=\"amount\"><bdi>5.00</bdi></td></tr>", Render(new PairBlock("\u202eقهوة 2", "5.00\u200f")));

    [Fact]
    public void An_amount_stays_on_its_line_and_a_long_name_is_wrapped()
    {
        Assert.Contains("class=\"wide\"", Render(new PairBlock("Customer", "Alexander the Great, King of Macedonia")));
        Assert.Contains("class=\"amount\"", Render(new PairBlock("Total", "1.234.567,89 €")));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Café")]
    [InlineData("a\tb")]
    public void A_barcode_that_cannot_be_is_a_mistake(string data) => Assert.Throws<ArgumentException>(() => Render(new BarcodeBlock(data)));

    [Theory]
    [InlineData(new byte[] { 0x89, (byte)'P', (byte)'N', (byte)'G', 13 }, "image/png")]
    [InlineData(new byte[] { 0xFF, 0xD8, 0xFF }, "image/jpeg")]
    [InlineData(new byte[] { (byte)'<', (byte)'s', (byte)'v', (byte)'g' }, null)]
    [InlineData(new byte[] { }, null)]
    public void A_picture_is_a_PNG_or_a_JPEG(byte[] data, string? mediaType)
    {
        if (mediaType is null)
            Assert.Throws<ArgumentException>(() => new ReceiptImage(data, ""));
        else
            Assert.Equal(mediaType, new ReceiptImage(data, "").MediaType);
    }

    private static string Render(params ReceiptBlock[] blocks) => new ReceiptDocument([.. blocks]).ToHtml();

    /// <summary>Each line of a text is isolated by itself: two tags more for each break.</summary>
    private static int ExtraIsolations(string html) => 2 * (html.Split("<br>").Length - 1);
}
