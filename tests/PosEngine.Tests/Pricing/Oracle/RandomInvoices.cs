using CsCheck;

namespace PosEngine.Pricing.Oracle;

/// <summary>Random tickets as invoices of EN 16931.</summary>
internal static class RandomInvoices
{
    /// <summary>A line or document allowance of an invoice stands under exactly one VAT category and rate.</summary>
    public static readonly Gen<PriceRequest> All = RandomTickets.Everything
        .Where(request => request.Lines.Length > 0)
        .Select(Gen.OneOf(0L, 70_000, 190_000, 250_000, 60_000).Array[4], Gen.Enum<TaxKind>().Array[5], Gen.OneOf(TaxCategory.Standard, TaxCategory.Reduced).Array[5], (request, rates, kinds, categories) =>
        {
            Tax TaxOf(int number) => new()
            {
                Id = new(RandomTickets.Id(number % 5)),
                Name = $"VAT {number % 5}",
                Rate = Rate.FromPartsPerMillion(rates[number % rates.Length]),
                Kind = kinds[number % 5],
                Category = rates[number % rates.Length] == 0 ? TaxCategory.Zero : categories[number % 5],
            };

            return request with
            {
                Policy = PricingPolicy.EN16931 with { TotalStep = request.Policy.TotalStep },
                IsTaxFree = false,
                Lines = [.. request.Lines.Select((line, i) => line with { Taxes = [TaxOf(i)], Components = [], BusinessCase = BusinessCase.Sale, Listed = null, Stored = null })],
                Discounts = [.. request.Discounts.Select((discount, i) => discount with { Taxes = [TaxOf(i)] })],
                Surcharges = [.. request.Surcharges.Select((surcharge, i) => surcharge with { Taxes = [TaxOf(i)] })],
            };
        });
}
