using System.Numerics;
using CsCheck;
using PosEngine.Catalog;
using PosEngine.Tickets;

namespace PosEngine.Pricing.Oracle;

/// <summary>Tickets that are changed step by step: after each, every figure is the one that pricing from scratch gives.</summary>
internal static class TicketEdits
{
    private static readonly DateOnly Today = new(2026, 11, 24);

    private static readonly string[] Kinds =
        ["lines added", "lines added", "lines added", "quantities changed", "lines removed", "discounts", "surcharges", "tax-free", "dining options", "prepaid", "line discounts", "price lists", "price lists"];

    public static void Agree(int cases, Sightings seen) => Gen.Select(RandomTickets.All, Gen.Select(Gen.Int[0, Kinds.Length - 1], Gen.Int[0, 100]).Array[1, 20]).Sample(
        (request, steps) =>
        {
            seen.Case();
            TicketLine[] stock = [.. request.Lines.Where(line => line.Stored is null).Select(StoredReceipts.LineOf).Select(WithRules)];
            var list = ListOf(stock);
            var pricing = TicketPricing.Of(new TicketContent { Policy = request.Policy }, request.Currency);
            foreach (var (number, (kind, pick)) in steps.Index())
            {
                var next = Kinds[kind] == "price lists" ? TryReprice(pricing.Content, request, stock, list, seen) : Step(pricing.Content, request, stock, Kinds[kind], pick, new(RandomTickets.Id(1_000 + number)));
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

    /// <summary>Puts the list on the ticket or takes it off: every line then has the price at which it would be rung up.</summary>
    private static TicketContent TryReprice(TicketContent content, PriceRequest request, TicketLine[] stock, PriceList list, Sightings seen)
    {
        var holds = content.PriceListId is null ? list : null;
        var next = TicketFold.SetPrices(content with { PriceListId = holds?.Id }, holds, request.Currency, static _ => true);
        foreach (var line in next.Lines.ToArray())
        {
            var ordinary = stock.Single(each => each.ItemId == line.ItemId).UnitPrice;
            Assert.Equal(holds is null ? ordinary : ExpectedPrice(line, ordinary, list, request), line.UnitPrice);
            Assert.Equal(line.Listed is null ? line.UnitPrice : ordinary, line.Listed?.Ordinary ?? ordinary);
            if (line.Listed is { } listed)
                seen.See(listed.Discount is null ? "prices of lists" : "discounts of lists");
        }

        return next;
    }

    private static Money ExpectedPrice(TicketLine line, Money ordinary, PriceList list, PriceRequest request)
    {
        if (line.BusinessCase != BusinessCase.Sale || line.Quantity.IsNegative)
            return ordinary;
        var price = list.Prices.TryGetValue(line.ItemId!.Value, out var own) ? own : line.IsDiscountable ? Off(ordinary, list.Discount, request) : ordinary;
        var whole = line.Modifiers.Aggregate(new Fraction(price.Units * (BigInteger)1_000, line.PriceBaseQuantity.Units), static (sum, modifier) => sum + new Fraction(modifier.Price.Units, 1_000) * modifier.Quantity.Units);
        return whole.CompareTo(0) < 0 ? ordinary : price;
    }

    private static Money Off(Money price, Rate rate, PriceRequest request)
    {
        var grain = price.Units % request.Currency.Smallest.Units == 0 ? request.Currency.Smallest.Units : 1;
        var left = new Fraction(price.Units, grain) * new Fraction(Rate.PartsPerOne - rate.PartsPerMillion, Rate.PartsPerOne);
        return Money.FromUnits((long)left.Round(request.Policy.Rounding, new Sightings()) * grain);
    }

    /// <summary>A price of its own for every other item, and a part off for the rest.</summary>
    private static PriceList ListOf(TicketLine[] stock) => new()
    {
        Id = new(RandomTickets.Id(1)),
        Name = "list",
        Prices = stock.Where(static (_, number) => number % 2 == 0).ToDictionary(static line => line.ItemId!.Value, static line => Money.FromUnits(Math.Abs(line.Quantity.Units % 1_000_000))),
        Discount = Rate.FromPartsPerMillion(stock.Length * 71_003),
    };

    /// <summary>Every other item has other taxes where it is taken away.</summary>
    private static TicketLine WithRules(TicketLine line, int number)
    {
        var item = line with { ItemId = new(line.Id.Value), Listed = null, UnitPrice = line.Listed?.Ordinary ?? line.UnitPrice };
        return number % 2 == 0 || !line.Components.IsEmpty ? item : item with
        {
            TaxRules = [new TaxRule { Taxes = line.Taxes }, new TaxRule { DiningOption = "takeaway", Taxes = line.Taxes.IsEmpty ? [] : [line.Taxes[0]] }],
        };
    }
}
