using System.Globalization;
using System.Numerics;
using CsCheck;

namespace PosEngine.Pricing.Oracle;

/// <summary>The promises of pricing, each over as many random tickets as it is asked for: exact, or an <see cref="OverflowException"/> where the oracle says that it may be.</summary>
internal sealed partial class PricingProperties(PricingSubject subject, int cases, Sightings seen)
{
    /// <summary>Every figure is the one that exact fractions of unbounded integers give.</summary>
    public void Figures_are_exact() => Each(RandomTickets.Everything, AssertIsExact);

    /// <summary>An invoice has one amount for a VAT category and rate.</summary>
    public void Invoices_are_exact() => Each(RandomInvoices.All, AssertIsExact);

    /// <summary>Amounts up to the edge of the range, and beyond it, are exact or an error.</summary>
    public void Extremes_are_exact_or_an_error() => Each(RandomTickets.Extremes, AssertIsExact);

    /// <summary>Lines, and what the ticket carries beside them, add up to the totals, shares to their tax, components to their line.</summary>
    public void Lines_add_up() => Each(RandomTickets.All, request =>
    {
        var ticket = subject.Price(request);
        PricedPart[] carried = [.. ticket.Discounts.Select(discount => discount.Carried).Concat(ticket.Surcharges.Select(surcharge => surcharge.Carried)).OfType<PricedPart>()];
        Assert.Equal(ticket.Totals.Net, Sum(ticket.Lines, line => line.Net) + Sum(carried, part => part.Net));
        Assert.Equal(ticket.Totals.Tax, Sum(ticket.Lines, line => line.Tax) + Sum(carried, part => part.Tax));
        Assert.Equal(ticket.Totals.Gross, Sum(ticket.Lines, line => line.Gross) + Sum(carried, part => part.Gross));
        Assert.Equal(ticket.Totals.Gross, ticket.Totals.Net + ticket.Totals.Tax);
        Assert.Equal(
            ticket.Totals.Discount,
            Sum(ticket.Lines.SelectMany(line => line.TicketDiscountShares.Concat(line.Discounts.Select(discount => discount.Applied)))
                .Concat(ticket.Discounts.Where(discount => discount.Carried is not null).Select(discount => discount.Applied)), amount => amount));
        Assert.Equal(
            ticket.Totals.Surcharge,
            Sum(ticket.Lines.SelectMany(line => line.TicketSurchargeShares.Concat(line.Surcharges.Select(surcharge => surcharge.Applied)))
                .Concat(ticket.Surcharges.Where(surcharge => surcharge.Carried is not null).Select(surcharge => surcharge.Applied)), amount => amount));
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
        Each(RandomTickets.All.Select(WithoutTaxes).Where(request => request is { IsTaxFree: false, Policy.RoundedAmount: not RoundedAmount.Net }), request =>
        {
            var totals = subject.Price(request).Totals;
            Assert.Equal(totals.Subtotal - totals.Discount + totals.Surcharge, totals.Gross);
        });

    /// <summary>
    /// Beside a step of the total, what is to be paid differs from the gross only where nets are rounded, and there by no more than the roundings of each net and of each tax on it can come to.
    /// </summary>
    public void Roundings_are_small() => Each(
        RandomTickets.All.Where(request => request.Policy.TaxRounding != TaxRounding.PerUnit && TaxesOf(request).All(tax => tax.BuildsOn.IsEmpty && tax.Rate.PartsPerMillion is >= -500_000 and <= 1_000_000)),
        request =>
        {
            var rounding = subject.Price(request).Totals.Rounding.Abs();
            var units = request.Policy.RoundedAmount != RoundedAmount.Net || request.IsTaxFree ? 0
                : request.Lines.Sum(line => Math.Max(1, line.Components.Length)) + request.Discounts.Length + request.Surcharges.Length;
            var unit = Money.FromMinor(1, request.Currency);
            Assert.True(rounding <= (request.Policy.TotalStep ?? Money.Zero) + (unit * (units * (3 + (2 * RandomTaxes.Most)))), $"{rounding} is no rounding.");
            if (units > 0 && request.Policy.TaxBase == TaxBase.Undiscounted && !rounding.IsZero)
                seen.See("rounded nets of undiscounted prices");
        });

    /// <summary>No discount takes a line below zero that began at zero or above.</summary>
    public void Discounts_take_no_line_below_zero() => Each(RandomTickets.All.Where(request => request.Discounts.Length > 0), request =>
    {
        var ticket = subject.Price(request);

        // A fraction below zero that is rounded to zero began below it: its surcharges are those of what is handed back.
        foreach (var (line, priced) in request.Lines.Zip(ticket.Lines).Where(pair =>
            pair.First.Stored is null && !pair.Second.Subtotal.IsNegative && pair.Second.Surcharges.All(applied => !applied.Applied.IsNegative)))
        {
            Assert.True(
                priced.Subtotal + Sum(priced.Surcharges, applied => applied.Applied) >= Sum(priced.Discounts, applied => applied.Applied) + Sum(priced.TicketDiscountShares, share => share),
                $"The line {line.Id} was taken below zero.");
            if (request.Policy.LineRounding == LineRounding.OncePerTicket)
                seen.See("discounted lines that keep fractions");
        }
    });

    private static IEnumerable<Tax> TaxesOf(PriceRequest request) =>
        request.Lines.SelectMany(line => line.Taxes.Concat(line.Components.SelectMany(component => component.Taxes)))
            .Concat(request.Discounts.SelectMany(discount => discount.Taxes ?? [])).Concat(request.Surcharges.SelectMany(surcharge => surcharge.Taxes ?? []));

    /// <summary>The shares of a discount or surcharge of the ticket add up to what was applied, and none goes the other way.</summary>
    public void Shares_add_up() => Each(RandomTickets.All.Where(request => request.Discounts.Length + request.Surcharges.Length > 0), request =>
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
    public void Discounts_take_no_more_than_there_is() => Each(WithOneDiscount, request =>
    {
        var discount = subject.Price(request).Discounts[0];
        Assert.Equal(Money.Min(discount.Requested, Sum(ReachOf(request), price => price)), discount.Applied);
        if (discount.Applied < discount.Requested)
            seen.CappedDiscount();
    });

    /// <summary>What does not divide goes to the largest remainders; ties to the larger price, then to the earlier line.</summary>
    public void Shares_go_to_the_largest_remainders() => Each(WithOneDiscount.Where(request => request.Discounts[0].Taxes is null), request =>
    {
        var ticket = subject.Price(request);
        if (ticket.Discounts[0].Applied.IsZero)
            return;
        var unit = Money.FromMinor(1, request.Currency).Units;
        var lines = request.Lines.Zip(ticket.Lines).Where(pair => pair.First.Stored is null).Select(pair => pair.Second.TicketDiscountShares[0].Units / unit);
        Assert.Equal(
            Allocation.Split(ticket.Discounts[0].Applied.Units / unit, [.. ReachOf(request).Select(price => (BigInteger)(price.Units / unit))], seen),
            lines.Select(share => (BigInteger)share));
    });

    /// <summary>Lines handed back come to what they were sold for, to the last unit.</summary>
    public void Returns_mirror_their_sale() => Each(Gen.Select(RandomTickets.LinesOnly(RandomTickets.All), Gen.Int[0, 4], (request, kind) => request with { IsTaxFree = kind == 0 }), request =>
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
    public void Explanations_explain() => Each(RandomTickets.All, request =>
    {
        var (explanation, ticket) = (subject.Explain(request), subject.Price(request));
        new Doubter(request).Check(explanation, ticket);
        AssertFigures(ticket, request.Currency, explanation.Steps.ToDictionary(step => step.Figure, step => step.Result));
    });

    /// <summary>A receipt holds what it was priced from: written, read and priced again, every figure is the same.</summary>
    public void Stored_receipts_are_priced_again() => Each(StoredReceipts.Tickets, request =>
    {
        var priced = subject.Price(request);
        var read = subject.StoreAndRead(StoredReceipts.Of(request, priced));
        Assert.Equal(request.Policy, read.Policy);
        Assert.Equal(request.Discounts, read.Discounts.OrderBy(request.Discounts.IndexOf));
        Assert.Equal(request.Surcharges, read.Surcharges);
        Assert.Equal(request.Lines.Select(line => line.BusinessCase), read.Lines.Select(line => line.BusinessCase));
        Assert.Equal(request.Lines.Select(line => line.Listed), read.Lines.Select(line => line.Listed));
        Assert.Equal(priced, read.Priced);
        Assert.Equal(priced, subject.Price(subject.InputsOf(read)));
    });

    private void Each(Gen<PriceRequest> requests, Action<PriceRequest> check) => Each(requests, request => request, check);

    /// <summary>Checks every case. Too large for the engine is only what the oracle does not find well in range.</summary>
    private void Each<T>(Gen<T> cases, Func<T, PriceRequest> requestOf, Action<T> check) => Each(cases, value =>
    {
        var request = requestOf(value);
        seen.See(request);
        try
        {
            check(value);
        }
        catch (OverflowException) when (!MustFit(request, PricingOracle.Price(request, new Sightings())))
        {
            seen.Overflow();
        }
    });

    private void Each<T>(Gen<T> gen, Action<T> check) => gen.Sample(
        value =>
        {
            seen.Case();
            check(value);
        },
        iter: cases);

    private void AssertIsExact(PriceRequest request)
    {
        var priced = subject.Price(request);
        var expected = PricingOracle.Price(request, seen);
        Assert.Equal(expected.ToString(), Figures.Of(priced, request.Currency).ToString());
        Assert.False(expected.IsOutOfRange(request.Currency));
    }

    private static bool MustFit(PriceRequest request, Figures expected) =>
        expected.IsWellInRange(request.Currency, request.Policy) && request.Lines.All(line => DoFactorsFit(line, request));

    // Unrelated rates of many decimals on one line have a common denominator beyond 64 bits; an upper bound of it, from the rates alone.
    private static bool DoFactorsFit(PriceLine line, PriceRequest request) => line.Components.Select(part => part.Taxes).Append(line.Taxes).All(taxes =>
    {
        var bound = (request.Policy.LineRounding == LineRounding.OncePerTicket ? 1_000 : BigInteger.One)
            * (taxes.Any(tax => tax.AmountPerUnit is not null) ? BigInteger.Pow(10, 8 - request.Currency.Digits) : BigInteger.One);
        foreach (var tax in taxes)
            bound *= new Fraction(tax.Rate.PartsPerMillion, Rate.PartsPerOne).Denominator * 2 * (BigInteger.Abs(tax.AmountPerUnit?.Units ?? 0) / 100_000 + 1);
        return bound <= long.MaxValue;
    });

    private static PriceRequest WithoutTaxes(PriceRequest request) => request with
    {
        Lines =
        [
            .. request.Lines.Where(line => line.Stored is null)
                .Select(line => line with { Taxes = [], Components = [.. line.Components.Select(component => component with { Taxes = [] })] }),
        ],
        Discounts = [.. request.Discounts.Select(discount => discount.Taxes is null ? discount : discount with { Taxes = [] })],
        Surcharges = [.. request.Surcharges.Select(surcharge => surcharge.Taxes is null ? surcharge : surcharge with { Taxes = [] })],
    };

    /// <summary>Every fourth of them has lines of one price, among which shares are tied.</summary>
    private static Gen<PriceRequest> WithOneDiscount { get; } = RandomTickets.All
        .Where(request => request.Discounts.Length == 1 && request.Policy.LineRounding == LineRounding.PerLine)
        .Select(Gen.Int[0, 3], (request, kind) => kind > 0 ? request : request with { Lines = [.. request.Lines.Select(line => request.Lines[0] with { Id = line.Id })] });

    /// <summary>What a discount of the ticket finds on each line that was not priced before.</summary>
    private Money[] ReachOf(PriceRequest request)
    {
        var plain = WithoutTaxes(request) with { Discounts = [], Surcharges = [], IsTaxFree = false };
        return
        [
            .. plain.Lines.Zip(subject.Price(plain).Lines).Select(pair =>
                pair.First.IsDiscountable && OracleLine.IsRevenue(pair.First.BusinessCase) ? Money.Max(pair.Second.Gross, Money.Zero) : Money.Zero),
        ];
    }

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
}
