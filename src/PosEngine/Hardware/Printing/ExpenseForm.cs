using PosEngine.Localization;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Settings;

namespace PosEngine.Hardware.Printing;

/// <summary>The form on which a host proves entertainment expenses to a German tax office: what it must say, filled in as far as the till knows it.</summary>
/// <remarks>
/// Source: § 4 (5) sentence 1 no. 2 EStG, and the letter of the Federal Ministry of Finance of 30 June 2021 (IV C 6 - S 2145/19/10003 :003): day, place, persons, occasion and amount, signed by the host; of invoices
/// above 250 euros also the host's name, whom the invoice is made out to.
/// </remarks>
internal static class ExpenseForm
{
    public static IEnumerable<ReceiptBlock> Of(Receipt receipt, ShopSettings settings, PosText text)
    {
        yield return new RuleBlock();
        yield return new TextBlock(text.Of(Labels.ExpenseTitle), TextAlignment.Centre, IsEmphasised: true);
        yield return new TextBlock(text.Of(Labels.ExpenseLaw), TextAlignment.Centre);
        yield return new PairBlock(text.Of(Labels.ExpenseDay), receipt.CompletedAt.ToString("d", text.Culture));
        yield return settings.ShopName.Length == 0
            ? new WritingBlock(text.Of(Labels.ExpensePlace), Lines: 2)
            : new TextBlock($"{text.Of(Labels.ExpensePlace)}: {string.Join(", ", new[] { settings.ShopName }.Concat(settings.Address.ReplaceLineEndings("\n").Split('\n', StringSplitOptions.RemoveEmptyEntries)))}");
        yield return new WritingBlock(text.Of(Labels.ExpenseGuests), Lines: 4);
        yield return new WritingBlock(text.Of(Labels.ExpenseOccasion), Lines: 2);
        yield return new PairBlock(text.Of(Labels.ExpenseInvoice), text.Of(receipt.Total + receipt.CashRounding));

        // A tip that was paid with the receipt is in its amount, and the till knows it; another one is the host's to add.
        var tips = receipt.Lines.Zip(receipt.Priced.Lines).Where(static pair => pair.First.BusinessCase is BusinessCase.TipToEmployee or BusinessCase.TipToEmployer).ToList();
        if (tips.Count > 0)
        {
            yield return new PairBlock("  " + text.Of(Labels.ExpenseTip), text.Of(tips.Aggregate(Money.Zero, static (sum, tip) => sum + tip.Second.Gross)));
        }
        else
        {
            yield return new WritingBlock(text.Of(Labels.ExpenseTip));
            yield return new WritingBlock(text.Of(Labels.ExpenseTotal));
        }

        yield return new WritingBlock(text.Of(Labels.ExpenseHost), Lines: 2);
        yield return new WritingBlock(text.Of(Labels.ExpenseSigned));
        yield return new WritingBlock(text.Of(Labels.ExpenseSignature));
    }
}
