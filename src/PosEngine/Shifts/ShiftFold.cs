using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Journal;
using PosEngine.Pricing;
using PosEngine.Receipts;
using PosEngine.Tickets;

namespace PosEngine.Shifts;

/// <summary>A shift's figures are the fold of its entries (invariant H1).</summary>
internal static class ShiftFold
{
    public static ShiftReport Open(ShiftOpened opened, in EntryHead head) => new()
    {
        Id = opened.ShiftId,
        Number = opened.Number,
        BusinessDate = opened.BusinessDate ?? default,
        OpenedAt = head.At,
        OpenedBy = head.Employee ?? throw new InvalidOperationException("A shift is opened by somebody."),
        Cash = Empty(opened.Floats.Aggregate(Money.Zero, static (sum, drawer) => sum + drawer.Amount)),
        Drawers = [.. opened.Floats.Select(static drawer => new DrawerReport(drawer.Drawer, Empty(drawer.Amount), []))],
    };

    /// <summary>The drawer that cash goes through after a shift was opened: the one that it did, if the shift has it.</summary>
    public static int DrawerOf(ShiftOpened opened, int drawer) =>
        opened.Floats.Any(given => given.Drawer == drawer) ? drawer : opened.Floats[0].Drawer;

    /// <summary>What was received for tickets without a receipt.</summary>
    public static ShiftReport WithOpen(ShiftReport shift, IEnumerable<ReceivedPayment> payments) => shift with
    {
        OpenPayments = payments.Aggregate(ImmutableArray<PaymentTotal>.Empty, static (totals, payment) => Add(totals, payment.Type, payment.Amount)),
    };

    public static ShiftReport Add(ShiftReport? shift, CashMoved moved) => Move(
        Required(shift), moved.Drawer,
        cash => moved.Move switch
        {
            CashMove.PayIn => cash with { PaidIn = cash.PaidIn + moved.Amount, Expected = cash.Expected + moved.Amount },
            CashMove.PayOut => cash with { PaidOut = cash.PaidOut + moved.Amount, Expected = cash.Expected - moved.Amount },
            CashMove.Drop => cash with { Dropped = cash.Dropped + moved.Amount, Expected = cash.Expected - moved.Amount },
            _ => cash with { TipsPaidOut = cash.TipsPaidOut + moved.Amount, Expected = cash.Expected - moved.Amount },
        },
        []);

    /// <summary>What was ever sold, one receipt later.</summary>
    public static GrandTotals Add(GrandTotals running, Receipt receipt)
    {
        var returned = Exchanges.ReturnedBy(receipt);
        return running with { Receipts = running.Receipts + 1, Sales = running.Sales + receipt.Total - returned, Refunds = running.Refunds + returned };
    }

    /// <summary>Practice is counted by itself, and nowhere else.</summary>
    public static ShiftReport AddTraining(ShiftReport? shift, Receipt receipt) => Required(shift) with
    {
        TrainingCount = shift!.TrainingCount + 1,
        TrainingTotal = shift.TrainingTotal + receipt.Total,
    };

    /// <summary>A ticket may be changed while no shift is open: then none tells of it.</summary>
    public static ShiftReport? Add(ShiftReport? shift, LineVoid made) =>
        shift is null ? null : shift with { VoidCount = shift.VoidCount + 1, Voided = shift.Voided + made.Gross };

    public static ShiftReport? AddAbandoned(ShiftReport? shift, Money? gross) =>
        shift is null ? null : shift with { AbandonedCount = shift.AbandonedCount + 1, Abandoned = shift.Abandoned + (gross ?? Money.Zero) };

    public static ShiftReport? AddDrawerOpening(ShiftReport? shift) => shift is null ? null : shift with { DrawerOpenings = shift.DrawerOpenings + 1 };

    public static ShiftReport AddRefusedCount(ShiftReport? shift) => Required(shift) with { RefusedCounts = shift!.RefusedCounts + 1 };

    public static ShiftReport Add(ShiftReport? shift, Receipt receipt)
    {
        var cash = CashOf(receipt);
        var returns = ReturnsOf(receipt);
        var before = Move(
            Required(shift), receipt.Drawer, before => before with { Sales = before.Sales + cash, Expected = before.Expected + cash }, receipt.Payments);
        return before with
        {
            ReceiptCount = before.ReceiptCount + 1,
            FirstReceipt = before.FirstReceipt ?? receipt.Number,
            LastReceipt = receipt.Number,
            RefundCount = before.RefundCount + (receipt.RefundOf is null ? 0 : 1),
            Refunds = before.Refunds + Exchanges.ReturnedBy(receipt),
            ReturnCount = before.ReturnCount + returns.Count,
            Returns = before.Returns + returns.Gross,
            Totals = before.Totals.Add(receipt.Totals) with
            {
                Rounding = before.Totals.Rounding + receipt.Totals.Rounding,
                Prepaid = before.Totals.Prepaid + receipt.Totals.Prepaid,
            },
            SalesByBusinessCase = Add(before.SalesByBusinessCase, receipt),
            CashRounding = before.CashRounding + receipt.CashRounding,
            Taxes = Add(before.Taxes, receipt.Priced.Taxes),
            Payments = Add(before.Payments, receipt),
        };
    }

    /// <param name="shift">The shift.</param>
    /// <param name="counted">What is in each drawer, in the order of the shift's.</param>
    /// <param name="at">When.</param>
    /// <param name="by">Who counted.</param>
    /// <param name="reason">Why it differs, where somebody said so.</param>
    public static ShiftReport Close(ShiftReport shift, ImmutableArray<DrawerCash> counted, DateTimeOffset at, EmployeeId by, string? reason)
    {
        ImmutableArray<DrawerReport> drawers =
            [.. shift.Drawers.Zip(counted, static (drawer, cash) => drawer with { Cash = drawer.Cash with { Counted = cash.Amount }, ForeignCash = Count(drawer.ForeignCash, cash.Foreign) })];
        return shift with
        {
            DifferenceReason = reason,
            ClosedAt = at,
            ClosedBy = by,
            Cash = shift.Cash with { Counted = counted.Aggregate(Money.Zero, static (sum, cash) => sum + cash.Amount) },
            ForeignCash = [.. drawers.SelectMany(static drawer => drawer.ForeignCash).GroupBy(static total => total.Currency).Select(Sum)],
            Drawers = drawers,
        };
    }

    /// <summary>What was counted beside what should be there, which is nothing of a currency that nobody has paid in.</summary>
    private static ImmutableArray<ForeignCashTotal> Count(ImmutableArray<ForeignCashTotal> totals, ImmutableArray<ForeignCashCount> counts)
    {
        foreach (var (currency, amount) in counts)
        {
            var total = totals.FirstOrDefault(total => total.Currency == currency) ?? new ForeignCashTotal(currency, Money.Zero);
            totals = (totals.Contains(total) ? totals : totals.Add(total)).Replace(total, total with { Counted = amount });
        }

        return totals;
    }

    /// <summary>One currency of all drawers; counted where it was in each of those that have it.</summary>
    private static ForeignCashTotal Sum(IEnumerable<ForeignCashTotal> totals) =>
        totals.Aggregate(static (sum, total) => sum with { Expected = sum.Expected + total.Expected, Counted = sum.Counted + total.Counted });

    private static CashSummary Empty(Money opening) => new(opening, Money.Zero, Money.Zero, Money.Zero, opening, null);

    /// <summary>Cash moved: in its drawer, and so in all of them together. A drawer that the shift was not opened with is in it from then on: the money is in there.</summary>
    private static ShiftReport Move(ShiftReport shift, int number, Func<CashSummary, CashSummary> change, ImmutableArray<ReceiptPayment> payments)
    {
        var drawers = shift.Drawers;
        var index = drawers.IndexOf(drawers.FirstOrDefault(drawer => drawer.Drawer == number)!);
        if (index < 0)
            (index, drawers) = (drawers.Length, drawers.Add(new DrawerReport(number, Empty(Money.Zero), [])));
        var moved = drawers[index];
        return shift with
        {
            Cash = change(shift.Cash),
            ForeignCash = Add(shift.ForeignCash, payments),
            Drawers = drawers.SetItem(index, moved with { Cash = change(moved.Cash), ForeignCash = Add(moved.ForeignCash, payments) }),
        };
    }

    private static ShiftReport Required(ShiftReport? shift) => shift ?? throw new InvalidOperationException("The journal has an entry of a shift outside any shift.");

    /// <summary>What lines gave back that were sold on no receipt here. Deposits come back every day, and have a business case of their own.</summary>
    private static (int Count, Money Gross) ReturnsOf(Receipt receipt)
    {
        var returns = (Count: 0, Gross: Money.Zero);
        for (var i = 0; i < receipt.Lines.Length; i++)
        {
            if (receipt.Lines[i] is { Return: null, Quantity.IsNegative: true, BusinessCase: not BusinessCase.DepositReturn })
                returns = (returns.Count + 1, returns.Gross + receipt.Priced.Lines[i].Gross);
        }

        return returns;
    }

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
