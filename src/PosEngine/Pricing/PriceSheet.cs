using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>The figures of a ticket as integers of the currency's smallest unit, on their way to becoming records.</summary>
/// <remarks>
/// Flat arrays, one for each figure. What a line has several of (discounts, taxes) stands together, line after line; of the ticket's discounts each has a
/// row with one share for every line.
/// </remarks>
internal sealed partial class PriceSheet
{
    private readonly PriceRequest _request;
    private readonly ImmutableArray<PriceLine> _lines;
    private readonly ImmutableArray<Discount> _discounts;
    private readonly MinorUnits _money;
    private readonly TaxLedger _ledger = new();

    private readonly int[] _combinations;
    private readonly long[] _subtotals;
    private readonly long[] _prices;
    private readonly Reduction[] _lineReductions;
    private readonly Reduction[] _ticketReductions;
    private readonly long[] _ticketShares;
    private readonly long[] _taxShares;

    /// <param name="request">A request that <see cref="PriceRequestRules"/> found nothing wrong with.</param>
    public PriceSheet(PriceRequest request)
    {
        _request = request;
        _lines = request.Lines;
        _discounts = Discounting.InOrder(request.Discounts);
        _money = new(request.Currency, request.Policy.Rounding);
        _combinations = new int[_lines.Length];
        _subtotals = new long[_lines.Length];
        _prices = new long[_lines.Length];
        _lineReductions = new Reduction[_lines.Sum(line => line.Discounts.Length)];
        _ticketReductions = new Reduction[_discounts.Length];
        _ticketShares = new long[_discounts.Length * _lines.Length];
        _taxShares = new long[_lines.Sum(line => line.Taxes.Length)];

        PriceLines();
        TakeTicketDiscounts();
        ShareTaxes();
    }

    private void PriceLines()
    {
        var reductions = _lineReductions.AsSpan();
        for (var i = 0; i < _lines.Length; i++)
        {
            var line = _lines[i];
            _subtotals[i] = _money.PriceOf(line.UnitPrice, line.Quantity);
            _prices[i] = Discounting.TakeOffLine(_subtotals[i], Discounting.InOrder(line.Discounts), _money, reductions);
            reductions = reductions[line.Discounts.Length..];
        }
    }

    private void TakeTicketDiscounts()
    {
        if (_discounts.IsEmpty)
        {
            return;
        }

        var isDiscountable = new bool[_lines.Length];
        for (var i = 0; i < _lines.Length; i++)
        {
            isDiscountable[i] = _lines[i].IsDiscountable;
        }

        for (var i = 0; i < _discounts.Length; i++)
        {
            var shares = _ticketShares.AsSpan(i * _lines.Length, _lines.Length);
            _ticketReductions[i] = Discounting.TakeOffTicket(_discounts[i], _money, isDiscountable, _prices, shares);
        }
    }

    private void ShareTaxes()
    {
        var taxed = new TaxedLine[_lines.Length];
        var firstShare = 0;
        for (var i = 0; i < _lines.Length; i++)
        {
            _combinations[i] = _ledger.IndexOf(_lines[i].Taxes);
            _ledger.Add(_combinations[i], _prices[i]);
            taxed[i] = new(_prices[i], _ledger[_combinations[i]], firstShare);
            firstShare += _lines[i].Taxes.Length;
        }

        switch (_request.Policy.TaxRounding)
        {
            case TaxRounding.PerLine:
                Taxation.RoundPerLine(taxed, _money.Mode, _taxShares);
                break;
            default:
                Taxation.RoundOncePerTax(_ledger, taxed, _money.Mode, _taxShares);
                break;
        }
    }
}
