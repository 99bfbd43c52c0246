using System.Collections.Immutable;
using System.Numerics;

namespace PosEngine.Pricing.Oracle;

/// <summary>Prices a ticket in exact fractions, straight from the rules and without any thought of speed. Shares no code with the engine's arithmetic.</summary>
internal sealed class PricingOracle
{
    private readonly PriceRequest _request;
    private readonly Sightings _seen;
    private readonly Fraction _unitsPerMinor;
    private readonly BigInteger[] _prices;
    private readonly Dictionary<(int Line, Tax Tax), BigInteger> _taxShares = [];

    private PricingOracle(PriceRequest request, Sightings seen)
    {
        _request = request;
        _seen = seen;
        _unitsPerMinor = BigInteger.Pow(10, 5 - request.Currency.Digits);
        _prices = new BigInteger[request.Lines.Length];
        PriceLines();
        TakeTicketDiscounts();
        ShareTaxes();
        AddUp();
    }

    /// <summary>Every figure in the currency's smallest unit, by name.</summary>
    private Figures Figures { get; } = new();

    public static Figures Price(PriceRequest request, Sightings seen) => new PricingOracle(request, seen).Figures;

    /// <summary>Whether the prices and taxes of the lines, by magnitude, stay within half of what <see cref="Money"/> can hold.</summary>
    public static bool IsInRange(PriceRequest request)
    {
        var oracle = new PricingOracle(request, new Sightings());
        var turnover = request.Lines.Select((line, i) => oracle.TurnoverOf(line, i)).Aggregate((Fraction)0, (sum, line) => sum + line);
        return (turnover * oracle._unitsPerMinor).CompareTo(new Fraction(long.MaxValue, 2)) <= 0;
    }

    private Fraction TurnoverOf(PriceLine line, int index)
    {
        var included = line.Taxes.Where(tax => tax.Kind == TaxKind.Included).Aggregate((Fraction)1, (sum, tax) => sum + RateOf(tax));
        var all = line.Taxes.Aggregate((Fraction)1, (sum, tax) => sum + RateOf(tax));
        return BigInteger.Abs(Figures[$"line {index} subtotal"]) * all / included;
    }

    private void PriceLines()
    {
        for (var i = 0; i < _prices.Length; i++)
        {
            var line = _request.Lines[i];
            var exact = new Fraction(line.UnitPrice.Units, 1) * new Fraction(line.Quantity.Units, 1000) / _unitsPerMinor;
            _prices[i] = Round(exact);
            Figures.Set($"line {i} subtotal", _prices[i]);
            var sign = _prices[i].Sign < 0 ? -1 : 1;
            foreach (var (discount, order) in Ordered(line.Discounts))
            {
                var requested = Requested(discount, BigInteger.Abs(_prices[i]));
                var applied = BigInteger.Min(requested, BigInteger.Abs(_prices[i]));
                Apply($"line {i} discount {order}", sign * requested, sign * applied);
                _prices[i] -= sign * applied;
            }
        }
    }

    private void TakeTicketDiscounts()
    {
        foreach (var (discount, order) in Ordered(_request.Discounts))
        {
            var reached = Enumerable.Range(0, _prices.Length).Where(i => _request.Lines[i].IsDiscountable && _prices[i].Sign > 0).ToArray();
            var eligible = reached.Aggregate(BigInteger.Zero, (sum, i) => sum + _prices[i]);
            var requested = Requested(discount, eligible);
            var applied = BigInteger.Min(requested, eligible);
            Apply($"ticket discount {order}", requested, applied);

            var shares = Allocate(applied, reached.ToDictionary(i => i, i => eligible.IsZero ? 0 : new Fraction(applied * _prices[i], eligible)));
            for (var i = 0; i < _prices.Length; i++)
            {
                var share = shares.GetValueOrDefault(i);
                Figures.Set($"line {i} share of ticket discount {order}", share);
                _prices[i] -= share;
            }
        }
    }

    private void ShareTaxes()
    {
        foreach (var tax in _request.Lines.SelectMany(line => line.Taxes).Distinct())
        {
            var exact = Enumerable.Range(0, _prices.Length)
                .Where(i => _request.Lines[i].Taxes.Contains(tax))
                .ToDictionary(i => i, i => ExactTax(tax, i));
            var shares = _request.Policy.TaxRounding == TaxRounding.PerLine
                ? exact.ToDictionary(line => line.Key, line => Round(line.Value))
                : Allocate(Round(exact.Values.Aggregate((Fraction)0, (sum, amount) => sum + amount)), exact);
            foreach (var (line, share) in shares)
                _taxShares[(line, tax)] = share;
        }
    }

    private Fraction ExactTax(Tax tax, int line)
    {
        var included = _request.Lines[line].Taxes.Where(t => t.Kind == TaxKind.Included).Aggregate((Fraction)1, (sum, t) => sum + RateOf(t));
        return _prices[line] / included * RateOf(tax);
    }

    private static Fraction RateOf(Tax tax) => new(tax.Rate.PartsPerMillion, 1_000_000);

    private void AddUp()
    {
        for (var i = 0; i < _prices.Length; i++)
        {
            var taxes = _request.Lines[i].Taxes;
            var included = taxes.Where(t => t.Kind == TaxKind.Included).Aggregate(BigInteger.Zero, (sum, t) => sum + _taxShares[(i, t)]);
            var added = taxes.Where(t => t.Kind == TaxKind.Added).Aggregate(BigInteger.Zero, (sum, t) => sum + _taxShares[(i, t)]);
            Figures.Set($"line {i} net", _prices[i] - included);
            Figures.Set($"line {i} tax", included + added);
            Figures.Set($"line {i} gross", _prices[i] + added);
            for (var k = 0; k < taxes.Length; k++)
                Figures.Set($"line {i} share of tax {k}", _taxShares[(i, taxes[k])]);
        }

        foreach (var (tax, order) in _request.Lines.SelectMany(line => line.Taxes).Distinct().Select((tax, order) => (tax, order)))
        {
            var lines = Enumerable.Range(0, _prices.Length).Where(i => _request.Lines[i].Taxes.Contains(tax)).ToArray();
            Figures.Set($"tax {order} net", Figures.Sum(lines.Select(i => $"line {i} net")));
            Figures.Set($"tax {order} amount", lines.Aggregate(BigInteger.Zero, (sum, i) => sum + _taxShares[(i, tax)]));
        }

        foreach (var name in (string[])["subtotal", "net", "tax", "gross"])
            Figures.Set($"total {name}", Figures.Sum(Enumerable.Range(0, _prices.Length).Select(i => $"line {i} {name}")));
        Figures.Set("total discount", Figures["total subtotal"] - _prices.Aggregate(BigInteger.Zero, (sum, price) => sum + price));
    }

    private static IEnumerable<(Discount Discount, int Order)> Ordered(ImmutableArray<Discount> discounts) =>
        discounts.OrderBy(discount => discount.Rate is null).Select((discount, order) => (discount, order));

    private BigInteger Requested(Discount discount, BigInteger price) => discount.Rate is { } rate
        ? Round(price * new Fraction(rate.PartsPerMillion, 1_000_000))
        : (discount.Amount!.Value.Units / _unitsPerMinor).Numerator;

    private void Apply(string name, BigInteger requested, BigInteger applied)
    {
        Figures.Set($"{name} requested", requested);
        Figures.Set($"{name} applied", applied);
        if (requested != applied)
            _seen.CappedDiscount();
    }

    private BigInteger Round(Fraction exact) => exact.Round(_request.Policy.Rounding, _seen);

    /// <summary>Deals units out one by one, each to the line that is furthest below its exact share.</summary>
    private Dictionary<int, BigInteger> Allocate(BigInteger amount, Dictionary<int, Fraction> exact)
    {
        var sum = exact.Values.Aggregate((Fraction)0, (total, share) => total + share).Sign;
        var sign = sum != 0 ? sum : exact.OrderBy(line => line.Key).Select(line => line.Value.Sign).FirstOrDefault(s => s != 0);
        if (sign < 0)
            return Allocate(-amount, exact.ToDictionary(line => line.Key, line => -line.Value)).ToDictionary(line => line.Key, line => -line.Value);

        var shares = exact.ToDictionary(line => line.Key, line => line.Value.Floor());
        var left = amount - shares.Values.Aggregate(BigInteger.Zero, (total, share) => total + share);
        if (!left.IsZero)
            _seen.Allocation();

        for (; !left.IsZero; left--)
        {
            var missing = shares.ToDictionary(line => line.Key, line => exact[line.Key] - line.Value);
            var most = missing.Values.Aggregate((a, b) => a.CompareTo(b) >= 0 ? a : b);
            var candidates = missing.Where(line => line.Value.CompareTo(most) == 0).Select(line => line.Key).ToArray();
            if (candidates.Length > left)
                _seen.AllocationTie();
            var largest = candidates.Select(line => exact[line]).Aggregate((a, b) => a.CompareTo(b) >= 0 ? a : b);
            shares[candidates.Where(line => exact[line].CompareTo(largest) == 0).Min()]++;
        }

        return shares;
    }
}
