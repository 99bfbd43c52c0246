namespace PosEngine.Pricing;

/// <summary>What a line or a movement of cash is, in the sense of the books. A fiscal export needs it and nobody can infer it later.</summary>
/// <remarks>The cases follow those of the German export for tills, DSFinV-K, which tells more of them apart than any other.</remarks>
public enum BusinessCase
{
    /// <summary>Goods or services sold.</summary>
    Sale = 0,

    /// <summary>A deposit on packaging (Pfand).</summary>
    Deposit = 1,

    /// <summary>A deposit paid back.</summary>
    DepositReturn = 2,

    /// <summary>A discount.</summary>
    Discount = 3,

    /// <summary>A surcharge.</summary>
    Surcharge = 4,

    /// <summary>A voucher sold whose taxes are known and due at the sale.</summary>
    SinglePurposeVoucherSale = 5,

    /// <summary>Such a voucher redeemed.</summary>
    SinglePurposeVoucherRedemption = 6,

    /// <summary>A voucher sold whose taxes fall due when it is redeemed.</summary>
    MultiPurposeVoucherSale = 7,

    /// <summary>Such a voucher redeemed.</summary>
    MultiPurposeVoucherRedemption = 8,

    /// <summary>A down payment received.</summary>
    DownPayment = 9,

    /// <summary>A down payment set off against the final bill.</summary>
    DownPaymentSettlement = 10,

    /// <summary>A tip that belongs to the employee: untaxed, and no revenue.</summary>
    TipToEmployee = 11,

    /// <summary>A tip that belongs to the employer: taxed revenue.</summary>
    TipToEmployer = 12,

    /// <summary>A claim that arises: sold on account.</summary>
    ReceivableArising = 13,

    /// <summary>A claim that is settled.</summary>
    ReceivableSettlement = 14,

    /// <summary>Cash the owner takes out.</summary>
    OwnerWithdrawal = 15,

    /// <summary>Cash the owner puts in.</summary>
    OwnerDeposit = 16,

    /// <summary>Cash on its way to or from the bank or another drawer.</summary>
    CashTransit = 17,

    /// <summary>A wage paid from the drawer.</summary>
    Wage = 18,

    /// <summary>Any other cash put in.</summary>
    PayIn = 19,

    /// <summary>Any other cash taken out.</summary>
    PayOut = 20,

    /// <summary>What was counted less what was expected.</summary>
    Difference = 21,
}

/// <summary>What follows from a business case.</summary>
public static class BusinessCaseExtensions
{
    /// <summary>Whether it is revenue: then it may be taxed, and discounts and surcharges of the ticket reach it. A tip to the employee and a multi-purpose voucher are none, nor is a claim that is settled.</summary>
    public static bool IsRevenue(this BusinessCase businessCase) => businessCase is not (
        BusinessCase.TipToEmployee or BusinessCase.MultiPurposeVoucherSale or BusinessCase.MultiPurposeVoucherRedemption or BusinessCase.ReceivableSettlement);
}
