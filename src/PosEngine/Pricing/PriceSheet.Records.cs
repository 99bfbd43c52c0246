using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PosEngine.Pricing;

internal sealed partial class PriceSheet
{
    /// <summary>The figures as records.</summary>
    public PricedTicket ToTicket()
    {
        var lines = new PricedLine[_lines.Length];
        var reductions = _lineReductions.AsSpan();
        for (var i = 0; i < lines.Length; i++)
        {
            lines[i] = ToLine(i, reductions);
            reductions = reductions[_lines[i].Discounts.Length..];
        }

        return new()
        {
            Lines = ImmutableCollectionsMarshal.AsImmutableArray(lines),
            Discounts = ToDiscounts(_discounts, _ticketReductions),
            Taxes = ToTaxTotals(lines),
            Totals = ToTotals(lines),
        };
    }

    private PricedLine ToLine(int index, ReadOnlySpan<Reduction> reductions)
    {
        var line = _lines[index];
        var taxed = _taxedLines[index];
        var taxShares = _taxShares.AsSpan(taxed.FirstShare, line.Taxes.Length);
        var (net, gross) = (taxed.Price, taxed.Price);
        for (var i = 0; i < taxShares.Length; i++)
        {
            if (taxed.Taxes.Factors[i].IsIncluded)
            {
                net -= taxShares[i];
            }
            else
            {
                gross += taxShares[i];
            }
        }

        return new()
        {
            Id = line.Id,
            Subtotal = _money.ToMoney(_linePrices[index].Subtotal),
            Discounts = ToDiscounts(Discounting.InOrder(line.Discounts), reductions),
            TicketDiscountShares = TicketSharesOf(index),
            Net = _money.ToMoney(net),
            TaxShares = ToMoney(taxShares),
            Tax = _money.ToMoney(gross - net),
            Gross = _money.ToMoney(gross),
        };
    }

    private ImmutableArray<AppliedDiscount> ToDiscounts(ImmutableArray<Discount> discounts, ReadOnlySpan<Reduction> reductions)
    {
        var applied = new AppliedDiscount[discounts.Length];
        for (var i = 0; i < applied.Length; i++)
        {
            applied[i] = new(discounts[i], _money.ToMoney(reductions[i].Requested), _money.ToMoney(reductions[i].Applied));
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(applied);
    }

    private ImmutableArray<Money> TicketSharesOf(int line)
    {
        var shares = new Money[_discounts.Length];
        for (var i = 0; i < shares.Length; i++)
        {
            shares[i] = _money.ToMoney(_ticketShares[(i * _lines.Length) + line]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(shares);
    }

    private ImmutableArray<Money> ToMoney(ReadOnlySpan<long> minor)
    {
        var money = new Money[minor.Length];
        for (var i = 0; i < money.Length; i++)
        {
            money[i] = _money.ToMoney(minor[i]);
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(money);
    }

    private ImmutableArray<TaxTotal> ToTaxTotals(ReadOnlySpan<PricedLine> lines)
    {
        var totals = new List<TaxTotal>();
        var placeOf = new int?[_ledger.Taxes.Length];
        for (var i = 0; i < lines.Length; i++)
        {
            var factors = _taxedLines[i].Taxes.Factors;
            for (var j = 0; j < factors.Length; j++)
            {
                if (placeOf[factors[j].Tax] is not { } place)
                {
                    placeOf[factors[j].Tax] = place = totals.Count;
                    totals.Add(new(_ledger.Taxes[factors[j].Tax], Money.Zero, Money.Zero));
                }

                totals[place] = totals[place] with { Net = totals[place].Net + lines[i].Net, Amount = totals[place].Amount + lines[i].TaxShares[j] };
            }
        }

        return [.. totals];
    }

    private Totals ToTotals(ReadOnlySpan<PricedLine> lines)
    {
        var (subtotal, price, net, gross) = (Money.Zero, Money.Zero, Money.Zero, Money.Zero);
        for (var i = 0; i < lines.Length; i++)
        {
            subtotal += lines[i].Subtotal;
            price += _money.ToMoney(_prices[i]);
            net += lines[i].Net;
            gross += lines[i].Gross;
        }

        return new(subtotal, subtotal - price, net, gross - net, gross);
    }
}
