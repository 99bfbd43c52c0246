using System.Collections.Immutable;
using CsCheck;

namespace PosEngine.Pricing.Oracle;

/// <summary>Random tickets: mostly those of a shop, some that look for trouble (ties, huge amounts, unrelated rates).</summary>
internal static class RandomTickets
{
    private static readonly Gen<Currency> Currencies = Gen.OneOf(Currency.JPY, Currency.EUR, Currency.KWD);

    private static readonly Gen<PricingPolicy> Policies =
        from mode in Gen.Enum<RoundingMode>()
        from place in Gen.Enum<TaxRounding>()
        select new PricingPolicy { Rounding = mode, TaxRounding = place };

    private static readonly Gen<Rate> TaxRates = Gen.Frequency(
        (4, Gen.OneOf(0L, 25_000, 70_000, 77_000, 88_750, 100_000, 190_000, 200_000, 250_000)),
        (1, Gen.Long[0, 1_100_000])).Select(Rate.FromPartsPerMillion);

    private static readonly Gen<Money> UnitPrices = Gen.Frequency(
        (6, Gen.Long[0, 20_000].Select(cents => cents * 1_000)),
        (2, Gen.Long[0, 2_000_000]),
        (1, Gen.Long[-500_000, 500_000]),
        (1, Gen.Long[-(1L << 45), 1L << 45])).Select(Money.FromUnits);

    private static readonly Gen<Quantity> Quantities = Gen.Frequency(
        (6, Gen.Long[1, 12].Select(pieces => pieces * 1_000)),
        (2, Gen.Long[1, 5_000]),
        (1, Gen.Long[-5, -1].Select(pieces => pieces * 1_000)),
        (1, Gen.Long[-1_000_000, 1_000_000])).Select(Quantity.FromUnits);

    // A few taxes, and a few combinations of them: many lines of a ticket share one.
    private static readonly Gen<ImmutableArray<Tax>[]> Combinations =
        from rates in TaxRates.Array[1, 4]
        from kinds in Gen.Enum<TaxKind>().Array[rates.Length]
        from picks in Gen.Shuffle(Taxes(rates, kinds), 0, rates.Length).Array[1, 4]
        select picks.Select(pick => pick.ToImmutableArray()).ToArray();

    /// <summary>A ticket of up to twelve lines.</summary>
    public static readonly Gen<PriceRequest> Requests =
        from currency in Currencies
        from policy in Policies
        from combinations in Combinations
        from lines in Lines(currency, combinations).Array[0, 12]
        from discounts in Discounts(currency)
        select new PriceRequest
        {
            Currency = currency,
            Policy = policy,
            Lines = [.. lines.Select((line, i) => line with { Id = new(Id(i)) })],
            Discounts = discounts,
        };

    /// <summary>The same with amounts up to the edge of what <see cref="Money"/> holds, and beyond.</summary>
    public static readonly Gen<PriceRequest> Extremes =
        from request in Requests
        from prices in Gen.Long.Array[request.Lines.Length]
        from shift in Gen.Int[0, 30]
        select request with
        {
            Lines = [.. request.Lines.Select((line, i) => line with { UnitPrice = Money.FromUnits(prices[i] >> shift) })],
        };

    /// <summary>An id for the nth thing of its kind.</summary>
    public static Guid Id(int number) => new(number, 0, 0, new byte[8]);

    private static Tax[] Taxes(Rate[] rates, TaxKind[] kinds) =>
        [.. rates.Select((rate, i) => new Tax { Id = new(Id(i)), Name = $"{kinds[i]} {rate}", Rate = rate, Kind = kinds[i] })];

    private static Gen<PriceLine> Lines(Currency currency, ImmutableArray<Tax>[] combinations) =>
        from price in UnitPrices
        from quantity in Quantities
        from taxes in Gen.OneOf(combinations)
        from discounts in Gen.Frequency((3, Gen.Const(ImmutableArray<Discount>.Empty)), (1, Discounts(currency)))
        from isDiscountable in Gen.Frequency((5, Gen.Const(true)), (1, Gen.Const(false)))
        select new PriceLine
        {
            Id = default,
            UnitPrice = price,
            Quantity = quantity,
            Taxes = taxes,
            Discounts = discounts,
            IsDiscountable = isDiscountable,
        };

    private static Gen<ImmutableArray<Discount>> Discounts(Currency currency) =>
        from rates in Gen.Long[0, Rate.PartsPerOne].Select(Gen.OneOf(1L, 10_000, 100_000), (parts, grain) => parts / grain * grain).Array[0, 2]
        from amounts in Gen.Frequency((4, Gen.Long[0, 500]), (1, Gen.Long[0, 100_000])).Array[0, 2]
        from order in Gen.Shuffle(Enumerable.Range(0, rates.Length + amounts.Length).ToArray())
        select order.Select(i => i < rates.Length
            ? Discount.Percent(new(Id(i)), "percent", Rate.FromPartsPerMillion(rates[i]))
            : Discount.Fixed(new(Id(i)), "amount", Money.FromMinor(amounts[i - rates.Length], currency))).ToImmutableArray();
}
