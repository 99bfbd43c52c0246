using System.Collections.Concurrent;

namespace PosEngine.Pricing.Oracle;

/// <summary>Counts what really happened in a property's cases, so that a property that never meets its subject is noticed.</summary>
internal sealed class Sightings
{
    private readonly ConcurrentDictionary<string, long> _counts = new();

    public void Case() => Count("cases");

    public void Rounding() => Count("roundings");

    public void Tie() => Count("ties");

    /// <summary>An amount was shared out and did not divide evenly.</summary>
    public void Allocation() => Count("uneven allocations");

    /// <summary>Shares had the same remainder, and not all of them got a unit.</summary>
    public void AllocationTie() => Count("allocation ties");

    /// <summary>A discount asked for more than there was.</summary>
    public void CappedDiscount() => Count("capped discounts");

    /// <summary>What was paid was enough.</summary>
    public void Settlement() => Count("settlements");

    /// <summary>Cash was rounded.</summary>
    public void CashRounding() => Count("cash roundings");

    public void Overflow() => Count("overflows");

    /// <summary>Anything else worth counting.</summary>
    public void See(string what) => Count(what);

    /// <summary>What a ticket has that seldom occurs.</summary>
    public void See(PriceRequest request)
    {
        var policy = request.Policy;
        Count($"in {request.Currency}");
        Count($"rounded {policy.Rounding}");
        Count($"taxes rounded {policy.TaxRounding}");
        Count($"rounded amount {policy.RoundedAmount}");
        CountIf(policy.LineRounding == LineRounding.OncePerTicket, "lines rounded once");
        CountIf(policy.TaxBase == TaxBase.Undiscounted, "undiscounted tax bases");
        CountIf(policy.TotalStep is not null, "total steps");
        CountIf(policy.CashStep is not null, "cash steps");
        CountIf(policy.CashRounding != RoundingMode.HalfAwayFromZero, "cash modes of their own");
        CountIf(policy.TaxDate == TaxDate.LineAdded, "tax dates of lines");
        CountIf(request.IsTaxFree, "tax-free tickets");
        CountIf(!request.Prepaid.IsZero, "prepaid amounts");
        CountIf(request.Discounts.Any(discount => discount.IsRestricted), "restricted discounts");
        CountIf(request.Surcharges.Any(surcharge => surcharge.IsRestricted), "restricted surcharges");
        CountIf(request.Discounts.Any(discount => discount.Taxes is not null), "carried discounts");
        CountIf(request.Surcharges.Any(surcharge => surcharge.Taxes is not null), "carried surcharges");
        CountIf(request.Lines.Any(line => line.Quantity.IsNegative), "negative quantities");
        CountIf(request.Lines.Any(line => !line.Components.IsEmpty), "composites");
        CountIf(request.Lines.Any(line => line.Listed is { Discount: null }), "listed prices");
        CountIf(request.Lines.Any(line => line.Listed is { Discount: not null }), "discounts of lists");
        CountIf(request.Lines.Any(line => line.Stored is not null), "stored lines");
        CountIf(request.Lines.Any(line => line.Stored is { } stored && IsHuge(stored.Gross)), "huge stored figures");
        CountIf(request.Lines.SelectMany(line => line.Taxes).Any(tax => tax.AmountPerUnit is { } amount && IsHuge(amount)), "huge taxes per unit");
        foreach (var business in request.Lines.Select(line => line.BusinessCase).Distinct())
            Count($"business case {business}");
        foreach (var category in request.Lines.SelectMany(line => line.Taxes).Select(tax => tax.Category).Distinct())
            Count($"tax category {category}");
    }

    /// <summary>Prints every count, and fails if one of those named is zero.</summary>
    public void MustHaveOccurred(ITestOutputHelper output, params string[] whats)
    {
        foreach (var (what, count) in _counts.OrderBy(count => count.Key, StringComparer.Ordinal))
            output.WriteLine($"{count} {what}");
        Assert.Equal([], whats.Except(_counts.Keys));
    }

    private static bool IsHuge(Money amount) => Int128.Abs(amount.Units) > long.MaxValue / 1_000;

    private void CountIf(bool hasOccurred, string what)
    {
        if (hasOccurred)
            Count(what);
    }

    private void Count(string what) => _counts.AddOrUpdate(what, 1, (_, count) => count + 1);
}
