using PosEngine.Localization;

namespace PosEngine.Hardware.Printing;

/// <summary>Whole papers, as a customer or a manager holds them.</summary>
public sealed class PrintedPaperTests
{
    public static TheoryData<string, string, int> Papers => new()
    {
        { "en-IE", "EUR", 42 },
        { "de-DE", "EUR", 42 },
        { "de-DE", "EUR", 32 },
    };

    [Theory]
    [MemberData(nameof(Papers))]
    public void A_receipt_looks_like_this(string culture, string currency, int columns) => Approve(
        ReceiptDocuments.Of(TestPapers.Everything, TestPapers.Shop, TextIn(culture, currency)), columns, $"receipt.{culture}.{columns}.txt");

    [Fact]
    public void A_receipt_with_added_tax_looks_like_this() => Approve(
        ReceiptDocuments.Of(TestPapers.AddedTax, TestPapers.Shop, TextIn("en-US", "USD")), 42, "receipt-added-tax.en-US.42.txt");

    [Fact]
    public void A_copy_of_a_receipt_for_a_shop_that_was_never_set_up_looks_like_this() => Approve(
        ReceiptDocuments.Of(TestPapers.AddedTax, new(), TextIn("de-CH", "CHF"), isCopy: true), 42, "receipt-copy.de-CH.42.txt");

    [Theory]
    [MemberData(nameof(Papers))]
    public void A_Z_report_looks_like_this(string culture, string currency, int columns) => Approve(
        ReportDocuments.Of(TestPapers.ClosedShift, TestPapers.Shop, TextIn(culture, currency)), columns, $"z-report.{culture}.{columns}.txt");

    [Fact]
    public void An_X_report_looks_like_this() => Approve(
        ReportDocuments.Of(TestPapers.OpenShift, TestPapers.Shop, TextIn("en-IE", "EUR")), 42, "x-report.en-IE.42.txt");

    private static PosText TextIn(string culture, string currency) => TestPapers.TextIn(culture, Currency.FromCode(currency));

    private static void Approve(ReceiptDocument document, int columns, string file) =>
        ApprovedFile.Matches(TextRenderer.Render(document, columns), typeof(PrintedPaperTests), "Hardware", "Printing", "Approved", file);
}
