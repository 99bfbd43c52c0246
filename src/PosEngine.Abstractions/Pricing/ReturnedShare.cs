namespace PosEngine.Pricing;

/// <summary>What the figures of a returned line are shares of: each is F(before) − F(through), where F is the sold figure × the part ÷ the whole, rounded half away from zero (invariant M5).</summary>
/// <param name="Sold">What the whole came to, each discount and surcharge in the order in which the returned line has it.</param>
/// <param name="Whole">
/// How much was sold, not zero: in 1/1,000; where amounts went back of it too, in a unit of which quantity and gross are both whole numbers; of something that a receipt carried beside its lines, what its lines came to, in 1/100,000
/// (their quantity, where they were given away).
/// </param>
/// <param name="Before">How much of that went back before, of the same sign.</param>
/// <param name="Through">How much went back with this return.</param>
public sealed record ReturnedShare(PricedLine Sold, long Whole, long Before, long Through)
{
    /// <summary>
    /// Whether the rows of the returned line add up, its subtotal being what its gross leaves without added taxes, with the discounts and without the surcharges. Receipts of early releases rounded the subtotal
    /// for itself: false.
    /// </summary>
    public bool AddsUp { get; init; } = true;
}
