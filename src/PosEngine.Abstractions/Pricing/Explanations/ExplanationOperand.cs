using System.Globalization;

namespace PosEngine.Pricing;

/// <summary>What an operand counts.</summary>
public enum OperandKind
{
    /// <summary>Money, in 1/100,000.</summary>
    Amount = 0,

    /// <summary>Money finer than <see cref="Money"/> holds, in 1/100,000,000.</summary>
    ExactAmount = 1,

    /// <summary>A quantity, in 1/1,000.</summary>
    Quantity = 2,

    /// <summary>A rate, in parts per million.</summary>
    Rate = 3,

    /// <summary>A plain whole number.</summary>
    Number = 4,
}

/// <summary>A number that a figure follows from.</summary>
/// <param name="Name">Its part in the rule.</param>
/// <param name="Kind">What it counts.</param>
/// <param name="Units">How many of that.</param>
public readonly record struct ExplanationOperand(string Name, OperandKind Kind, long Units)
{
    /// <summary>The number as people of a culture write it.</summary>
    public string ToString(CultureInfo culture) => Kind switch
    {
        OperandKind.Amount => Money.FromUnits(Units).ToString("#,0.00###", culture),
        OperandKind.ExactAmount => Eighths(culture),
        OperandKind.Quantity => Quantity.FromUnits(Units).ToString("0.###", culture),
        OperandKind.Rate => Rate.FromPartsPerMillion(Units).ToString("0.####", culture),
        _ => Units.ToString(culture),
    };

    private string Eighths(CultureInfo culture)
    {
        var (whole, rest) = Math.DivRem(Math.Abs(Units), 100_000_000);
        var sign = Units < 0 ? culture.NumberFormat.NegativeSign : "";
        return sign + whole.ToString("#,0", culture) + culture.NumberFormat.NumberDecimalSeparator + rest.ToString("00000000", CultureInfo.InvariantCulture).TrimEnd('0').PadRight(2, '0');
    }
}
