using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>What a refund's receipt holds of the sale (invariants M4 and M5). Pure.</summary>
internal static class RefundReceipt
{
    /// <summary>The receipt, with the sale's number, shift and moments: whoever writes it gives it its own.</summary>
    /// <param name="sale">The sale.</param>
    /// <param name="device">The device that sold it.</param>
    /// <param name="gone">What went back before, on whatever device.</param>
    /// <param name="lines">What goes back; covered.</param>
    /// <param name="payBackBy">How the money goes back; null for the ways in which it came.</param>
    /// <param name="newId">Makes an id.</param>
    public static Receipt Of(
        Receipt sale, DeviceId device, GoneBack gone, ImmutableArray<RefundedLine> lines, PaymentType? payBackBy, Func<Guid> newId)
    {
        var basis = new RefundBasis(sale, gone);
        var returned = basis.LinesFor(lines, newId);
        var (before, after) = (basis.WorthThrough([]), basis.WorthThrough(lines));
        var paid = new PaidMoney(sale, basis.Worth, basis.WorthOfSale, before, payBackBy, gone.Money);
        var payBack = paid.With(after);
        var (prepaid, rounding) = (paid.Prepaid(after), paid.Rounding(after));

        // What goes back was rounded when it was sold: its total is not rounded anew.
        var policy = sale.Policy with { TotalStep = null };
        var priced = Price(rounding);

        // Without cash there are no coins to round to: what earlier steps in cash missed is made up for with the rest of the rounding.
        if (!payBack.IsInCash)
            priced = Price(rounding + priced.Totals.Payable - payBack.Total);
        return sale with
        {
            RefundOf = new(sale.Id, sale.Number) { DeviceId = device, CashBefore = payBack.ExactCash.Before, CashThrough = payBack.ExactCash.Through },
            Policy = policy,
            Lines = returned,
            Discounts = [],
            Surcharges = [],
            Priced = priced,
            Payments = [.. payBack.Payments.Select(payment => new ReceiptPayment(new(newId()), payment.Type, payment.Amount) { Code = payment.Paid?.Code, Points = payment.Points })],
            Change = payBack.Cash,
            CashRounding = payBack.Total - priced.Totals.Payable,
            Note = null,
        };

        PricedTicket Price(Money rounding) => Pricer.Price(TicketContent.RequestOf(sale.Currency, policy, returned, [], [], sale.IsTaxFree, -prepaid, -rounding));
    }
}
