using System.Collections.Immutable;
using System.Numerics;
using CsCheck;
using PosEngine.Checkout;
using PosEngine.Receipts;

namespace PosEngine.Pricing.Oracle;

/// <summary>Sales, however they were paid, and their refunds in any steps.</summary>
internal sealed partial class PricingProperties
{
    private static readonly Gen<(Receipt Sale, int[] Cuts, PaymentType?[] Ways)> Refunded =
        Gen.Select(RandomSales.All, Gen.Int[1, 1_000].Array[1, 6], Gen.OneOf<PaymentType?>(null, null, PaymentType.Cash, PaymentType.Card).Array[1, 3]);

    /// <summary>Refunds in any steps and ways give back each figure and what was paid for it exactly, and in no order more than there is.</summary>
    public void Refunds_leave_nothing() => Each(Refunded, static refunded => refunded.Sale.ToPriceRequest(), refunded =>
    {
        var refunds = RandomSales.RefundsOf(subject.Refund, refunded.Sale, refunded.Cuts, refunded.Ways).ToList();
        var isMixed = refunds.Count > 1 && refunded.Ways.Distinct().Count() > 1;
        foreach (var refund in refunds)
        {
            // Money goes back, unless what goes back is worth less than the share of a discount that the receipt carried.
            if (!refund.Totals.Gross.IsPositive && !PaidFor(refunded.Sale, RandomSales.ValueOf(refunded.Sale)).IsNegative)
                Assert.All(refund.Payments, static payment => Assert.True(payment.Amount.IsNegative));
            Assert.Equal(refund.Totals.Gross, RandomSales.Sum(refund.Lines.Select(static line => line.Return!.Figures.Gross)));
            AssertAmounts(refund);
            AssertRowsAddUp(refund);
            AssertIsItsShare(refund, refunded.Sale, coins: isMixed ? 3 : 1);
        }

        seen.See(refunds.Count == 1 ? "refunds in one step" : "refunds in several steps");
        if (isMixed)
            AssertNothingIsLeftIn(refunded.Sale, refunds, refunded.Ways);
        else
            AssertNothingIsLeft(refunded.Sale, refunds, refunded.Ways[0]);
        AssertNoPointsAreLeft(refunded.Sale, refunds, isMixed ? null : refunded.Ways[0]);
    });

    /// <summary>A refund's receipt holds what it gives back of the sale: written, read and priced again, every figure is the same share.</summary>
    public void Stored_refunds_are_priced_again() => Each(Refunded, static refunded => refunded.Sale.ToPriceRequest(), refunded =>
    {
        foreach (var refund in RandomSales.RefundsOf(subject.Refund, refunded.Sale, refunded.Cuts, refunded.Ways))
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
        foreach (var refund in RandomSales.RefundsOf(subject.Refund, refunded.Sale, refunded.Cuts, refunded.Ways))
            Assert.DoesNotContain(AssertIsExplained(refund), static step => step.Rule == ExplanationRule.Stored);
    });

    private ImmutableArray<ExplanationStep> AssertIsExplained(Receipt receipt)
    {
        var explanation = subject.ExplainReceipt(receipt);
        new Doubter(receipt.ToPriceRequest()).Check(explanation, receipt.Priced);
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

    /// <summary>What is to be paid back of a price is what goes back: of a composite, but for a unit of each part. No goods come back with it.</summary>
    private void AssertAmounts(Receipt refund)
    {
        foreach (var (line, returned) in refund.Lines.Select(static line => (line, line.Return!)).Where(static line => line.Item2.Amount.IsPositive))
        {
            Assert.Equal(Quantity.Zero, line.Quantity);
            Assert.True((returned.Figures.Gross + returned.Amount).Abs() <= refund.Currency.Smallest * returned.Figures.Components.Length, $"Of {returned.Amount} to be paid back, {-returned.Figures.Gross} was.");
            seen.See(returned.Share!.Through < returned.Share.Whole ? "refunds by amount" : "refunds of all that was left by amount");
        }

        if (refund.Lines.Any(static line => line is { Quantity.IsNegative: true, Return.Share: { } share } && share.Whole != 0 && share.Before != 0 && line.Return.Figures.Gross.IsZero && !share.Sold.Gross.IsZero))
            seen.See("goods back for nothing");
    }

    /// <summary>Subtotal − discounts + surcharges + added taxes = gross, where prices are not turned into nets.</summary>
    private static void AssertRowsAddUp(Receipt refund)
    {
        foreach (var (line, priced) in refund.Lines.Zip(refund.Priced.Lines))
        {
            var added = line.Taxes.Zip(priced.TaxShares).Concat(line.Components.Zip(priced.Components).SelectMany(static part => part.First.Taxes.Zip(part.Second.TaxShares)))
                .Where(static share => share.First.Kind == TaxKind.Added).Select(static share => share.Second);
            var rows = priced.Subtotal - RandomSales.Sum(priced.Discounts.Select(static applied => applied.Applied)) + RandomSales.Sum(priced.Surcharges.Select(static applied => applied.Applied)) + RandomSales.Sum(added);
            if (AreRowsExact(refund.ToPriceRequest()))
                Assert.Equal(priced.Gross, rows);
        }
    }

    /// <summary>Each refund gives back its share of the money: to a unit for each amount that is shared, and in cash to a coin; one after another that went another way makes up for the coins of that.</summary>
    private void AssertIsItsShare(Receipt refund, Receipt sale, int coins)
    {
        var unit = refund.Currency.Smallest;
        var coin = sale.Policy.CashStep ?? unit;
        var isInCash = refund.RefundOf!.CashBefore != refund.RefundOf.CashThrough;
        Assert.True(isInCash ? refund.CashRounding.Abs() <= coin * coins : refund.CashRounding.IsZero, $"Cash was rounded by {refund.CashRounding}, in coins of {coin}.");
        if (!refund.CashRounding.IsZero)
            seen.See("rounded payouts");
        if (!refund.Totals.Rounding.IsZero)
            seen.See("rounded refunds");

        var value = RandomSales.ValueOf(sale);
        if (value.IsZero)
            return;
        Assert.Contains((Money[])[PaidFor(sale, value), PaidFor(sale, value) - sale.CashRounding], paid =>
        {
            var missed = new Fraction((BigInteger)paid.Units * RandomSales.PricedAt(refund, static _ => true).Units, value.Units) - PaidBack(refund).Units;
            return missed.Abs().CompareTo((2 * unit.Units) + (isInCash || coins > 1 ? coins * coin.Units : 0)) <= 0;
        });
    }

    private static Money PaidFor(Receipt sale, Money value) => sale.Total + sale.CashRounding - CameIn(sale, value);

    /// <summary>What came in with a sale.</summary>
    private static Money CameIn(Receipt sale, Money value) => RandomSales.PricedAt(sale, static _ => true) - value;

    private static Money PaidBack(Receipt receipt) => RandomSales.Sum(receipt.Payments.Select(static payment => payment.Amount)) - receipt.Change;

    /// <summary>Points go back with the lines that earned them, and with the money that they were: to a point each time, and all of them in the end.</summary>
    private void AssertNoPointsAreLeft(Receipt sale, List<Receipt> refunds, PaymentType? by)
    {
        Assert.Equal(-sale.PointsEarned, refunds.Sum(static refund => refund.PointsEarned));
        foreach (var line in sale.Lines)
        {
            var (back, quantity, amount) = (0L, Quantity.Zero, Money.Zero);
            var gross = sale.Priced.Lines[sale.Lines.IndexOf(line)].Gross;
            foreach (var returned in refunds.SelectMany(static refund => refund.Lines).Where(returned => returned.Return!.LineId == line.Id))
            {
                back -= returned.Points;
                quantity -= returned.Quantity;
                amount += returned.Return!.Amount;
                var share = new Fraction(quantity.Units, line.Quantity.Units) + (amount.IsZero ? new Fraction(0, 1) : new Fraction(amount.Units, gross.Units));
                var missed = (share.CompareTo(1) > 0 ? new Fraction(line.Points, 1) : share * line.Points) - back;
                Assert.True(missed.Abs().CompareTo(1) <= 0, $"{back} points of {line.Points} went back with {quantity} of {line.Quantity} and {amount} of {gross}.");
            }
        }

        foreach (var payment in sale.Payments.Where(static payment => payment.Points is not null))
        {
            var back = refunds.SelectMany(static refund => refund.Payments).Where(back => back.Type == payment.Type).ToList();
            var isAllBack = RandomSales.Sum(back.Select(static part => part.Amount)) == -payment.Amount;
            if (by is null && isAllBack)
                Assert.Equal(-payment.Points, back.Sum(static part => part.Points));
            else if (by is not null)
                Assert.DoesNotContain(back, static part => part.Points is not null);
            seen.See(by is null && isAllBack ? "points given back" : "points kept");
        }
    }

    /// <summary>Whatever way each step went: what was paid, and nothing else; but for less than a coin where the last of it was paid out in cash.</summary>
    private void AssertNothingIsLeftIn(Receipt sale, List<Receipt> refunds, PaymentType?[] ways)
    {
        AssertFiguresAreBack(sale, refunds);
        var value = RandomSales.ValueOf(sale);
        if (value.IsZero)
            return;
        var missed = sale.Total + sale.CashRounding - CameIn(sale, value) + RandomSales.Sum(refunds.Select(PaidBack));
        var last = refunds.FindLast(static refund => refund.RefundOf!.CashBefore != refund.RefundOf.CashThrough || !refund.Payments.IsEmpty);
        var isInCash = last is not null && last.RefundOf!.CashBefore != last.RefundOf.CashThrough;
        Assert.True(missed.IsZero || (isInCash && missed.Abs() < (sale.Policy.CashStep ?? sale.Currency.Smallest)), $"{missed} of what was paid was not given back.");
        seen.See(missed.IsZero ? "different ways" : "different ways and a coin");
    }

    private static void AssertNothingIsLeft(Receipt sale, List<Receipt> refunds, PaymentType? by)
    {
        AssertFiguresAreBack(sale, refunds);

        // What came in with the sale (a deposit handed back) was paid for with it; what was prepaid goes back where it was paid.
        var given = -RandomSales.Sum(refunds.Select(PaidBack));
        var value = RandomSales.ValueOf(sale);
        if (value.IsZero)
        {
            Assert.Equal(Money.Zero, given); // All that was sold was given away.
            return;
        }

        var cameIn = CameIn(sale, value);
        var paid = sale.Total + sale.CashRounding - cameIn;
        Assert.Equal(-sale.Totals.Prepaid, RandomSales.Sum(refunds.Select(static refund => refund.Priced.Totals.Prepaid)));
        if (by is not null)
        {
            Money[] expected = by.Kind != PaymentKind.Cash ? [paid] : [CashRounding.Round(paid, sale.Policy)];
            Assert.Contains(given, expected);
            return;
        }

        // Each other way to pay gives back what it took, as far as no change was given of it, and cash what is left: in coins, unless it was paid to the cent.
        var left = paid;
        foreach (var type in sale.Payments.Where(static payment => payment.Type.Kind != PaymentKind.Cash && payment.Amount.IsPositive).Select(static payment => payment.Type).Distinct())
        {
            var amount = Money.Min(left, RandomSales.Sum(sale.Payments.Where(payment => payment.Type == type).Select(static payment => payment.Amount)));
            Assert.Equal(-amount, RandomSales.Sum(refunds.SelectMany(static refund => refund.Payments).Where(back => back.Type == type).Select(static back => back.Amount)));
            left -= amount;
        }

        Assert.Contains(given - (paid - left), (Money[])(cameIn.IsZero ? [left] : [left, CashRounding.Round(left, sale.Policy)]));
    }

    private static void AssertFiguresAreBack(Receipt sale, List<Receipt> refunds)
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
    }
}
