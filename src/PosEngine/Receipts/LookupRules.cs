using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>Whether what a back office found is what it was asked for: one of an earlier version pays no heed to the half of it.</summary>
internal static class LookupRules
{
    /// <param name="found">The answer's row.</param>
    /// <param name="receipt">What its body says.</param>
    /// <param name="lookup">What was asked for.</param>
    public static bool Fits(FoundReceipt found, Receipt receipt, ReceiptLookup lookup)
    {
        // Whoever gives no cursors knows no pages: this is the first one again. Whoever does knows too who was merged into the customer, which no body says.
        var isOfToday = found.Cursor is not null;
        return (isOfToday || lookup.Before is null)
            && (isOfToday || lookup.CustomerId is not { } customer || receipt.CustomerId == customer)
            && (lookup.From is not { } from || receipt.CompletedAt >= from)
            && (lookup.Until is not { } until || receipt.CompletedAt < until)
            && (lookup.TotalMin is not { } least || receipt.Total >= least)
            && (lookup.TotalMax is not { } most || receipt.Total <= most)
            && (lookup.PaymentTypeId is not { } type || receipt.Payments.Any(payment => payment.Type.Id == type));
    }
}
