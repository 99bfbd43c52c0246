using System.Collections.Immutable;
using System.Numerics;

namespace PosEngine.Pricing.Oracle;

/// <summary>Taxes in exact fractions. Where the engine works out factors beforehand, this solves for the net of each part anew.</summary>
internal sealed class OracleTaxes(PriceRequest request, Sightings seen)
{
    private readonly PricingPolicy _policy = request.Policy;
    private readonly BigInteger _unitsPerMinor = BigInteger.Pow(10, 5 - request.Currency.Digits);

    public void ShareOut(OraclePart[] parts)
    {
        foreach (var part in parts)
        {
            if (WorksOnNet)
            {
                // Whoever pays a discount that lowers no tax pays for its taxes too.
                part.Net = request.IsTaxFree ? Round(NetOf(part, part.Left)) : Round(NetOf(part, part.Taxed)) - Round(part.Taxed - part.Left);
                part.Taxed = Round(NetOf(part, part.Taxed));
            }
        }

        if (_policy.TaxRounding is TaxRounding.PerLine or TaxRounding.PerUnit)
        {
            foreach (var part in parts)
            {
                foreach (var tax in part.Taxes)
                    part.Shares[tax] = RoundAlone(part, tax);
            }
        }
        else
        {
            foreach (var group in parts.SelectMany(part => part.Taxes.Select(tax => (part, tax))).GroupBy(share => GroupOf(share.tax)))
                RoundTogether([.. group]);
        }

        foreach (var part in parts)
        {
            BigInteger Sum(TaxKind kind) => part.Taxes.Where(tax => tax.Kind == kind).Aggregate(BigInteger.Zero, (sum, tax) => sum + part.Shares[tax]);

            part.Net = WorksOnNet ? part.Net : part.PriceBefore - Sum(TaxKind.Included);
            part.Gross = WorksOnNet ? part.Net + Sum(TaxKind.Included) + Sum(TaxKind.Added) : part.PriceBefore + Sum(TaxKind.Added);
        }
    }

    private bool WorksOnNet => request.IsTaxFree || _policy.RoundedAmount == RoundedAmount.Net;

    /// <summary>On nets, it makes no difference to a rate what the prices contained.</summary>
    private bool AreKindsOne => _policy is { TaxRounding: TaxRounding.OncePerRate, RoundedAmount: RoundedAmount.Net } && !request.IsTaxFree;

    /// <summary>What taxes that are rounded together have in common; but for invoices, their kind too.</summary>
    public string GroupOf(Tax tax) =>
        $"{tax.Rate} {tax.AmountPerUnit} {(AreKindsOne ? "" : tax.Kind)} {(AreKindsOne ? CodeOf(tax.Category) : tax.Category)} {string.Join(',', tax.BuildsOn)}" + (_policy.TaxRounding == TaxRounding.OncePerTax ? $" {tax.Id} {tax.Name}" : "");

    /// <summary>The category code of EN 16931: S, Z, E or O.</summary>
    public static string CodeOf(TaxCategory category) => category is TaxCategory.Standard or TaxCategory.Reduced ? "S" : category.ToString()[..1];

    private BigInteger RoundAlone(OraclePart part, Tax tax)
    {
        var pieces = _policy.TaxRounding == TaxRounding.PerUnit && part.Quantity.IsWhole && part.Quantity.Sign != 0 ? BigInteger.Abs(part.Quantity.Numerator) : 1;
        var exact = ExactTax(part, tax);
        if (_policy.RoundedAmount != RoundedAmount.Base || WorksOnNet)
            return pieces * Round(exact / pieces);

        var price = part.Taxed.Truncate() / pieces;
        return pieces * (tax.Kind == TaxKind.Included ? price - Round(price - (exact / pieces)) : Round(price + (exact / pieces)) - price);
    }

    private void RoundTogether((OraclePart Part, Tax Tax)[] taxes)
    {
        Fraction[] exact = [.. taxes.Select(share => ExactTax(share.Part, share.Tax))];
        var sum = exact.Aggregate((Fraction)0, (total, amount) => total + amount);
        var price = taxes.Aggregate(BigInteger.Zero, (total, share) => total + share.Part.Taxed.Truncate());
        var rounded = _policy.RoundedAmount != RoundedAmount.Base || WorksOnNet ? Round(sum)
            : taxes[0].Tax.Kind == TaxKind.Included ? price - Round(price - sum)
            : Round(price + sum) - price;
        if (!AreKindsOne || taxes.DistinctBy(share => share.Tax.Kind).Count() == 1)
        {
            DealOut(rounded, taxes);
            return;
        }

        // First to the kinds, so that what is added to prices follows from sums; then in each of them.
        (OraclePart Part, Tax Tax)[][] kinds = [.. taxes.GroupBy(share => share.Tax.Kind).OrderBy(kind => kind.Key).Select(kind => kind.ToArray())];
        var totals = Allocation.Deal(rounded, [.. kinds.Select(kind => kind.Aggregate((Fraction)0, (total, share) => total + ExactTax(share.Part, share.Tax)))], seen);
        seen.See("rates of both kinds");
        foreach (var (kind, total) in kinds.Zip(totals))
            DealOut(total, kind);
    }

    private void DealOut(BigInteger rounded, (OraclePart Part, Tax Tax)[] taxes)
    {
        var shares = Allocation.Deal(rounded, [.. taxes.Select(share => ExactTax(share.Part, share.Tax))], seen);
        foreach (var (i, share) in taxes.Index())
            share.Part.Shares[share.Tax] = shares[i];
    }

    private Fraction ExactTax(OraclePart part, Tax tax) =>
        request.IsTaxFree ? 0 : On(tax, part.Taxes, WorksOnNet ? part.Taxed : NetOf(part, part.Taxed), part.Quantity);

    /// <summary>The net that comes to a price together with the included taxes on it: two points of a straight line tell.</summary>
    private Fraction NetOf(OraclePart part, Fraction price)
    {
        Fraction PriceOf(Fraction net) =>
            part.Taxes.Where(tax => tax.Kind == TaxKind.Included).Aggregate(net, (sum, tax) => sum + On(tax, part.Taxes, net, part.Quantity));

        var (atZero, atOne) = (PriceOf(0), PriceOf(1));
        return (price - atZero) / (atOne - atZero);
    }

    private Fraction On(Tax tax, ImmutableArray<Tax> taxes, Fraction net, Fraction quantity)
    {
        if (tax.AmountPerUnit is { } amount)
            return quantity * new Fraction(amount.Units, _unitsPerMinor);
        var taxed = taxes.Where(other => tax.BuildsOn.Contains(other.Id)).Aggregate(net, (sum, other) => sum + On(other, taxes, net, quantity));
        return taxed * new Fraction(tax.Rate.PartsPerMillion, 1_000_000);
    }

    private BigInteger Round(Fraction exact) => exact.Round(_policy.Rounding, seen);
}
