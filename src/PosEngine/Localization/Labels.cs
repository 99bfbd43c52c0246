namespace PosEngine.Localization;

/// <summary>The codes of the words that stand on receipts, on reports and in lists. Each has a text in every shipped language.</summary>
internal static class Labels
{
    public const string Unsynchronised = "unsynchronised";
    public const string Synchronised = "synchronised";
    public const string NeedsAttention = "needs_attention";

    public const string ReceiptNumber = "receipt_number";
    public const string Copy = "copy";
    public const string RefundOf = "refund_of";
    public const string Subtotal = "subtotal";
    public const string Total = "total";
    public const string CashRounding = "cash_rounding";
    public const string TaxFree = "tax_free";
    public const string Prepaid = "prepaid";
    public const string Tip = "tip";
    public const string Change = "change";
    public const string TaxOfNet = "tax_of_net";
    public const string Cash = "cash";
    public const string Card = "card";
    public const string IntegratedCard = "integrated_card";

    public const string XReport = "x_report";
    public const string ZReport = "z_report";
    public const string BusinessDate = "business_date";
    public const string ShiftOpened = "shift_opened";
    public const string ShiftClosed = "shift_closed_at";
    public const string Receipts = "receipts";
    public const string Refunds = "refunds";
    public const string Discounts = "discounts";
    public const string Net = "net";
    public const string Tax = "tax";
    public const string PaymentCount = "payment_count";
    public const string OpeningFloat = "opening_float";
    public const string CashSales = "cash_sales";
    public const string PaidIn = "paid_in";
    public const string PaidOut = "paid_out";
    public const string CashExpected = "cash_expected";
    public const string CashCounted = "cash_counted";
    public const string CashDifference = "cash_difference";
}
