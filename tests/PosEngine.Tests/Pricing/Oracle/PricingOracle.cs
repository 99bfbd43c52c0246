using System.Collections.Immutable;
using System.Numerics;

namespace PosEngine.Pricing.Oracle;

/// <summary>Prices a ticket in exact fractions, straight from the rules and without any thought of speed. Shares no code with the engine's arithmetic.</summary>
internal sealed class PricingOracle
{
    private readonly PriceRequest _request;
    private readonly PricingPolicy _policy;
    private readonly Sightings _seen;
    private readonly OracleTaxes _taxes;
    private readonly BigInteger _unitsPerMinor;
    private readonly List<OracleLine> _lines = [];
    private readonly List<OraclePart> _carried = [];
    private BigInteger _carriedDiscount;
    private BigInteger _carriedSurcharge;

    private PricingOracle(PriceRequest request, Sightings seen)
    {
        _request = request;
        _policy = request.Policy;
        _seen = seen;
        _unitsPerMinor = BigInteger.Pow(10, 5 - request.Currency.Digits);
        _taxes = new OracleTaxes(request, seen);
        PriceLines();
        RoundSubtotals();
        AdjustTicket();
        SplitLines();
        _taxes.ShareOut([.. _lines.SelectMany(line => line.Parts), .. _carried]);
        AddUp();
    }

    /// <summary>Every figure in the currency's smallest unit, by name.</summary>
    private Figures Figures { get; } = new();

    public static Figures Price(PriceRequest request, Sightings seen) => new PricingOracle(request, seen).Figures;

    private void PriceLines()
    {
        foreach (var (i, line) in _request.Lines.Index())
        {
            var priced = new OracleLine(line);
            _lines.Add(priced);
            if (line.Stored is not null)
                continue;

            var modifiers = line.Modifiers.Aggregate((Fraction)0, (sum, modifier) => sum + (new Fraction(modifier.Quantity.Units, 1_000) * modifier.Price.Units));
            var unitPrice = (new Fraction(line.UnitPrice.Units, line.PriceBaseQuantity.Units) * 1_000) + modifiers;
            var exact = unitPrice * new Fraction(line.Quantity.Units, 1_000) / _unitsPerMinor;

            // A rule and no shortcut: lines that are rounded once for the ticket are exact to eight decimals (LineRounding.OncePerTicket; docs/pricing.md, the way of a price, 1).
            priced.Exact = _policy.LineRounding == LineRounding.PerLine ? Round(exact) : new Fraction(Round(exact * EighthsPerMinor), EighthsPerMinor);
            AdjustLine(i, priced);
        }
    }

    private void AdjustLine(int index, OracleLine line)
    {
        var sign = line.Exact.Sign < 0 ? -1 : 1;
        var left = line.Exact.Abs();
        foreach (var (k, discount) in InOrder(line.Line.Discounts).Index())
        {
            var requested = AmountOf(discount.Rate, discount.Amount, left);
            var applied = BigInteger.Min(requested, left.Floor());
            Figures.Set($"line {index} discount {k} requested", sign * requested);
            Figures.Set($"line {index} discount {k} applied", sign * applied);
            if (requested > applied)
                _seen.CappedDiscount();
            left -= applied;
            line.Discount += sign * applied;
        }

        foreach (var (k, surcharge) in line.Line.Surcharges.Index())
        {
            var added = AmountOf(surcharge.Rate, surcharge.Amount, left);
            Figures.Set($"line {index} surcharge {k}", sign * added);
            line.Surcharge += sign * added;
        }
    }

    private void AdjustTicket()
    {
        var left = SumOfReach();
        var room = Sum(_lines, line => line.Room);
        foreach (var (k, discount) in InOrder(_request.Discounts).Index())
        {
            var requested = AmountOf(discount.Rate, discount.Amount, left);
            var applied = BigInteger.Min(requested, BigInteger.Min(left.Truncate(), room));
            room -= applied;
            Figures.Set($"ticket discount {k} requested", requested);
            Figures.Set($"ticket discount {k} applied", applied);
            if (requested > applied)
                _seen.CappedDiscount();

            var shares = Spread(discount.Taxes is null ? applied : 0, [.. _lines.Select(line => line.Room)]);
            left -= applied;
            foreach (var (i, line) in _lines.Index())
            {
                line.Discount += shares[i];
                if (line.Line.Stored is null)
                    Figures.Set($"line {i} share of ticket discount {k}", shares[i]);
            }

            if (discount.Taxes is { } taxes)
            {
                _carriedDiscount += applied;
                _carried.Add(new($"ticket discount {k} carried", taxes, -applied, -applied, -applied, 0));
            }
        }

        var surcharges = _request.Surcharges.Select(surcharge =>
        {
            var amount = AmountOf(surcharge.Rate, surcharge.Amount, left);
            return surcharge.Taxes is null && SumOfReach().Sign == 0 ? 0 : amount;
        }).ToArray();
        var rows = _request.Surcharges.Select((surcharge, k) => Spread(surcharge.Taxes is null ? surcharges[k] : 0)).ToArray();
        foreach (var (k, surcharge) in _request.Surcharges.Index())
        {
            Figures.Set($"ticket surcharge {k}", surcharges[k]);
            foreach (var (i, line) in _lines.Index())
            {
                line.Surcharge += rows[k][i];
                if (line.Line.Stored is null)
                    Figures.Set($"line {i} share of ticket surcharge {k}", rows[k][i]);
            }

            if (surcharge.Taxes is { } taxes)
            {
                _carriedSurcharge += surcharges[k];
                _carried.Add(new($"ticket surcharge {k} carried", taxes, surcharges[k], surcharges[k], surcharges[k], 0));
            }
        }
    }

    private Fraction SumOfReach() => _lines.Aggregate((Fraction)0, (sum, line) => sum + line.Reach);

    private BigInteger[] Spread(BigInteger amount, BigInteger[]? most = null)
    {
        var sum = SumOfReach();
        return amount.IsZero
            ? [.. _lines.Select(_ => BigInteger.Zero)]
            : Allocation.Deal(amount, [.. _lines.Select(line => line.Reach * amount / sum)], _seen, most);
    }

    private void RoundSubtotals()
    {
        Fraction[] exact = [.. _lines.Select(line => line.Exact)];
        var subtotals = _policy.LineRounding == LineRounding.PerLine
            ? [.. exact.Select(amount => amount.Numerator)]
            : Allocation.Deal(Round(exact.Aggregate((Fraction)0, (sum, amount) => sum + amount)), exact, _seen);
        foreach (var (i, line) in _lines.Index())
            line.Subtotal = subtotals[i];
    }

    private void SplitLines()
    {
        foreach (var (i, line) in _lines.Index().Where(line => line.Item.Line.Stored is null))
        {
            var price = line.Subtotal - line.Discount + line.Surcharge;
            var taxed = _policy.TaxBase == TaxBase.Undiscounted ? line.Left + line.Discount : line.Left;
            var quantity = new Fraction(line.Line.Quantity.Units, 1_000);
            if (line.Line.Components.IsEmpty)
            {
                line.Parts.Add(new($"line {i}", line.Line.Taxes, price, line.Left, taxed, quantity));
                continue;
            }

            BigInteger[] weights = [.. line.Line.Components.Select(component => (BigInteger)component.Weight.Units)];
            var fine = _policy.LineRounding == LineRounding.PerLine ? 1 : EighthsPerMinor;
            var prices = Allocation.Split(price, weights, _seen);
            var lefts = Allocation.Split((line.Left * fine).Numerator, weights, _seen);
            var bases = Allocation.Split((taxed * fine).Numerator, weights, _seen);
            foreach (var (c, component) in line.Line.Components.Index())
                line.Parts.Add(new($"line {i} component {c}", component.Taxes, prices[c], new(lefts[c], fine), new(bases[c], fine), quantity));
        }
    }

    private void AddUp()
    {
        foreach (var (i, line) in _lines.Index())
        {
            if (line.Line.Stored is { } stored)
                Figures.SetLine(i, stored, _request.Currency);
            else
                SetLine(i, line);
        }

        foreach (var part in _carried)
            SetPart(part);

        foreach (var (order, tax) in TaxesInOrder().Index())
        {
            Figures.Set($"tax {order} net", SumOfTax(tax, part => part.Net, line => line.Net));
            Figures.Set($"tax {order} amount", SumOfTax(tax, part => part.Shares[tax], line => line.TaxShares[0]));
        }

        SetTotals();
    }

    private void SetLine(int index, OracleLine line)
    {
        Figures.Set($"line {index} subtotal", line.Subtotal);
        foreach (var part in line.Parts)
        {
            if (!line.Line.Components.IsEmpty)
                SetPart(part);
            else
                SetShares(part);
        }

        Figures.Set($"line {index} net", Sum(line.Parts, part => part.Net));
        Figures.Set($"line {index} gross", Sum(line.Parts, part => part.Gross));
        Figures.Set($"line {index} tax", Figures[$"line {index} gross"] - Figures[$"line {index} net"]);
    }

    private void SetPart(OraclePart part)
    {
        SetShares(part);
        Figures.Set($"{part.Name} net", part.Net);
        Figures.Set($"{part.Name} tax", part.Gross - part.Net);
        Figures.Set($"{part.Name} gross", part.Gross);
    }

    private void SetShares(OraclePart part)
    {
        foreach (var (k, tax) in part.Taxes.Index())
            Figures.Set($"{part.Name} share of tax {k}", part.Shares[tax]);
    }

    private IEnumerable<Tax> TaxesInOrder() =>
        _lines.SelectMany(line => line.Line.Stored is null ? line.Parts.SelectMany(part => part.Taxes) : line.Line.Taxes)
            .Concat(_carried.SelectMany(part => part.Taxes))
            .Distinct();

    // A stored line of the tests has one tax at the most.
    private BigInteger SumOfTax(Tax tax, Func<OraclePart, BigInteger> ofPart, Func<PricedLine, Money> ofStored) =>
        Sum(_lines.SelectMany(line => line.Parts).Concat(_carried).Where(part => part.Taxes.Contains(tax)), ofPart)
        + Sum(_lines.Where(line => line.Line.Stored is not null && line.Line.Taxes.Contains(tax)), line => ofStored(line.Line.Stored!).Units / _unitsPerMinor);

    private void SetTotals()
    {
        OraclePart[] parts = [.. _lines.SelectMany(line => line.Parts), .. _carried];
        var stored = _lines.Select(line => line.Line.Stored).OfType<PricedLine>().ToArray();
        BigInteger SumOfStored(Func<PricedLine, Money> amount) => Sum(stored, line => amount(line).Units / _unitsPerMinor);

        var gross = Sum(parts, part => part.Gross) + SumOfStored(line => line.Gross);
        var net = Sum(parts, part => part.Net) + SumOfStored(line => line.Net);
        Figures.Set("total subtotal", Sum(_lines, line => line.Subtotal) + SumOfStored(line => line.Subtotal));
        Figures.Set("total discount", Sum(_lines, line => line.Discount) + _carriedDiscount);
        Figures.Set("total surcharge", Sum(_lines, line => line.Surcharge) + _carriedSurcharge);
        Figures.Set("total net", net);
        Figures.Set("total tax", gross - net);
        Figures.Set("total gross", gross);

        var asPriced = gross;
        if (_policy.RoundedAmount == RoundedAmount.Net && !_request.IsTaxFree)
            asPriced += Sum(parts, part => part.PriceBefore - part.Net - Sum(part.Taxes.Where(tax => tax.Kind == TaxKind.Included), tax => part.Shares[tax]));
        var payable = asPriced;
        if (_policy.TotalStep is { } step)
        {
            var minorPerStep = step.Units / _unitsPerMinor;
            payable = Round(new Fraction(asPriced, minorPerStep)) * minorPerStep;
        }

        Figures.Set("total rounding", payable - gross);
        Figures.Set("total payable", payable - (_request.Prepaid.Units / _unitsPerMinor));
    }

    private static BigInteger Sum<T>(IEnumerable<T> parts, Func<T, BigInteger> amount) => parts.Aggregate(BigInteger.Zero, (sum, part) => sum + amount(part));

    private BigInteger EighthsPerMinor => BigInteger.Pow(10, 8 - _request.Currency.Digits);

    private IEnumerable<Discount> InOrder(ImmutableArray<Discount> discounts) => _policy.DiscountOrder switch
    {
        DiscountOrder.PercentFirst => discounts.Where(d => d.Rate is not null).OrderBy(d => d.Rate).Concat(discounts.Where(d => d.Rate is null).OrderBy(d => d.Amount)),
        DiscountOrder.AmountFirst => discounts.Where(d => d.Rate is null).OrderBy(d => d.Amount).Concat(discounts.Where(d => d.Rate is not null).OrderBy(d => d.Rate)),
        _ => discounts,
    };

    private BigInteger AmountOf(Rate? rate, Money? amount, Fraction price) =>
        rate is { } share ? Round(price * new Fraction(share.PartsPerMillion, 1_000_000)) : amount!.Value.Units / _unitsPerMinor;

    private BigInteger Round(Fraction exact) => exact.Round(_policy.Rounding, _seen);
}
