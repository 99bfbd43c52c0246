using System.Buffers;
using System.Collections.Immutable;

namespace PosEngine.Pricing;

/// <summary>The figures of a ticket as integers, on their way to becoming records.</summary>
/// <remarks>
/// Flat arrays, one for each figure. What a line has several of (discounts, taxes) stands together, line after line; of the ticket's discounts and surcharges
/// each has a row with one share for every line. A sheet can be used again: then nothing is allocated but what a larger ticket needs. Not thread-safe.
/// </remarks>
/// <param name="ledger">Knows the taxes already, from the same ticket a moment ago. The sheet takes it over.</param>
internal sealed partial class PriceSheet(TaxLedger? ledger = null)
{
    private PriceRequest _request = null!;
    private ImmutableArray<PriceLine> _lines = [];
    private Discount[] _discounts = [];
    private Scale _scale;
    private TaxLedger? _ledger = ledger;

    // One for each line.
    private LinePrice[] _prices = [];
    private long[] _subtotals = [];

    // Line after line.
    private Reduction[] _lineReductions = [];
    private long[] _lineAdditions = [];

    // One for each of the ticket's discounts and surcharges, and for each of them a row with one for each line.
    private Reduction[] _ticketReductions = [];
    private long[] _ticketAdditions = [];
    private long[] _discountShares = [];
    private long[] _surchargeShares = [];

    /// <summary>What each line may still give to discounts of the ticket, in minor units; only where fractions of a unit are kept, and a rounded line may be less than its exact price.</summary>
    private long[] _room = [];

    // Part after part: the components of the lines, or the lines themselves; then what the ticket carries.
    private TaxedPart[] _parts = [];
    private long[] _partPrices = [];
    private long[] _taxShares = [];
    private PartAmounts[] _partAmounts = [];
    private int _partCount;
    private int _taxShareCount;

    /// <summary>Σ prices of the parts, in minor units, before any was turned into its net.</summary>
    private long _priceSum;
    private Int128 _turnover;

    /// <summary>Works out every figure of a request that <see cref="PriceRequestRules"/> found nothing wrong with.</summary>
    /// <exception cref="OverflowException">A figure might leave the range of <see cref="Money"/>.</exception>
    public void Calculate(PriceRequest request)
    {
        _request = request;
        _lines = request.Lines;
        _scale = Scale.Of(request.Currency, request.Policy);
        SortDiscounts();
        MakeRoom();
        PriceLines();
        RoundSubtotals();
        AddTicketSurcharges(TakeTicketDiscounts());
        EnterParts();
        Taxation.ShareOut(_ledger!, _parts.AsSpan(0, _partCount), _taxShares.AsSpan(0, _taxShareCount));
    }

    /// <summary>The ticket's discounts in the order in which they are taken off.</summary>
    private ReadOnlySpan<Discount> Discounts => _discounts.AsSpan(0, _request.Discounts.Length);

    private void SortDiscounts()
    {
        Grow(ref _discounts, _request.Discounts.Length);
        for (var (i, next) = (0, -1); i < _request.Discounts.Length; i++)
        {
            next = Adjusting.NextOf(_request.Discounts, _request.Policy.DiscountOrder, next);
            _discounts[i] = _request.Discounts[next];
        }
    }

    private void MakeRoom()
    {
        var (reductions, additions, parts, taxes) = (0, 0, Discounts.Length + _request.Surcharges.Length, 0);
        foreach (var line in _lines)
        {
            reductions += line.Discounts.Length;
            additions += line.Surcharges.Length;
            parts += Math.Max(1, line.Components.Length);
            taxes += line.Taxes.Length;
            foreach (var component in line.Components)
            {
                taxes += component.Taxes.Length;
            }
        }

        foreach (var discount in Discounts)
        {
            taxes += discount.Taxes?.Length ?? 0;
        }

        foreach (var surcharge in _request.Surcharges)
        {
            taxes += surcharge.Taxes?.Length ?? 0;
        }

        Grow(ref _prices, _lines.Length);
        Grow(ref _subtotals, _lines.Length);
        Grow(ref _room, _lines.Length);
        Grow(ref _lineReductions, reductions);
        Grow(ref _lineAdditions, additions);
        Grow(ref _ticketReductions, Discounts.Length);
        Grow(ref _ticketAdditions, _request.Surcharges.Length);
        Grow(ref _discountShares, Discounts.Length * _lines.Length);
        Grow(ref _surchargeShares, _request.Surcharges.Length * _lines.Length);
        Grow(ref _parts, parts);
        Grow(ref _partPrices, parts);
        Grow(ref _taxShares, taxes);
    }

    private void PriceLines()
    {
        var reductions = _lineReductions.AsSpan();
        var additions = _lineAdditions.AsSpan();
        for (var i = 0; i < _lines.Length; i++)
        {
            var line = _lines[i];
            _prices[i] = line.Stored is null ? LinePrice.Of(line, _scale, _request.Policy.DiscountOrder, reductions, additions) : default;
            reductions = reductions[line.Discounts.Length..];
            additions = additions[line.Surcharges.Length..];
        }
    }

    /// <returns>What the discounts left of the prices that they reach, in fine units; null where there are none.</returns>
    private long? TakeTicketDiscounts()
    {
        // Of what the first one found: where fractions of a unit are kept, the shares of whole units may take more from a line than there was of it.
        long? rest = null;
        var room = Discounts.IsEmpty ? 0 : FindRoom();
        for (var i = 0; i < Discounts.Length; i++)
        {
            var discount = Discounts[i];
            var shares = _discountShares.AsSpan(i * _lines.Length, _lines.Length);
            var reached = Reach(shares);
            var left = rest ?? reached;
            var requested = Adjusting.AmountOf(discount.Rate, discount.Amount, left, _scale);
            var applied = Math.Min(requested, Math.Min(left / _scale.FinePerMinor, room));
            _ticketReductions[i] = new(requested, applied);
            rest = left - (applied * _scale.FinePerMinor);
            room -= applied;
            ShareOut(discount.Taxes is null ? applied : 0, shares, _scale.FinePerMinor == 1 ? [] : _room.AsSpan(0, _lines.Length));
            for (var j = 0; j < shares.Length; j++)
            {
                _room[j] -= shares[j];
                _prices[j] = _prices[j] with { Discount = _prices[j].Discount + shares[j] };
            }
        }

        return rest;
    }

    /// <summary>What each line that discounts of the ticket reach has to give, as it is rounded, and all of them together.</summary>
    private long FindRoom()
    {
        var sum = Int128.Zero;
        for (var i = 0; i < _lines.Length; i++)
        {
            _room[i] = _lines[i].IsReached() ? Math.Max(0, _subtotals[i] - _prices[i].Discount + _prices[i].Surcharge) : 0;
            sum += _room[i];
        }

        return (long)Int128.Min(sum, long.MaxValue);
    }

    private void AddTicketSurcharges(long? left)
    {
        var surcharges = _request.Surcharges;
        for (var i = 0; i < surcharges.Length; i++)
        {
            // All of them see the prices that the discounts left, and none sees another.
            var shares = _surchargeShares.AsSpan(i * _lines.Length, _lines.Length);
            var reached = Reach(shares);
            var requested = Adjusting.AmountOf(surcharges[i].Rate, surcharges[i].Amount, left ?? reached, _scale);
            _ticketAdditions[i] = surcharges[i].Taxes is null && reached == 0 ? 0 : requested;
            ShareOut(surcharges[i].Taxes is null ? _ticketAdditions[i] : 0, shares);
        }

        for (var i = 0; i < surcharges.Length * _lines.Length; i++)
        {
            ref var price = ref _prices[i % _lines.Length];
            price = price with { Surcharge = price.Surcharge + _surchargeShares[i] };
        }
    }

    /// <summary>What is left of the prices of the lines that discounts and surcharges of the ticket reach, in fine units.</summary>
    private long Reach(Span<long> prices)
    {
        var sum = 0L;
        for (var i = 0; i < prices.Length; i++)
        {
            prices[i] = _lines[i].IsReached() ? Math.Max(0, _prices[i].Left(_scale)) : 0;
            sum += prices[i];
        }

        return sum;
    }

    private static void ShareOut(long amount, Span<long> weights, ReadOnlySpan<long> most = default)
    {
        if (amount == 0)
        {
            weights.Clear();
        }
        else
        {
            LargestRemainder.Allocate(amount, weights, shares: weights, most);
        }
    }

    private void RoundSubtotals()
    {
        var sum = Int128.Zero;
        for (var i = 0; i < _lines.Length; i++)
        {
            _subtotals[i] = _prices[i].Exact;
            sum += _prices[i].Exact;
        }

        if (_scale.FinePerMinor == 1)
        {
            return;
        }

        var rented = ArrayPool<ExactShare>.Shared.Rent(_lines.Length);
        try
        {
            var sharing = new Sharing(rented, Int128.Sign(sum));
            for (var i = 0; i < _lines.Length; i++)
            {
                sharing.Add(_prices[i].Exact, _scale.FinePerMinor, i);
            }

            sharing.ShareOut(_scale.ToMinor(sum), _subtotals);
        }
        finally
        {
            ArrayPool<ExactShare>.Shared.Return(rented);
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
