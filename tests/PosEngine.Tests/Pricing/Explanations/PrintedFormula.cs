using System.Globalization;
using System.Numerics;
using PosEngine.Pricing.Oracle;

namespace PosEngine.Pricing;

/// <summary>Reads an English line of an explanation as a person with a pencil does, and does its sum.</summary>
internal sealed class PrintedFormula
{
    private static readonly CultureInfo English = CultureInfo.GetCultureInfo("en-GB");

    private readonly string _text;
    private readonly RoundingMode? _mode;
    private readonly Fraction _unit;
    private int _at;

    private PrintedFormula(string text, RoundingMode? mode, Fraction unit) => (_text, _mode, _unit) = (text, mode, unit);

    /// <summary>Fails unless what is printed left of the result comes to it.</summary>
    public static void AssertComesTo(ExplanationStep step, Currency currency)
    {
        var line = (step with { Subject = null }).ToString(English);
        if (step.Rule == ExplanationRule.Stored)
            return;
        var result = $" = {new ExplanationOperand("", OperandKind.Amount, step.Result.Units).ToString(English)}";
        var end = line.LastIndexOf(result, StringComparison.Ordinal);
        Assert.True(end > 0, line);
        var formula = line[(line.IndexOf(": ", StringComparison.Ordinal) + 2)..end];

        // What is dealt out is printed with the whole that it is a share of.
        var share = formula.IndexOf(", a share of ", StringComparison.Ordinal);
        formula = share < 0 ? formula : formula[..share];
        var parts = formula.Split(" = ");
        var unit = new Fraction(currency.Smallest.Units, 100_000);
        var isFine = step.Rule == ExplanationRule.ListPrice && !Money.FromUnits(step.Operands[0].Units).IsWholeIn(currency);
        var grain = isFine ? new Fraction(1, 100_000) : unit;
        var exact = new PrintedFormula(parts[0], step.Rounding, grain).Read();
        if (parts.Length == 2)
        {
            // An exact amount has eight decimals.
            var told = new PrintedFormula(parts[1], step.Rounding, grain).Read();
            Assert.True((exact - told).Abs().CompareTo(new(1, 100_000_000)) < 0, line);
            exact = told;
        }

        var printed = new Fraction(step.Result.Units, 100_000);
        if (step.Rule is ExplanationRule.Share or ExplanationRule.ShareOfSum or ExplanationRule.ShareOfTax)
            Assert.True((exact - printed).Abs().CompareTo(unit * 2) < 0, line);
        else
            Assert.True(new PrintedFormula("", step.Rounding, grain).Round(exact).CompareTo(printed) == 0, line);
    }

    private Fraction Read()
    {
        if (TryTake("the smaller of "))
        {
            var one = Sum();
            Take(" and ");
            var other = Sum();
            return one.Abs().CompareTo(other.Abs()) < 0 ? one : other;
        }

        // What went back before and what has now are rounded apart.
        var value = _text.Count('÷') == 2 && _text.Contains(" − ", StringComparison.Ordinal) && !_text.Contains('(') ? RoundedTerms() : Sum();
        if (TryTake(" in steps of "))
        {
            var step = Factor();
            value = (value / step).Round(_mode ?? RoundingMode.Up, new Sightings()) * step;
            value = TryTake(" − ") ? value - Factor() : value;
        }

        Assert.Equal(_text.Length, _at);
        return value;
    }

    private Fraction RoundedTerms()
    {
        var first = Round(Product());
        Take(" − ");
        return first - Round(Product());
    }

    private Fraction Sum()
    {
        var sum = TryTake("−") && (TryTake(" ") || true) ? -Product() : Product();
        while (true)
        {
            if (TryTake(" + "))
                sum += Product();
            else if (TryTake(" − "))
                sum -= Product();
            else
                return sum;
        }
    }

    private Fraction Product()
    {
        var product = Factor();
        while (true)
        {
            if (TryTake(" × "))
                product *= Factor();
            else if (TryTake(" ÷ "))
                product /= Factor();
            else
                return product;
        }
    }

    private Fraction Factor()
    {
        if (!TryTake("("))
            return Number();
        var value = Sum();
        value = TryTake(", rounded") ? Round(value) : value;
        Take(")");
        return value;
    }

    private Fraction Number()
    {
        var start = _at;
        while (_at < _text.Length && (char.IsAsciiDigit(_text[_at]) || (_text[_at] is '.' or '-') || (_text[_at] == ',' && _at + 1 < _text.Length && char.IsAsciiDigit(_text[_at + 1]))))
            _at++;
        Assert.True(_at > start, $"'{_text}' has no number at {start}.");
        var digits = _text[start.._at].Replace(",", "", StringComparison.Ordinal).Split('.');
        var number = new Fraction(BigInteger.Parse(string.Concat(digits), English), BigInteger.Pow(10, digits.Length == 2 ? digits[1].Length : 0));
        return TryTake("%") ? number / 100 : number;
    }

    private Fraction Round(Fraction amount) => _mode is { } mode ? (amount / _unit).Round(mode, new Sightings()) * _unit : amount;

    private void Take(string text) => Assert.True(TryTake(text), $"'{_text}' does not go on with '{text}' at {_at}.");

    private bool TryTake(string text)
    {
        if (!_text.AsSpan(_at).StartsWith(text, StringComparison.Ordinal))
            return false;
        _at += text.Length;
        return true;
    }
}
