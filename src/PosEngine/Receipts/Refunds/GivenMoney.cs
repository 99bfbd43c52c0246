using PosEngine.Checkout;

namespace PosEngine.Receipts;

/// <summary>Adds up what refunds gave back. Pure.</summary>
internal static class GivenMoney
{
    /// <param name="receipts">Refunds, and exchanges: of these, what their return gave back by itself.</param>
    public static GivenBack Of(IEnumerable<Receipt> receipts)
    {
        var returns = receipts.Select(Exchanges.ReturnOf).ToList();
        return new(
            returns.Aggregate(Money.Zero, static (sum, receipt) => sum + CashOf(receipt)),
            [
                .. returns.SelectMany(static receipt => receipt.Payments)
                    .Where(static payment => payment.Type.Kind != PaymentKind.Cash)
                    .GroupBy(static payment => (payment.Type.Id, payment.Code), static payment => -payment.Amount)
                    .Select(static way => new GivenBackBy(way.Key.Id, way.Key.Code, way.Aggregate(static (sum, amount) => sum + amount))),
            ]);
    }

    private static Money CashOf(Receipt receipt) =>
        receipt.Payments.Where(static payment => payment.Type.Kind == PaymentKind.Cash).Aggregate(receipt.Change, static (sum, payment) => sum - payment.Amount);
}
