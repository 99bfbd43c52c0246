namespace PosEngine.Pricing;

/// <summary>The price of a line in the currency's smallest unit, as far as the line alone decides it.</summary>
/// <param name="Subtotal">Unit price × quantity, rounded once.</param>
/// <param name="Price">What the line's own discounts leave of it.</param>
internal readonly record struct LinePrice(long Subtotal, long Price)
{
    /// <summary>Prices a line.</summary>
    /// <param name="line">The line.</param>
    /// <param name="money">The currency and the rounding.</param>
    /// <param name="reductions">Receives one step for each of its discounts.</param>
    public static LinePrice Of(PriceLine line, MinorUnits money, Span<Reduction> reductions)
    {
        var subtotal = money.PriceOf(line.UnitPrice, line.Quantity);
        return new(subtotal, Discounting.TakeOffLine(subtotal, Discounting.InOrder(line.Discounts), money, reductions));
    }
}
