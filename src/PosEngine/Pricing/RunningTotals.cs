namespace PosEngine.Pricing;

/// <summary>The totals of an open ticket, from one change to the next.</summary>
/// <remarks>
/// <para>Adding or removing a line costs the same on a ticket of 5 and of 500 lines: what a line comes to alone is worked out, and the sums under its taxes
/// follow. They are the totals that <see cref="Pricer"/> finds from scratch, to the last unit.</para>
/// <para>For the lines of a ticket without discounts of its own: such a discount reaches every line, and needs all of them. A changed line is the old one
/// removed and the new one added. Immutable: what goes wrong changes nothing.</para>
/// </remarks>
internal sealed class RunningTotals
{
    private readonly MinorUnits _money;
    private readonly TaxRounding _taxRounding;
    private readonly TaxLedger _ledger;
    private readonly Sums _sums;

    private RunningTotals(MinorUnits money, TaxRounding taxRounding, TaxLedger ledger, Sums sums)
    {
        (_money, _taxRounding, _ledger, _sums) = (money, taxRounding, ledger, sums);
        ledger.EnsureInRange(money.Currency);
        Totals = ToTotals();
    }

    /// <summary>The totals of all lines.</summary>
    public Totals Totals { get; }

    /// <summary>The totals of a ticket without lines.</summary>
    /// <exception cref="ArgumentException">The policy makes no sense in this currency.</exception>
    public static RunningTotals Start(Currency currency, PricingPolicy policy)
    {
        PriceRequestRules.Check(policy, currency);
        return new(new(currency, policy.Rounding), policy.TaxRounding, new(), default);
    }

    /// <summary>The totals with one more line.</summary>
    /// <exception cref="ArgumentException">The line contradicts itself.</exception>
    /// <exception cref="OverflowException">The totals are out of range.</exception>
    public RunningTotals Add(PriceLine line)
    {
        PriceRequestRules.Check(line, _money.Currency);
        var price = PriceOf(line);
        var ledger = _ledger.Clone();
        var combination = ledger.IndexOf(line.Taxes);
        ledger.Add(combination, price);
        return new(_money, _taxRounding, ledger, _sums + SumsOf(price, ledger[combination]));
    }

    /// <summary>The totals without a line that is in them.</summary>
    public RunningTotals Remove(PriceLine line)
    {
        var price = PriceOf(line);
        var ledger = _ledger.Clone();
        var combination = ledger.IndexOf(line.Taxes);
        ledger.Remove(combination, price);
        return new(_money, _taxRounding, ledger, _sums - SumsOf(price, ledger[combination]));
    }

    /// <summary>The totals now, and every other figure when it is first read.</summary>
    /// <param name="request">The lines that are in the totals, in their order. Called once at the most, on the thread that reads.</param>
    public PricedTicket ToTicket(Func<PriceRequest> request) => PricedTicket.Defer(Totals, () => Pricer.Price(request()));

    private LinePrice PriceOf(PriceLine line) => LinePrice.Of(line, _money, new Reduction[line.Discounts.Length]);

    private Sums SumsOf(LinePrice line, TaxCombination taxes)
    {
        var (included, added) = (Int128.Zero, Int128.Zero);
        if (_taxRounding == TaxRounding.PerLine)
        {
            foreach (ref readonly var factor in taxes.Factors)
            {
                var tax = factor.Of(line.Price, _money.Mode);
                included += factor.IsIncluded ? tax : 0;
                added += factor.IsIncluded ? 0 : tax;
            }
        }

        return new(line.Subtotal, line.Price, included, added);
    }

    private Totals ToTotals()
    {
        var (included, added) = (_sums.IncludedTax, _sums.AddedTax);
        if (_taxRounding == TaxRounding.OncePerTax)
        {
            for (var i = 0; i < _ledger.Taxes.Length; i++)
            {
                var tax = _ledger.AmountOf(i).Round(_money.Mode);
                included += _ledger.Taxes[i].Kind == TaxKind.Included ? tax : 0;
                added += _ledger.Taxes[i].Kind == TaxKind.Included ? 0 : tax;
            }
        }

        return new(
            Subtotal: ToMoney(_sums.Subtotal),
            Discount: ToMoney(_sums.Subtotal - _sums.Price),
            Net: ToMoney(_sums.Price - included),
            Tax: ToMoney(included + added),
            Gross: ToMoney(_sums.Price + added));
    }

    private Money ToMoney(Int128 minor) => _money.ToMoney((long)minor);

    /// <summary>Σ over the lines; the taxes only where each line rounds its own.</summary>
    private readonly record struct Sums(Int128 Subtotal, Int128 Price, Int128 IncludedTax, Int128 AddedTax)
    {
        public static Sums operator +(Sums a, Sums b) =>
            new(a.Subtotal + b.Subtotal, a.Price + b.Price, a.IncludedTax + b.IncludedTax, a.AddedTax + b.AddedTax);

        public static Sums operator -(Sums a, Sums b) =>
            new(a.Subtotal - b.Subtotal, a.Price - b.Price, a.IncludedTax - b.IncludedTax, a.AddedTax - b.AddedTax);
    }
}
