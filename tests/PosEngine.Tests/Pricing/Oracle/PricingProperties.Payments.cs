using System.Numerics;
using CsCheck;
using PosEngine.Checkout;

namespace PosEngine.Pricing.Oracle;

/// <summary>What is paid, and what goes back.</summary>
internal sealed partial class PricingProperties
{
    private static readonly Gen<Currency> Currencies = Gen.OneOf(Currency.JPY, Currency.EUR, Currency.KWD);

    private static readonly Gen<RoundingMode> Modes = Gen.Enum<RoundingMode>();

    private static readonly Gen<PaymentType> PaymentTypes = Gen.Select(
        Gen.Enum<PaymentKind>(), Gen.OneOf<bool?>(null, null, true, false), (kind, givesChange) => new PaymentType { Id = default, Name = "Some", Kind = kind, GivesChange = givesChange });

    /// <summary>Numbers of every size: what a shop takes, and up to the edge of 64 bits.</summary>
    private static readonly Gen<long> Numbers = Gen.Frequency((3, Gen.Long[-2_000, 2_000]), (1, Gen.Select(Gen.Long, Gen.Int[0, 62], (number, shift) => number >> shift)), (1, Gen.Long[long.MaxValue - 1_000_000, long.MaxValue]));

    private static readonly Gen<Sale> Sales =
        from currency in Currencies
        let unit = Money.FromMinor(1, currency).Units
        from total in Gen.Frequency((4, Numbers.Select(number => number == long.MinValue ? 0 : Math.Abs(number))), (1, Numbers))
        from step in Gen.OneOf(1L, 5, 10, 50, 100, 500, 1_000)
        from mode in Modes
        from types in PaymentTypes.Array[0, 3]
        from cuts in Gen.Long[0, 1_000].Array[types.Length]
        from over in Gen.Frequency((2, Gen.Const(0L)), (1, Gen.Long[-20, 2_000]), (1, Numbers))
        select new Sale(
            currency,
            Money.FromMinor(total / unit, currency),
            new() { CashStep = Money.FromMinor(step, currency), CashRounding = mode },
            Tenders(currency, total / unit, types, cuts, over / unit));

    /// <summary>Cash is the multiple of the step that exact fractions round to, or an error; a payout mirrors a payment.</summary>
    public void Cash_is_rounded_to_the_step() => Each(
        Gen.Select(Numbers, Gen.OneOf(1_000L, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000), Modes),
        cash =>
        {
            var (number, step, mode) = cash;
            var due = number % 3 == 0 ? number / step * step / 2 : number; // Every third is a tie, or none at all.
            var policy = new PricingPolicy { CashStep = Money.FromUnits(step), CashRounding = mode };
            var expected = new Fraction(due, step).Round(mode, seen) * step;
            try
            {
                Assert.Equal(expected, subject.RoundCash(Money.FromUnits(due), policy).Units);
                Assert.Equal(-expected, subject.RoundCash(Money.FromUnits(-due), policy).Units);
            }
            catch (OverflowException) when (BigInteger.Abs(expected) > long.MaxValue || due == long.MinValue)
            {
                seen.Overflow();
            }
        });

    /// <summary>
    /// Total + rounding = Σ payments − change, for payouts too, in any currency; what is left for cash is rounded to the step and nothing else is; change is
    /// given only out of what gives change.
    /// </summary>
    public void Settlements_settle() => Each(Sales, sale =>
    {
        BigInteger Of(Func<PaymentType, bool> isMeant) =>
            sale.Payments.Where(payment => isMeant(payment.Type)).Aggregate(BigInteger.Zero, (sum, payment) => sum + payment.Amount.Units);

        BigInteger total = sale.Total.Units;
        var (cash, other) = (Of(type => type.Kind == PaymentKind.Cash), Of(type => type.Kind != PaymentKind.Cash));
        var changeable = Of(type => type.GivesChange ?? type.Kind == PaymentKind.Cash);
        var rest = total - other;
        var hasCash = sale.Payments.Any(payment => payment.Type.Kind == PaymentKind.Cash);
        try
        {
            var (rounding, change, missing) = subject.Settle(sale.Total, sale.Policy, sale.Payments);
            var isSomethingLeft = rest > 0 && (!hasCash || (cash < rest && cash < ToStep(rest, sale)));
            Assert.Equal(isSomethingLeft, missing.IsPositive);
            if (!missing.IsZero)
            {
                var mayAllBeOver = total >= 0 && changeable == cash + other && (cash.IsZero || rest > 0);
                Assert.False(missing.IsNegative && mayAllBeOver, $"{missing} was not given back.");
                Assert.Equal((Money.Zero, Money.Zero), (rounding, change));
                return;
            }

            seen.Settlement();
            var isPaidOut = rest < 0;
            var isCash = isPaidOut || (rest > 0 && hasCash && cash >= ToStep(rest, sale));
            Assert.Equal(total + rounding.Units, cash + other - change.Units);
            Assert.Equal(isCash ? ToStep(rest, sale) - rest : 0, rounding.Units);
            Assert.False(change.IsNegative);
            Assert.True(total < 0 || change.Units <= changeable + rounding.Abs().Units, "Change was given out of what gives none.");
            seen.See(isPaidOut ? "payouts" : change.IsZero ? "exact payments" : "changes");
            if (!rounding.IsZero)
                seen.CashRounding();
        }
        catch (OverflowException) when (BigInteger.Abs(total) + cash + other + sale.Policy.CashStep!.Value.Units > long.MaxValue)
        {
            seen.Overflow();
        }
    });

    /// <summary>
    /// What goes back in any steps is what was paid, in every figure of the line and its components. Each step is within a unit of its exact share; a tax within a unit
    /// for each of its shares, and a net, which is the rest, within one more; the subtotal is the rest of all rows, which add up in each step.
    /// </summary>
    public void Returns_give_back_what_was_paid() => Each(
        Gen.Select(RandomTickets.All.Where(request => !request.Lines.IsEmpty), Gen.Int[0, 100], Gen.Long[1, 1_000_000].Array[0, 4]),
        sale => sale.Item1,
        sale =>
        {
            var (request, pick, cuts) = sale;
            var index = pick % request.Lines.Length;
            var (line, sold) = (subject.Price(request).Lines[index], request.Lines[index].Quantity);
            if (sold.IsZero || sold.Units == long.MinValue)
                return;

            var figures = FiguresOf(line, request.Currency);
            var adjustments = line.Discounts.Length + line.Surcharges.Length + line.TicketDiscountShares.Length + line.TicketSurchargeShares.Length;
            var given = new Dictionary<string, BigInteger>();
            var before = Quantity.Zero;
            long[] through = [.. cuts.Select(cut => cut % Math.Abs(sold.Units) * Math.Sign(sold.Units)).Append(sold.Units).Distinct().Where(cut => cut != 0).OrderBy(Math.Abs)];
            foreach (var end in through.Select(Quantity.FromUnits))
            {
                var step = FiguresOf(subject.Return(request.Lines[index], line, before, end - before, request.Currency), request.Currency);
                foreach (var (name, minor) in step.All)
                {
                    var exact = new Fraction(figures[name], 1) * (end - before).Units / sold.Units;
                    Assert.True((exact + minor).Abs().CompareTo(Tolerance(name, request.Lines[index], adjustments)) <= 0, $"{name}: {minor} is too far from {end - before} of {sold} of {figures[name]}.");
                    given[name] = given.GetValueOrDefault(name) + minor;
                }

                AssertAddsUp(step, request.Lines[index]);
                if (AreRowsExact(request) && request.Lines[index].Stored is null)
                    AssertRowsAddUp(step, line, request.Lines[index]);
                before = end;
            }

            seen.See(line.Components.IsEmpty ? "returned lines" : "returned composites");
            Assert.All(figures.All, figure => Assert.Equal(-figure.Minor, given[figure.Name]));
        });

    /// <summary>How far from its exact share a figure may be, in the smallest unit.</summary>
    private static BigInteger Tolerance(string figure, PriceLine line, int adjustments)
    {
        var taxes = figure.Split(' ') is ["line", _, "component", var c, _] ? line.Components[int.Parse(c, System.Globalization.CultureInfo.InvariantCulture)].Taxes.Length
            : line.Taxes.Length + line.Components.Sum(component => component.Taxes.Length);
        var parts = figure.Contains("component", StringComparison.Ordinal) ? 1 : Math.Max(1, line.Components.Length);
        var rows = adjustments + taxes + parts + 1;
        return figure.Split(' ')[^1] switch
        {
            "net" => taxes + parts,
            "tax" => taxes,
            "gross" => parts,
            "subtotal" => rows,
            _ => 1,
        };
    }

    private static void AssertAddsUp(Figures step, PriceLine line)
    {
        BigInteger Sum(string prefix, int count) => Enumerable.Range(0, count).Aggregate(BigInteger.Zero, (sum, k) => sum + step[$"{prefix} {k}"]);
        void Check(string part, int taxes)
        {
            Assert.Equal(step[$"{part} gross"], step[$"{part} net"] + step[$"{part} tax"]);
            Assert.Equal(step[$"{part} tax"], Sum($"{part} share of tax", taxes));
        }

        if (line.Components.IsEmpty)
            Check("line 0", line.Taxes.Length);
        foreach (var (c, component) in line.Components.Index())
            Check($"line 0 component {c}", component.Taxes.Length);
        foreach (var figure in line.Components.IsEmpty ? [] : new[] { "net", "tax", "gross" })
            Assert.Equal(step[$"line 0 {figure}"], Enumerable.Range(0, line.Components.Length).Aggregate(BigInteger.Zero, (sum, c) => sum + step[$"line 0 component {c} {figure}"]));
    }

    /// <summary>Where nets are rounded, or nobody pays the taxes that prices contain, a price is not the rest of its gross.</summary>
    private static bool AreRowsExact(PriceRequest request) => request is { IsTaxFree: false, Policy.RoundedAmount: not RoundedAmount.Net };

    /// <summary>Subtotal − discounts + surcharges + added taxes = gross.</summary>
    private static void AssertRowsAddUp(Figures step, PricedLine line, PriceLine sold)
    {
        BigInteger Sum(IEnumerable<string> names) => names.Aggregate(BigInteger.Zero, (sum, name) => sum + step[$"line 0 {name}"]);
        IEnumerable<string> Added(string prefix, IEnumerable<Tax> taxes) => taxes.Index().Where(tax => tax.Item.Kind == TaxKind.Added).Select(tax => $"{prefix}share of tax {tax.Index}");

        var discounts = Sum([.. line.Discounts.Select((_, k) => $"discount {k} applied"), .. line.TicketDiscountShares.Select((_, k) => $"share of ticket discount {k}")]);
        var surcharges = Sum([.. line.Surcharges.Select((_, k) => $"surcharge {k}"), .. line.TicketSurchargeShares.Select((_, k) => $"share of ticket surcharge {k}")]);
        var taxes = Sum([.. Added("", sold.Taxes), .. sold.Components.Index().SelectMany(part => Added($"component {part.Index} ", part.Item.Taxes))]);
        Assert.Equal(step["line 0 gross"], step["line 0 subtotal"] - discounts + surcharges + taxes);
    }

    private static Figures FiguresOf(PricedLine line, Currency currency)
    {
        var figures = new Figures();
        figures.SetLine(0, line, currency);
        return figures;
    }

    /// <summary>Payments of the types that cut the total up; the last of them pays what is left, and something over or under.</summary>
    private static (PaymentType Type, Money Amount)[] Tenders(Currency currency, long total, PaymentType[] types, long[] cuts, long over)
    {
        var left = (BigInteger)Math.Max(0, total);
        var largest = long.MaxValue / Money.FromMinor(1, currency).Units;
        return
        [
            .. types.Select((type, i) =>
            {
                var amount = i == types.Length - 1 ? BigInteger.Max(0, left + over) : left * cuts[i] / 1_000;
                left -= amount;
                return (type, Money.FromMinor((long)BigInteger.Min(amount, largest), currency));
            }),
        ];
    }

    private static BigInteger ToStep(BigInteger amount, Sale sale) => ToStep(amount, sale.Policy.CashStep!.Value.Units, sale.Policy.CashRounding);

    private static BigInteger ToStep(BigInteger amount, long step, RoundingMode mode) => new Fraction(amount, step).Round(mode, new Sightings()) * step;

    private sealed record Sale(Currency Currency, Money Total, PricingPolicy Policy, (PaymentType Type, Money Amount)[] Payments);
}
