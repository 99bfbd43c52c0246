using System.Collections.Immutable;
using CsCheck;
using PosEngine.Checkout;
using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Pricing.Oracle;

/// <summary>Sales whose refunds have exchanges between them, what those sell being refunded in turn.</summary>
internal sealed partial class PricingProperties
{
    private static readonly Gen<(Receipt Sale, Receipt Bought, int[] Cuts, int Ways)> Exchanged =
        Gen.Select(RandomSales.All, RandomSales.All, Gen.Int[1, 1_000].Array[1, 2], Gen.Int[0, 255])
            .Select(static (sale, bought, cuts, ways) => (sale, In(sale.Currency, bought), cuts, ways)).Where(static exchanged => exchanged.Item2 is not null).Select(static exchanged => (exchanged.sale, exchanged.Item2!, exchanged.cuts, exchanged.ways));

    /// <summary>A return and a sale on one receipt are each what they would be alone, and add up on it; refunded, what it sold leaves nothing, and nor does what was sold first.</summary>
    public void Exchanges_leave_nothing() => Each(Exchanged, static exchanged => exchanged.Sale.ToPriceRequest(), exchanged =>
    {
        var (sale, bought, cuts, ways) = exchanged;
        var ticket = TicketOf(bought);
        var returns = new List<Receipt>();
        foreach (var (step, refund) in RandomSales.RefundsOf(subject.Refund, sale, cuts, [null]).Index())
        {
            // What is worth less than nothing pays for nothing.
            if ((ways >> (step % 4) & 1) == 0 || refund.Change.IsNegative || refund.Payments.Any(static payment => payment.Amount.IsPositive))
            {
                returns.Add(refund);
                continue;
            }

            var receipt = Exchange(refund, ticket, isByCard: (ways >> (4 + (step % 4)) & 1) == 1);
            AssertHalves(receipt, refund, bought);
            AssertStoredAndExplained(receipt);
            returns.Add(subject.ReturnOf(receipt));
            AssertSoldLeavesNothing(subject.SaleOf(receipt), cuts, ticket);
        }

        AssertNothingIsLeft(sale, returns, by: null);
        AssertNoPointsAreLeft(sale, returns, by: null);
    });

    private Receipt Exchange(Receipt refund, TicketSnapshot ticket, bool isByCard)
    {
        var id = 3_000;
        var (receipt, missing) = subject.Exchange(refund, ticket, [], PaymentType.Cash, () => RandomTickets.Id(id++));
        var credit = receipt.RefundOf!.Exchange!.Credit;
        Assert.All(credit, static payment => Assert.False(payment.Amount.IsNegative));
        seen.See(missing.IsPositive ? "customer pays" : receipt.Payments.IsEmpty && receipt.Change.IsZero ? "even exchanges" : "customer is paid");
        foreach (var payment in credit)
            seen.See(payment.Type.Kind == PaymentKind.Cash ? "credit in cash" : payment.Points is not null ? "credit in points" : "credit by card");
        if (missing.IsPositive)
        {
            var type = isByCard ? PaymentType.Card : PaymentType.Cash;
            var due = Settlement.Due(ticket.Totals.Payable, ticket.Policy, [.. credit.Select(static payment => (payment.Type, payment.Amount))], type);
            (receipt, missing) = subject.Exchange(refund, ticket, [new(new(RandomTickets.Id(4_000)), type, due)], PaymentType.Cash, () => RandomTickets.Id(id++));
        }

        Assert.Equal(Money.Zero, missing);
        if (!receipt.Totals.Rounding.IsZero)
            seen.See("rounded exchanges");
        return receipt;
    }

    /// <summary>Each half has the figures of a receipt of its own (M2), they add up on the one (M4), and what the one half paid of the other is paid by nobody.</summary>
    private void AssertHalves(Receipt receipt, Receipt refund, Receipt bought)
    {
        var (returned, sold) = (subject.ReturnOf(receipt), subject.SaleOf(receipt));
        Assert.Equal((refund.Totals, refund.Change, refund.CashRounding), (returned.Totals, returned.Change, returned.CashRounding));
        Assert.Equal(refund.Priced.Lines.AsEnumerable(), returned.Priced.Lines);
        Assert.Equal((bought.Totals, bought.Lines.Length), (sold.Totals, sold.Lines.Length));
        Assert.Equal(bought.Priced.Lines.AsEnumerable(), sold.Priced.Lines);
        Assert.Equal(bought.Priced.Discounts.AsEnumerable(), sold.Priced.Discounts);

        foreach (var half in (Receipt[])[returned, sold, receipt])
            Assert.Equal(half.Total + half.CashRounding, PaidBack(half));
        Assert.Equal(returned.Total + sold.Total, receipt.Total);
        foreach (var type in receipt.Payments.Concat(receipt.RefundOf!.Exchange!.Credit).Select(static payment => payment.Type).Where(static type => type.Kind != PaymentKind.Cash).Distinct())
        {
            Assert.Equal(PaidBy(refund, type), PaidBy(returned, type));
            Assert.Equal(PaidBy(returned, type) + PaidBy(sold, type), PaidBy(receipt, type));
            Assert.Equal((PointsBy(refund, type), CodesBy(refund, type)), (PointsBy(returned, type), CodesBy(returned, type)));
            Assert.Equal(PointsBy(returned, type) + PointsBy(sold, type), PointsBy(receipt, type));
        }

        Assert.DoesNotContain(receipt.Payments, payment => payment.Amount.IsNegative && receipt.Payments.Any(other => other.Type == payment.Type && other.Amount.IsPositive && receipt.Total.IsPositive));

        static long PointsBy(Receipt from, PaymentType type) => from.Payments.Where(payment => payment.Type == type).Sum(static payment => payment.Points ?? 0);
        static string CodesBy(Receipt from, PaymentType type) => string.Join(", ", from.Payments.Where(payment => payment.Type == type).Select(static payment => payment.Code).Distinct());
        static Money PaidBy(Receipt from, PaymentType type) => RandomSales.Sum(from.Payments.Where(payment => payment.Type == type).Select(static payment => payment.Amount));
    }

    private void AssertStoredAndExplained(Receipt receipt)
    {
        var read = subject.StoreAndRead(receipt);
        Assert.Equal((receipt.RefundOf, receipt.Priced), (read.RefundOf, read.Priced));
        Assert.Equal(receipt.Priced, subject.Price(subject.InputsOf(read)));
        AssertIsExplained(read);
    }

    /// <summary>What an exchange sold goes back as anything sold does, the first step being an exchange again.</summary>
    private void AssertSoldLeavesNothing(Receipt sold, int[] cuts, TicketSnapshot ticket)
    {
        if (!sold.Lines.Any(static line => line.Quantity > Quantity.Zero))
            return;
        var returns = new List<Receipt>();
        foreach (var refund in RandomSales.RefundsOf(subject.Refund, sold, cuts, [null]))
        {
            var isExchanged = returns.Count == 0 && !refund.Change.IsNegative && !refund.Payments.Any(static payment => payment.Amount.IsPositive);
            returns.Add(isExchanged ? subject.ReturnOf(Exchange(refund, ticket, isByCard: false)) : refund);
        }

        AssertNothingIsLeft(sold, returns, by: null);
        AssertNoPointsAreLeft(sold, returns, by: null);
        seen.See("refunded exchanges");
    }

    private static TicketSnapshot TicketOf(Receipt bought) => new()
    {
        Id = bought.TicketId,
        Status = TicketStatus.Open,
        Currency = bought.Currency,
        Lines = bought.Lines,
        Discounts = bought.Discounts,
        Surcharges = bought.Surcharges,
        Prepaid = bought.Totals.Prepaid,
        IsTaxFree = bought.IsTaxFree,
        Policy = bought.Policy,
        Priced = bought.Priced,
    };

    /// <summary>The same sale with lines that no other receipt has; null where it is in another currency.</summary>
    private static Receipt? In(Currency currency, Receipt sale)
    {
        if (sale.Currency != currency)
            return null;
        var lines = sale.Lines.Select((line, i) => line with { Id = new(RandomTickets.Id(700 + i)) }).ToImmutableArray();
        var request = sale.ToPriceRequest();
        request = request with { Lines = [.. request.Lines.Select((line, i) => line with { Id = lines[i].Id })] };
        return sale with { Lines = lines, Priced = Pricer.Price(request) };
    }
}
