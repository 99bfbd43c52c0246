namespace PosEngine.Pricing;

/// <summary>The totals of an open ticket, from one change to the next.</summary>
/// <remarks>
/// <para>Adding or removing a line costs the same on a ticket of 5 and of 500 lines: what a line comes to alone is worked out, and the sums under its taxes
/// follow. They are the totals that <see cref="Pricer"/> finds from scratch, to the last unit, under every policy.</para>
/// <para>For a ticket that has nothing but lines: a discount or a surcharge of its own reaches every line, and needs all of them. A changed line is the old one
/// removed and the new one added. Immutable: what goes wrong changes nothing.</para>
/// </remarks>
internal sealed class RunningTotals
{
    private readonly TaxLedger _ledger;
    private readonly Sums _sums;
    private readonly Money _prepaid;

    private RunningTotals(TaxLedger ledger, Sums sums, Money prepaid)
    {
        (_ledger, _sums, _prepaid) = (ledger, sums, prepaid);
        Turnover.EnsureInRange(sums.Turnover + Int128.Abs(ledger.Scale.Exactly(prepaid)), ledger.Scale.Currency);
        Totals = ToTotals();
    }

    /// <summary>The totals of all lines.</summary>
    public Totals Totals { get; }

    /// <summary>The totals of a ticket without lines.</summary>
    /// <exception cref="ArgumentException">The policy makes no sense in this currency.</exception>
    public static RunningTotals Start(Currency currency, PricingPolicy policy, bool isTaxFree = false)
    {
        PriceRequestRules.Check(policy, currency);
        return new(new(Scale.Of(currency, policy), policy, isTaxFree), default, Money.Zero);
    }

    /// <summary>The totals of the same lines, of which some was paid before.</summary>
    /// <param name="prepaid">How much, in whole smallest units.</param>
    /// <exception cref="OverflowException">The totals are out of range.</exception>
    public RunningTotals Prepay(Money prepaid) => new(_ledger, _sums, prepaid);

    /// <summary>The totals with one more line.</summary>
    /// <exception cref="ArgumentException">The line contradicts itself.</exception>
    /// <exception cref="OverflowException">The totals are out of range.</exception>
    public RunningTotals Add(PriceLine line)
    {
        PriceRequestRules.Check(line, _ledger.Scale.Currency);
        return Change(line, sign: 1);
    }

    /// <summary>The totals without a line that is in them.</summary>
    public RunningTotals Remove(PriceLine line) => Change(line, sign: -1);

    /// <summary>The totals now, and every other figure when it is first read.</summary>
    /// <param name="request">The lines that are in the totals, in their order. Called once at the most, on the thread that reads.</param>
    public PricedTicket ToTicket(Func<PriceRequest> request) => PricedTicket.Defer(Totals, () => Pricer.Price(request(), new PriceSheet(_ledger.Clone())));

    private RunningTotals Change(PriceLine line, int sign)
    {
        var ledger = _ledger.Clone();
        var sums = line.Stored is { } stored
            ? new Sums { Stored = default(Totals).Add(stored), Turnover = Turnover.Of(stored, ledger.Scale.Currency) }
            : Enter(line, ledger, sign);
        return new(ledger, _sums.Add(sums, sign), _prepaid);
    }

    private static Sums Enter(PriceLine line, TaxLedger ledger, int sign)
    {
        var (scale, policy) = (ledger.Scale, ledger.Policy);
        var price = LinePrice.Of(line, scale, policy.DiscountOrder, new Reduction[line.Discounts.Length], new long[line.Surcharges.Length]);
        var sums = new Sums { Exact = price.Exact, Discount = price.Discount, Surcharge = price.Surcharge, Turnover = Turnover.Of(price, scale) };
        var parts = new PartAmounts[line.CountParts()];
        line.Split(new(Price: 0, price.Left(scale), price.Taxed(scale, policy.TaxBase)), parts);
        for (var i = 0; i < parts.Length; i++)
        {
            var combination = ledger.IndexOf(line.TaxesOf(i));
            var (net, taxed) = ledger.Enter(combination, parts[i], line.Quantity.Units, sign);
            sums = sums.Add(SumsOf(ledger, ledger[combination], net, taxed, line.Quantity.Units));
        }

        return sums;
    }

    private static Sums SumsOf(TaxLedger ledger, TaxCombination taxes, long net, long taxed, long quantity)
    {
        var (included, added) = (Int128.Zero, Int128.Zero);
        for (var i = 0; i < taxes.Factors.Length && !ledger.RoundsOnce; i++)
        {
            var tax = Taxation.RoundAlone(ledger, taxes.Factors[i], taxed, quantity);
            included += taxes.Taxes[i].Kind == TaxKind.Included ? tax : 0;
            added += taxes.Taxes[i].Kind == TaxKind.Added ? tax : 0;
        }

        return new() { Net = net, IncludedTax = included, AddedTax = added, Turnover = Turnover.Of(taxes, taxed, quantity, ledger.Scale) };
    }

    private Totals ToTotals()
    {
        var scale = _ledger.Scale;
        var (included, added) = (_sums.IncludedTax, _sums.AddedTax);
        for (var i = 0; i < _ledger.Groups.Length && _ledger.RoundsOnce; i++)
        {
            var tax = Taxation.RoundTogether(_ledger, i);
            included += _ledger.Groups[i].Kind == TaxKind.Included ? tax : 0;
            added += _ledger.Groups[i].Kind == TaxKind.Added ? tax : 0;
        }

        var subtotal = scale.ToMinor(_sums.Exact);
        var price = subtotal - _sums.Discount + _sums.Surcharge;
        var net = _ledger.Treatment == TaxTreatment.OnPrice ? price - included : _sums.Net;
        var totals = new Totals(
            scale.ToMoney(subtotal),
            scale.ToMoney((long)_sums.Discount),
            scale.ToMoney((long)net),
            scale.ToMoney((long)(included + added)),
            scale.ToMoney((long)(net + included + added)))
        {
            Surcharge = scale.ToMoney((long)_sums.Surcharge),
        };
        var asPriced = _ledger.Treatment == TaxTreatment.OnNet ? scale.ToMoney((long)(price + added)) : totals.Gross;
        return totals.Add(_sums.Stored).Round(asPriced + _sums.Stored.Gross, _ledger.Policy) with { Prepaid = _prepaid };
    }

    /// <summary>Σ over the lines; exact in fine units, all else in minor ones.</summary>
    private readonly record struct Sums
    {
        public Int128 Exact { get; init; }

        public Int128 Discount { get; init; }

        public Int128 Surcharge { get; init; }

        /// <summary>Only where prices are turned into nets.</summary>
        public Int128 Net { get; init; }

        /// <summary>Only where each line rounds its own taxes.</summary>
        public Int128 IncludedTax { get; init; }

        /// <summary>Only where each line rounds its own taxes.</summary>
        public Int128 AddedTax { get; init; }

        public Int128 Turnover { get; init; }

        /// <summary>The lines that were priced before.</summary>
        public Totals Stored { get; init; }

        public Sums Add(Sums other, int sign = 1) => new()
        {
            Exact = Exact + (sign * other.Exact),
            Discount = Discount + (sign * other.Discount),
            Surcharge = Surcharge + (sign * other.Surcharge),
            Net = Net + (sign * other.Net),
            IncludedTax = IncludedTax + (sign * other.IncludedTax),
            AddedTax = AddedTax + (sign * other.AddedTax),
            Turnover = Turnover + (sign * other.Turnover),
            Stored = Stored.Add(other.Stored, sign),
        };
    }
}
