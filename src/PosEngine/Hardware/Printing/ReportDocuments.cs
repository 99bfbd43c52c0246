using System.Collections.Immutable;
using PosEngine.Localization;
using PosEngine.Pricing;
using PosEngine.Settings;
using PosEngine.Shifts;

namespace PosEngine.Hardware.Printing;

/// <summary>What stands on the paper of an X or Z report. Pure.</summary>
internal static class ReportDocuments
{
    public static ReceiptDocument Of(ShiftReport report, ShopSettings settings, PosText text) =>
        new([.. Head(report, settings, text), .. report.IsBlind ? Blind(text) : [.. Sales(report, text), .. Payments(report, text)], .. Events(report, text), .. Drawers(report, text)]);

    private static IEnumerable<ReceiptBlock> Blind(PosText text) => [new TextBlock(text.Of(Labels.BlindCount)), new RuleBlock()];

    /// <summary>What an owner asks about, where there was any of it.</summary>
    private static List<ReceiptBlock> Events(ShiftReport report, PosText text)
    {
        var blocks = new List<ReceiptBlock>();
        Add(Labels.Voids, report.VoidCount, report.Voided);
        Add(Labels.Abandoned, report.AbandonedCount, report.Abandoned);
        if (report.DrawerOpenings > 0)
            blocks.Add(new PairBlock(text.Of(Labels.DrawerOpenings), report.DrawerOpenings.ToString(text.Culture)));
        if (report.RefusedCounts > 0)
            blocks.Add(new PairBlock(text.Of(Labels.RefusedCounts), report.RefusedCounts.ToString(text.Culture)));
        Add(Labels.TrainingReceipts, report.TrainingCount, report.TrainingTotal);
        if (report.ClosedAt is not null)
        {
            blocks.Add(Amount(Labels.RunningSales, report.Running.Sales, text));
            blocks.Add(Amount(Labels.RunningRefunds, report.Running.Refunds, text));
        }

        if (blocks.Count > 0)
            blocks.Add(new RuleBlock());
        return blocks;

        void Add(string label, int count, Money amount)
        {
            if (count > 0)
                blocks.Add(new PairBlock(text.Of(Labels.PaymentCount, text.Of(label), count), text.Of(amount)));
        }
    }

    private static IEnumerable<ReceiptBlock> Head(ShiftReport report, ShopSettings settings, PosText text)
    {
        foreach (var block in ReceiptDocuments.Letterhead(settings, text))
        {
            yield return block;
        }

        var title = report.ClosedAt is null ? Labels.XReport : Labels.ZReport;
        yield return new TextBlock(text.Of(title, report.Number), TextAlignment.Centre, IsEmphasised: true);
        yield return new PairBlock(text.Of(Labels.BusinessDate), report.BusinessDate.ToString("d", text.Culture));
        yield return new PairBlock(text.Of(Labels.ShiftOpened), ReceiptDocuments.Moment(report.OpenedAt, text));
        if (report.ClosedAt is { } closedAt)
        {
            yield return new PairBlock(text.Of(Labels.ShiftClosed), ReceiptDocuments.Moment(closedAt, text));
        }

        yield return new RuleBlock();
    }

    private static IEnumerable<ReceiptBlock> Sales(ShiftReport report, PosText text)
    {
        yield return new PairBlock(text.Of(Labels.Receipts), report.ReceiptCount.ToString(text.Culture));
        if (report is { FirstReceipt: { } first, LastReceipt: { } last })
        {
            yield return new TextBlock(text.Of(Labels.ReceiptRange, first, last));
        }

        if (report.RefundCount > 0)
        {
            yield return new PairBlock(text.Of(Labels.PaymentCount, text.Of(Labels.Refunds), report.RefundCount), text.Of(report.Refunds));
        }

        if (report.ReturnCount > 0)
        {
            yield return new PairBlock(text.Of(Labels.PaymentCount, text.Of(Labels.Returns), report.ReturnCount), text.Of(report.Returns));
        }

        yield return Amount(Labels.Discounts, -report.Totals.Discount, text);
        if (!report.Totals.Surcharge.IsZero)
        {
            yield return Amount(Labels.Surcharges, report.Totals.Surcharge, text);
        }

        foreach (var total in report.SalesByBusinessCase)
        {
            if (total.BusinessCase.IsRevenue() && report.SalesByBusinessCase.Length > 1)
            {
                yield return Amount(Labels.Of(total.BusinessCase), total.Gross, text);
            }
        }

        yield return Amount(Labels.Net, report.NetSales, text);
        yield return Amount(Labels.Tax, report.Totals.Tax, text);
        yield return Amount(Labels.Total, report.GrossSales, text, isEmphasised: true);
        foreach (var total in report.SalesByBusinessCase)
        {
            if (!total.BusinessCase.IsRevenue())
            {
                yield return Amount(Labels.Of(total.BusinessCase), total.Gross, text);
            }
        }

        if (report.Totals.Gross != report.GrossSales)
        {
            yield return Amount(Labels.TotalOfReceipts, report.Totals.Gross, text, isEmphasised: true);
        }

        // What was paid is the total, less what was paid before, and rounded: of totals, and of cash.
        if (!report.Totals.Prepaid.IsZero)
        {
            yield return Amount(Labels.Prepaid, -report.Totals.Prepaid, text);
        }

        var rounding = report.Totals.Rounding + report.CashRounding;
        if (!rounding.IsZero)
        {
            yield return Amount(Labels.CashRounding, rounding, text);
        }

        foreach (var tax in report.Taxes)
        {
            yield return ReceiptDocuments.TaxRow(tax, text);
        }

        yield return new RuleBlock();
    }

    private static IEnumerable<ReceiptBlock> Payments(ShiftReport report, PosText text)
    {
        foreach (var payment in report.Payments)
        {
            var name = text.Of(Labels.PaymentCount, ReceiptDocuments.NameOf(payment.Type, text), payment.Count);
            yield return new PairBlock(name, text.Of(payment.Amount));
        }

        if (report.Payments.Length > 0)
        {
            yield return new RuleBlock();
        }
    }

    private static IEnumerable<ReceiptBlock> Drawers(ShiftReport report, PosText text)
    {
        if (report.OpenPayments.Length > 0)
        {
            yield return new TextBlock(text.Of(Labels.OpenPayments));
            foreach (var payment in report.OpenPayments)
            {
                yield return new PairBlock(text.Of(Labels.PaymentCount, ReceiptDocuments.NameOf(payment.Type, text), payment.Count), text.Of(payment.Amount));
            }

            yield return new RuleBlock();
        }

        if (report.Drawers.Length > 1)
        {
            foreach (var drawer in report.Drawers)
            {
                yield return new TextBlock(text.Of(Labels.Drawer, drawer.Drawer), IsEmphasised: true);
                foreach (var block in Drawer(drawer.Cash, drawer.ForeignCash, report, text))
                {
                    yield return block;
                }

                yield return new RuleBlock();
            }
        }

        foreach (var block in Drawer(report.Cash, report.ForeignCash, report, text))
        {
            yield return block;
        }

        if (report.DifferenceReason is { } reason)
        {
            yield return new TextBlock(text.Of(Labels.DifferenceReason, reason));
        }
    }

    private static IEnumerable<ReceiptBlock> Drawer(CashSummary cash, ImmutableArray<ForeignCashTotal> foreignCash, ShiftReport report, PosText text)
    {
        yield return Amount(Labels.OpeningFloat, cash.Float, text);
        if (!report.IsBlind)
        {
            yield return Amount(Labels.CashSales, cash.Sales, text);
        }

        yield return Amount(Labels.PaidIn, cash.PaidIn, text);
        yield return Amount(Labels.PaidOut, -cash.PaidOut, text);
        if (!cash.Dropped.IsZero)
        {
            yield return Amount(Labels.Dropped, -cash.Dropped, text);
        }

        if (!cash.TipsPaidOut.IsZero)
        {
            yield return Amount(Labels.TipsPaidOut, -cash.TipsPaidOut, text);
        }

        if (!report.IsBlind)
        {
            yield return Amount(Labels.CashExpected, cash.Expected, text, isEmphasised: true);
        }

        if (cash is { Counted: { } counted, Difference: { } difference })
        {
            yield return Amount(Labels.CashCounted, counted, text);
            yield return Amount(Labels.CashDifference, difference, text, isEmphasised: true);
        }

        foreach (var total in foreignCash)
        {
            yield return Foreign(Labels.CashExpected, total.Expected, total, text);
            if (total is { Counted: { } found, Difference: { } deviation })
            {
                yield return Foreign(Labels.CashCounted, found, total, text);
                yield return Foreign(Labels.CashDifference, deviation, total, text);
            }
        }
    }

    private static PairBlock Foreign(string label, Money amount, ForeignCashTotal total, PosText text) =>
        new(text.Of(Labels.PaymentCount, text.Of(label), total.Currency.Code), amount.ToString(total.Currency, text.Culture));

    private static PairBlock Amount(string label, Money amount, PosText text, bool isEmphasised = false) =>
        new(text.Of(label), text.Of(amount), isEmphasised);
}
