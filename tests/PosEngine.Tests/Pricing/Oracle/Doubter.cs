using System.Numerics;

namespace PosEngine.Pricing.Oracle;

/// <summary>Does every sum of an explanation again, from its operands alone.</summary>
internal sealed class Doubter(PriceRequest request)
{
    private readonly BigInteger _unitsPerMinor = BigInteger.Pow(10, 5 - request.Currency.Digits);

    /// <summary>Fails unless every step comes to its result, and shares of taxes that are rounded together add up to what they are said to be shares of.</summary>
    public void Check(PriceExplanation explanation, PricedTicket ticket)
    {
        Assert.All(explanation.Steps, Check);
        if (request.Policy.TaxRounding is not (TaxRounding.OncePerTax or TaxRounding.OncePerRate))
            return;

        var steps = explanation.Steps.ToDictionary(step => step.Figure);
        var taxes = new OracleTaxes(request, new Sightings());
        var groups = SharesOf(ticket).GroupBy(share => (Rate: taxes.GroupOf(share.Tax), share.Tax.Kind)).Select((group, i) => (group.Key.Rate, Shares: group.ToArray(), Whole: steps[$"tax_group/{i + 1}"])).ToArray();
        foreach (var (_, shares, whole) in groups)
        {
            Assert.Equal(whole.Result.Units, shares.Sum(share => steps[share.Figure].Result.Units));
            Assert.All(shares, share => Assert.Equal(whole.Result.Units, Of(steps[share.Figure], "total").Units));
        }

        // Of two kinds of one rate, each has a share in their sum.
        foreach (var (i, (_, _, whole)) in groups.Index().Where(group => group.Item.Whole.Rule == ExplanationRule.ShareOfTax))
        {
            var (first, sum) = groups.Index().Where(other => other.Item.Rate == groups[i].Rate).Aggregate((First: i, Sum: 0L), (sum, other) => (Math.Min(sum.First, other.Index), sum.Sum + other.Item.Whole.Result.Units));
            Assert.Equal((sum, sum), (Of(whole, "total").Units, steps[$"tax_rate/{first + 1}"].Result.Units));
        }
    }

    /// <summary>Every share of a tax, in the order in which the ticket was priced.</summary>
    private IEnumerable<(string Figure, Tax Tax)> SharesOf(PricedTicket ticket)
    {
        IEnumerable<(string, Tax)> Under(string path, IEnumerable<Tax>? taxes) => (taxes ?? []).Select((tax, k) => ($"{path}/tax/{k + 1}", tax));

        return request.Lines.Index().Where(line => line.Item.Stored is null)
            .SelectMany(line => line.Item.Components.IsEmpty
                ? Under($"line/{line.Index + 1}", line.Item.Taxes)
                : line.Item.Components.Index().SelectMany(part => Under($"line/{line.Index + 1}/component/{part.Index + 1}", part.Item.Taxes)))
            .Concat(ticket.Discounts.Index().SelectMany(discount => Under($"discount/{discount.Index + 1}/carried", discount.Item.Discount.Taxes)))
            .Concat(ticket.Surcharges.Index().SelectMany(surcharge => Under($"surcharge/{surcharge.Index + 1}/carried", surcharge.Item.Surcharge.Taxes)));
    }

    /// <summary>Fails unless the operands of a step come to its result under its rule.</summary>
    public void Check(ExplanationStep step)
    {
        var exact = Evaluate(step);
        var result = new Fraction(step.Result.Units, _unitsPerMinor);
        if (step.Rule is ExplanationRule.Share or ExplanationRule.ShareOfSum or ExplanationRule.ShareOfTax)
        {
            // A line that is less when it is rounded may be full, and the next in line takes more.
            var tolerance = step.Rule == ExplanationRule.Share && request.Policy.LineRounding == LineRounding.OncePerTicket ? 2 : 1;
            Assert.True((exact - result).Abs().CompareTo(tolerance) < 0, $"{step.Figure}: a share of {step.Result} is a unit or more away from what it should be.");
            return;
        }

        Assert.True(exact.CompareTo(result) == 0, $"{step.Figure} by {step.Rule}: the operands do not come to {step.Result}.");
    }

    private Fraction Evaluate(ExplanationStep step) => step.Rule switch
    {
        ExplanationRule.Sum => step.Operands.Aggregate((Fraction)0, (sum, operand) => sum + Minor(operand)),
        ExplanationRule.LinePrice => Round(step, LinePriceOf(step)),
        ExplanationRule.ShareOfSum => Agreeing(Minor(step, "exact"), LinePriceOf(step)),
        ExplanationRule.PercentOf => Round(step, Minor(step, "price") * new Fraction(Of(step, "rate").Units, 1_000_000)),
        ExplanationRule.ListPrice => ListPriceOf(step),
        ExplanationRule.FixedAmount => Minor(step, "amount"),
        ExplanationRule.SmallerOf => Minor(step, "requested").Abs().CompareTo(Minor(step, "reached").Abs()) < 0 ? Minor(step, "requested") : Minor(step, "reached"),
        ExplanationRule.Share => Minor(step, "amount") * Of(step, "weight").Units / Of(step, "weights").Units,
        ExplanationRule.Tax or ExplanationRule.NetOfPrice => Round(step, TermsOf(step)),
        ExplanationRule.ShareOfTax => TermsOf(step),
        ExplanationRule.TaxPerUnit => Of(step, "pieces").Units * Round(step, TermsOf(step) / Of(step, "pieces").Units),
        ExplanationRule.TaxAsDifference => DifferenceOf(step),
        ExplanationRule.ToStep => ToStep(step),
        ExplanationRule.Returned => ReturnedOf(step, "before") - ReturnedOf(step, "through"),
        ExplanationRule.Exchanged => Round(step, Minor(step, "foreign") * Of(step, "rate").Units / Of(step, "divisor").Units),
        ExplanationRule.Stored => new Fraction(step.Result.Units, _unitsPerMinor),
        _ => throw new ArgumentOutOfRangeException(nameof(step), step.Rule, "Nobody knows how to check this rule."),
    };

    private Fraction LinePriceOf(ExplanationStep step)
    {
        var price = Minor(step, "unit_price") * new Fraction(1_000, Of(step, "base_quantity").Units);
        foreach (var pair in step.Operands.Where(operand => operand.Name.StartsWith("modifier", StringComparison.Ordinal)).Chunk(2))
            price += Minor(pair[0]) * new Fraction(pair[1].Units, 1_000);
        return price * new Fraction(Of(step, "quantity").Units, 1_000);
    }

    // What is finer than the currency is rounded where Money ends.
    private Fraction ListPriceOf(ExplanationStep step)
    {
        var price = Of(step, "price").Units;
        var grain = price % _unitsPerMinor == 0 ? _unitsPerMinor : 1;
        return Round(step, new Fraction(price, grain) * new Fraction(Of(step, "rate").Units, 1_000_000)) * new Fraction(grain, _unitsPerMinor);
    }

    private Fraction TermsOf(ExplanationStep step) => step.Operands
        .Where(operand => operand.Name is not ("total" or "pieces" or "containing" or "beside")).Chunk(3)
        .Aggregate((Fraction)0, (sum, term) => sum + (term[0].Kind == OperandKind.Quantity
            ? new Fraction(term[0].Units, 1_000) * Minor(term[1]) / term[2].Units
            : Minor(term[0]) * new Fraction(term[1].Units, term[2].Units)));

    private Fraction DifferenceOf(ExplanationStep step)
    {
        var whole = step.Operands.First(operand => operand.Name is "containing" or "beside");
        Fraction pieces = step.Operands.Where(operand => operand.Name == "pieces").Select(operand => operand.Units).FirstOrDefault(1);
        var tax = TermsOf(step) / pieces;
        return pieces * (whole.Name == "containing" ? Minor(whole) - Round(step, Minor(whole) - tax) : Round(step, Minor(whole) + tax) - Minor(whole));
    }

    private Fraction ReturnedOf(ExplanationStep step, string part) => Round(step, Minor(step, "sold") * Of(step, part).Units / Of(step, "whole").Units);

    private Fraction ToStep(ExplanationStep step)
    {
        var size = Minor(step, "step");
        return (Round(step, Minor(step, "amount") / size) * size) - Minor(step, "less");
    }

    // What the fine unit of exact line amounts cuts off is less than one of them.
    private Fraction Agreeing(Fraction told, Fraction found)
    {
        Assert.True((told - found).Abs().CompareTo(new(1, BigInteger.Pow(10, 8 - request.Currency.Digits))) < 0, "The exact amount is another one.");
        return told;
    }

    private static Fraction Round(ExplanationStep step, Fraction exact)
    {
        // A difference is rounded where the tax is not whole, even if the whole hides it.
        Assert.True(exact.IsWhole || step.Rounding is not null, $"{step.Figure} was rounded without a word.");
        return step.Rounding is { } mode ? exact.Round(mode, new Sightings()) : exact;
    }

    private static ExplanationOperand Of(ExplanationStep step, string name) => step.Operands.Single(operand => operand.Name == name);

    private Fraction Minor(ExplanationStep step, string name) => Minor(Of(step, name));

    private Fraction Minor(ExplanationOperand operand) =>
        operand.Kind == OperandKind.ExactAmount ? new(operand.Units, _unitsPerMinor * 1_000) : new(operand.Units, _unitsPerMinor);
}
