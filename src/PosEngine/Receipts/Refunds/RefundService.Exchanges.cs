using PosEngine.Checkout;
using PosEngine.Ledger;
using PosEngine.Pricing;

namespace PosEngine.Receipts;

/// <summary>Why two halves make no exchange.</summary>
internal sealed partial class RefundService
{
    /// <summary>What is taken back without a receipt beside the return of an exchange comes on top of it.</summary>
    private static DeviceState WithReturned(DeviceState state, Receipt exchange) => state with
    {
        Outbox = state.Outbox with { Receipts = state.Outbox.Receipts with { PaidBack = state.Outbox.Receipts.PaidBack - Exchanges.ReturnedBy(exchange) } },
    };

    /// <summary>Why the two halves, or what the customer pays, do not fit; null where they do.</summary>
    private Refusal? RefuseExchange(Refund refund, Purchase purchase, (Receipt Receipt, Money Missing) priced) =>
        IsOfTwoCustomers(priced.Receipt, refund.Sale.Receipt.CustomerId) ? text.Refuse(RefusalCodes.ExchangeSeparately)
        : CostsMoney(purchase, priced.Receipt) ? text.Refuse(RefusalCodes.AmountInvalid, Exchanges.ReturnedBy(priced.Receipt))
        : priced.Missing.IsPositive ? text.Refuse(RefusalCodes.PaymentShort, priced.Missing)
        : priced.Missing.IsNegative || IsOver(purchase, priced.Receipt) ? text.Refuse(RefusalCodes.PaymentOver, Money.Max(priced.Receipt.Total, Money.Zero))
        : null;

    /// <summary>Whether more is paid than is due in ways that give no change: the cash of the return is no change of a card.</summary>
    private static bool IsOver(Purchase purchase, Receipt receipt)
    {
        var others = purchase.Payments.Where(static payment => !Settlement.MayBeOver(payment.Type)).ToList();
        return others.Count > 0 && others.Aggregate(Money.Zero, static (sum, payment) => sum + payment.Amount)
            > Settlement.Due(purchase.Ticket.Totals.Payable, purchase.Ticket.Policy, [.. receipt.RefundOf!.Exchange!.Credit.Select(static credit => (credit.Type, credit.Amount))], others[0].Type);
    }

    /// <summary>Whether what goes back is worth less than the share of a discount that its receipt carried: that pays for nothing.</summary>
    private static bool CostsMoney(Purchase purchase, Receipt receipt) =>
        receipt.RefundOf!.Exchange!.Change.IsNegative || receipt.Payments.Any(payment => payment.Amount.IsPositive && purchase.Payments.All(own => own.Id != payment.Id));

    /// <summary>Whether an exchange would move what belongs to two customers: a receipt has one, so that goes by a refund and a sale.</summary>
    private static bool IsOfTwoCustomers(Receipt planned, CustomerId? owner) => owner is not null && planned.CustomerId != owner
        && (planned.Payments.Concat(planned.RefundOf!.Exchange!.Credit).Any(static payment => payment.Type.Kind is PaymentKind.OnAccount or PaymentKind.StoreCredit or PaymentKind.Points)
            || planned.Lines.Any(static line => line.Return is not null && (line.Points != 0 || line.BusinessCase == BusinessCase.ReceivableSettlement)));
}
