using PosEngine.Pricing;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>Receipts hold what they were priced from: so their figures can be worked out again.</summary>
public static class ReceiptPricing
{
    /// <summary>What the receipt was priced from: its lines and discounts, under its policy.</summary>
    public static PriceRequest ToPriceRequest(this Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var settled = receipt.RefundOf is { } refund ? refund.Exchange?.Rounding ?? receipt.Totals.Rounding : (Money?)null;
        return TicketContent.RequestOf(receipt.Currency, receipt.Policy, receipt.Lines, receipt.Discounts, receipt.Surcharges, receipt.IsTaxFree, receipt.Totals.Prepaid, settled);
    }

    /// <summary>Whether pricing the receipt again gives every figure it shows, to the last unit. Of a receipt that this engine wrote, always.</summary>
    public static bool IsPricedRight(this Receipt receipt) => Pricer.Price(receipt.ToPriceRequest()) == receipt.Priced;

    /// <summary>Tells how every figure of the receipt came about: of what was sold or goes back, and of how it was paid (invariant M8).</summary>
    public static PriceExplanation Explain(this Receipt receipt)
    {
        ArgumentNullException.ThrowIfNull(receipt);
        var priced = Explainer.Explain(receipt.ToPriceRequest(), receipt.Priced, TicketExplanations.NamesOf(receipt.Lines));
        return priced with { Steps = priced.Steps.AddRange(PaidExplainer.Explain(receipt)) };
    }
}
