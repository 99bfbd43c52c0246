using PosEngine.Hardware.Printing;

namespace PosEngine.Hardware;

public sealed class TextReceiptPrinterTests
{
    private static readonly ReceiptDocument Document = new([new PairBlock("Tea", "2.50"), new RuleBlock()]);

    [Fact]
    public async Task It_prints_to_a_writer_and_leaves_it_open()
    {
        using var output = new StringWriter();
        var printer = new TextReceiptPrinter(output, columns: 16);

        Assert.Equal(DeviceResult.Completed, await printer.PrintAsync(Document, CancellationToken.None));
        Assert.Equal(DeviceResult.Completed, await printer.PrintAsync(Document, CancellationToken.None));

        const string Paper = "Tea         2.50\n----------------\n\n";
        Assert.Equal(Paper + Paper, output.ToString());
    }

    [Fact]
    public async Task It_appends_to_a_file_in_UTF_8()
    {
        using var folder = new TemporaryFolder();
        var printer = TextReceiptPrinter.ToFile(folder.PathOf("receipts.txt"), columns: 16);

        await printer.PrintAsync(new([new TextBlock("Café")]), CancellationToken.None);
        await printer.PrintAsync(new([new TextBlock("12 €")]), CancellationToken.None);

        Assert.Equal("Café\n\n12 €\n\n"u8, File.ReadAllBytes(folder.PathOf("receipts.txt")));
    }

    [Fact]
    public async Task A_file_that_cannot_be_opened_means_that_nothing_was_printed()
    {
        using var folder = new TemporaryFolder();
        var printer = TextReceiptPrinter.ToFile(folder.PathOf("no", "such", "folder.txt"));

        var result = await printer.PrintAsync(Document, CancellationToken.None);

        Assert.Equal(Effect.NotStarted, result.Effect);
        Assert.NotNull(result.Fault);
    }

    [Fact]
    public async Task An_output_that_fails_in_the_middle_leaves_the_effect_unknown()
    {
        var printer = new TextReceiptPrinter(new FailingWriter());

        Assert.Equal(new(Effect.Unknown, "The cable was pulled."), await printer.PrintAsync(Document, CancellationToken.None));
    }

    [Fact]
    public async Task Cancelled_before_the_first_byte_it_claims_that_nothing_happened()
    {
        using var output = new StringWriter();

        var result = await new TextReceiptPrinter(output).PrintAsync(Document, new CancellationToken(canceled: true));

        Assert.Equal(Effect.NotStarted, result.Effect);
        Assert.Empty(output.ToString());
    }

    [Theory]
    [InlineData(15)]
    [InlineData(129)]
    public void A_width_out_of_range_is_a_mistake(int columns) =>
        Assert.Throws<ArgumentOutOfRangeException>(() => new TextReceiptPrinter(TextWriter.Null, columns));

    private sealed class FailingWriter : StringWriter
    {
        public override Task WriteAsync(ReadOnlyMemory<char> buffer, CancellationToken cancellationToken = default) =>
            throw new IOException("The cable was pulled.");
    }
}
