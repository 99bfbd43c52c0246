namespace PosEngine.Receipts;

/// <summary>What something on a receipt came to.</summary>
/// <param name="Gross">Its gross.</param>
/// <param name="Rounding">What its price, with the taxes that are added to it, is above the gross: nothing, but where nets are rounded.</param>
internal readonly record struct Worth(Money Gross, Money Rounding)
{
    /// <summary>What it was priced at: what a customer sees, and gets back for it.</summary>
    public Money AsPriced => Gross + Rounding;

    public static Worth operator +(Worth left, Worth right) => new(left.Gross + right.Gross, left.Rounding + right.Rounding);
}
