using System.Collections.Immutable;
using CsCheck;

namespace PosEngine.Pricing.Oracle;

/// <summary>A few taxes, and a few combinations of them: many lines of a ticket share one.</summary>
internal static class RandomTaxes
{
    /// <summary>The most taxes that a line has.</summary>
    public const int Most = 4;

    private static readonly Gen<Rate> Rates = Gen.Frequency(
        (8, Gen.OneOf(0L, 25_000, 70_000, 77_000, 88_750, 100_000, 190_000, 200_000, 250_000)),
        (1, Gen.OneOf(-150_000L, -10_000)),
        (2, Gen.Long[0, 1_100_000])).Select(Rate.FromPartsPerMillion);

    private static readonly Gen<Tax> Taxes =
        from rate in Rates
        from kind in Gen.Enum<TaxKind>()
        from category in Gen.Frequency((2, Gen.Const(TaxCategory.Standard)), (1, Gen.Enum<TaxCategory>()))
        from amount in Gen.OneOf(0L, 0, 0, 0, 0, 0, 0, 10_000, 12_345)
        select new Tax
        {
            Id = default,
            Name = $"{kind} {rate}",
            Rate = amount > 0 ? Rate.Zero : rate,
            Kind = kind,
            Category = category,
            AmountPerUnit = amount > 0 ? Money.FromUnits(amount) : null,
        };

    public static readonly Gen<ImmutableArray<Tax>[]> Combinations =
        from taxes in Taxes.Array[1, Most]
        from builds in Gen.Int[0, 4].Array[taxes.Length]
        let linked = Link(taxes, builds)
        from picks in Gen.Shuffle(linked, 0, linked.Length).Array[1, 4]
        select picks.Select(pick => pick.ToImmutableArray()).ToArray();

    /// <summary>Lets some taxes of ordinary rates build on the one before them.</summary>
    private static Tax[] Link(Tax[] taxes, int[] builds)
    {
        var linked = taxes.Select((tax, i) => tax with { Id = new(RandomTickets.Id(i)) }).ToArray();
        for (var i = 1; i < linked.Length; i++)
        {
            var (before, tax) = (linked[i - 1], linked[i]);
            var isOrdinary = tax.Rate.PartsPerMillion % 250 == 0 && before.Rate.PartsPerMillion % 250 == 0;
            if (builds[i] == 0 && isOrdinary && tax.AmountPerUnit is null && !(tax.Kind == TaxKind.Included && before.Kind == TaxKind.Added))
                linked[i] = tax with { BuildsOn = [before.Id] };
        }

        return linked;
    }
}
