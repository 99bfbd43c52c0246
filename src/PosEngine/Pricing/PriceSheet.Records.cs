using System.Collections.Immutable;
using System.Runtime.InteropServices;

namespace PosEngine.Pricing;

internal sealed partial class PriceSheet
{
    /// <summary>The figures as records.</summary>
    /// <exception cref="OverflowException">A figure is out of the range of <see cref="Money"/>.</exception>
    public PricedTicket ToTicket()
    {
        var lines = ImmutableArray.CreateBuilder<PricedLine>(_lines.Length);
        var reductions = _lineReductions.AsSpan();
        var taxShares = _taxShares.AsSpan();
        foreach (var line in _lines)
        {
            lines.Add(ToLine(lines.Count, reductions[..line.Discounts.Length], taxShares[..line.Taxes.Length]));
            reductions = reductions[line.Discounts.Length..];
            taxShares = taxShares[line.Taxes.Length..];
        }

        var priced = lines.MoveToImmutable();
        return new()
        {
            Lines = priced,
            Discounts = ToDiscounts(_discounts, _ticketReductions),
            Taxes = ToTaxTotals(priced),
            Totals = ToTotals(priced),
        };
    }

    private PricedLine ToLine(int index, ReadOnlySpan<Reduction> reductions, ReadOnlySpan<long> taxShares)
    {
        var line = _lines[index];
        var net = _prices[index];
        var gross = _prices[index];
        for (var i = 0; i < taxShares.Length; i++)
        {
            if (line.Taxes[i].Kind == TaxKind.Included)
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
            Subtotal = _money.ToMoney(_subtotals[index]),
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

    private ImmutableArray<TaxTotal> ToTaxTotals(ImmutableArray<PricedLine> lines)
    {
        var totals = new TaxTotal[_ledger.Taxes.Length];
        for (var i = 0; i < totals.Length; i++)
        {
            totals[i] = new(_ledger.Taxes[i], Money.Zero, Money.Zero);
        }

        for (var i = 0; i < lines.Length; i++)
        {
            var factors = _ledger[_combinations[i]].Factors;
            for (var j = 0; j < factors.Length; j++)
            {
                var total = totals[factors[j].Tax];
                totals[factors[j].Tax] = total with { Net = total.Net + lines[i].Net, Amount = total.Amount + lines[i].TaxShares[j] };
            }
        }

        return ImmutableCollectionsMarshal.AsImmutableArray(totals);
    }

    private Totals ToTotals(ImmutableArray<PricedLine> lines)
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
