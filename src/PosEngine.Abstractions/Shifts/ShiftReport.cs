using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;

namespace PosEngine.Shifts;

/// <summary>What one way to pay took in.</summary>
/// <param name="Type">The way to pay.</param>
/// <param name="Amount">What was kept: payments less change.</param>
/// <param name="Count">How many payments.</param>
public sealed record PaymentTotal(PaymentType Type, Money Amount, int Count);

/// <summary>What the receipts have of one business case, refunds included.</summary>
/// <param name="BusinessCase">The business case; discounts and surcharges that receipts carry beside their lines have their own.</param>
/// <param name="Net">Without tax.</param>
/// <param name="Tax">All taxes.</param>
/// <param name="Gross">With tax.</param>
public sealed record BusinessCaseTotal(BusinessCase BusinessCase, Money Net, Money Tax, Money Gross);

/// <summary>What was ever sold on this device, over all its shifts, training apart.</summary>
/// <param name="Receipts">How many receipts, refunds included.</param>
/// <param name="Sales">Σ of the totals of sales.</param>
/// <param name="Refunds">Σ of the totals of refunds; zero or below.</param>
public readonly record struct GrandTotals(long Receipts, Money Sales, Money Refunds);

/// <summary>What the taxes of one category came to.</summary>
/// <param name="Category">The category.</param>
/// <param name="Net">What they are on.</param>
/// <param name="Amount">The taxes.</param>
public sealed record TaxCategoryTotal(TaxCategory Category, Money Net, Money Amount);

/// <summary>The cash of a shift or a drawer. Expected = float + sales − change + pay-ins − pay-outs − drops − tips paid out.</summary>
/// <param name="Float">What was in the drawer at the start.</param>
/// <param name="Sales">Cash received for sales, less change.</param>
/// <param name="PaidIn">Σ pay-ins.</param>
/// <param name="PaidOut">Σ pay-outs.</param>
/// <param name="Expected">What should be in the drawer.</param>
/// <param name="Counted">What was counted at the close; null while the shift is open.</param>
public sealed record CashSummary(Money Float, Money Sales, Money PaidIn, Money PaidOut, Money Expected, Money? Counted)
{
    /// <summary>Σ of what was dropped into the safe.</summary>
    public Money Dropped { get; init; }

    /// <summary>Σ of the tips that were paid out to employees in cash.</summary>
    public Money TipsPaidOut { get; init; }

    /// <summary>Counted less expected: above zero there is too much; null while the shift is open.</summary>
    public Money? Difference => Counted - Expected;
}

/// <summary>Cash of another currency that should be in the drawer.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Expected">Σ of what was handed over in it; change is given in ours.</param>
public sealed record ForeignCashTotal(Currency Currency, Money Expected)
{
    /// <summary>What was counted at the close; null while the shift is open, and where nobody counted it.</summary>
    public Money? Counted { get; init; }

    /// <summary>Counted less expected; null where nobody counted it.</summary>
    public Money? Difference => Counted - Expected;
}

/// <summary>Notes and coins of another currency that were counted.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Amount">How much, in that currency; zero or more.</param>
public readonly record struct ForeignCashCount(Currency Currency, Money Amount);

/// <summary>An amount of cash in one drawer.</summary>
/// <param name="Drawer">The drawer's number, from 1.</param>
/// <param name="Amount">How much, in our own currency.</param>
/// <param name="Counts">The coins and notes that it is made of, for the record; none where only the sum is known.</param>
public readonly record struct DrawerCash(int Drawer, Money Amount, ImmutableArray<CashCount> Counts = default)
{
    /// <summary>The cash in other currencies, each once: counted at the close, and never part of a float.</summary>
    public ImmutableArray<ForeignCashCount> Foreign
    {
        get => field.IsDefault ? [] : field;
        init;
    }

    /// <summary>The cash in a drawer, counted by coins and notes.</summary>
    /// <param name="drawer">The drawer's number, from 1.</param>
    /// <param name="counts">How many of each.</param>
    /// <exception cref="OverflowException">The sum leaves the range of <see cref="Money"/>.</exception>
    public static DrawerCash Of(int drawer, params ImmutableArray<CashCount> counts) => new(drawer, CashCount.Sum(counts), counts);
}

/// <summary>How many there are of one coin or note.</summary>
/// <param name="Value">What one is worth, above zero.</param>
/// <param name="Count">How many; zero or more.</param>
public readonly record struct CashCount(Money Value, int Count)
{
    /// <summary>What they are worth together.</summary>
    /// <exception cref="OverflowException">The sum leaves the range of <see cref="Money"/>.</exception>
    public static Money Sum(ImmutableArray<CashCount> counts) => Money.FromUnits(counts.Sum(static count => checked(count.Value.Units * count.Count)));
}

/// <summary>What one drawer of a shift holds.</summary>
/// <param name="Drawer">The drawer's number, from 1.</param>
/// <param name="Cash">The cash in our own currency.</param>
/// <param name="ForeignCash">The cash in others, in the order of first use.</param>
public sealed record DrawerReport(int Drawer, CashSummary Cash, ImmutableArray<ForeignCashTotal> ForeignCash);

/// <summary>The figures of a shift: an X report while it is open, its Z report once it is closed.</summary>
public sealed record ShiftReport
{
    /// <summary>The shift.</summary>
    public required ShiftId Id { get; init; }

    /// <summary>Its number on this device, from 1.</summary>
    public required int Number { get; init; }

    /// <summary>The day that its sales belong to, also those after midnight: the day on which it was opened, by the device's clock and <c>PosEngineOptions.BusinessDayStart</c>.</summary>
    public DateOnly BusinessDate
    {
        get => field == default ? DateOnly.FromDateTime(OpenedAt.DateTime) : field; // Earlier versions did not record it.
        init;
    }

    /// <summary>When it was opened, by the device's clock.</summary>
    public required DateTimeOffset OpenedAt { get; init; }

    /// <summary>Who opened it.</summary>
    public required EmployeeId OpenedBy { get; init; }

    /// <summary>When it was closed; null while it is open.</summary>
    public DateTimeOffset? ClosedAt { get; init; }

    /// <summary>Who closed it.</summary>
    public EmployeeId? ClosedBy { get; init; }

    /// <summary>How many receipts, refunds included.</summary>
    public int ReceiptCount { get; init; }

    /// <summary>The number of the first one; null where there is none.</summary>
    public string? FirstReceipt { get; init; }

    /// <summary>The number of the last one; null where there is none.</summary>
    public string? LastReceipt { get; init; }

    /// <summary>How many of them are refunds.</summary>
    public int RefundCount { get; init; }

    /// <summary>What the refunds gave back; zero or below. <see cref="Totals"/> contain it.</summary>
    public Money Refunds { get; init; }

    /// <summary>How many lines of sales gave something back: goods that came back with a ticket that is no refund, deposits apart.</summary>
    public int ReturnCount { get; init; }

    /// <summary>What they gave back; zero or below. <see cref="Totals"/> and the sales contain it, <see cref="Refunds"/> do not.</summary>
    public Money Returns { get; init; }

    /// <summary>Σ of the receipts' totals, whatever is revenue in them and what is not.</summary>
    public Totals Totals { get; init; }

    /// <summary>Per business case, in the order of first use: together the net, tax and gross of <see cref="Totals"/>. What a release before this one added up counts as <see cref="BusinessCase.Sale"/>.</summary>
    public ImmutableArray<BusinessCaseTotal> SalesByBusinessCase { get; init; } = [];

    /// <summary>The revenue without tax: no tips to employees, no multi-purpose vouchers (<see cref="BusinessCaseExtensions.IsRevenue"/>).</summary>
    public Money NetSales => Sum(static total => total.Net);

    /// <summary>The revenue with tax.</summary>
    public Money GrossSales => Sum(static total => total.Gross);

    /// <summary>Σ of the tips, to employees and to the employer.</summary>
    public Money Tips => SalesByBusinessCase.Where(static total => total.BusinessCase is BusinessCase.TipToEmployee or BusinessCase.TipToEmployer)
        .Aggregate(Money.Zero, static (sum, total) => sum + total.Gross);

    /// <summary>What was ever sold on this device, this shift included.</summary>
    public GrandTotals Running { get; init; }

    /// <summary>How often something was taken off a ticket before it was paid.</summary>
    public int VoidCount { get; init; }

    /// <summary>What that came to.</summary>
    public Money Voided { get; init; }

    /// <summary>How many tickets that had held a line were given up.</summary>
    public int AbandonedCount { get; init; }

    /// <summary>What they held then.</summary>
    public Money Abandoned { get; init; }

    /// <summary>How often a drawer was opened without a sale.</summary>
    public int DrawerOpenings { get; init; }

    /// <summary>How many blind counts were refused for want of a reason before the one that closed the shift. Each is in the journal.</summary>
    public int RefusedCounts { get; init; }

    /// <summary>How many receipts were made in training. No other figure contains them.</summary>
    public int TrainingCount { get; init; }

    /// <summary>What those came to.</summary>
    public Money TrainingTotal { get; init; }

    /// <summary>Why what was counted differs, where somebody said so.</summary>
    public string? DifferenceReason { get; init; }

    /// <summary>Whether the shop counts blind and the shift is open: then every amount from which the expected cash could be told is zero here.</summary>
    public bool IsBlind { get; init; }

    /// <summary>Σ of the receipts' cash rounding.</summary>
    public Money CashRounding { get; init; }

    /// <summary>Per tax, in the order of first use.</summary>
    public ImmutableArray<TaxTotal> Taxes { get; init; } = [];

    /// <summary>Per tax category, in the order of first use.</summary>
    public ImmutableArray<TaxCategoryTotal> TaxesByCategory =>
        [.. Taxes.GroupBy(static total => total.Tax.Category).Select(static category => new TaxCategoryTotal(
            category.Key, category.Aggregate(Money.Zero, static (sum, total) => sum + total.Net), category.Aggregate(Money.Zero, static (sum, total) => sum + total.Amount)))];

    /// <summary>Per way to pay, in the order of first use.</summary>
    public ImmutableArray<PaymentTotal> Payments { get; init; } = [];

    /// <summary>
    /// What was received for tickets that have no receipt yet, per way to pay. Such cash is in a drawer and in no expected amount: it counts where the receipt is made, be it in
    /// a later shift.
    /// </summary>
    public ImmutableArray<PaymentTotal> OpenPayments
    {
        get => field.IsDefault ? [] : field; // Earlier versions did not record them.
        init;
    }

    /// <summary>The cash in our own currency, of all drawers.</summary>
    public required CashSummary Cash { get; init; }

    /// <summary>The cash in others, of all drawers, in the order of first use.</summary>
    public ImmutableArray<ForeignCashTotal> ForeignCash { get; init; } = [];

    /// <summary>The same drawer by drawer, in the order in which they were named at the opening.</summary>
    public ImmutableArray<DrawerReport> Drawers
    {
        get => field.IsDefaultOrEmpty ? [new DrawerReport(1, Cash, ForeignCash)] : field; // Earlier versions knew one.
        init;
    }

    /// <summary>The same without what a count is not to be guided by.</summary>
    internal ShiftReport Blind() => this with
    {
        IsBlind = true,
        Refunds = Money.Zero,
        Returns = Money.Zero,
        Totals = default,
        SalesByBusinessCase = [],
        Running = Running with { Sales = Money.Zero, Refunds = Money.Zero },
        CashRounding = Money.Zero,
        Taxes = [],
        Payments = [],
        OpenPayments = [],
        Cash = Blind(Cash),
        ForeignCash = [],
        Drawers = [.. Drawers.Select(static drawer => drawer with { Cash = Blind(drawer.Cash), ForeignCash = [] })],
    };

    private static CashSummary Blind(CashSummary cash) => cash with { Sales = Money.Zero, Expected = Money.Zero };

    private Money Sum(Func<BusinessCaseTotal, Money> figure) =>
        SalesByBusinessCase.Where(static total => total.BusinessCase.IsRevenue()).Aggregate(Money.Zero, (sum, total) => sum + figure(total));
}
