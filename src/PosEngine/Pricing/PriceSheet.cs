using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>The figures of a ticket as integers of the currency's smallest unit, on their way to becoming records.</summary>
/// <remarks>
/// Flat arrays, one for each figure. What a line has several of (discounts, taxes) stands together, line after line; of the ticket's discounts each has a
/// row with one share for every line. A sheet can be used again: then nothing is allocated but what a larger ticket needs. Not thread-safe.
/// </remarks>
internal sealed partial class PriceSheet
{
    private readonly TaxLedger _ledger = new();
    private ImmutableArray<PriceLine> _lines = [];
    private ImmutableArray<Discount> _discounts = [];
    private MinorUnits _money;

    private LinePrice[] _linePrices = [];
    private long[] _prices = [];
    private bool[] _isDiscountable = [];
    private TaxedLine[] _taxedLines = [];
    private Reduction[] _lineReductions = [];
    private Reduction[] _ticketReductions = [];
    private long[] _ticketShares = [];
    private long[] _taxShares = [];

    /// <summary>Works out every figure of a request that <see cref="PriceRequestRules"/> found nothing wrong with.</summary>
    /// <exception cref="OverflowException">A figure might leave the range of <see cref="Money"/>.</exception>
    public void Calculate(PriceRequest request)
    {
        _lines = request.Lines;
        _discounts = Discounting.InOrder(request.Discounts);
        _money = new(request.Currency, request.Policy.Rounding);
        MakeRoom();
        PriceLines();
        TakeTicketDiscounts();
        ShareTaxes(request.Policy.TaxRounding);
    }

    private void MakeRoom()
    {
        var (reductions, taxes) = (0, 0);
        foreach (var line in _lines)
        {
            reductions += line.Discounts.Length;
            taxes += line.Taxes.Length;
        }

        Grow(ref _linePrices, _lines.Length);
        Grow(ref _prices, _lines.Length);
        Grow(ref _isDiscountable, _lines.Length);
        Grow(ref _taxedLines, _lines.Length);
        Grow(ref _lineReductions, reductions);
        Grow(ref _ticketReductions, _discounts.Length);
        Grow(ref _ticketShares, _discounts.Length * _lines.Length);
        Grow(ref _taxShares, taxes);
    }

    private void PriceLines()
    {
        var reductions = _lineReductions.AsSpan();
        for (var i = 0; i < _lines.Length; i++)
        {
            var line = _lines[i];
            _linePrices[i] = LinePrice.Of(line, _money, reductions);
            _prices[i] = _linePrices[i].Price;
            _isDiscountable[i] = line.IsDiscountable;
            reductions = reductions[line.Discounts.Length..];
        }
    }

    private void TakeTicketDiscounts()
    {
        var prices = _prices.AsSpan(0, _lines.Length);
        for (var i = 0; i < _discounts.Length; i++)
        {
            var shares = _ticketShares.AsSpan(i * _lines.Length, _lines.Length);
            _ticketReductions[i] = Discounting.TakeOffTicket(_discounts[i], _money, _isDiscountable, prices, shares);
        }
    }

    private void ShareTaxes(TaxRounding rounding)
    {
        _ledger.Clear();
        var firstShare = 0;
        for (var i = 0; i < _lines.Length; i++)
        {
            var combination = _ledger.IndexOf(_lines[i].Taxes);
            _ledger.Add(combination, _linePrices[i] with { Price = _prices[i] });
            _taxedLines[i] = new(_prices[i], _ledger[combination], firstShare);
            firstShare += _lines[i].Taxes.Length;
        }

        _ledger.EnsureInRange(_money.Currency);
        var lines = _taxedLines.AsSpan(0, _lines.Length);
        switch (rounding)
        {
            case TaxRounding.PerLine:
                Taxation.RoundPerLine(lines, _money.Mode, _taxShares);
                break;
            case TaxRounding.OncePerTax:
                Taxation.RoundOncePerTax(_ledger, lines, _money.Mode, _taxShares);
                break;
        }
    }

    private static void Grow<T>(ref T[] buffer, int length)
    {
        if (buffer.Length < length)
        {
            buffer = new T[Math.Max(length, 2 * buffer.Length)];
        }
    }
}
