namespace PosEngine.Pricing;

/// <summary>Where a tax is rounded.</summary>
public enum TaxRounding
{
    /// <summary>Once per tax on the receipt: exact amounts summed over all its lines, rounded once, and shared out to the lines again.</summary>
    OncePerTax = 0,

    /// <summary>On each line.</summary>
    PerLine = 1,
}

/// <summary>How a merchant's prices become totals. A value: tickets pin theirs when they start, receipts store it.</summary>
public sealed record PricingPolicy
{
    /// <summary>Half away from zero, tax once per tax on the receipt, no cash rounding.</summary>
    public static PricingPolicy Default { get; } = new();

    /// <summary>How every rounding is done.</summary>
    public RoundingMode Rounding { get; init; } = RoundingMode.HalfAwayFromZero;

    /// <summary>Where taxes are rounded.</summary>
    public TaxRounding TaxRounding { get; init; } = TaxRounding.OncePerTax;

    /// <summary>The step that cash is rounded to (0.05 CHF), or null where coins of the smallest unit exist.</summary>
    public Money? CashStep { get; init; }

    /// <summary>How cash is rounded to <see cref="CashStep"/>.</summary>
    public RoundingMode CashRounding { get; init; } = RoundingMode.HalfAwayFromZero;
}
