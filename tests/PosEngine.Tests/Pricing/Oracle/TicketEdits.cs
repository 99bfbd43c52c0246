using CsCheck;
using PosEngine.Tickets;

namespace PosEngine.Pricing.Oracle;

/// <summary>Tickets that are changed step by step: after each, every figure is the one that pricing from scratch gives.</summary>
internal static class TicketEdits
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    private static readonly string[] Kinds =
        ["lines added", "lines added", "lines added", "quantities changed", "lines removed", "discounts", "surcharges", "tax-free", "dining options", "prepaid", "line discounts"];

    public static void Agree(int cases, Sightings seen) => Gen.Select(RandomTickets.All, Gen.Select(Gen.Int[0, Kinds.Length - 1], Gen.Int[0, 100]).Array[1, 20]).Sample(
        (request, steps) =>
        {
            seen.Case();
            TicketLine[] stock = [.. request.Lines.Where(line => line.Stored is null).Select(StoredReceipts.LineOf).Select(WithRules)];
            var pricing = TicketPricing.Of(new TicketContent { Policy = request.Policy }, request.Currency);
            foreach (var (number, (kind, pick)) in steps.Index())
            {
                var next = Step(pricing.Content, request, stock, Kinds[kind], pick, new(RandomTickets.Id(1_000 + number)));
                if (ReferenceEquals(next, pricing.Content))
                    continue;
                seen.See(Kinds[kind]);
                try
                {
                    pricing = pricing.Next(next);
                    Assert.Equal(Pricer.Price(next.ToPriceRequest(request.Currency)), pricing.Priced);
                }
                catch (OverflowException)
                {
                    seen.Overflow();
                    Assert.Throws<OverflowException>(() => Pricer.Price(next.ToPriceRequest(request.Currency)));
                }
            }
        },
        iter: cases);

    private static TicketContent Step(TicketContent content, PriceRequest request, TicketLine[] stock, string kind, int pick, LineId id)
    {
        var line = content.Lines.IsEmpty ? null : content.Lines.AsSpan()[pick % content.Lines.Count];
        return kind switch
        {
            "lines added" when stock.Length > 0 => TicketFold.Add(content, LineTaxes.Choose(content, stock[pick % stock.Length] with { Id = id }, Today), default),
            "quantities changed" when line is not null => TicketFold.SetQuantity(content, line, stock[pick * 7 % stock.Length].Quantity),
            "lines removed" when line is not null => TicketFold.Remove(content, line),
            "line discounts" when line is not null => TicketAdjustments.Discounts.Set(content, line.Id, [.. request.Discounts.Select(discount => discount with { Taxes = null })]),
            "discounts" => content with { Discounts = content.Discounts.IsEmpty ? request.Discounts : [] },
            "surcharges" => content with { Surcharges = content.Surcharges.IsEmpty ? request.Surcharges : [] },
            "tax-free" => content with { IsTaxFree = !content.IsTaxFree },
            "dining options" => TicketFold.SetDiningOption(content, content.DiningOption is null ? "takeaway" : null, id: null, Today),
            "prepaid" => content with { Prepaid = content.Prepaid.IsZero ? request.Prepaid : Money.Zero },
            _ => content,
        };
    }

    /// <summary>Every other item has other taxes where it is taken away.</summary>
    private static TicketLine WithRules(TicketLine line, int number) => number % 2 == 0 || !line.Components.IsEmpty ? line : line with
    {
        TaxRules = [new TaxRule { Taxes = line.Taxes }, new TaxRule { DiningOption = "takeaway", Taxes = line.Taxes.IsEmpty ? [] : [line.Taxes[0]] }],
    };
}
