using PosEngine.Pricing;

namespace PosEngine.Localization;

/// <summary>The codes of the words that stand on receipts, on reports and in lists. Each has a text in every shipped language.</summary>
internal static class Labels
{
    public const string Unsynchronised = "unsynchronised";
    public const string Synchronised = "synchronised";
    public const string NeedsAttention = "needs_attention";

    public const string ReceiptNumber = "receipt_number";
    public const string Copy = "copy";
    public const string Refund = "refund";
    public const string Exchange = "exchange";
    public const string RefundOf = "refund_of";
    public const string PriceReduction = "price_reduction";
    public const string ExchangeOf = "exchange_of";
    public const string Subtotal = "subtotal";
    public const string Total = "total";
    public const string CashRounding = "cash_rounding";
    public const string TaxFree = "tax_free";
    public const string Prepaid = "prepaid";
    public const string Tip = "tip";
    public const string GiftCard = "gift_card";
    public const string PointsEarned = "points_earned";
    public const string PointsSpent = "points_spent_label";
    public const string AccountSettlement = "account_settlement";
    public const string Change = "change";
    public const string CashBack = "cash_back";
    public const string TaxOfNet = "tax_of_net";
    public const string Cash = "cash";
    public const string Card = "card";
    public const string IntegratedCard = "integrated_card";

    public const string Till = "till";
    public const string ServedBy = "served_by";
    public const string Begun = "begun";
    public const string Customer = "customer";
    public const string DiningOption = "dining_option";
    public const string TaxNumber = "tax_number";
    public const string Reason = "reason";
    public const string NumberedCopy = "numbered_copy";
    public const string GiftReceipt = "gift_receipt";
    public const string ExpenseTitle = "expense_title";
    public const string ExpenseLaw = "expense_law";
    public const string ExpenseDay = "expense_day";
    public const string ExpensePlace = "expense_place";
    public const string ExpenseGuests = "expense_guests";
    public const string ExpenseOccasion = "expense_occasion";
    public const string ExpenseInvoice = "expense_invoice";
    public const string ExpenseTip = "expense_tip";
    public const string ExpenseTotal = "expense_total";
    public const string ExpenseHost = "expense_host";
    public const string ExpenseSigned = "expense_signed";
    public const string ExpenseSignature = "expense_signature";

    public const string XReport = "x_report";
    public const string ZReport = "z_report";
    public const string BusinessDate = "business_date";
    public const string ShiftOpened = "shift_opened";
    public const string ShiftClosed = "shift_closed_at";
    public const string Receipts = "receipts";
    public const string Refunds = "refunds";
    public const string Returns = "returns";
    public const string Discounts = "discounts";
    public const string Net = "net";
    public const string Tax = "tax";
    public const string PaymentCount = "payment_count";
    public const string Drawer = "drawer";
    public const string OpenPayments = "open_payments";
    public const string OpeningFloat = "opening_float";
    public const string CashSales = "cash_sales";
    public const string PaidIn = "paid_in";
    public const string PaidOut = "paid_out";
    public const string CashExpected = "cash_expected";
    public const string CashCounted = "cash_counted";
    public const string CashDifference = "cash_difference";
    public const string TotalOfReceipts = "total_of_receipts";
    public const string Training = "training";
    public const string ReceiptRange = "receipt_range";
    public const string Surcharges = "surcharges";
    public const string Voids = "voids";
    public const string Abandoned = "abandoned";
    public const string DrawerOpenings = "drawer_openings";
    public const string RefusedCounts = "refused_counts";
    public const string TrainingReceipts = "training_receipts";
    public const string Dropped = "dropped";
    public const string TipsPaidOut = "tips_paid_out";
    public const string DifferenceReason = "difference_reason";
    public const string RunningSales = "running_sales";
    public const string RunningRefunds = "running_refunds";
    public const string BlindCount = "blind_count";

    public const string BusinessCaseSale = "business_case_sale";
    public const string BusinessCaseDeposit = "business_case_deposit";
    public const string BusinessCaseDepositReturn = "business_case_deposit_return";
    public const string BusinessCaseDiscount = "business_case_discount";
    public const string BusinessCaseSurcharge = "business_case_surcharge";
    public const string BusinessCaseSinglePurposeVoucherSale = "business_case_single_purpose_voucher_sale";
    public const string BusinessCaseSinglePurposeVoucherRedemption = "business_case_single_purpose_voucher_redemption";
    public const string BusinessCaseMultiPurposeVoucherSale = "business_case_multi_purpose_voucher_sale";
    public const string BusinessCaseMultiPurposeVoucherRedemption = "business_case_multi_purpose_voucher_redemption";
    public const string BusinessCaseDownPayment = "business_case_down_payment";
    public const string BusinessCaseDownPaymentSettlement = "business_case_down_payment_settlement";
    public const string BusinessCaseTipToEmployee = "business_case_tip_to_employee";
    public const string BusinessCaseTipToEmployer = "business_case_tip_to_employer";
    public const string BusinessCaseReceivableArising = "business_case_receivable_arising";
    public const string BusinessCaseReceivableSettlement = "business_case_receivable_settlement";
    public const string BusinessCaseOwnerWithdrawal = "business_case_owner_withdrawal";
    public const string BusinessCaseOwnerDeposit = "business_case_owner_deposit";
    public const string BusinessCaseCashTransit = "business_case_cash_transit";
    public const string BusinessCaseWage = "business_case_wage";
    public const string BusinessCasePayIn = "business_case_pay_in";
    public const string BusinessCasePayOut = "business_case_pay_out";
    public const string BusinessCaseDifference = "business_case_difference";

    /// <summary>The word for a business case.</summary>
    public static string Of(BusinessCase businessCase) => businessCase switch
    {
        BusinessCase.Sale => BusinessCaseSale,
        BusinessCase.Deposit => BusinessCaseDeposit,
        BusinessCase.DepositReturn => BusinessCaseDepositReturn,
        BusinessCase.Discount => BusinessCaseDiscount,
        BusinessCase.Surcharge => BusinessCaseSurcharge,
        BusinessCase.SinglePurposeVoucherSale => BusinessCaseSinglePurposeVoucherSale,
        BusinessCase.SinglePurposeVoucherRedemption => BusinessCaseSinglePurposeVoucherRedemption,
        BusinessCase.MultiPurposeVoucherSale => BusinessCaseMultiPurposeVoucherSale,
        BusinessCase.MultiPurposeVoucherRedemption => BusinessCaseMultiPurposeVoucherRedemption,
        BusinessCase.DownPayment => BusinessCaseDownPayment,
        BusinessCase.DownPaymentSettlement => BusinessCaseDownPaymentSettlement,
        BusinessCase.TipToEmployee => BusinessCaseTipToEmployee,
        BusinessCase.TipToEmployer => BusinessCaseTipToEmployer,
        BusinessCase.ReceivableArising => BusinessCaseReceivableArising,
        BusinessCase.ReceivableSettlement => BusinessCaseReceivableSettlement,
        BusinessCase.OwnerWithdrawal => BusinessCaseOwnerWithdrawal,
        BusinessCase.OwnerDeposit => BusinessCaseOwnerDeposit,
        BusinessCase.CashTransit => BusinessCaseCashTransit,
        BusinessCase.Wage => BusinessCaseWage,
        BusinessCase.PayIn => BusinessCasePayIn,
        BusinessCase.PayOut => BusinessCasePayOut,
        BusinessCase.Difference => BusinessCaseDifference,
        _ => throw new ArgumentOutOfRangeException(nameof(businessCase), businessCase, "There is no such business case."),
    };
}
