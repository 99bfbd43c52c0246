using System.Collections.Immutable;
using System.Numerics;

namespace PosEngine.Pricing.Oracle;

/// <summary>The figures of a priced ticket by name, in the currency's smallest unit: what the oracle and the engine are compared by.</summary>
internal sealed class Figures
{
    private readonly SortedDictionary<string, BigInteger> _byName = new(StringComparer.Ordinal);

    public BigInteger this[string name] => _byName[name];

    public IEnumerable<(string Name, BigInteger Minor)> All => _byName.Select(figure => (figure.Key, figure.Value));

    public void Set(string name, BigInteger minor) => _byName.Add(name, minor);

    /// <summary>Whether a figure is more than <see cref="Money"/> can hold.</summary>
    public bool IsOutOfRange(Currency currency) =>
        _byName.Values.Any(figure => BigInteger.Abs(figure) * BigInteger.Pow(10, 5 - currency.Digits) > long.MaxValue);

    /// <summary>Whether the figures together are far from what the engine can hold.</summary>
    public bool IsWellInRange(Currency currency, PricingPolicy policy) =>
        _byName.Values.Aggregate(BigInteger.Zero, (sum, figure) => sum + BigInteger.Abs(figure) + 1)
            * BigInteger.Pow(10, (policy.LineRounding == LineRounding.PerLine ? 5 : 8) - currency.Digits) < long.MaxValue / 4;

    public Figures Negated()
    {
        var negated = new Figures();
        foreach (var (name, minor) in _byName)
            negated.Set(name, -minor);
        return negated;
    }

    public static Figures Of(PricedTicket ticket, Currency currency)
    {
        var figures = new Figures();
        void Set(string name, Money amount) => figures.Set(name, Minor(amount, currency));

        for (var i = 0; i < ticket.Lines.Length; i++)
            figures.SetLine(i, ticket.Lines[i], currency);

        for (var k = 0; k < ticket.Discounts.Length; k++)
        {
            Set($"ticket discount {k} requested", ticket.Discounts[k].Requested);
            Set($"ticket discount {k} applied", ticket.Discounts[k].Applied);
            figures.SetPart($"ticket discount {k} carried", ticket.Discounts[k].Carried, currency);
        }

        for (var k = 0; k < ticket.Surcharges.Length; k++)
        {
            Set($"ticket surcharge {k}", ticket.Surcharges[k].Applied);
            figures.SetPart($"ticket surcharge {k} carried", ticket.Surcharges[k].Carried, currency);
        }

        for (var k = 0; k < ticket.Taxes.Length; k++)
        {
            Set($"tax {k} net", ticket.Taxes[k].Net);
            Set($"tax {k} amount", ticket.Taxes[k].Amount);
        }

        Set("total subtotal", ticket.Totals.Subtotal);
        Set("total discount", ticket.Totals.Discount);
        Set("total surcharge", ticket.Totals.Surcharge);
        Set("total net", ticket.Totals.Net);
        Set("total tax", ticket.Totals.Tax);
        Set("total gross", ticket.Totals.Gross);
        Set("total rounding", ticket.Totals.Rounding);
        Set("total payable", ticket.Totals.Payable);
        return figures;
    }

    public void SetLine(int index, PricedLine line, Currency currency)
    {
        void Set(string name, Money amount) => this.Set($"line {index} {name}", amount, currency);
        void SetAll(string name, ImmutableArray<Money> amounts)
        {
            for (var k = 0; k < amounts.Length; k++)
                Set($"{name} {k}", amounts[k]);
        }

        Set("subtotal", line.Subtotal);
        Set("net", line.Net);
        Set("tax", line.Tax);
        Set("gross", line.Gross);
        SetAll("share of tax", line.TaxShares);
        SetAll("share of ticket discount", line.TicketDiscountShares);
        SetAll("share of ticket surcharge", line.TicketSurchargeShares);
        SetAll("surcharge", [.. line.Surcharges.Select(surcharge => surcharge.Applied)]);
        for (var k = 0; k < line.Discounts.Length; k++)
        {
            Set($"discount {k} requested", line.Discounts[k].Requested);
            Set($"discount {k} applied", line.Discounts[k].Applied);
        }

        for (var k = 0; k < line.Components.Length; k++)
            SetPart($"line {index} component {k}", line.Components[k], currency);
    }

    public override string ToString() => string.Join('\n', _byName.Select(figure => $"{figure.Key}: {figure.Value}"));

    private void SetPart(string name, PricedPart? part, Currency currency)
    {
        if (part is null)
            return;
        Set($"{name} net", part.Net, currency);
        Set($"{name} tax", part.Tax, currency);
        Set($"{name} gross", part.Gross, currency);
        for (var k = 0; k < part.TaxShares.Length; k++)
            Set($"{name} share of tax {k}", part.TaxShares[k], currency);
    }

    private void Set(string name, Money amount, Currency currency) => Set(name, Minor(amount, currency));

    private static BigInteger Minor(Money amount, Currency currency)
    {
        var minor = BigInteger.DivRem(amount.Units, BigInteger.Pow(10, 5 - currency.Digits), out var remainder);
        Assert.True(remainder.IsZero, $"{amount} is finer than {currency}.");
        return minor;
    }
}
