using System.Text;
using CsCheck;

namespace PosEngine.Hardware.Printing;

public sealed class TextRendererTests
{
    private static readonly string[] Awkward = ["コーヒー", "e\u0301clair", "👩\u200d👩\u200d👧", "   ", "한국어", "\u0301", "Ab\u200dc"];

    // Text as it comes: words, control characters, wide and combining ones, halves of surrogate pairs.
    private static readonly Gen<string> Texts = Gen.OneOf(
        Gen.Char['a', 'z'].Array[0, 12].Select(word => new string(word)),
        Gen.Char['\0', '\u00a0'].Array[0, 8].Select(word => new string(word)),
        Gen.Char.Array[0, 12].Select(word => new string(word)),
        Gen.Int[0, Awkward.Length - 1].Select(index => Awkward[index]))
        .Array[0, 8].Select(words => string.Join(' ', words));

    private static readonly Gen<ReceiptBlock> Blocks = Gen.OneOf(
        Gen.Select(Texts, Gen.Enum<TextAlignment>(), (text, alignment) => (ReceiptBlock)new TextBlock(text, alignment)),
        Gen.Select(Texts, Texts, (left, right) => (ReceiptBlock)new PairBlock(left, right)),
        Texts.Select(text => (ReceiptBlock)new BarcodeBlock(text)),
        Gen.Select(Texts, Gen.Int[0, 3], (label, lines) => (ReceiptBlock)new WritingBlock(label, lines)),
        Gen.Const((ReceiptBlock)new RuleBlock()));

    [Fact]
    public void No_line_is_wider_than_the_paper() => Gen.Select(Blocks.Array[0, 5], Gen.Int[2, 48]).Sample((blocks, columns) =>
        Assert.All(Render(columns, blocks).Split('\n'), line => Assert.InRange(Cells.WidthOf(line), 0, columns)));

    [Fact]
    public void No_control_character_reaches_a_printer_but_the_line_feeds_of_the_layout() => Blocks.Array[0, 5].Sample(blocks =>
        Assert.DoesNotContain(Render(42, blocks), character => char.IsControl(character) && character != '\n'));

    [Fact]
    public void Nothing_that_shows_is_lost() => Gen.Select(Texts, Gen.Int[2, 48]).Sample((text, columns) =>
        Assert.Equal(Shown(text), Shown(Render(columns, new TextBlock(text)))));

    [Theory]
    [InlineData("\u202e05.2\u202c", "05.2")]
    [InlineData("\u2067قهوة\u2069", "قهوة")]
    [InlineData("\u200f\u200e\u061ccafé", "café")]
    public void What_turns_the_direction_of_writing_is_left_out(string text, string shown) => Assert.Equal(shown + "\n", Render(20, new TextBlock(text)));

    [Theory]
    [InlineData("☕", 2)]
    [InlineData("🇩🇪", 2)]
    [InlineData("☀", 1)]
    [InlineData("☀\ufe0f", 2)]
    [InlineData("1\ufe0f\u20e3", 2)]
    [InlineData("👩\u200d👩\u200d👧", 2)]
    [InlineData("⭐⭐", 4)]
    [InlineData("ｶﾌｪ", 3)]
    [InlineData("한", 2)]
    [InlineData("e\u0301", 1)]
    [InlineData("กี่", 1)]
    public void Pictures_and_wide_letters_take_two_columns(string text, int width) => Assert.Equal(width, Cells.WidthOf(text));

    [Fact]
    public void There_is_room_to_write_on_paper() => Assert.Equal("Guests\n\n__________\n\n__________\n", Render(10, new WritingBlock("Guests", 2)));

    [Fact]
    public void A_printer_without_pictures_prints_what_a_barcode_says_and_no_logo() =>
        Assert.Equal("    R1-1001\n", Render(15, new ImageBlock(new(new byte[] { 0xFF, 0xD8, 0xFF }, "logo")), new BarcodeBlock("R1-1001")));

    [Fact]
    public void A_name_cannot_open_the_drawer() =>
        Assert.Equal("Coffee  p  d          2.50\n", Render(26, new PairBlock("Coffee \u001bp\0\u0019d", "2.50")));

    [Theory]
    [InlineData("コーヒー", "コーヒー        2.50")]
    [InlineData("e\u0301clair", "e\u0301clair          2.50")]
    [InlineData("コーヒー一杯", "コーヒー一杯    2.50")]
    [InlineData("Tea for two", "Tea for two     2.50")]
    public void An_amount_stands_at_the_right_whatever_script_stands_at_the_left(string left, string line) =>
        Assert.Equal(line + "\n", Render(20, new PairBlock(left, "2.50")));

    [Fact]
    public void A_long_name_is_wrapped_and_the_amount_stands_on_its_last_line() => Assert.Equal(
        """
        Cheesecake with
        blueberries     4.20

        """,
        Render(20, new PairBlock("Cheesecake with blueberries", "4.20")));

    [Fact]
    public void A_wrapped_detail_keeps_its_indent() => Assert.Equal(
        """
          Regulars and
          friends of
          the house    -0.60

        """,
        Render(20, new PairBlock("  Regulars and friends of the house", "-0.60")));

    [Fact]
    public void A_word_longer_than_the_paper_is_cut() => Assert.Equal(
        """
        Donaudampf
        schiff

        """,
        Render(10, new TextBlock("Donaudampfschiff")));

    [Fact]
    public void Two_long_texts_do_not_share_a_line() => Assert.Equal(
        """
        Signature
             Alexander the
               Great, King

        """,
        Render(18, new PairBlock("Signature", "Alexander the Great, King")));

    [Theory]
    [InlineData(TextAlignment.Left, "One\nTwo\n")]
    [InlineData(TextAlignment.Centre, "   One\n   Two\n")]
    [InlineData(TextAlignment.Right, "       One\n       Two\n")]
    public void Text_is_aligned_and_a_line_feed_begins_a_line(TextAlignment alignment, string expected) =>
        Assert.Equal(expected, Render(10, new TextBlock("One\r\nTwo", alignment)));

    [Fact]
    public void Spaces_that_a_printer_may_not_have_are_plain() => Assert.Equal("1 234,50 EUR\n", Render(20, new TextBlock("1\u202f234,50\u00a0EUR")));

    private static string Render(int columns, params ReceiptBlock[] blocks) => TextRenderer.Render(new([.. blocks]), columns);

    private static string Shown(string text) => string.Concat(text.EnumerateRunes().Where(rune => !Rune.IsWhiteSpace(rune) && !Rune.IsControl(rune) && rune.Value is not (0x061C or 0x200E or 0x200F or (>= 0x202A and <= 0x202E) or (>= 0x2066 and <= 0x2069))));
}
