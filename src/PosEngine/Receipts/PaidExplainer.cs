using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;

namespace PosEngine.Receipts;

/// <summary>Tells how what was paid came about: each payment, what cash rounding added, and what was given back.</summary>
internal static class PaidExplainer
{
    public static ImmutableArray<ExplanationStep> Explain(Receipt receipt)
    {
        var steps = new StepList(Scale.Of(receipt.Currency, receipt.Policy));
        Explain(steps, receipt, path: "");
        return steps.ToArray();
    }

    private static void Explain(StepList steps, Receipt receipt, string path)
    {
        foreach (var (i, payment) in receipt.Payments.Index())
            ExplainPayment(steps, $"{path}payment/{i + 1}/amount", payment, receipt.Currency);
        Money[] payments = [.. receipt.Payments.Select(static payment => payment.Amount)];
        var tendered = Sum(payments);
        steps.Sum($"{path}paid/tendered", tendered, payments);
        if (receipt.RefundOf is { Exchange: not null })
        {
            // Each half by itself; what the one paid of the other drops out.
            var (returned, sold) = (Exchanges.ReturnOf(receipt), Exchanges.SaleOf(receipt));
            Explain(steps, returned, $"{path}returned/");
            Explain(steps, sold, $"{path}sold/");
            steps.Sum($"{path}paid/cash_rounding", receipt.CashRounding, returned.CashRounding, sold.CashRounding);
            steps.Sum($"{path}paid/change", receipt.Change, tendered, -receipt.Total, -receipt.CashRounding);
        }
        else if (receipt.RefundOf is { } sale)
        {
            ExplainPayout(steps, receipt, sale, path);
            steps.Sum($"{path}paid/cash_rounding", receipt.CashRounding, tendered, -receipt.Change, -receipt.Total);
        }
        else
        {
            ExplainCashRounding(steps, receipt, path);
            steps.Sum($"{path}paid/change", receipt.Change, tendered, -receipt.Total, -receipt.CashRounding);
        }

        steps.Sum($"{path}paid/total", receipt.Total + receipt.CashRounding, tendered, -receipt.Change);
    }

    private static void ExplainPayment(StepList steps, string figure, ReceiptPayment payment, Currency home)
    {
        if (payment.Foreign is not { } foreign)
        {
            steps.Add(figure, payment.Type.Name, ExplanationRule.FixedAmount, payment.Amount, isRounded: false, StepList.Amount("amount", payment.Amount));
            return;
        }

        var isRounded = (Int128)foreign.Amount.Units * foreign.Rate.Numerator % ((Int128)foreign.Rate.Denominator * home.UnitsPerMinor) != 0;
        steps.Add(
            figure, $"{payment.Type.Name}, {foreign.Currency.Code}", ExplanationRule.Exchanged, payment.Amount, isRounded ? ForeignCash.Rounding : null,
            StepList.Amount("foreign", foreign.Amount), StepList.Number("rate", foreign.Rate.Numerator), StepList.Number("divisor", foreign.Rate.Denominator));
    }

    /// <summary>What was left for cash, and what rounding it to coins added; nothing, where it was paid to the cent or not in cash.</summary>
    private static void ExplainCashRounding(StepList steps, Receipt receipt, string path)
    {
        Money[] terms = [receipt.Total, .. receipt.Payments.Where(static payment => payment.Type.Kind != PaymentKind.Cash).Select(static payment => -payment.Amount)];
        var due = Sum(terms);
        steps.Sum($"{path}paid/cash_due", due, terms);
        if (!receipt.CashRounding.IsZero)
            ExplainRounded(steps, $"{path}paid/cash_rounding", receipt, due, less: due);
        else
            steps.Sum($"{path}paid/cash_rounding", Money.Zero);
    }

    /// <summary>What a refund gives back in cash: all that has gone back with it, less all that had before, each in coins.</summary>
    private static void ExplainPayout(StepList steps, Receipt receipt, RefundReference sale, string path)
    {
        var (before, through) = (sale.CashBefore, sale.CashThrough);
        if (receipt.Change != through - before)
        {
            (before, through) = (CashRounding.Round(before, receipt.Policy), CashRounding.Round(through, receipt.Policy));
            if (receipt.Change != through - before)
            {
                // Of a release that did not store what went before.
                steps.Add($"{path}paid/change", subject: null, ExplanationRule.Stored, receipt.Change, isRounded: false);
                return;
            }

            ExplainRounded(steps, $"{path}paid/cash_before", receipt, sale.CashBefore, less: Money.Zero);
            ExplainRounded(steps, $"{path}paid/cash_through", receipt, sale.CashThrough, less: Money.Zero);
        }

        steps.Sum($"{path}paid/change", receipt.Change, through, -before);
    }

    private static void ExplainRounded(StepList steps, string figure, Receipt receipt, Money amount, Money less)
    {
        var step = receipt.Policy.CashStep ?? receipt.Currency.Smallest;
        var mode = receipt.Policy.CashRounding;
        steps.Add(
            figure, subject: null, ExplanationRule.ToStep, CashRounding.Round(amount, receipt.Policy) - less, amount.Units % step.Units == 0 ? null : mode,
            StepList.Amount("amount", amount), StepList.Amount("step", step), StepList.Amount("less", less));
    }

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, static (sum, amount) => sum + amount);
}
