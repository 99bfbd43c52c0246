namespace PosEngine.Pricing;

/// <summary>Turns amounts into whole numbers of a currency's smallest unit and back. Pricing calculates in these.</summary>
/// <param name="Currency">The currency.</param>
/// <param name="Mode">How what is finer is rounded.</param>
internal readonly record struct MinorUnits(Currency Currency, RoundingMode Mode)
{
    /// <summary>Unit price × quantity, rounded once.</summary>
    public long PriceOf(Money unitPrice, Quantity quantity) =>
        Rounding.DivideToInt64((Int128)unitPrice.Units * quantity.Units, (Int128)Currency.UnitsPerMinor * Quantity.UnitsPerOne, Mode);

    /// <summary>A share of an amount, rounded.</summary>
    public long Share(long amount, Rate rate) => Rounding.DivideToInt64((Int128)amount * rate.PartsPerMillion, Rate.PartsPerOne, Mode);

    /// <summary>An amount that is a whole number of the smallest unit.</summary>
    public long Exactly(Money amount) => amount.Units / Currency.UnitsPerMinor;

    /// <summary>The amount of a whole number of the smallest unit.</summary>
    public Money ToMoney(long minor) => Money.FromMinor(minor, Currency);
}
