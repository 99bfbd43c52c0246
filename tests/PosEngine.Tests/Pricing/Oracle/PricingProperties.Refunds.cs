using System.Collections.Immutable;
using CsCheck;
using PosEngine.Checkout;
using PosEngine.Receipts;

namespace PosEngine.Pricing.Oracle;

/// <summary>Sales, however they were paid, and their refunds in any steps.</summary>
internal sealed partial class PricingProperties
{
    private static readonly Gen<(Receipt Sale, int[] Cuts, bool IsInCash)> Refunded = Gen.Select(RandomSales.All, Gen.Int[1, 1_000].Array[1, 6], Gen.Bool);

    /// <summary>Refunds in any steps give back each figure and what was paid for it exactly, and in no order more than there is.</summary>
    public void Refunds_leave_nothing() => Each(Refunded, static refunded => refunded.Sale.ToPriceRequest(), refunded =>
    {
        var refunds = RefundsOf(refunded.Sale, refunded.Cuts, refunded.IsInCash).ToList();
        foreach (var refund in refunds)
        {
            // Money goes back, unless what goes back is worth less than the share of a discount that the receipt carried.
            if (!refund.Totals.Gross.IsPositive && !PaidFor(refunded.Sale, RandomSales.ValueOf(refunded.Sale)).IsNegative)
                Assert.All(refund.Payments, static payment => Assert.True(payment.Amount.IsNegative));
            Assert.Equal(refund.Totals.Gross, RandomSales.Sum(refund.Lines.Select(static line => line.Return!.Figures.Gross)));
            Assert.Equal(refund.Total + refund.CashRounding, PaidBack(refund));
        }

        seen.See(refunds.Count == 1 ? "refunds in one step" : "refunds in several steps");
        AssertNothingIsLeft(refunded.Sale, refunds, refunded.IsInCash);
    });

    /// <summary>A refund's receipt holds what it gives back of the sale: written, read and priced again, every figure is the same share.</summary>
    public void Stored_refunds_are_priced_again() => Each(Refunded, static refunded => refunded.Sale.ToPriceRequest(), refunded =>
    {
        foreach (var refund in RefundsOf(refunded.Sale, refunded.Cuts, refunded.IsInCash))
        {
            var read = subject.StoreAndRead(refund);
            Assert.Equal(refund.Lines.Select(static line => line.Return), read.Lines.Select(static line => line.Return));
            Assert.Equal(refund.RefundOf, read.RefundOf);
            Assert.Equal(refund.Priced, read.Priced);
            Assert.Equal(refund.Priced, subject.Price(subject.InputsOf(read)));
        }
    });

    /// <summary>What was sold, what goes back and how each was paid is explained, and the operands of every step come to its figure.</summary>
    public void Receipts_are_explained() => Each(Refunded, static refunded => refunded.Sale.ToPriceRequest(), refunded =>
    {
        AssertIsExplained(refunded.Sale);
        foreach (var refund in RefundsOf(refunded.Sale, refunded.Cuts, refunded.IsInCash))
            Assert.DoesNotContain(AssertIsExplained(refund), static step => step.Rule == ExplanationRule.Stored);
    });

    private ImmutableArray<ExplanationStep> AssertIsExplained(Receipt receipt)
    {
        var explanation = subject.ExplainReceipt(receipt);
        Assert.All(explanation.Steps, new Doubter(receipt.ToPriceRequest()).Check);
        var steps = explanation.Steps.ToDictionary(static step => step.Figure, static step => step.Result);
        AssertFigures(receipt.Priced, receipt.Currency, steps);
        foreach (var (i, payment) in receipt.Payments.Index())
            Assert.Equal(payment.Amount, steps[$"payment/{i + 1}/amount"]);
        Assert.Equal(RandomSales.Sum(receipt.Payments.Select(static payment => payment.Amount)), steps["paid/tendered"]);
        Assert.Equal((receipt.CashRounding, receipt.Change, PaidBack(receipt)), (steps["paid/cash_rounding"], steps["paid/change"], steps["paid/total"]));
        foreach (var step in explanation.Steps)
            seen.See($"explained by {step.Rule}");
        return explanation.Steps;
    }

    private static void AssertFigures(PricedTicket priced, Currency currency, Dictionary<string, Money> steps)
    {
        foreach (var (name, minor) in Figures.Of(priced, currency).All)
            Assert.Equal(minor, steps[PathOf(name)].Units / Money.FromMinor(1, currency).Units);
    }

    /// <summary>Some of some lines each time, and in the end all that is left.</summary>
    private IEnumerable<Receipt> RefundsOf(Receipt sale, int[] cuts, bool isInCash)
    {
        var returned = new Dictionary<LineId, Quantity>();
        var id = 1_000;
        for (var step = 0; LeftOf(sale, returned) is { IsEmpty: false } left; step++)
        {
            var lines = step == cuts.Length ? left : Cut(left, cuts[step]);
            if (lines.IsEmpty)
                continue;
            yield return subject.Refund(sale, new(RandomTickets.Id(7)), returned, lines, isInCash ? PaymentType.Cash : null, () => RandomTickets.Id(id++));
            foreach (var (line, quantity) in lines)
                returned[line] = returned.GetValueOrDefault(line) + quantity;
        }
    }

    private static ImmutableArray<RefundedLine> LeftOf(Receipt sale, Dictionary<LineId, Quantity> returned) =>
    [
        .. sale.Lines.Where(static line => line.Quantity > Quantity.Zero)
            .Select(line => new RefundedLine(line.Id, line.Quantity - returned.GetValueOrDefault(line.Id)))
            .Where(static left => !left.Quantity.IsZero),
    ];

    private static ImmutableArray<RefundedLine> Cut(ImmutableArray<RefundedLine> left, int cut) =>
    [
        .. left.Where((_, i) => (cut >> (i % 8) & 1) == 1)
            .Select(line => line with { Quantity = Quantity.FromUnits(Math.Max(1, (long)((Int128)line.Quantity.Units * cut / 1_000))) }),
    ];

    private static Money PaidFor(Receipt sale, Money value) => value + sale.Totals.Rounding + sale.CashRounding - sale.Totals.Prepaid;

    private static Money PaidBack(Receipt receipt) => RandomSales.Sum(receipt.Payments.Select(static payment => payment.Amount)) - receipt.Change;

    private static void AssertNothingIsLeft(Receipt sale, List<Receipt> refunds, bool isInCash)
    {
        var back = refunds.SelectMany(static refund => refund.Lines).ToLookup(static line => line.Return!.LineId, static line => line.Return!.Figures);
        foreach (var (line, sold) in sale.Lines.Zip(sale.Priced.Lines).Where(static pair => pair.First.Quantity > Quantity.Zero))
        {
            Assert.Equal(-sold.Gross, RandomSales.Sum(back[line.Id].Select(static figures => figures.Gross)));
            Assert.Equal(-sold.Subtotal, RandomSales.Sum(back[line.Id].Select(static figures => figures.Subtotal)));
            Assert.Equal(-sold.Tax, RandomSales.Sum(back[line.Id].Select(static figures => figures.Tax)));
            for (var i = 0; i < sold.TaxShares.Length; i++)
                Assert.Equal(-sold.TaxShares[i], RandomSales.Sum(back[line.Id].Select(figures => figures.TaxShares[i])));
            var discount = RandomSales.Sum(sold.Discounts.Select(static applied => applied.Applied)) + RandomSales.Sum(sold.TicketDiscountShares);
            Assert.Equal(-discount, RandomSales.Sum(back[line.Id].SelectMany(static figures => figures.Discounts).Select(static applied => applied.Applied)));
        }

        foreach (var (id, carried) in sale.Priced.Discounts.Select(static discount => (discount.Discount.Id.Value, discount.Carried))
            .Concat(sale.Priced.Surcharges.Select(static surcharge => (surcharge.Surcharge.Id.Value, surcharge.Carried))))
        {
            if (carried is not null)
                Assert.Equal((-carried.Net, -carried.Gross), (RandomSales.Sum(back[new(id)].Select(static figures => figures.Net)), RandomSales.Sum(back[new(id)].Select(static figures => figures.Gross))));
        }

        // What came in with the sale (a deposit handed back) was paid for with it; what was prepaid goes back where it was paid.
        var given = -RandomSales.Sum(refunds.Select(PaidBack));
        var value = RandomSales.ValueOf(sale);
        if (value.IsZero)
        {
            Assert.Equal(Money.Zero, given); // All that was sold was given away.
            return;
        }

        var cameIn = sale.Totals.Gross - value;
        var paid = sale.Total + sale.CashRounding - cameIn;
        Assert.Equal(-sale.Totals.Prepaid, RandomSales.Sum(refunds.Select(static refund => refund.Priced.Totals.Prepaid)));
        if (isInCash)
        {
            Assert.Equal(CashRounding.Round(paid, sale.Policy), given);
            return;
        }

        // Each other way to pay gives back what it took, and cash what is left of it: in coins, unless it was paid to the cent.
        var others = sale.Payments.Where(static payment => payment.Type.Kind != PaymentKind.Cash && payment.Amount.IsPositive).ToList();
        foreach (var payment in others)
            Assert.Equal(-payment.Amount, RandomSales.Sum(refunds.SelectMany(static refund => refund.Payments).Where(back => back.Type == payment.Type).Select(static back => back.Amount)));
        var (cash, otherwise) = (paid - RandomSales.Sum(others.Select(static payment => payment.Amount)), RandomSales.Sum(others.Select(static payment => payment.Amount)));
        Assert.Contains(given - otherwise, (Money[])(cameIn.IsZero ? [cash] : [cash, CashRounding.Round(cash, sale.Policy)]));
    }
}
