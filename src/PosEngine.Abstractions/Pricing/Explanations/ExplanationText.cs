using System.Globalization;
using System.Text;

namespace PosEngine.Pricing;

/// <summary>Steps of an explanation as text, in English and German. The numbers speak for themselves; only their names need words.</summary>
internal static class ExplanationText
{
    public static string Of(ExplanationStep step, CultureInfo culture)
    {
        var isGerman = culture.TwoLetterISOLanguageName == "de";
        var text = new StringBuilder(NameOf(step.Figure, isGerman));
        if (step.Subject is { } subject)
        {
            text.Append(" (").Append(subject).Append(')');
        }

        text.Append(": ").Append(FormulaOf(step, culture, isGerman)).Append(" = ").Append(Text(step.Result, culture));
        if (step.Rounding is { } mode)
        {
            text.Append(", ").Append(Text(mode, isGerman));
        }

        return text.ToString();
    }

    private static string FormulaOf(ExplanationStep step, CultureInfo culture, bool isGerman) => step.Rule switch
    {
        ExplanationRule.Sum => SumOf(step, culture),
        ExplanationRule.LinePrice => LinePriceOf(step, culture),
        ExplanationRule.PercentOf or ExplanationRule.ListPrice => $"{Value(step, "price", culture)} × {Value(step, "rate", culture)}",
        ExplanationRule.FixedAmount => Value(step, "amount", culture),
        ExplanationRule.SmallerOf => string.Format(
            culture, isGerman ? "das Kleinere von {0} und {1}" : "the smaller of {0} and {1}", Value(step, "requested", culture), Value(step, "reached", culture)),
        ExplanationRule.Share => $"{Value(step, "amount", culture)} × {Value(step, "weight", culture)} ÷ {Value(step, "weights", culture)}",
        ExplanationRule.ShareOfSum => string.Format(
            culture, isGerman ? "{0} = {1}, Anteil an {2}" : "{0} = {1}, a share of {2}", LinePriceOf(step, culture), Value(step, "exact", culture), Value(step, "total", culture)),
        ExplanationRule.ShareOfTax => string.Format(culture, isGerman ? "{0}, Anteil an {1}" : "{0}, a share of {1}", TaxOf(step, culture), Value(step, "total", culture)),
        ExplanationRule.TaxPerUnit => string.Format(culture, isGerman ? "{1} × ({0}, gerundet)" : "{1} × ({0}, rounded)", TaxOfPiece(step, culture), Value(step, "pieces", culture)),
        ExplanationRule.TaxAsDifference => string.Format(
            culture, DifferenceOf(step, isGerman), step.Operands.First(IsWhole).ToString(culture), TaxOfPiece(step, culture), PiecesOf(step)?.ToString(culture)),
        ExplanationRule.ToStep => string.Format(
            culture, isGerman ? "{0} in Schritten von {1}{2}" : "{0} in steps of {1}{2}", Value(step, "amount", culture), Value(step, "step", culture),
            Find(step, "less").Units == 0 ? "" : $" − {Value(step, "less", culture)}"),
        ExplanationRule.Stored => isGerman ? "wie damals" : "as it was then",
        ExplanationRule.Returned => ReturnedOf(step, culture),
        ExplanationRule.Exchanged => ExchangedOf(step, culture),
        _ => TaxOf(step, culture),
    };

    private static string ReturnedOf(ExplanationStep step, CultureInfo culture)
    {
        var (sold, whole) = (Value(step, "sold", culture), Value(step, "whole", culture));
        var before = Find(step, "before").Units == 0 ? "" : $"{sold} × {Value(step, "before", culture)} ÷ {whole} ";
        return $"{before}− {sold} × {Value(step, "through", culture)} ÷ {whole}";
    }

    private static string ExchangedOf(ExplanationStep step, CultureInfo culture)
    {
        var (rate, divisor) = (Find(step, "rate"), Find(step, "divisor"));
        var factor = divisor.Units == Money.UnitsPerOne ? Text(Money.FromUnits(rate.Units), culture) : $"{rate.ToString(culture)} ÷ {divisor.ToString(culture)}";
        return $"{Value(step, "foreign", culture)} × {factor}";
    }

    private static string SumOf(ExplanationStep step, CultureInfo culture)
    {
        var text = new StringBuilder();
        foreach (var operand in step.Operands)
        {
            var magnitude = operand with { Units = Math.Abs(operand.Units) };
            var sign = operand.Units < 0 ? (text.Length == 0 ? "−" : " − ") : (text.Length == 0 ? "" : " + ");
            text.Append(sign).Append(magnitude.ToString(culture));
        }

        return text.Length == 0 ? "0" : text.ToString();
    }

    private static string LinePriceOf(ExplanationStep step, CultureInfo culture)
    {
        var price = Value(step, "unit_price", culture);
        if (step.Operands.First(operand => operand.Name == "base_quantity").Units != Quantity.UnitsPerOne)
        {
            price += $" ÷ {Value(step, "base_quantity", culture)}";
        }

        var modifiers = step.Operands.Where(operand => operand.Name.StartsWith("modifier", StringComparison.Ordinal)).Chunk(2).ToList();
        if (modifiers.Count > 0)
        {
            price = $"({price}{string.Concat(modifiers.Select(pair => $" + {pair[0].ToString(culture)} × {pair[1].ToString(culture)}"))})";
        }

        return $"{price} × {Value(step, "quantity", culture)}";
    }

    private static string TaxOf(ExplanationStep step, CultureInfo culture)
    {
        // Groups of three: what is multiplied, and a factor as numerator and denominator.
        var terms = step.Operands.Where(operand => operand.Name is not ("total" or "pieces") && !IsWhole(operand)).Chunk(3)
            .Select(term => $"{term[0].ToString(culture)} × {term[1].ToString(culture)}" + (term[2].Units == 1 ? "" : $" ÷ {term[2].ToString(culture)}")).ToList();
        return terms.Count == 0 ? "0" : string.Join(" + ", terms);
    }

    /// <summary>The tax, or where each piece rounds it for itself, that of one.</summary>
    private static string TaxOfPiece(ExplanationStep step, CultureInfo culture)
    {
        var tax = TaxOf(step, culture);
        tax = tax.Contains(" + ", StringComparison.Ordinal) ? $"({tax})" : tax;
        return PiecesOf(step) is { } pieces ? $"{tax} ÷ {pieces.ToString(culture)}" : tax;
    }

    private static string DifferenceOf(ExplanationStep step, bool isGerman)
    {
        var difference = (step.Operands.First(IsWhole).Name, isGerman) switch
        {
            ("containing", false) => "{0} − ({0} − {1}, rounded)",
            ("containing", true) => "{0} − ({0} − {1}, gerundet)",
            (_, false) => "({0} + {1}, rounded) − {0}",
            (_, true) => "({0} + {1}, gerundet) − {0}",
        };
        return PiecesOf(step) is null ? difference : $"{{2}} × ({difference})";
    }

    private static ExplanationOperand? PiecesOf(ExplanationStep step)
    {
        foreach (var operand in step.Operands)
        {
            if (operand.Name == "pieces")
            {
                return operand;
            }
        }

        return null;
    }

    private static bool IsWhole(ExplanationOperand operand) => operand.Name is "containing" or "beside";

    private static string Value(ExplanationStep step, string name, CultureInfo culture) => Find(step, name).ToString(culture);

    private static ExplanationOperand Find(ExplanationStep step, string name) => step.Operands.First(operand => operand.Name == name);

    private static string Text(Money amount, CultureInfo culture) => new ExplanationOperand("", OperandKind.Amount, amount.Units).ToString(culture);

    private static string Text(RoundingMode mode, bool isGerman) => (mode, isGerman) switch
    {
        (RoundingMode.HalfAwayFromZero, false) => "rounded half away from zero",
        (RoundingMode.HalfAwayFromZero, true) => "kaufmännisch gerundet",
        (RoundingMode.HalfEven, false) => "rounded half to even",
        (RoundingMode.HalfEven, true) => "zur geraden Ziffer gerundet",
        (RoundingMode.HalfDown, false) => "rounded half down",
        (RoundingMode.HalfDown, true) => "gerundet, die Hälfte ab",
        (RoundingMode.Up, false) => "rounded up",
        (RoundingMode.Up, true) => "aufgerundet",
        (_, false) => "rounded down",
        (_, true) => "abgerundet",
    };

    /// <summary><c>line/1/tax/2</c> as "Line 1, tax 2".</summary>
    private static string NameOf(string figure, bool isGerman)
    {
        var words = figure.Split('/');
        var text = new StringBuilder();
        foreach (var word in words)
        {
            var isNumber = char.IsAsciiDigit(word[0]);
            text.Append(text.Length == 0 ? "" : isNumber ? " " : ", ").Append(isGerman && German.TryGetValue(word, out var german) ? german : word.Replace('_', ' '));
        }

        text[0] = char.ToUpperInvariant(text[0]);
        return text.ToString();
    }

    internal static readonly Dictionary<string, string> German = new()
    {
        ["line"] = "Zeile",
        ["list_price"] = "Listenpreis",
        ["subtotal"] = "Betrag",
        ["discount"] = "Rabatt",
        ["surcharge"] = "Aufschlag",
        ["requested"] = "verlangt",
        ["applied"] = "abgezogen",
        ["amount"] = "Betrag",
        ["as_priced"] = "nach Preisen",
        ["tax_group"] = "Steuer gesamt",
        ["tax_rate"] = "Steuer des Satzes",
        ["base"] = "Bemessungsgrundlage",
        ["share"] = "Anteil",
        ["price"] = "Preis",
        ["component"] = "Bestandteil",
        ["carried"] = "neben den Zeilen",
        ["tax"] = "Steuer",
        ["net"] = "netto",
        ["gross"] = "brutto",
        ["total"] = "Summe",
        ["rounding"] = "Rundung",
        ["payable"] = "zu zahlen",
        ["payment"] = "Zahlung",
        ["paid"] = "Bezahlt",
        ["tendered"] = "gegeben",
        ["cash_due"] = "bleibt für bar",
        ["cash_rounding"] = "Barrundung",
        ["cash_before"] = "bar zuvor",
        ["cash_through"] = "bar insgesamt",
        ["change"] = "zurück",
        ["returned"] = "zurückgegeben",
        ["sold"] = "verkauft",
        ["settled_rounding"] = "Rundung von früher",
        ["sold_rounding"] = "Rundung des Verkaufs",
    };
}
