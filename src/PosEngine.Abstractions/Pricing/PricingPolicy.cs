namespace PosEngine.Pricing;

/// <summary>Where a tax is rounded.</summary>
public enum TaxRounding
{
    /// <summary>Once per tax on the ticket: exact amounts summed over all its lines, rounded once, and shared out to the lines again.</summary>
    OncePerTax = 0,

    /// <summary>On each line.</summary>
    PerLine = 1,

    /// <summary>On each piece, times the pieces; on the line where its quantity is no whole number.</summary>
    PerUnit = 2,

    /// <summary>
    /// Once for all taxes of the same category, kind and rate together, as invoices must in Japan. Where they are worked out on nets (<see cref="RoundedAmount.Net"/>), of
    /// the same VAT category code and rate, whether the prices contain them or not, as under EN 16931: its code S is both the ordinary and a reduced rate.
    /// </summary>
    OncePerRate = 3,
}

/// <summary>Which of the amounts around a tax is the rounded one; the others follow from it.</summary>
public enum RoundedAmount
{
    /// <summary>The tax. The net of a price that contains it is the rest.</summary>
    Tax = 0,

    /// <summary>What the tax stands beside: the net of a price that contains it, and the gross of one that it is added to. The tax is the difference.</summary>
    Base = 1,

    /// <summary>
    /// The net of each line; taxes are then worked out on the rounded nets, as on an invoice. Where prices contain their taxes, net and tax may miss the price by
    /// some of the smallest units: <see cref="Totals.Rounding"/> makes up for it.
    /// </summary>
    Net = 2,
}

/// <summary>Where unit price × quantity is rounded to the currency.</summary>
public enum LineRounding
{
    /// <summary>On each line.</summary>
    PerLine = 0,

    /// <summary>
    /// Once for the ticket: taxes are worked out on exact line amounts (to eight decimals), whose sum is rounded once and shared out to the lines again, as some
    /// back offices do.
    /// </summary>
    OncePerTicket = 1,
}

/// <summary>What taxes are worked out on.</summary>
public enum TaxBase
{
    /// <summary>The price that is left after discounts.</summary>
    Discounted = 0,

    /// <summary>
    /// The price before discounts, as where a third party pays the discount: all of it lowers the net, and none of it a tax. A customer who pays no taxes
    /// (<see cref="PriceRequest.IsTaxFree"/>) pays the net of what discounts left.
    /// </summary>
    Undiscounted = 1,
}

/// <summary>The order in which several discounts of a line, or of the ticket, are taken off.</summary>
public enum DiscountOrder
{
    /// <summary>Percentages first, then amounts, each from lower to higher.</summary>
    PercentFirst = 0,

    /// <summary>Amounts first, then percentages, each from lower to higher.</summary>
    AmountFirst = 1,

    /// <summary>As given.</summary>
    AsGiven = 2,
}

/// <summary>Which day decides between a tax and the one that replaces it.</summary>
public enum TaxDate
{
    /// <summary>The day on which the ticket's payment begins.</summary>
    Payment = 0,

    /// <summary>For each line the day on which it was rung up.</summary>
    LineAdded = 1,

    /// <summary>The business date of the open shift, when the ticket's payment begins: after midnight still the day on which the shift was opened.</summary>
    BusinessDate = 2,
}

/// <summary>How a merchant's prices become totals. A value: tickets pin theirs when they start, receipts store it.</summary>
/// <remarks>Every choice combines with every other, and in all of them the lines add up to the totals exactly.</remarks>
public sealed record PricingPolicy
{
    /// <summary>Half away from zero, tax once per tax on the ticket, percentages before amounts, no cash rounding.</summary>
    public static PricingPolicy Default { get; } = new();

    /// <summary>The default, with taxes rounded on each line.</summary>
    public static PricingPolicy PerLine { get; } = new() { TaxRounding = TaxRounding.PerLine };

    /// <summary>The default, with taxes rounded on each piece.</summary>
    public static PricingPolicy PerUnit { get; } = new() { TaxRounding = TaxRounding.PerUnit };

    /// <summary>The default, with ties going to the even neighbour.</summary>
    public static PricingPolicy HalfEven { get; } = new() { Rounding = RoundingMode.HalfEven };

    /// <summary>
    /// Once per rate, as the qualified invoice of Japan's consumption tax prescribes since October 2023; fractions of a yen are cut off, as most merchants there
    /// choose to (the mode is theirs to choose).
    /// </summary>
    public static PricingPolicy Japan { get; } = new() { TaxRounding = TaxRounding.OncePerRate, Rounding = RoundingMode.Down };

    /// <summary>The default, with cash in steps of 0.05, Switzerland's smallest coin.</summary>
    public static PricingPolicy Switzerland { get; } = new() { CashStep = Money.FromUnits(5_000) };

    /// <summary>
    /// The calculation rules of the European invoice standard EN 16931-1 (BR-CO-10 to BR-CO-17, BR-S-08): line nets are rounded, summed per category and rate, and
    /// taxed once.
    /// </summary>
    public static PricingPolicy EN16931 { get; } = new() { TaxRounding = TaxRounding.OncePerRate, RoundedAmount = RoundedAmount.Net };

    /// <summary>How every rounding is done, but for cash.</summary>
    public RoundingMode Rounding { get; init; } = RoundingMode.HalfAwayFromZero;

    /// <summary>Where taxes are rounded.</summary>
    public TaxRounding TaxRounding { get; init; } = TaxRounding.OncePerTax;

    /// <summary>What is rounded where a tax is.</summary>
    public RoundedAmount RoundedAmount { get; init; } = RoundedAmount.Tax;

    /// <summary>Where line amounts are rounded.</summary>
    public LineRounding LineRounding { get; init; } = LineRounding.PerLine;

    /// <summary>Whether discounts lower the taxes.</summary>
    public TaxBase TaxBase { get; init; } = TaxBase.Discounted;

    /// <summary>Which day's taxes a line has, where they change with the day (<see cref="TaxRule"/>).</summary>
    public TaxDate TaxDate { get; init; } = TaxDate.Payment;

    /// <summary>In which order discounts are taken off.</summary>
    public DiscountOrder DiscountOrder { get; init; } = DiscountOrder.PercentFirst;

    /// <summary>The step that what is to be paid is rounded to, however it is paid (0.05), or null for the smallest unit. Not taxed.</summary>
    public Money? TotalStep { get; init; }

    /// <summary>The step that cash is rounded to (0.05 CHF), or null where coins of the smallest unit exist.</summary>
    public Money? CashStep { get; init; }

    /// <summary>How cash is rounded to <see cref="CashStep"/>.</summary>
    public RoundingMode CashRounding { get; init; } = RoundingMode.HalfAwayFromZero;
}
