using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>Writes steps and their operands down.</summary>
internal sealed class StepList(Scale scale)
{
    private readonly ImmutableArray<ExplanationStep>.Builder _steps = ImmutableArray.CreateBuilder<ExplanationStep>();

    public ImmutableArray<ExplanationStep> ToArray() => _steps.ToImmutable();

    /// <param name="figure">The figure's path.</param>
    /// <param name="subject">The name of what it belongs to.</param>
    /// <param name="rule">How it follows.</param>
    /// <param name="result">What it comes to.</param>
    /// <param name="isRounded">Whether the exact result is another one.</param>
    /// <param name="operands">What it follows from.</param>
    public void Add(string figure, string? subject, ExplanationRule rule, Money result, bool isRounded, params ImmutableArray<ExplanationOperand> operands) =>
        Add(figure, subject, rule, result, isRounded ? scale.Mode : null, operands);

    /// <summary>A step with a rounding of its own.</summary>
    public void Add(string figure, string? subject, ExplanationRule rule, Money result, RoundingMode? rounding, params ImmutableArray<ExplanationOperand> operands) => _steps.Add(new()
    {
        Figure = figure,
        Subject = subject,
        Rule = rule,
        Operands = operands,
        Rounding = rounding,
        Result = result,
    });

    public void Add(string figure, ExplanationRule rule, Money result, params ImmutableArray<ExplanationOperand> operands) =>
        Add(figure, subject: null, rule, result, isRounded: false, operands);

    /// <summary>Σ of amounts, each with its sign; zeros say nothing and are left out.</summary>
    public void Sum(string figure, Money result, params IEnumerable<Money> terms) =>
        Add(figure, ExplanationRule.Sum, result, [.. terms.Where(term => !term.IsZero).Select(term => Amount("term", term))]);

    /// <summary>What a discount or a surcharge asks for.</summary>
    public void Request(string figure, string subject, Rate? rate, Money result, long price)
    {
        if (rate is { } share)
        {
            var isRounded = (Int128)price * share.PartsPerMillion % ((Int128)Rate.PartsPerOne * scale.FinePerMinor) != 0;
            Add(figure, subject, ExplanationRule.PercentOf, result, isRounded, Fine("price", price), new("rate", OperandKind.Rate, share.PartsPerMillion));
        }
        else
        {
            Add(figure, subject, ExplanationRule.FixedAmount, result, isRounded: false, Amount("amount", result));
        }
    }

    public static ExplanationOperand Amount(string name, Money amount) => new(name, OperandKind.Amount, amount.Units);

    /// <summary>An amount in fine units.</summary>
    public ExplanationOperand Fine(string name, Int128 fine) => scale.FinePerMinor == 1
        ? new(name, OperandKind.Amount, (long)(fine * scale.Currency.UnitsPerMinor))
        : new(name, OperandKind.ExactAmount, (long)fine);

    /// <summary>An amount in fine units, in two where it is too large for so many decimals.</summary>
    private IEnumerable<ExplanationOperand> Fines(string name, Int128 fine)
    {
        if (scale.FinePerMinor == 1 || (fine >= long.MinValue && fine <= long.MaxValue))
        {
            yield return Fine(name, fine);
            yield break;
        }

        // A unit of Money is a thousand of the eighth decimal.
        yield return new(name, OperandKind.Amount, (long)(fine / 1_000));
        if (fine % 1_000 != 0)
        {
            yield return new(name, OperandKind.ExactAmount, (long)(fine % 1_000));
        }
    }

    /// <summary>The terms of an amount that follows from a price and a quantity: each what is multiplied, a numerator and a denominator.</summary>
    public IEnumerable<ExplanationOperand> Terms(LinearForm form, Int128 price, Int128 quantity)
    {
        if (form.OfPrice != 0)
        {
            var factor = new Ratio((Int128)form.OfPrice * scale.FinePerMinor, form.Denominator);
            foreach (var taxed in Fines("taxed", price))
            {
                yield return taxed;
                yield return Number("factor", factor.Numerator);
                yield return Number("divisor", factor.Denominator);
            }
        }

        if (form.OfQuantity != 0)
        {
            // Minor units on a thousandth of quantity, as 1/100,000 on one.
            var factor = new Ratio((Int128)form.OfQuantity * scale.Currency.UnitsPerMinor * Quantity.UnitsPerOne, form.Denominator);
            yield return new("quantity", OperandKind.Quantity, (long)quantity);
            yield return new("per_unit", OperandKind.Amount, (long)factor.Numerator);
            yield return Number("divisor", factor.Denominator);
        }
    }

    public static ExplanationOperand Number(string name, Int128 number) => new(name, OperandKind.Number, (long)number);
}
