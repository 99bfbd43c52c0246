using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>
/// The two halves of an exchange: each is what a receipt of its own would hold, with payments that add up by themselves (invariant M4). What the return paid for is a payment of the sale, and something that went back of the
/// return; on the receipt it stands on neither side. Pure.
/// </summary>
internal static class Exchanges
{
    /// <summary>What was sold, as refunds see it; any other receipt as it is.</summary>
    public static Receipt SaleOf(Receipt receipt) => receipt.RefundOf?.Exchange is not { } returned ? receipt : receipt with
    {
        RefundOf = null,
        Lines = [.. receipt.Lines.Where(static line => line.Return is null)],
        Priced = receipt.Priced with
        {
            Lines = LinesOf(receipt, static line => line.Return is null),
            Taxes = [], // Nobody asks half a receipt for them.
            Totals = receipt.Totals.Add(TotalsOf(receipt, returned), sign: -1) with
            {
                Rounding = receipt.Totals.Rounding - returned.Rounding,
                Prepaid = receipt.Totals.Prepaid - returned.Prepaid,
            },
        },
        Payments = [.. receipt.Payments.Where(static payment => !payment.Amount.IsNegative), .. returned.Credit],
        Change = receipt.Change - returned.Change + CashOf(returned),
        CashRounding = receipt.CashRounding - returned.CashRounding,
    };

    /// <summary>What went back, as a refund of its own; a refund as it is.</summary>
    public static Receipt ReturnOf(Receipt receipt) => receipt.RefundOf?.Exchange is not { } returned ? receipt : receipt with
    {
        RefundOf = receipt.RefundOf with { Exchange = null },
        Lines = [.. receipt.Lines.Where(static line => line.Return is not null)],
        Discounts = [],
        Surcharges = [],
        Priced = new()
        {
            Lines = LinesOf(receipt, static line => line.Return is not null),
            Totals = TotalsOf(receipt, returned),
        },
        Payments =
        [
            .. receipt.Payments.Where(static payment => payment.Amount.IsNegative),
            .. returned.Credit.Where(static payment => payment.Type.Kind != PaymentKind.Cash).Select(static payment => payment with { Amount = -payment.Amount, Points = -payment.Points }),
        ],
        Change = returned.Change,
        CashRounding = returned.CashRounding,
    };

    /// <summary>What goes back with a receipt, to be paid: below zero; nothing for a sale, all for a refund.</summary>
    public static Money ReturnedBy(Receipt receipt) => receipt.RefundOf switch
    {
        null => Money.Zero,
        { Exchange: { } returned } => TotalsOf(receipt, returned).Payable,
        _ => receipt.Total,
    };

    /// <summary>What a receipt gives back, positive: of another receipt and of what is taken back without one, whatever it is set off against. Deposits that are handed back are no return.</summary>
    public static Money GivenBackBy(Receipt receipt)
    {
        var given = Money.Max(-ReturnedBy(receipt), Money.Zero);
        return receipt.Lines.All(static line => line.TakenBack is null)
            ? given
            : given - receipt.Lines.Zip(receipt.Priced.Lines).Where(static pair => pair.First.TakenBack is not null).Aggregate(Money.Zero, static (sum, pair) => sum + pair.Second.Gross);
    }

    private static Totals TotalsOf(Receipt receipt, ExchangedReturn returned) =>
        LinesOf(receipt, static line => line.Return is not null).Aggregate(default(Totals), static (sum, line) => sum.Add(line)) with { Rounding = returned.Rounding, Prepaid = returned.Prepaid };

    private static ImmutableArray<PricedLine> LinesOf(Receipt receipt, Func<TicketLine, bool> which) =>
        [.. receipt.Lines.Zip(receipt.Priced.Lines).Where(pair => which(pair.First)).Select(static pair => pair.Second)];

    private static Money CashOf(ExchangedReturn returned) =>
        returned.Credit.Where(static payment => payment.Type.Kind == PaymentKind.Cash).Aggregate(Money.Zero, static (sum, payment) => sum + payment.Amount);
}
