namespace PosEngine.Pricing;

/// <summary>A sum of fractions without any loss, to be rounded once.</summary>
/// <remarks>
/// Kept as a whole part and a proper fraction over a common denominator, so that large amounts leave the 128 bits to the denominators:
/// six unrelated tax rates of six decimals fit. More of them throw <see cref="OverflowException"/> rather than lose a digit.
/// </remarks>
internal struct ExactSum
{
    private Int128 _whole;
    private Int128 _remainder;
    private Int128 _denominator;

    /// <summary>-1, 0 or 1.</summary>
    public readonly int Sign => _whole < 0 ? -1 : _whole > 0 || _remainder > 0 ? 1 : 0;

    /// <summary>Whether rounding changes nothing.</summary>
    public readonly bool IsWhole => _remainder == 0;

    /// <summary>The largest whole number that is not above it.</summary>
    public readonly Int128 Floor => _whole;

    public static ExactSum operator +(ExactSum sum, ExactSum other)
    {
        sum._whole += other._whole;
        sum.AddProper(other._remainder, other._denominator);
        return sum;
    }

    public static ExactSum operator +(ExactSum sum, Int128 whole) => sum with { _whole = sum._whole + whole };

    public static ExactSum operator -(ExactSum sum) => sum._remainder == 0
        ? new() { _whole = -sum._whole }
        : new() { _whole = -sum._whole - 1, _remainder = sum._denominator - sum._remainder, _denominator = sum._denominator };

    /// <summary>Adds <paramref name="numerator"/> ÷ <paramref name="denominator"/>; the denominator is above zero.</summary>
    public void Add(Int128 numerator, long denominator)
    {
        var (whole, remainder) = Int128.DivRem(numerator, denominator);
        if (remainder < 0)
        {
            remainder += denominator;
            whole--;
        }

        _whole += whole;
        AddProper(remainder, denominator);
    }

    /// <summary>The sum as a whole number.</summary>
    /// <exception cref="OverflowException">It does not fit 64 bits.</exception>
    public readonly long Round(RoundingMode mode)
    {
        if (_remainder == 0)
        {
            return (long)_whole;
        }

        // Rounding acts on the magnitude, and asks of the whole part only whether it is odd.
        var isNegative = _whole < 0;
        var whole = isNegative ? -(_whole + 1) : _whole;
        var remainder = isNegative ? _denominator - _remainder : _remainder;
        var odd = whole & 1;
        var rounded = whole - odd + Rounding.Divide((odd * _denominator) + remainder, _denominator, mode);
        return (long)(isNegative ? -rounded : rounded);
    }

    private void AddProper(Int128 remainder, Int128 denominator)
    {
        if (remainder == 0)
        {
            return;
        }

        if (_remainder == 0)
        {
            (_remainder, _denominator) = (remainder, denominator);
            return;
        }

        var common = Ratio.GreatestCommonDivisor(_denominator, denominator);
        var factor = denominator / common;
        _remainder = (_remainder * factor) + (remainder * (_denominator / common));
        _denominator *= factor;
        if (_remainder >= _denominator)
        {
            _remainder -= _denominator;
            _whole++;
        }
    }
}
