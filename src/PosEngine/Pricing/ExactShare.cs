namespace PosEngine.Pricing;

/// <summary>What a share would be if fractions could be paid: <see cref="Whole"/> + <see cref="Remainder"/> ÷ <see cref="Denominator"/>.</summary>
/// <remarks>Sorts by who is first in line for a unit that is left over.</remarks>
internal readonly struct ExactShare : IComparable<ExactShare>
{
    private ExactShare(long whole, long remainder, long denominator, int index)
    {
        Whole = whole;
        Remainder = remainder;
        Denominator = denominator;
        Index = index;
    }

    /// <summary>The largest whole number that is not above the exact share.</summary>
    public long Whole { get; }

    /// <summary>What is above it, from 0 to below <see cref="Denominator"/>.</summary>
    public long Remainder { get; }

    /// <summary>Above zero.</summary>
    public long Denominator { get; }

    /// <summary>Where the share is written to.</summary>
    public int Index { get; }

    /// <summary>The share of <paramref name="numerator"/> ÷ <paramref name="denominator"/>.</summary>
    /// <exception cref="OverflowException">It does not fit 64 bits.</exception>
    public static ExactShare Of(Int128 numerator, long denominator, int index)
    {
        var (whole, remainder) = Int128.DivRem(numerator, denominator);
        return remainder < 0
            ? new((long)(whole - 1), (long)(remainder + denominator), denominator, index)
            : new((long)whole, (long)remainder, denominator, index);
    }

    /// <summary>The larger remainder first, then the larger share, then the earlier one.</summary>
    public int CompareTo(ExactShare other)
    {
        var byRemainder = Denominator == other.Denominator
            ? other.Remainder.CompareTo(Remainder)
            : ((Int128)other.Remainder * Denominator).CompareTo((Int128)Remainder * other.Denominator);
        if (byRemainder != 0)
        {
            return byRemainder;
        }

        // Remainders are equal here, so that the whole parts alone tell which share is larger.
        var byShare = other.Whole.CompareTo(Whole);
        return byShare != 0 ? byShare : Index.CompareTo(other.Index);
    }
}
