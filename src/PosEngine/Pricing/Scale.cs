namespace PosEngine.Pricing;

/// <summary>The whole numbers that a ticket is priced in: the currency's smallest unit ("minor") and, of line amounts, a fine unit that divides it.</summary>
/// <remarks>The fine unit is the smallest unit itself, but where the policy keeps line amounts exact: there it is the eighth decimal.</remarks>
/// <param name="Currency">The currency.</param>
/// <param name="Mode">How what is finer is rounded.</param>
/// <param name="FinePerMinor">How many fine units make a smallest unit.</param>
internal readonly record struct Scale(Currency Currency, RoundingMode Mode, long FinePerMinor)
{
    // A fifth decimal of a price times a third decimal of a quantity.
    private const long EighthsPerUnit = Quantity.UnitsPerOne;

    public static Scale Of(Currency currency, PricingPolicy policy) =>
        new(currency, policy.Rounding, policy.LineRounding == LineRounding.OncePerTicket ? currency.UnitsPerMinor * EighthsPerUnit : 1);

    /// <summary>(Unit price ÷ base quantity + modifiers) × quantity, in fine units, rounded once.</summary>
    public long PriceOf(PriceLine line)
    {
        var (numerator, denominator) = ExactPriceOf(line);
        return Rounding.DivideToInt64(numerator, denominator, Mode);
    }

    /// <summary>The same before it is divided.</summary>
    public (Int128 Numerator, Int128 Denominator) ExactPriceOf(PriceLine line)
    {
        var (numerator, denominator) = ((Int128)line.UnitPrice.Units, (Int128)line.PriceBaseQuantity.Units);
        if (!line.Modifiers.IsEmpty)
        {
            const long modifierParts = Quantity.UnitsPerOne * Quantity.UnitsPerOne;
            numerator = (numerator * modifierParts) + (PriceOf(line.Modifiers.AsSpan()) * denominator);
            denominator *= modifierParts;
        }

        numerator *= line.Quantity.Units;
        return FinePerMinor == 1 ? (numerator, denominator * Currency.UnitsPerMinor) : (numerator * EighthsPerUnit, denominator);
    }

    /// <summary>A share of a fine amount, in minor units, rounded.</summary>
    public long Share(long fine, Rate rate) =>
        Rounding.DivideToInt64((Int128)fine * rate.PartsPerMillion, (Int128)Rate.PartsPerOne * FinePerMinor, Mode);

    /// <summary>A fine amount in minor units, rounded.</summary>
    public long ToMinor(Int128 fine) => Rounding.DivideToInt64(fine, FinePerMinor, Mode);

    /// <summary>An amount that is a whole number of minor units.</summary>
    public long Exactly(Money amount) => amount.Units / Currency.UnitsPerMinor;

    /// <summary>The amount of a whole number of minor units.</summary>
    public Money ToMoney(long minor) => Money.FromMinor(minor, Currency);

    private static Int128 PriceOf(ReadOnlySpan<PriceModifier> modifiers)
    {
        var sum = Int128.Zero;
        foreach (var modifier in modifiers)
        {
            sum += (Int128)modifier.Price.Units * modifier.Quantity.Units;
        }

        return sum;
    }
}
