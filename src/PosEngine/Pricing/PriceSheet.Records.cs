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

        var discounts = ToDiscounts(Discounts, _ticketReductions);
        for (var i = 0; i < discounts.Length; i++)
        {
            discounts[i] = Discounts[i].Taxes is null ? discounts[i] : discounts[i] with { Carried = ToPart(part++, taxes) };
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
            Totals = ToTotals(),
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
            Discounts = ImmutableCollectionsMarshal.AsImmutableArray(ToDiscounts(Adjusting.InOrder(line.Discounts, _request.Policy.DiscountOrder).AsSpan(), reductions)),
            Surcharges = ImmutableCollectionsMarshal.AsImmutableArray(ToSurcharges(line.Surcharges, additions)),
            TicketDiscountShares = SharesOf(index, _discountShares, Discounts.Length),
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
        var shares = new Money[part.Taxes.Factors.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = _scale.ToMoney(_taxShares[part.FirstShare + i]);
        }

        var (net, gross) = FiguresOf(index);
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

    private (long Net, long Gross) FiguresOf(int part)
    {
        var (net, gross) = (_partPrices[part], _partPrices[part]);
        var factors = _parts[part].Taxes.Factors;
        for (var i = 0; i < factors.Length; i++)
        {
            var share = _taxShares[_parts[part].FirstShare + i];
            net -= factors[i].IsIncluded ? share : 0;
            gross += factors[i].IsIncluded ? 0 : share;
        }

        return (net, gross);
    }

    private AppliedDiscount[] ToDiscounts(ReadOnlySpan<Discount> discounts, ReadOnlySpan<Reduction> reductions)
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

    /// <summary>The totals alone, without any record.</summary>
    public Totals ToTotals()
    {
        var (subtotal, discount, surcharge, net, gross) = (0L, 0L, 0L, 0L, 0L);
        for (var i = 0; i < _lines.Length; i++)
        {
            (subtotal, discount, surcharge) = (subtotal + _subtotals[i], discount + _prices[i].Discount, surcharge + _prices[i].Surcharge);
        }

        for (var i = 0; i < _partCount; i++)
        {
            var figures = FiguresOf(i);
            (net, gross) = (net + figures.Net, gross + figures.Gross);
        }

        var totals = new Totals(
            _scale.ToMoney(subtotal), _scale.ToMoney(discount + CarriedDiscount()), _scale.ToMoney(net), _scale.ToMoney(gross - net), _scale.ToMoney(gross))
        {
            Surcharge = _scale.ToMoney(surcharge + CarriedSurcharge()),
        };
        var rounding = _request.Rounding is { } settled ? settled + totals.Round(AsPriced(totals.Gross), _request.Policy).Rounding : (Money?)null;
        foreach (var line in _lines)
        {
            totals = line.Stored is { } stored ? totals.Add(stored) : totals;
        }

        totals = rounding is { } own ? totals with { Rounding = own } : totals.Round(AsPriced(totals.Gross), _request.Policy);
        return totals with { Prepaid = _request.Prepaid };
    }

    private long CarriedDiscount()
    {
        var sum = 0L;
        for (var i = 0; i < Discounts.Length; i++)
        {
            sum += Discounts[i].Taxes is null ? 0 : _ticketReductions[i].Applied;
        }

        return sum;
    }

    private long CarriedSurcharge()
    {
        var sum = 0L;
        for (var i = 0; i < _request.Surcharges.Length; i++)
        {
            sum += _request.Surcharges[i].Taxes is null ? 0 : _ticketAdditions[i];
        }

        return sum;
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
