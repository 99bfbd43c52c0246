using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PosEngine.Pricing;

internal sealed partial class PriceSheet
{
    /// <summary>The figures as records.</summary>
    public PricedTicket ToTicket()
    {
        var lines = new PricedLine[_lines.Length];
        var taxes = new TaxTotals();
        var reductions = _lineReductions.AsSpan();
        var additions = _lineAdditions.AsSpan();
        var part = 0;
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = ToLine(i, reductions, additions, ref part, taxes);
            reductions = reductions[_lines[i].Discounts.Length..];
            additions = additions[_lines[i].Surcharges.Length..];
        }

        var discounts = ToDiscounts(_discounts, _ticketReductions);
        for (var i = 0; i < discounts.Length; i++)
        {
            discounts[i] = _discounts[i].Taxes is null ? discounts[i] : discounts[i] with { Carried = ToPart(part++, taxes) };
        }

        var surcharges = ToSurcharges(_request.Surcharges, _ticketAdditions);
        for (var i = 0; i < surcharges.Length; i++)
        {
            surcharges[i] = _request.Surcharges[i].Taxes is null ? surcharges[i] : surcharges[i] with { Carried = ToPart(part++, taxes) };
        }

        return new()
        {
            Lines = ImmutableCollectionsMarshal.AsImmutableArray(lines),
            Discounts = ImmutableCollectionsMarshal.AsImmutableArray(discounts),
            Surcharges = ImmutableCollectionsMarshal.AsImmutableArray(surcharges),
            Taxes = taxes.ToArray(),
            Totals = ToTotals(lines, discounts, surcharges),
        };
    }

    private PricedLine ToLine(int index, ReadOnlySpan<Reduction> reductions, ReadOnlySpan<long> additions, ref int part, TaxTotals taxes)
    {
        var line = _lines[index];
        if (line.Stored is { } stored)
        {
            taxes.Add(line, stored);
            return stored with { Id = line.Id };
        }

        var parts = new PricedPart[line.CountParts()];
        for (var i = 0; i < parts.Length; i++)
        {
            parts[i] = ToPart(part++, taxes);
        }

        var (net, gross) = (Money.Zero, Money.Zero);
        foreach (var priced in parts)
        {
            (net, gross) = (net + priced.Net, gross + priced.Gross);
        }

        return new()
        {
            Id = line.Id,
            Subtotal = _scale.ToMoney(_subtotals[index]),
            Discounts = ImmutableCollectionsMarshal.AsImmutableArray(ToDiscounts(Adjusting.InOrder(line.Discounts, _request.Policy.DiscountOrder), reductions)),
            Surcharges = ImmutableCollectionsMarshal.AsImmutableArray(ToSurcharges(line.Surcharges, additions)),
            TicketDiscountShares = SharesOf(index, _discountShares, _discounts.Length),
            TicketSurchargeShares = SharesOf(index, _surchargeShares, _request.Surcharges.Length),
            Net = net,
            TaxShares = line.Components.IsEmpty ? parts[0].TaxShares : [],
            Tax = gross - net,
            Gross = gross,
            Components = line.Components.IsEmpty ? [] : ImmutableCollectionsMarshal.AsImmutableArray(parts),
        };
    }

    private PricedPart ToPart(int index, TaxTotals taxes)
    {
        var part = _parts[index];
        var factors = part.Taxes.Factors;
        var shares = new Money[factors.Length];
        var (net, gross) = (_partPrices[index], _partPrices[index]);
        for (var i = 0; i < factors.Length; i++)
        {
            var share = _taxShares[part.FirstShare + i];
            shares[i] = _scale.ToMoney(share);
            net -= factors[i].IsIncluded ? share : 0;
            gross += factors[i].IsIncluded ? 0 : share;
        }

        var priced = new PricedPart
        {
            Net = _scale.ToMoney(net),
            TaxShares = ImmutableCollectionsMarshal.AsImmutableArray(shares),
            Tax = _scale.ToMoney(gross - net),
            Gross = _scale.ToMoney(gross),
        };
        taxes.Add(part.Taxes.Taxes, priced.Net, shares);
        return priced;
    }

    private AppliedDiscount[] ToDiscounts(ImmutableArray<Discount> discounts, ReadOnlySpan<Reduction> reductions)
    {
        var applied = new AppliedDiscount[discounts.Length];
        for (var i = 0; i < applied.Length; i++)
        {
            applied[i] = new(discounts[i], _scale.ToMoney(reductions[i].Requested), _scale.ToMoney(reductions[i].Applied));
        }

        return applied;
    }

    private AppliedSurcharge[] ToSurcharges(ImmutableArray<Surcharge> surcharges, ReadOnlySpan<long> additions)
    {
        var applied = new AppliedSurcharge[surcharges.Length];
        for (var i = 0; i < applied.Length; i++)
        {
            applied[i] = new(surcharges[i], _scale.ToMoney(additions[i]));
        }

        return applied;
    }

    private ImmutableArray<Money> SharesOf(int line, ReadOnlySpan<long> rows, int count)
    {
        var shares = new Money[count];
        for (var i = 0; i < count; i++)
        {
            shares[i] = _scale.ToMoney(rows[(i * _lines.Length) + line]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(shares);
    }

    private Totals ToTotals(PricedLine[] lines, AppliedDiscount[] discounts, AppliedSurcharge[] surcharges)
    {
        var totals = default(Totals);
        for (var i = 0; i < lines.Length; i++)
        {
            totals = totals.Add(lines[i]);
        }

        foreach (var discount in discounts)
        {
            totals = discount.Carried is { } carried ? totals.Add(carried) with { Discount = totals.Discount + discount.Applied } : totals;
        }

        foreach (var surcharge in surcharges)
        {
            totals = surcharge.Carried is { } carried ? totals.Add(carried) with { Surcharge = totals.Surcharge + surcharge.Applied } : totals;
        }

        return totals.Round(AsPriced(totals.Gross), _request.Policy) with { Prepaid = _request.Prepaid };
    }

    /// <summary>What the prices come to with the taxes that are added to them: the gross, but where net and taxes were worked out apart from the prices.</summary>
    private Money AsPriced(Money gross)
    {
        if (_ledger!.Treatment != TaxTreatment.OnNet)
        {
            return gross;
        }

        var missed = _priceSum;
        for (var i = 0; i < _partCount; i++)
        {
            missed -= _partPrices[i];
            var taxes = _parts[i].Taxes.Taxes;
            for (var j = 0; j < taxes.Length; j++)
            {
                missed -= taxes[j].Kind == TaxKind.Included ? _taxShares[_parts[i].FirstShare + j] : 0;
            }
        }

        return gross + _scale.ToMoney(missed);
    }
}
