using PosEngine.Localization;
using PosEngine.Receipts;

namespace PosEngine.Hardware.Printing;

/// <summary>Whole papers, as a customer or a manager holds them.</summary>
public sealed class PrintedPaperTests
{
    public static TheoryData<string, string, int> Papers => new()
    {
        { "en-IE", "EUR", 42 },
        { "de-DE", "EUR", 42 },
        { "de-DE", "EUR", 32 },
        { "en-IE", "EUR", 32 },
        { "en-IE", "EUR", 48 },
        { "de-DE", "EUR", 48 },
    };

    [Theory]
    [MemberData(nameof(Papers))]
    public void A_receipt_looks_like_this(string culture, string currency, int columns) => Approve(
        ReceiptDocuments.Of(TestPapers.Everything, TestPapers.Context, TextIn(culture, currency)), columns, $"receipt.{culture}.{columns}.txt");

    [Theory]
    [MemberData(nameof(Papers))]
    public void A_refund_for_a_customer_looks_like_this(string culture, string currency, int columns) => Approve(
        ReceiptDocuments.Of(TestPapers.Refund, TestPapers.Context with { Customer = "Carla Jones" }, TextIn(culture, currency)), columns, $"refund.{culture}.{columns}.txt");

    [Theory]
    [MemberData(nameof(Papers))]
    public void A_price_reduction_is_called_one(string culture, string currency, int columns) => Approve(
        ReceiptDocuments.Of(TestPapers.PriceReduction, TestPapers.Context, TextIn(culture, currency)), columns, $"price-reduction.{culture}.{columns}.txt");

    [Theory]
    [MemberData(nameof(Papers))]
    public void Training_is_taken_for_no_receipt(string culture, string currency, int columns) => Approve(
        ReceiptDocuments.Of(TestPapers.Everything with { IsTraining = true, Number = "T1-1001" }, TestPapers.Context, TextIn(culture, currency)), columns, $"training.{culture}.{columns}.txt");

    [Theory]
    [InlineData("en-IE")]
    [InlineData("de-DE")]
    public void Pages_of_what_goes_back_and_of_training_look_like_this(string culture)
    {
        foreach (var (name, receipt) in new[]
        {
            ("price-reduction", TestPapers.PriceReduction), ("taken-back", TestPapers.TakenBack), ("exchange", TestPapers.Exchange),
            ("training", TestPapers.Everything with { IsTraining = true, Number = "T1-1001" }),
        })
        {
            ApprovedFile.Matches(
                ReceiptDocuments.Of(receipt, TestPapers.Context, TextIn(culture, "EUR")).ToHtml(),
                typeof(PrintedPaperTests), "Hardware", "Printing", "Approved", $"{name}.{culture}.html");
        }
    }

    [Theory]
    [MemberData(nameof(Papers))]
    public void A_refund_without_a_receipt_refers_to_none(string culture, string currency, int columns) => Approve(
        ReceiptDocuments.Of(TestPapers.TakenBack, TestPapers.Context, TextIn(culture, currency)), columns, $"taken-back.{culture}.{columns}.txt");

    [Theory]
    [MemberData(nameof(Papers))]
    public void An_exchange_looks_like_this(string culture, string currency, int columns) => Approve(
        ReceiptDocuments.Of(TestPapers.Exchange, TestPapers.Context, TextIn(culture, currency)), columns, $"exchange.{culture}.{columns}.txt");

    [Theory]
    [MemberData(nameof(Papers))]
    public void A_gift_receipt_tells_no_price(string culture, string currency, int columns)
    {
        var document = ReceiptDocuments.Of(TestPapers.Everything, TestPapers.Context, TextIn(culture, currency), ReceiptForm.Gift);

        Approve(document, columns, $"gift.{culture}.{columns}.txt");
        Assert.DoesNotContain('€', document.ToText(columns));
    }

    [Theory]
    [MemberData(nameof(Papers))]
    public void A_copy_with_the_form_for_entertainment_expenses_looks_like_this(string culture, string currency, int columns) => Approve(
        ReceiptDocuments.Of(TestPapers.Everything, TestPapers.Context, TextIn(culture, currency), ReceiptForm.ExpenseForm, copy: 2), columns, $"expense-form.{culture}.{columns}.txt");

    [Theory]
    [InlineData("en-IE", "EUR", "receipt", ReceiptForm.Original)]
    [InlineData("de-DE", "EUR", "receipt", ReceiptForm.Original)]
    [InlineData("en-IE", "EUR", "gift", ReceiptForm.Gift)]
    [InlineData("de-DE", "EUR", "gift", ReceiptForm.Gift)]
    [InlineData("en-IE", "EUR", "expense-form", ReceiptForm.ExpenseForm)]
    [InlineData("de-DE", "EUR", "expense-form", ReceiptForm.ExpenseForm)]
    public void A_page_of_a_receipt_looks_like_this(string culture, string currency, string name, ReceiptForm form) => ApprovedFile.Matches(
        ReceiptDocuments.Of(TestPapers.Everything, TestPapers.Context, TextIn(culture, currency), form).ToHtml(),
        typeof(PrintedPaperTests), "Hardware", "Printing", "Approved", $"{name}.{culture}.html");

    [Theory]
    [InlineData("en-IE", "EUR")]
    [InlineData("de-DE", "EUR")]
    public void A_page_of_a_refund_and_one_of_a_shift_look_like_this(string culture, string currency)
    {
        var text = TextIn(culture, currency);
        ApprovedFile.Matches(
            ReceiptDocuments.Of(TestPapers.Refund, TestPapers.Context with { Customer = "Carla Jones" }, text).ToHtml(), typeof(PrintedPaperTests), "Hardware", "Printing", "Approved", $"refund.{culture}.html");
        ApprovedFile.Matches(
            ReportDocuments.Of(TestPapers.ClosedShift, TestPapers.Shop, text).ToHtml(), typeof(PrintedPaperTests), "Hardware", "Printing", "Approved", $"z-report.{culture}.html");
    }

    [Fact]
    public void An_application_puts_its_own_on_a_receipt_and_leaves_out_what_it_may()
    {
        var layout = new ReceiptLayout
        {
            Header = "Our own header",
            Footer = "Our own footer",
            ShowsBarcode = false,
            BelowHead = static receipt => [new TextBlock($"Table {receipt.Number}")],
            BelowPayments = static _ => [new RuleBlock(), new TextBlock("TSE: 4711")],
            AtEnd = static _ => [new TextBlock("The end")],
            HasExpenseForm = static receipt => receipt.Total > Money.Of(10),
        };

        var paper = ReceiptDocuments.Of(TestPapers.Everything, TestPapers.Context with { Layout = layout }, TextIn("en-IE", "EUR")).ToText(42);

        Assert.Equal(
            ["Our own header", "Table 1-1001", "Coffee", "TSE: 4711", "Proof of entertainment expenses", "Our own footer", "The end"],
            new[] { "Our own header", "Table 1-1001", "Coffee", "TSE: 4711", "Proof of entertainment expenses", "Our own footer", "The end" }.OrderBy(text => paper.IndexOf(text, StringComparison.Ordinal)));
        Assert.All(["Our own header", "The end", "TSE: 4711", "Proof of entertainment expenses"], text => Assert.Contains(text, paper));
        Assert.All(["R1-1001", TestPapers.Shop.ReceiptHeader, TestPapers.Shop.ReceiptFooter], text => Assert.DoesNotContain(text, paper));
        Assert.Contains("Total", ReceiptDocuments.Of(TestPapers.Everything, TestPapers.Context with { Layout = layout with { HasExpenseForm = null } }, TextIn("en-IE", "EUR")).ToText(42));
    }

    [Fact]
    public void A_receipt_with_added_tax_looks_like_this() => Approve(
        ReceiptDocuments.Of(TestPapers.AddedTax, TestPapers.Context, TextIn("en-US", "USD")), 42, "receipt-added-tax.en-US.42.txt");

    [Fact]
    public void A_copy_of_a_receipt_for_a_shop_that_was_never_set_up_looks_like_this() => Approve(
        ReceiptDocuments.Of(TestPapers.AddedTax, new(new()), TextIn("de-CH", "CHF"), ReceiptForm.Copy), 42, "receipt-copy.de-CH.42.txt");

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
