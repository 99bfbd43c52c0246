using System.Collections.Immutable;
using CsCheck;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Pricing.Oracle;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>Whatever was sold and however it was paid: refunds in any steps give back each figure exactly, and in no order more than there is.</summary>
public sealed class RefundPropertyTests
{
    private const int Cases = 2_000;

    private static readonly Gen<Receipt> Sales = Gen.Select(RandomTickets.Everything, Gen.Int[0, 100], Gen.Int[0, 100], Gen.Bool).Select(static (request, card, voucher, hasChange) =>
    {
        // Ids of lines that no discount has.
        request = request with
        {
            Surcharges = request.Discounts.IsEmpty ? request.Surcharges : [], // Their ids are the same numbers; on a till no two are.
            Lines = [.. request.Lines.Select(static (line, i) => line with
            {
                Id = new(RandomTickets.Id(500 + i)),
                UnitPrice = line.UnitPrice.IsNegative ? -line.UnitPrice : line.UnitPrice,
                Modifiers = [],
                Stored = null,
            })],
        };

        // No more was prepaid than it came to.
        var priced = Pricer.Price(request with { Prepaid = Money.Zero });
        request = request with { Prepaid = request.Prepaid.IsPositive && request.Prepaid <= priced.Totals.Payable ? request.Prepaid : Money.Zero };
        return Pay(StoredReceipts.Of(request, Pricer.Price(request)), card, voucher, hasChange);
    }).Where(static receipt => receipt.Lines.Any(static line => line.Quantity > Quantity.Zero)

        // Something sold is worth something, and something handed back takes off: a tax of -100 % could say otherwise.
        && receipt.Lines.Zip(receipt.Priced.Lines).All(static pair => pair.First.Quantity.IsNegative ? !pair.Second.Gross.IsPositive : !pair.Second.Gross.IsNegative)
        && !new RefundBasis(receipt, new Dictionary<LineId, Quantity>()).Value.IsNegative);

    [Fact]
    public void M5_everything_refunded_in_steps_leaves_nothing() =>
        Gen.Select(Sales, Gen.Int[1, 1_000].Array[1, 6], Gen.Bool).Sample(
            static (sale, cuts, isInCash) =>
            {
                var returned = new Dictionary<LineId, Quantity>();
                var refunds = new List<(ImmutableArray<TicketLine> Lines, PricedTicket Priced, PayBack PayBack)>();
                for (var step = 0; new RefundBasis(sale, returned).Left is { IsEmpty: false } left; step++)
                {
                    // Some of some lines each time, and in the end all that is left.
                    var lines = step == cuts.Length ? left : Cut(left, cuts[step]);
                    if (lines.IsEmpty)
                        continue;
                    refunds.Add(Refund(sale, returned, lines, isInCash));
                    foreach (var (line, quantity) in lines)
                        returned[line] = returned.GetValueOrDefault(line) + quantity;
                }

                AssertNothingIsLeft(sale, refunds, isInCash);
            },
            iter: Cases);

    private static (ImmutableArray<TicketLine> Lines, PricedTicket Priced, PayBack PayBack) Refund(
        Receipt sale, Dictionary<LineId, Quantity> returned, ImmutableArray<RefundedLine> part, bool isInCash)
    {
        var basis = new RefundBasis(sale, returned);
        Assert.True(basis.Covers(part));
        var id = 1_000;
        var lines = basis.LinesFor(part, () => RandomTickets.Id(id++));
        var (before, after) = (basis.ValueThrough([]), basis.ValueThrough(part));
        var paid = new PaidMoney(sale, basis.Value);
        var priced = Pricer.Price(TicketContent.RequestOf(sale.Currency, sale.Policy with { TotalStep = null }, lines, [], [], sale.IsTaxFree, -paid.Prepaid(before, after)));
        var payBack = isInCash ? paid.By(PaymentType.Cash, before, after) : paid.AsPaid(before, after);

        // Money goes back, unless what goes back is worth less than the share of a discount that the receipt carried.
        if (after >= before && !(basis.Value + sale.Totals.Rounding + sale.CashRounding - sale.Totals.Prepaid).IsNegative)
            Assert.All(payBack.Payments, static payment => Assert.True(payment.Amount.IsNegative));

        // The receipt of the refund adds up, and what is paid back is what it comes to, but for the rounding.
        Assert.Equal(before - after, priced.Totals.Gross);
        Assert.Equal(priced.Totals.Gross, priced.Totals.Net + priced.Totals.Tax);
        return (lines, priced, payBack);
    }

    private static void AssertNothingIsLeft(Receipt sale, List<(ImmutableArray<TicketLine> Lines, PricedTicket Priced, PayBack PayBack)> refunds, bool isInCash)
    {
        var back = refunds.SelectMany(static refund => refund.Lines).ToLookup(static line => line.Return!.LineId, static line => line.Return!.Figures);
        foreach (var (line, sold) in sale.Lines.Zip(sale.Priced.Lines).Where(static pair => pair.First.Quantity > Quantity.Zero))
        {
            Assert.Equal(-sold.Gross, Sum(back[line.Id].Select(static figures => figures.Gross)));
            Assert.Equal(-sold.Subtotal, Sum(back[line.Id].Select(static figures => figures.Subtotal)));
            Assert.Equal(-sold.Tax, Sum(back[line.Id].Select(static figures => figures.Tax)));
            for (var i = 0; i < sold.TaxShares.Length; i++)
                Assert.Equal(-sold.TaxShares[i], Sum(back[line.Id].Select(figures => figures.TaxShares[i])));
            var discount = Sum(sold.Discounts.Select(static applied => applied.Applied)) + Sum(sold.TicketDiscountShares);
            Assert.Equal(-discount, Sum(back[line.Id].SelectMany(static figures => figures.Discounts).Select(static applied => applied.Applied)));
        }

        foreach (var (id, carried) in sale.Priced.Discounts.Select(static discount => (discount.Discount.Id.Value, discount.Carried))
            .Concat(sale.Priced.Surcharges.Select(static surcharge => (surcharge.Surcharge.Id.Value, surcharge.Carried))))
        {
            if (carried is not null)
                Assert.Equal((-carried.Net, -carried.Gross), (Sum(back[new(id)].Select(static figures => figures.Net)), Sum(back[new(id)].Select(static figures => figures.Gross))));
        }

        // What came in with the sale (a deposit handed back) was paid for with it; what was prepaid goes back where it was paid.
        var given = -Sum(refunds.Select(static refund => refund.PayBack.Total));
        var value = new RefundBasis(sale, new Dictionary<LineId, Quantity>()).Value;
        if (value.IsZero)
        {
            Assert.Equal(Money.Zero, given); // All that was sold was given away.
            return;
        }

        var cameIn = sale.Totals.Gross - value;
        var paid = sale.Total + sale.CashRounding - cameIn;
        Assert.Equal(-sale.Totals.Prepaid, Sum(refunds.Select(static refund => refund.Priced.Totals.Prepaid)));
        if (isInCash)
        {
            Assert.Equal(CashRounding.Round(paid, sale.Policy), given);
            return;
        }

        // Each other way to pay gives back what it took, and cash what is left of it: in coins, unless it was paid to the cent.
        var others = sale.Payments.Where(static payment => payment.Type.Kind != PaymentKind.Cash && payment.Amount.IsPositive).ToList();
        foreach (var payment in others)
            Assert.Equal(-payment.Amount, Sum(refunds.SelectMany(static refund => refund.PayBack.Payments).Where(back => back.Type == payment.Type).Select(static back => back.Amount)));
        var (cash, otherwise) = (paid - Sum(others.Select(static payment => payment.Amount)), Sum(others.Select(static payment => payment.Amount)));
        Assert.Contains(given - otherwise, (Money[])(cameIn.IsZero ? [cash] : [cash, CashRounding.Round(cash, sale.Policy)]));
    }

    private static ImmutableArray<RefundedLine> Cut(ImmutableArray<RefundedLine> left, int cut) =>
    [
        .. left.Where((_, i) => (cut >> (i % 8) & 1) == 1)
            .Select(line => line with { Quantity = Quantity.FromUnits(Math.Max(1, (long)((Int128)line.Quantity.Units * cut / 1_000))) }),
    ];

    /// <summary>Some of it by card, some by voucher, the rest in cash, with or without change.</summary>
    private static Receipt Pay(Receipt receipt, int card, int voucher, bool hasChange)
    {
        var total = receipt.Total;
        var payments = new List<ReceiptPayment>();
        if (total.IsPositive)
        {
            Add(PaymentType.Card, card);
            Add(new() { Id = new(RandomTickets.Id(9)), Name = "Voucher", Kind = PaymentKind.Other }, voucher);
        }

        var rest = total - Sum(payments.Select(static payment => payment.Amount));
        var due = rest.IsPositive ? CashRounding.Round(rest, receipt.Policy) : rest;
        if (rest.IsPositive)
            payments.Add(new(new(RandomTickets.Id(12)), PaymentType.Cash, due + (hasChange ? receipt.Currency.Smallest : Money.Zero)));
        return receipt with
        {
            Payments = [.. payments],
            CashRounding = due - rest,
            Change = rest.IsPositive ? (hasChange ? receipt.Currency.Smallest : Money.Zero) : -due,
        };

        void Add(PaymentType type, int percent)
        {
            var amount = Money.FromUnits((long)((Int128)total.Units * percent / 200 / receipt.Currency.Smallest.Units) * receipt.Currency.Smallest.Units);
            if (amount.IsPositive)
                payments.Add(new(new(RandomTickets.Id(10 + payments.Count)), type, amount));
        }
    }

    private static Money Sum(IEnumerable<Money> amounts) => amounts.Aggregate(Money.Zero, static (sum, amount) => sum + amount);
}
