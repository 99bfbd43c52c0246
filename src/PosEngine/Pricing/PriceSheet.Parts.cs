using System.Collections.Immutable;

namespace PosEngine.Pricing;

internal sealed partial class PriceSheet
{
    /// <summary>Turns the lines, and what the ticket carries beside them, into parts that the ledger knows.</summary>
    private void EnterParts()
    {
        if (_ledger?.Fits(_request) != true)
        {
            _ledger = new(_scale, _request.Policy, _request.IsTaxFree);
        }

        _ledger.Clear();
        (_partCount, _taxShareCount, _priceSum) = (0, 0, 0);
        _turnover = Int128.Abs(_scale.Exactly(_request.Prepaid)) + Int128.Abs(_scale.Exactly(_request.Rounding ?? Money.Zero));
        for (var i = 0; i < _lines.Length; i++)
        {
            if (_lines[i].Stored is { } stored)
            {
                _turnover += Turnover.Of(stored, _scale.Currency);
            }
            else
            {
                Enter(_lines[i], _subtotals[i], _prices[i]);
            }
        }

        for (var i = 0; i < Discounts.Length; i++)
        {
            EnterCarried(Discounts[i].Taxes, -_ticketReductions[i].Applied);
        }

        for (var i = 0; i < _request.Surcharges.Length; i++)
        {
            EnterCarried(_request.Surcharges[i].Taxes, _ticketAdditions[i]);
        }

        Turnover.EnsureInRange(_turnover, _scale.Currency);
    }

    private void Enter(PriceLine line, long subtotal, LinePrice price)
    {
        Grow(ref _partAmounts, line.CountParts());
        line.Split(
            new(subtotal - price.Discount + price.Surcharge, price.Left(_scale), price.Taxed(_scale, _request.Policy.TaxBase)),
            _partAmounts);
        for (var i = 0; i < line.CountParts(); i++)
        {
            Enter(line.TaxesOf(i), _partAmounts[i], line.Quantity.Units);
        }

        _turnover += Turnover.Of(price, _scale);
    }

    private void EnterCarried(ImmutableArray<Tax>? taxes, long amount)
    {
        if (taxes is { } own)
        {
            var fine = amount * _scale.FinePerMinor;
            Enter(own, new(amount, fine, fine), quantity: 0);
        }
    }

    private void Enter(ImmutableArray<Tax> taxes, PartAmounts amounts, long quantity)
    {
        var index = _ledger!.IndexOf(taxes);
        var combination = _ledger[index];
        var (price, taxed) = _ledger.Enter(index, amounts, quantity);
        _parts[_partCount] = new(taxed, quantity, combination, _taxShareCount);
        _partPrices[_partCount] = price;
        _priceSum += amounts.Price;
        _turnover += Turnover.Of(combination, taxed, quantity, _scale);
        _partCount++;
        _taxShareCount += taxes.Length;
    }
}
