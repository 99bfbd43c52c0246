using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Pricing;
using PosEngine.Receipts;

namespace PosEngine.Shifts;

/// <summary>A shift's figures are the fold of its entries (invariant H1).</summary>
internal static class ShiftFold
{
    /// <summary>The drawer that all cash of this device moves through.</summary>
    public const int Drawer = 1;

    public static ShiftReport Open(ShiftOpened opened, in EntryHead head) => new()
    {
        Id = opened.ShiftId,
        Number = opened.Number,
        OpenedAt = head.At,
        OpenedBy = head.Employee ?? throw new InvalidOperationException("A shift is opened by somebody."),
        Cash = new CashSummary(opened.Float, Money.Zero, Money.Zero, Money.Zero, opened.Float, null),
    };

    public static ShiftReport Add(ShiftReport? shift, CashMoved moved)
    {
        var cash = Required(shift).Cash;
        return shift! with
        {
            Cash = moved.IsIn
                ? cash with { PaidIn = cash.PaidIn + moved.Amount, Expected = cash.Expected + moved.Amount }
                : cash with { PaidOut = cash.PaidOut + moved.Amount, Expected = cash.Expected - moved.Amount },
        };
    }

    public static ShiftReport Add(ShiftReport? shift, Receipt receipt)
    {
        var before = Required(shift);
        var cash = CashOf(receipt);
        return before with
        {
            ReceiptCount = before.ReceiptCount + 1,
            RefundCount = before.RefundCount + (receipt.RefundOf is null ? 0 : 1),
            Refunds = before.Refunds + (receipt.RefundOf is null ? Money.Zero : receipt.Total),
            Totals = before.Totals.Add(receipt.Totals) with
            {
                Rounding = before.Totals.Rounding + receipt.Totals.Rounding,
                Prepaid = before.Totals.Prepaid + receipt.Totals.Prepaid,
            },
            SalesByBusinessCase = Add(before.SalesByBusinessCase, receipt),
            CashRounding = before.CashRounding + receipt.CashRounding,
            Taxes = Add(before.Taxes, receipt.Priced.Taxes),
            Payments = Add(before.Payments, receipt),
            Cash = before.Cash with { Sales = before.Cash.Sales + cash, Expected = before.Cash.Expected + cash },
            ForeignCash = Add(before.ForeignCash, receipt.Payments),
        };
    }

    public static ShiftReport Close(ShiftReport shift, Money counted, DateTimeOffset at, EmployeeId by) => shift with
    {
        ClosedAt = at,
        ClosedBy = by,
        Cash = shift.Cash with { Counted = counted },
    };

    private static ShiftReport Required(ShiftReport? shift) => shift ?? throw new InvalidOperationException("The journal has an entry of a shift outside any shift.");

    /// <summary>What stayed in the drawer, in our own currency.</summary>
    private static Money CashOf(Receipt receipt)
    {
        var cash = -receipt.Change;
        foreach (var payment in receipt.Payments)
        {
            if (payment is { Type.Kind: PaymentKind.Cash, Foreign: null })
                cash += payment.Amount;
        }

        return cash;
    }

    private static ImmutableArray<ForeignCashTotal> Add(ImmutableArray<ForeignCashTotal> totals, ImmutableArray<ReceiptPayment> payments)
    {
        foreach (var payment in payments)
        {
            if (payment.Foreign is not { } foreign)
                continue;
            var index = totals.IndexOf(totals.FirstOrDefault(total => total.Currency == foreign.Currency)!);
            totals = index < 0
                ? totals.Add(new ForeignCashTotal(foreign.Currency, foreign.Amount))
                : totals.SetItem(index, totals[index] with { Expected = totals[index].Expected + foreign.Amount });
        }

        return totals;
    }

    private static ImmutableArray<BusinessCaseTotal> Add(ImmutableArray<BusinessCaseTotal> totals, Receipt receipt)
    {
        var priced = receipt.Priced;
        for (var i = 0; i < receipt.Lines.Length; i++)
            totals = Add(totals, receipt.Lines[i].BusinessCase, priced.Lines[i].Net, priced.Lines[i].Gross);
        foreach (var discount in priced.Discounts)
        {
            if (discount.Carried is { } carried)
                totals = Add(totals, BusinessCase.Discount, carried.Net, carried.Gross);
        }

        foreach (var surcharge in priced.Surcharges)
        {
            if (surcharge.Carried is { } carried)
                totals = Add(totals, BusinessCase.Surcharge, carried.Net, carried.Gross);
        }

        return totals;
    }

    private static ImmutableArray<BusinessCaseTotal> Add(ImmutableArray<BusinessCaseTotal> totals, BusinessCase businessCase, Money net, Money gross)
    {
        for (var i = 0; i < totals.Length; i++)
        {
            var total = totals[i];
            if (total.BusinessCase == businessCase)
                return totals.SetItem(i, total with { Net = total.Net + net, Tax = total.Tax + gross - net, Gross = total.Gross + gross });
        }

        return totals.Add(new(businessCase, net, gross - net, gross));
    }

    private static ImmutableArray<TaxTotal> Add(ImmutableArray<TaxTotal> totals, ImmutableArray<TaxTotal> added)
    {
        foreach (var tax in added)
        {
            // A tax whose rate was changed within the shift is two taxes on the report.
            var index = IndexOf(totals, tax.Tax);
            totals = index < 0
                ? totals.Add(tax)
                : totals.SetItem(index, totals[index] with { Net = totals[index].Net + tax.Net, Amount = totals[index].Amount + tax.Amount });
        }

        return totals;
    }

    private static int IndexOf(ImmutableArray<TaxTotal> totals, Tax tax)
    {
        for (var i = 0; i < totals.Length; i++)
        {
            if (totals[i].Tax == tax)
                return i;
        }

        return -1;
    }

    private static ImmutableArray<PaymentTotal> Add(ImmutableArray<PaymentTotal> totals, Receipt receipt)
    {
        // Change comes out of the cash that was handed over last, whatever that is called here.
        var payments = receipt.Payments;
        var last = payments.Length - 1;
        while (last >= 0 && payments[last].Type.Kind != PaymentKind.Cash)
            last--;
        if (last < 0 && !receipt.Change.IsZero)
            totals = Add(totals, PaymentType.Cash, -receipt.Change); // A payout: nothing was handed over.
        for (var i = 0; i < payments.Length; i++)
            totals = Add(totals, payments[i].Type, i == last ? payments[i].Amount - receipt.Change : payments[i].Amount);
        return totals;
    }

    private static ImmutableArray<PaymentTotal> Add(ImmutableArray<PaymentTotal> totals, PaymentType type, Money amount)
    {
        for (var i = 0; i < totals.Length; i++)
        {
            if (totals[i].Type.Id == type.Id)
                return totals.SetItem(i, totals[i] with { Amount = totals[i].Amount + amount, Count = totals[i].Count + 1 });
        }

        return totals.Add(new PaymentTotal(type, amount, 1));
    }
}
