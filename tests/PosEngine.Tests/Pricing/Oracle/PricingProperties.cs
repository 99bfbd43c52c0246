using System.Globalization;
using System.Numerics;
using CsCheck;
using PosEngine.Checkout;

namespace PosEngine.Pricing.Oracle;

/// <summary>The promises of pricing, each over as many random tickets as it is asked for.</summary>
internal sealed class PricingProperties(PricingSubject subject, int cases, Sightings seen)
{
    /// <summary>Every figure is the one that exact fractions of unbounded integers give.</summary>
    public void Figures_are_exact() => Each(RandomTickets.Everything, AssertAgrees);

    /// <summary>Amounts up to the edge of the range, and beyond it, are exact or an error.</summary>
    public void Extremes_are_exact_or_an_error() => Each(RandomTickets.Extremes, AssertAgrees);

    /// <summary>Lines, and what the ticket carries beside them, add up to the totals, shares to their tax, components to their line.</summary>
    public void Lines_add_up() => Each(RandomTickets.Everything, request =>
    {
        var ticket = subject.Price(request);
        PricedPart[] carried = [.. ticket.Discounts.Select(discount => discount.Carried).Concat(ticket.Surcharges.Select(surcharge => surcharge.Carried)).OfType<PricedPart>()];
        Assert.Equal(ticket.Totals.Net, Sum(ticket.Lines, line => line.Net) + Sum(carried, part => part.Net));
        Assert.Equal(ticket.Totals.Tax, Sum(ticket.Lines, line => line.Tax) + Sum(carried, part => part.Tax));
        Assert.Equal(ticket.Totals.Gross, Sum(ticket.Lines, line => line.Gross) + Sum(carried, part => part.Gross));
        Assert.Equal(ticket.Totals.Gross, ticket.Totals.Net + ticket.Totals.Tax);
        Assert.Equal(ticket.Totals.Tax, Sum(ticket.Taxes, tax => tax.Amount));
        foreach (var tax in ticket.Taxes)
            Assert.Equal(tax.Amount, Sum(SharesOf(request, ticket).Where(share => share.Tax == tax.Tax), share => share.Amount));

        Assert.All(ticket.Lines.Where(line => !line.Components.IsEmpty), line =>
        {
            Assert.Equal(line.Net, Sum(line.Components, part => part.Net));
            Assert.Equal(line.Gross, Sum(line.Components, part => part.Gross));
        });
    });

    /// <summary>Without taxes, what is to be paid is the subtotal less discounts plus surcharges.</summary>
    public void Discounts_and_surcharges_are_all_there_is_between_subtotal_and_gross() =>
        Each(RandomTickets.Everything.Select(WithoutTaxes).Where(request => request is { IsTaxFree: false, Policy.RoundedAmount: not RoundedAmount.Net }), request =>
        {
            var totals = subject.Price(request).Totals;
            Assert.Equal(totals.Subtotal - totals.Discount + totals.Surcharge, totals.Gross);
        });

    /// <summary>The shares of a discount or surcharge of the ticket add up to what was applied, and none goes the other way.</summary>
    public void Shares_add_up() => Each(RandomTickets.Everything.Where(request => request.Discounts.Length + request.Surcharges.Length > 0), request =>
    {
        var ticket = subject.Price(request);
        for (var k = 0; k < ticket.Discounts.Length; k++)
        {
            var discount = ticket.Discounts[k];
            var shares = ticket.Lines.Where(line => !line.TicketDiscountShares.IsEmpty).Select(line => line.TicketDiscountShares[k]).ToArray();
            Assert.Equal(discount.Carried is null ? discount.Applied : Money.Zero, Sum(shares, share => share));
            Assert.All(shares, share => Assert.False(share.IsNegative));
            Assert.True(discount.Applied <= discount.Requested);
            if (discount.Applied < discount.Requested)
                seen.CappedDiscount();
        }

        for (var k = 0; k < ticket.Surcharges.Length; k++)
        {
            var surcharge = ticket.Surcharges[k];
            var shares = ticket.Lines.Where(line => !line.TicketSurchargeShares.IsEmpty).Select(line => line.TicketSurchargeShares[k]);
            Assert.Equal(surcharge.Carried is null ? surcharge.Applied : Money.Zero, Sum(shares, share => share));
        }
    });

    /// <summary>A discount takes the smaller of what it asks for and the price that it can reach.</summary>
    public void Discounts_take_no_more_than_there_is() =>
        Each(RandomTickets.Everything.Where(request => request.Discounts.Length == 1 && request.Policy.LineRounding == LineRounding.PerLine), request =>
        {
            var plain = WithoutTaxes(request) with { Discounts = [], Surcharges = [], IsTaxFree = false };
            var reached = subject.Price(plain).Lines
                .Where((line, i) => plain.Lines[i] is { IsDiscountable: true, BusinessCase: BusinessCase.Sale } && line.Gross.IsPositive);
            var discount = subject.Price(request).Discounts[0];
            Assert.Equal(Money.Min(discount.Requested, Sum(reached, line => line.Gross)), discount.Applied);
        });

    /// <summary>Cash is a multiple of the step, less than one away, and half a step at most where it goes to the nearest; a payout mirrors a payment.</summary>
    public void Cash_is_rounded_to_the_step() => Each(
        Gen.Select(Gen.Long[-(1L << 50), 1L << 50], Gen.OneOf(1_000L, 5_000, 10_000, 50_000, 100_000, 500_000, 1_000_000, 5_000_000, 10_000_000), Gen.Enum<RoundingMode>()),
        cash =>
        {
            var (due, step, mode) = (Money.FromUnits(cash.Item1), cash.Item2, cash.Item3);
            var policy = new PricingPolicy { CashStep = Money.FromUnits(step), CashRounding = mode };
            var rounded = subject.RoundCash(due, policy);
            var away = Math.Abs(rounded.Units - due.Units);
            Assert.Equal(0, rounded.Units % step);
            Assert.True(mode is RoundingMode.Up or RoundingMode.Down ? away < step : 2 * away <= step, $"{rounded} is too far from {due}.");
            Assert.False(mode == RoundingMode.Up && rounded.Abs() < due.Abs());
            Assert.False(mode == RoundingMode.Down && rounded.Abs() > due.Abs());
            Assert.Equal(-rounded, subject.RoundCash(-due, policy));
        });

    /// <summary>Lines handed back come to what they were sold for, to the last unit.</summary>
    public void Returns_mirror_their_sale() => Each(RandomTickets.LinesOnly(RandomTickets.Everything), request =>
    {
        // A line of zero has no sign to mirror; what a discount asks of it says nothing about rounding.
        var priced = subject.Price(request).Lines;
        var sale = request with { Lines = [.. request.Lines.Where((line, i) => line.Stored is null && !priced[i].Subtotal.IsZero)] };
        var returned = sale with { Lines = [.. sale.Lines.Select(line => line with { Quantity = -line.Quantity })] };
        Assert.Equal(
            Figures.Of(subject.Price(sale), sale.Currency).Negated().ToString(),
            Figures.Of(subject.Price(returned), sale.Currency).ToString());
    });

    /// <summary>Every figure has a step in the explanation, and the operands of every step come to its figure.</summary>
    public void Explanations_explain() => Each(RandomTickets.Everything, request =>
    {
        var explanation = subject.Explain(request);
        Assert.All(explanation.Steps, new Doubter(request).Check);
        var steps = explanation.Steps.ToDictionary(step => step.Figure);
        foreach (var (name, minor) in Figures.Of(subject.Price(request), request.Currency).All.Where(figure => !IsStoredShare(figure.Name, request)))
            Assert.Equal(minor, steps[PathOf(name)].Result.Units / Money.FromMinor(1, request.Currency).Units);
    });

    /// <summary>A receipt holds what it was priced from: written, read and priced again, every figure is the same.</summary>
    public void Stored_receipts_are_priced_again() => Each(StoredReceipts.Tickets, request =>
    {
        var priced = subject.Price(request);
        var read = subject.StoreAndRead(StoredReceipts.Of(request, priced));
        Assert.Equal(request.Policy, read.Policy);
        Assert.Equal(priced, read.Priced);
        Assert.Equal(priced, subject.Price(subject.InputsOf(read)));
    });

    /// <summary>What goes back in any steps is what was paid, each step within a unit of its exact share, and never the other way.</summary>
    public void Returns_give_back_what_was_paid() => Each(
        Gen.Select(RandomTickets.Everything.Where(request => !request.Lines.IsEmpty), Gen.Int[0, 100], Gen.Long[1, 1_000_000].Array[0, 4]), sale =>
        {
            var (request, pick, cuts) = sale;
            var ticket = subject.Price(request);
            var (line, sold) = (ticket.Lines[pick % request.Lines.Length], request.Lines[pick % request.Lines.Length].Quantity);
            if (sold.IsZero)
                return;

            var unit = Money.FromMinor(1, request.Currency).Units;
            var left = (line.Gross, line.Net, line.Tax, line.Subtotal);
            var before = Quantity.Zero;
            long[] through = [.. cuts.Select(cut => cut % Math.Abs(sold.Units) * Math.Sign(sold.Units)).Append(sold.Units).Distinct().Where(cut => cut != 0).OrderBy(Math.Abs)];
            foreach (var end in through.Select(Quantity.FromUnits))
            {
                var step = subject.Return(line, sold, before, end - before, request.Currency);
                Assert.Equal(step.Gross, step.Net + step.Tax);
                AssertIsShare(-step.Subtotal, line.Subtotal, end - before, sold, unit);
                if (line.Components.IsEmpty)
                {
                    AssertIsShare(-step.Gross, line.Gross, end - before, sold, unit);
                    Assert.All(step.TaxShares.Zip(line.TaxShares), share => AssertIsShare(-share.First, share.Second, end - before, sold, unit));
                }

                left = (left.Gross + step.Gross, left.Net + step.Net, left.Tax + step.Tax, left.Subtotal + step.Subtotal);
                before = end;
            }

            Assert.Equal((Money.Zero, Money.Zero, Money.Zero, Money.Zero), left);
        });

    /// <summary>Total + rounding = Σ payments − change, for payouts too; only what is left for cash is rounded, and less than a step.</summary>
    public void Settlements_settle() => Each(
        Gen.Select(
            Gen.Frequency((6, Gen.Long[0, 2_000]), (1, Gen.Long[-500, 0]), (1, Gen.Long[0, 1L << 40])),
            Gen.OneOf(1L, 5, 10, 50, 100, 500, 1_000, 5_000, 10_000),
            Gen.Enum<RoundingMode>(),
            Gen.Select(Gen.Enum<PaymentKind>(), Gen.Long[0, 3_000]).Array[0, 3]),
        sale =>
        {
            var (cents, step, mode, tenders) = sale;
            var (total, policy) = (Money.FromMinor(cents, Currency.EUR), new PricingPolicy { CashStep = Money.FromMinor(step, Currency.EUR), CashRounding = mode });
            (PaymentKind Kind, Money Amount)[] payments = [.. tenders.Select(tender => (tender.Item1, Money.FromMinor(tender.Item2, Currency.EUR)))];
            var (cash, other) = (Sum(payments, payment => payment.Kind == PaymentKind.Cash ? payment.Amount : Money.Zero), Sum(payments, payment => payment.Kind == PaymentKind.Cash ? Money.Zero : payment.Amount));
            var (rounding, change, missing) = subject.Settle(total, policy, payments);
            if (!missing.IsZero)
            {
                Assert.Equal((Money.Zero, Money.Zero), (rounding, change));
                Assert.Equal(missing.IsNegative, other > Money.Max(total, Money.Zero) || (other == total && cash.IsPositive));
                return;
            }

            seen.Settlement();
            Assert.Equal(total + rounding, cash + other - change);
            Assert.False(change.IsNegative);
            Assert.True(rounding.Abs() < policy.CashStep!.Value, $"{rounding} is more than a step.");
            var isCash = payments.Any(payment => payment.Kind == PaymentKind.Cash) || total.IsNegative;
            Assert.True(isCash || rounding.IsZero, "What is not cash was rounded.");
            if (!rounding.IsZero)
            {
                seen.CashRounding();
                Assert.Equal(0, (total - other + rounding).Units % policy.CashStep.Value.Units);
                Assert.Equal(total - other + rounding, subject.RoundCash(total - other, policy));
            }
        });

    private static void AssertIsShare(Money share, Money whole, Quantity part, Quantity sold, long unit) => Assert.True(
        (new Fraction(whole.Units, unit) * part.Units / sold.Units - new Fraction(share.Units, unit)).Abs().CompareTo(1) <= 0,
        $"{share} is more than a unit beside {part} of {sold} of {whole}.");

    private void Each<T>(Gen<T> gen, Action<T> check) => gen.Sample(
        value =>
        {
            seen.Case();
            check(value);
        },
        iter: cases);

    private void AssertAgrees(PriceRequest request)
    {
        var expected = PricingOracle.Price(request, seen);
        if (expected.IsWellInRange(request.Currency, request.Policy) && request.Lines.All(line => DoFactorsFit(line, request)))
        {
            Assert.Equal(expected.ToString(), Figures.Of(subject.Price(request), request.Currency).ToString());
            return;
        }

        try
        {
            Assert.Equal(expected.ToString(), Figures.Of(subject.Price(request), request.Currency).ToString());
            Assert.False(expected.IsOutOfRange(request.Currency));
        }
        catch (OverflowException)
        {
            seen.Overflow();
        }
    }

    // Unrelated rates of many decimals on one line have a common denominator beyond 64 bits; an upper bound of it, from the rates alone.
    private static bool DoFactorsFit(PriceLine line, PriceRequest request) => line.Components.Select(part => part.Taxes).Append(line.Taxes).All(taxes =>
    {
        var bound = (request.Policy.LineRounding == LineRounding.OncePerTicket ? 1_000 : BigInteger.One)
            * (taxes.Any(tax => tax.AmountPerUnit is not null) ? BigInteger.Pow(10, 8 - request.Currency.Digits) : BigInteger.One);
        foreach (var tax in taxes)
            bound *= new Fraction(tax.Rate.PartsPerMillion, Rate.PartsPerOne).Denominator * 2;
        return bound <= long.MaxValue;
    });

    private static PriceRequest WithoutTaxes(PriceRequest request) => request with
    {
        Lines = [.. request.Lines.Where(line => line.Stored is null).Select(line => line with { Taxes = [], Components = [] })],
        Discounts = [.. request.Discounts.Select(discount => discount.Taxes is null ? discount : discount with { Taxes = [] })],
        Surcharges = [.. request.Surcharges.Select(surcharge => surcharge.Taxes is null ? surcharge : surcharge with { Taxes = [] })],
    };

    private static IEnumerable<(Tax Tax, Money Amount)> SharesOf(PriceRequest request, PricedTicket ticket)
    {
        IEnumerable<(Tax, Money)> Zip(IEnumerable<Tax> taxes, IEnumerable<Money> shares) => taxes.Zip(shares);

        return request.Lines.Zip(ticket.Lines)
            .SelectMany(pair => Zip(pair.First.Taxes, pair.Second.TaxShares)
                .Concat(pair.First.Components.Zip(pair.Second.Components).SelectMany(part => Zip(part.First.Taxes, part.Second.TaxShares))))
            .Concat(ticket.Discounts.Where(discount => discount.Carried is not null).SelectMany(discount => Zip(discount.Discount.Taxes!.Value, discount.Carried!.TaxShares)))
            .Concat(ticket.Surcharges.Where(surcharge => surcharge.Carried is not null).SelectMany(surcharge => Zip(surcharge.Surcharge.Taxes!.Value, surcharge.Carried!.TaxShares)));
    }

    private static Money Sum<T>(IEnumerable<T> parts, Func<T, Money> amount) => parts.Aggregate(Money.Zero, (sum, part) => sum + amount(part));

    // The oracle counts from 0 and speaks in words; explanations count from 1 and speak in paths.
    private static string PathOf(string figure) => string.Join('/', figure
        .Replace("share of tax", "tax", StringComparison.Ordinal)
        .Replace("share of ticket", "share", StringComparison.Ordinal)
        .Replace("ticket ", "", StringComparison.Ordinal)
        .Split(' ')
        .Select(word => int.TryParse(word, CultureInfo.InvariantCulture, out var number) ? (number + 1).ToString(CultureInfo.InvariantCulture) : word));

    // What a line had when it was priced before was explained then.
    private static bool IsStoredShare(string figure, PriceRequest request) =>
        figure.Split(' ') is ["line", var line, "share", ..] && request.Lines[int.Parse(line, CultureInfo.InvariantCulture)].Stored is not null;
}
