using System.Numerics;

namespace PosEngine.Pricing.Oracle;

/// <summary>The figures of a priced ticket by name, in the currency's smallest unit: what the oracle and the engine are compared by.</summary>
internal sealed class Figures
{
    private readonly SortedDictionary<string, BigInteger> _byName = new(StringComparer.Ordinal);

    public BigInteger this[string name] => _byName[name];

    public void Set(string name, BigInteger minor) => _byName.Add(name, minor);

    public BigInteger Sum(IEnumerable<string> names) => names.Aggregate(BigInteger.Zero, (sum, name) => sum + _byName[name]);

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
        {
            var line = ticket.Lines[i];
            Set($"line {i} subtotal", line.Subtotal);
            Set($"line {i} net", line.Net);
            Set($"line {i} tax", line.Tax);
            Set($"line {i} gross", line.Gross);
            for (var k = 0; k < line.TaxShares.Length; k++)
                Set($"line {i} share of tax {k}", line.TaxShares[k]);
            for (var k = 0; k < line.TicketDiscountShares.Length; k++)
                Set($"line {i} share of ticket discount {k}", line.TicketDiscountShares[k]);
            for (var k = 0; k < line.Discounts.Length; k++)
            {
                Set($"line {i} discount {k} requested", line.Discounts[k].Requested);
                Set($"line {i} discount {k} applied", line.Discounts[k].Applied);
            }
        }

        for (var k = 0; k < ticket.Discounts.Length; k++)
        {
            Set($"ticket discount {k} requested", ticket.Discounts[k].Requested);
            Set($"ticket discount {k} applied", ticket.Discounts[k].Applied);
        }

        for (var k = 0; k < ticket.Taxes.Length; k++)
        {
            Set($"tax {k} net", ticket.Taxes[k].Net);
            Set($"tax {k} amount", ticket.Taxes[k].Amount);
        }

        Set("total subtotal", ticket.Totals.Subtotal);
        Set("total discount", ticket.Totals.Discount);
        Set("total net", ticket.Totals.Net);
        Set("total tax", ticket.Totals.Tax);
        Set("total gross", ticket.Totals.Gross);
        return figures;
    }

    public override string ToString() => string.Join('\n', _byName.Select(figure => $"{figure.Key}: {figure.Value}"));

    private static BigInteger Minor(Money amount, Currency currency)
    {
        var minor = BigInteger.DivRem(amount.Units, BigInteger.Pow(10, 5 - currency.Digits), out var remainder);
        Assert.True(remainder.IsZero, $"{amount} is finer than {currency}.");
        return minor;
    }
}
