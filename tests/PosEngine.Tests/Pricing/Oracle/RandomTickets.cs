using System.Collections.Immutable;
using CsCheck;
using PosEngine.Tickets;

namespace PosEngine.Pricing.Oracle;

/// <summary>Random tickets: mostly those of a shop, some that look for trouble (ties, huge amounts, unrelated rates).</summary>
internal static class RandomTickets
{
    private static readonly Gen<Currency> Currencies = Gen.OneOf(Currency.JPY, Currency.EUR, Currency.KWD);

    private static readonly Gen<Money> UnitPrices = Gen.Frequency(
        (6, Gen.Long[0, 20_000].Select(cents => cents * 1_000)),
        (2, Gen.Long[0, 2_000_000]),
        (1, Gen.Long[-500_000, 500_000]),
        (1, Gen.Long[-(1L << 34), 1L << 34])).Select(Money.FromUnits);

    private static readonly Gen<Quantity> Quantities = Gen.Frequency(
        (6, Gen.Long[1, 12].Select(pieces => pieces * 1_000)),
        (2, Gen.Long[1, 5_000]),
        (1, Gen.Long[-5, -1].Select(pieces => pieces * 1_000)),
        (1, Gen.Long[-1_000_000, 1_000_000])).Select(Quantity.FromUnits);

    private static readonly Gen<bool> Seldom = Gen.Frequency((7, Gen.Const(false)), (1, Gen.Const(true)));

    /// <summary>Every choice of a policy, in any combination.</summary>
    public static Gen<PricingPolicy> Policies(Currency currency) =>
        from mode in Gen.Enum<RoundingMode>()
        from taxes in Gen.Enum<TaxRounding>()
        from rounded in Gen.Frequency((3, Gen.Const(RoundedAmount.Tax)), (2, Gen.Enum<RoundedAmount>()))
        from lines in Gen.Frequency((3, Gen.Const(LineRounding.PerLine)), (1, Gen.Const(LineRounding.OncePerTicket)))
        from taxBase in Gen.Frequency((3, Gen.Const(TaxBase.Discounted)), (1, Gen.Const(TaxBase.Undiscounted)))
        from order in Gen.Enum<DiscountOrder>()
        from step in Gen.OneOf<long?>(null, null, null, 5, 10, 100)
        from cashStep in Gen.OneOf<long?>(null, null, 5, 10)
        from cash in Gen.Enum<RoundingMode>()
        from day in Gen.Enum<TaxDate>()
        select new PricingPolicy
        {
            Rounding = mode,
            TaxRounding = taxes,
            RoundedAmount = rounded,
            LineRounding = lines,
            TaxBase = taxBase,
            DiscountOrder = order,
            TotalStep = step is { } minor ? Money.FromMinor(minor, currency) : null,
            CashStep = cashStep is { } coin ? Money.FromMinor(coin, currency) : null,
            CashRounding = cash,
            TaxDate = day,
        };

    /// <summary>A ticket of up to twelve lines, with everything that can be priced, under any policy.</summary>
    public static readonly Gen<PriceRequest> Everything =
        from currency in Currencies
        from policy in Policies(currency)
        from taxes in RandomTaxes.Combinations
        from lines in Lines(currency, policy, taxes).Array[0, 12]
        from discounts in Discounts(currency, taxes)
        from surcharges in Surcharges(currency, taxes)
        from isTaxFree in Seldom
        from prepaid in Gen.OneOf(0L, 0, 0, 500)
        select new PriceRequest
        {
            Currency = currency,
            Policy = policy,
            Lines = [.. lines.Select((line, i) => line with { Id = new(Id(i)) })],
            Discounts = discounts,
            Surcharges = surcharges,
            IsTaxFree = isTaxFree,
            Prepaid = Money.FromMinor(prepaid, currency),
        };

    /// <summary>The same with prices, quantities and amounts up to the edge of what <see cref="Money"/> holds, and beyond.</summary>
    public static readonly Gen<PriceRequest> Extremes =
        from request in Everything
        from prices in Gen.Long.Array[request.Lines.Length]
        from shift in Gen.Int[0, 30]
        from quantities in Gen.Frequency((4, Gen.Const(0L)), (1, Gen.Long)).Array[request.Lines.Length]
        from amounts in Gen.Frequency((4, Gen.Const(0L)), (1, Gen.Long[1, long.MaxValue])).Array[request.Discounts.Length + request.Surcharges.Length + 1]
        from perUnit in Gen.Long
        let largest = Money.FromMinor(1, request.Currency).Units
        let stretch = (Func<Tax, Tax>)(tax => tax.AmountPerUnit is null ? tax : tax with { AmountPerUnit = Money.FromUnits(perUnit >> shift) })
        let huge = amounts.Select(amount => Money.FromMinor((amount >> shift) / largest, request.Currency)).ToArray()
        select request with
        {
            Lines = [.. request.Lines.Select((line, i) => line with
            {
                UnitPrice = Money.FromUnits(prices[i] >> shift),
                Listed = null,
                Quantity = quantities[i] == 0 ? line.Quantity : Quantity.FromUnits(quantities[i] >> shift),
                Taxes = [.. line.Taxes.Select(stretch)],
                Components = [.. line.Components.Select(component => component with { Taxes = [.. component.Taxes.Select(stretch)] })],
                Stored = line.Stored is null ? null : StoredOf(prices[i] >> (shift + 1), request.Currency),
            })],
            Discounts = [.. request.Discounts.Select((discount, i) => discount.Amount is null || huge[i].IsZero ? discount
                : Discount.Fixed(discount.Id, discount.Name, huge[i]) with { Taxes = discount.Taxes, IsRestricted = discount.IsRestricted })],
            Surcharges = [.. request.Surcharges.Select((surcharge, i) => surcharge.Amount is null || huge[request.Discounts.Length + i].IsZero ? surcharge
                : Surcharge.Fixed(surcharge.Id, surcharge.Name, huge[request.Discounts.Length + i]) with { Taxes = surcharge.Taxes, IsRestricted = surcharge.IsRestricted })],
            Prepaid = huge[^1].IsZero ? request.Prepaid : huge[^1],
        };

    /// <summary>Tickets as they are, and every fourth time with amounts up to the edge and beyond.</summary>
    public static readonly Gen<PriceRequest> All = Gen.Frequency((3, Everything), (1, Extremes));

    /// <summary>Tickets that have nothing but lines, as <see cref="RunningTotals"/> wants them.</summary>
    public static Gen<PriceRequest> LinesOnly(Gen<PriceRequest> requests) =>
        requests.Select(request => request with { Discounts = [], Surcharges = [], IsTaxFree = false, Prepaid = Money.Zero });

    /// <summary>An id for the nth thing of its kind.</summary>
    public static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static Gen<PriceLine> Lines(Currency currency, PricingPolicy policy, ImmutableArray<Tax>[] taxes) =>
        from plain in PlainLines(currency, taxes)
        from kind in Gen.Int[0, 15]
        from modifiers in Gen.Select(UnitPrices, Gen.Long[1, 3_000].Select(Quantity.FromUnits), (price, quantity) => new PriceModifier("modifier", price, quantity)).Array[1, 2]
        from baseQuantity in Gen.OneOf(100L, 1_000, 3_000, 70).Select(Quantity.FromUnits)
        from components in Components(taxes)
        from stored in Stored(currency)
        from business in Gen.Enum<BusinessCase>()
        from off in Gen.Select(Gen.Long[0, Rate.PartsPerOne], Gen.OneOf(1L, 10_000, 100_000), static (parts, grain) => Rate.FromPartsPerMillion(parts / grain * grain))
        select kind switch
        {
            0 => plain with { Modifiers = [.. modifiers] },
            1 => plain with { PriceBaseQuantity = baseQuantity },
            2 => plain with { Taxes = [], Components = components },
            3 => plain with { Taxes = OracleLine.IsRevenue(business) ? plain.Taxes : [], BusinessCase = business },
            4 => plain with { Taxes = [.. plain.Taxes.Take(stored.TaxShares.Length)], Stored = plain.Taxes.IsEmpty ? null : stored },
            5 => plain with { Listed = new(new(Id(1)), "list", Money.Of(9.99m)) },
            6 => plain with { UnitPrice = LinePrices.Less(plain.UnitPrice, off, policy.Rounding, currency), Listed = new(new(Id(1)), "list", plain.UnitPrice) { Discount = off } },
            _ => plain,
        };

    private static Gen<PriceLine> PlainLines(Currency currency, ImmutableArray<Tax>[] taxes) =>
        from price in UnitPrices
        from quantity in Quantities
        from carried in Gen.OneOf(taxes)
        from discounts in Gen.Frequency((3, Gen.Const(ImmutableArray<Discount>.Empty)), (1, Discounts(currency, [])))
        from surcharges in Gen.Frequency((5, Gen.Const(ImmutableArray<Surcharge>.Empty)), (1, Surcharges(currency, [])))
        from isProtected in Seldom
        select new PriceLine
        {
            Id = default,
            UnitPrice = price,
            Quantity = quantity,
            Taxes = carried,
            Discounts = discounts,
            Surcharges = surcharges,
            IsDiscountable = !isProtected,
        };

    private static Gen<ImmutableArray<PriceComponent>> Components(ImmutableArray<Tax>[] taxes) =>
        Gen.Select(Gen.Long[1, 100], Gen.OneOf(taxes), (weight, carried) => new PriceComponent { Name = "component", Weight = Money.FromUnits(weight), Taxes = carried })
            .Array[1, 3].Select(ImmutableArray.Create);

    /// <summary>What a line comes to whose net is that many units, or a fraction fewer, with a fifth of it in taxes.</summary>
    private static PricedLine StoredOf(long units, Currency currency)
    {
        var minor = units / Money.FromMinor(1, currency).Units;
        return new()
        {
            Id = default,
            Subtotal = Money.FromMinor(minor + (minor / 5), currency),
            Net = Money.FromMinor(minor, currency),
            Tax = Money.FromMinor(minor / 5, currency),
            Gross = Money.FromMinor(minor + (minor / 5), currency),
            TaxShares = [Money.FromMinor(minor / 5, currency)],
        };
    }

    private static Gen<PricedLine> Stored(Currency currency) =>
        from net in Gen.Long[-5_000, 5_000]
        from tax in Gen.Long[-500, 500]
        select new PricedLine
        {
            Id = default,
            Subtotal = Money.FromMinor(net + tax, currency),
            Net = Money.FromMinor(net, currency),
            Tax = Money.FromMinor(tax, currency),
            Gross = Money.FromMinor(net + tax, currency),
            TaxShares = [Money.FromMinor(tax, currency)],
        };

    private static Gen<ImmutableArray<Discount>> Discounts(Currency currency, ImmutableArray<Tax>[] taxes) =>
        from rates in Gen.Select(Gen.Long[0, Rate.PartsPerOne], Gen.OneOf(1L, 10_000, 100_000), (parts, grain) => parts / grain * grain).Array[0, 2]
        from amounts in Gen.Frequency((4, Gen.Long[0, 500]), (1, Gen.Long[0, 100_000])).Array[0, 2]
        from order in Gen.Shuffle(Enumerable.Range(0, rates.Length + amounts.Length).ToArray())
        from carried in Carried(taxes).Array[order.Length]
        from isRestricted in Seldom
        select order.Select((number, i) => (number < rates.Length
            ? Discount.Percent(new(Id(number)), "percent", Rate.FromPartsPerMillion(rates[number]))
            : Discount.Fixed(new(Id(number)), "amount", Money.FromMinor(amounts[number - rates.Length], currency))) with { Taxes = carried[i], IsRestricted = isRestricted }).ToImmutableArray();

    private static Gen<ImmutableArray<Surcharge>> Surcharges(Currency currency, ImmutableArray<Tax>[] taxes) =>
        from rate in Gen.Long[0, 300_000].Array[0, 1]
        from amount in Gen.Long[0, 500].Array[0, 1]
        from carried in Carried(taxes).Array[2]
        from isRestricted in Seldom
        select (ImmutableArray<Surcharge>)
        [
            .. rate.Select(parts => Surcharge.Percent(new(Id(0)), "percent", Rate.FromPartsPerMillion(parts)) with { Taxes = carried[0], IsRestricted = isRestricted }),
            .. amount.Select(minor => Surcharge.Fixed(new(Id(1)), "amount", Money.FromMinor(minor, currency)) with { Taxes = carried[1], IsRestricted = isRestricted }),
        ];

    private static Gen<ImmutableArray<Tax>?> Carried(ImmutableArray<Tax>[] taxes) =>
        Gen.Select(Gen.Int[0, 3], Gen.Int[0, 100], (choice, pick) => choice == 0 && taxes.Length > 0 ? taxes[pick % taxes.Length] : (ImmutableArray<Tax>?)null);
}
