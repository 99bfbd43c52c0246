using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>A return and a sale on one receipt: what goes back pays for what is sold, as far as that goes, and only the difference is paid (invariants M4 and M5). Pure.</summary>
internal static class ExchangeReceipt
{
    /// <summary>The receipt, with the return's id, number, shift and moments: whoever writes it gives it its own.</summary>
    /// <param name="refund">What goes back, as a refund by itself.</param>
    /// <param name="ticket">What is sold.</param>
    /// <param name="payments">What the customer pays.</param>
    /// <param name="cash">The way to pay that cash is.</param>
    /// <param name="newId">Makes an id.</param>
    /// <returns>The receipt, and what is still to be paid of it; below zero where too much was paid in a way that gives no change.</returns>
    public static (Receipt Receipt, Money Missing) Of(Receipt refund, TicketSnapshot ticket, ImmutableArray<ReceivedPayment> payments, PaymentType cash, Func<Guid> newId)
    {
        var credit = CreditOf(refund, ticket, cash, newId);
        var settled = Settlement.Of(ticket.Totals.Payable, ticket.Policy, [.. credit.Select(static payment => (payment.Type, payment.Amount)), .. payments.Select(static payment => (payment.Type, payment.Amount))]);
        ImmutableArray<TicketLine> lines = [.. refund.Lines, .. ticket.Lines];
        return (refund with
        {
            TicketId = ticket.Id,
            CustomerId = ticket.CustomerId ?? refund.CustomerId,
            RefundOf = refund.RefundOf! with
            {
                Exchange = new(credit)
                {
                    Change = refund.Change, CashRounding = refund.CashRounding, Rounding = refund.Totals.Rounding, Prepaid = refund.Totals.Prepaid,
                },
            },
            Policy = ticket.Policy,
            Lines = lines,
            Discounts = ticket.Discounts,
            Surcharges = ticket.Surcharges,
            DiningOption = ticket.DiningOption,
            DiningOptionId = ticket.DiningOptionId,
            IsTaxFree = ticket.IsTaxFree,
            Priced = Pricer.Price(TicketContent.RequestOf(
                refund.Currency, ticket.Policy, lines, ticket.Discounts, ticket.Surcharges, ticket.IsTaxFree, ticket.Prepaid + refund.Totals.Prepaid, refund.Totals.Rounding)),
            Payments =
            [
                .. payments.Select(static payment => new ReceiptPayment(payment.Id, payment.Type, payment.Amount) { Foreign = payment.Foreign, Code = payment.Code, Points = payment.Points }),
                .. refund.Payments.Select(back => back with { Amount = back.Amount + AmountOf(credit, back.Id), Points = back.Points + PointsOf(credit, back.Id) }).Where(static back => !back.Amount.IsZero),
            ],
            Change = refund.Change - credit.Where(static payment => payment.Type.Kind == PaymentKind.Cash).Aggregate(Money.Zero, static (sum, payment) => sum + payment.Amount) + settled.Change,
            CashRounding = refund.CashRounding + settled.CashRounding,
            Note = ticket.Note,
        }, settled.Missing);
    }

    /// <summary>
    /// What of the return pays for the sale: cash first, then cards, the last one first. So what is left goes back as a refund does: to cards first. Each way keeps what it paid, so that what was sold goes back to it in turn.
    /// </summary>
    private static ImmutableArray<ReceiptPayment> CreditOf(Receipt refund, TicketSnapshot ticket, PaymentType cash, Func<Guid> newId)
    {
        var credit = ImmutableArray<ReceiptPayment>.Empty;
        if (!ticket.Totals.Payable.IsPositive)
            return credit;
        if (refund.Change.IsPositive)
            credit = [new(new(newId()), cash, Money.Min(refund.Change, DueBy(cash)))];
        foreach (var back in refund.Payments.Reverse())
        {
            var amount = Money.Min(-back.Amount, DueBy(back.Type));
            if (amount.IsPositive)
                credit = credit.Add(back with { Amount = amount, Points = back.Points is { } points ? LoyaltyRules.Back(-points, 0, amount.Units, -back.Amount.Units) : null });
        }

        return credit;

        Money DueBy(PaymentType type) => Settlement.Due(ticket.Totals.Payable, ticket.Policy, [.. credit.Select(static payment => (payment.Type, payment.Amount))], type);
    }

    private static Money AmountOf(ImmutableArray<ReceiptPayment> credit, PaymentId payment) =>
        credit.Where(each => each.Id == payment).Aggregate(Money.Zero, static (sum, each) => sum + each.Amount);

    /// <summary>The points that are credited stand for what they pay: what is left of them goes back.</summary>
    private static long PointsOf(ImmutableArray<ReceiptPayment> credit, PaymentId payment) => credit.Where(each => each.Id == payment).Sum(static each => each.Points ?? 0);
}
