namespace PosEngine.Pricing;

/// <summary>An amount that follows exactly from a price and a quantity: (price × a + quantity × b) ÷ c.</summary>
/// <param name="OfPrice">a, for a price in fine units.</param>
/// <param name="OfQuantity">b, for a quantity in 1/1,000.</param>
/// <param name="Denominator">c, above zero; the amount is in minor units.</param>
internal readonly record struct LinearForm(long OfPrice, long OfQuantity, long Denominator)
{
    /// <param name="ofPrice">Per minor unit of price.</param>
    /// <param name="ofQuantity">Per 1/1,000 of quantity.</param>
    /// <param name="finePerMinor">Fine units of the price in a minor one.</param>
    /// <exception cref="OverflowException">The fractions do not fit 64 bits.</exception>
    public static LinearForm Of(Ratio ofPrice, Ratio ofQuantity, long finePerMinor)
    {
        var price = ofPrice / finePerMinor;
        var denominator = price.Denominator / Ratio.GreatestCommonDivisor(price.Denominator, ofQuantity.Denominator) * ofQuantity.Denominator;
        return new(
            (long)(price.Numerator * (denominator / price.Denominator)),
            (long)(ofQuantity.Numerator * (denominator / ofQuantity.Denominator)),
            (long)denominator);
    }

    /// <summary>The amount before it is divided by <see cref="Denominator"/>.</summary>
    public Int128 Numerator(Int128 price, Int128 quantity) => (price * OfPrice) + (quantity * OfQuantity);
}
