namespace PosEngine.Pricing;

/// <summary>Exact amounts that are gathered one by one, and rounded so that they add up to their rounded sum.</summary>
/// <remarks>Rounding acts on the magnitude: where the sum is below zero, all signs are turned around for it, and back again.</remarks>
internal ref struct Sharing
{
    private readonly Span<ExactShare> _buffer;
    private int _sign;
    private int _count;

    /// <param name="buffer">Room for what is added.</param>
    /// <param name="sign">The sign of the sum: −1, 0 or 1.</param>
    public Sharing(Span<ExactShare> buffer, int sign)
    {
        _buffer = buffer;
        _sign = sign;
    }

    /// <summary>Adds <paramref name="numerator"/> ÷ <paramref name="denominator"/>.</summary>
    public void Add(Int128 numerator, long denominator, int index)
    {
        // Amounts that cancel out to zero have no sign of their own: the first of them lends its.
        _sign = _sign != 0 ? _sign : Int128.Sign(numerator);
        _buffer[_count++] = ExactShare.Of(_sign * numerator, denominator, index);
    }

    /// <summary>Writes each share at its index.</summary>
    /// <param name="total">The sum, rounded in any way.</param>
    /// <param name="shares">Receives the shares.</param>
    public readonly void ShareOut(long total, Span<long> shares)
    {
        var exact = _buffer[.._count];
        LargestRemainder.RoundTo(_sign * total, exact, shares);
        if (_sign < 0)
        {
            foreach (ref readonly var share in exact)
            {
                shares[share.Index] = -shares[share.Index];
            }
        }
    }
}
