using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;

namespace PosEngine.Receipts;

/// <summary>How the money of a refund goes back (invariants M4 and M5): total + rounding = Σ payments − change.</summary>
/// <param name="Payments">What goes back other than in cash, each below zero.</param>
/// <param name="Cash">What goes back in cash.</param>
internal sealed record PayBack(ImmutableArray<PaidBack> Payments, Money Cash)
{
    /// <summary>What had gone back in cash before, and what has with this refund: this not rounded.</summary>
    public (Money Before, Money Through) ExactCash { get; init; }

    /// <summary>Whether some of it goes back in cash, be it less than a coin.</summary>
    public bool IsInCash => ExactCash.Before != ExactCash.Through || !Cash.IsZero;

    /// <summary>Σ payments − change.</summary>
    public Money Total => Payments.Aggregate(-Cash, static (sum, payment) => sum + payment.Amount);
}

/// <summary>What goes back one way.</summary>
/// <param name="Type">The way.</param>
/// <param name="Amount">The amount, below zero.</param>
/// <param name="Paid">The payment that it goes back to; null where it goes back another way than it came.</param>
/// <param name="Points">The points that it is, zero or below; null where it was not paid with points.</param>
internal readonly record struct PaidBack(PaymentType Type, Money Amount, ReceiptPayment? Paid, long? Points);

/// <summary>
/// A sale's money, and how much of it has gone back. Each refund gives back what belongs to all that has gone back with it, less what was really given back before, whatever way that went: so everything refunded, in whatever
/// steps and ways, gives back exactly what was paid, the rounding of the sale included; but for less than a coin, where the last of it goes back in cash and is no whole number of coins. Pure.
/// </summary>
internal sealed class PaidMoney
{
    private readonly Receipt _receipt;
    private readonly Money _whole;
    private readonly Money _before;
    private readonly Money _roundedBefore;
    private readonly PaymentType? _type;
    private readonly ImmutableArray<ReceiptPayment> _others;
    private readonly Gone _gone;
    private readonly bool _isMirrored;

    /// <summary>What had gone back in cash before: not rounded, where all of it went this way, as the coins that it came to are.</summary>
    private readonly Money _cashBefore;

    /// <summary>Whoever paid to the cent, although the policy rounds, is paid back to the cent.</summary>
    private readonly bool _isCashRounded;

    /// <summary>What is added to the prices of everything and is no matter of coins: the rounding of the total, and of the cash that does not go back as it came.</summary>
    private readonly Money _rounding;

    /// <param name="receipt">The sale.</param>
    /// <param name="whole">What everything that can go back came to.</param>
    /// <param name="ofSale">What the whole sale came to.</param>
    /// <param name="before">What went back before came to.</param>
    /// <param name="type">
    /// How all of it goes back; null for the ways in which it came: cards and the like first, each until all that it paid is back, and cash last. So a card is not turned into cash.
    /// </param>
    /// <param name="given">What was really given back before; null where nobody knows: as if it had gone this way too.</param>
    public PaidMoney(Receipt receipt, Worth whole, Worth ofSale, Worth before, PaymentType? type, GivenBack? given)
    {
        (_receipt, _whole, _before, _roundedBefore) = (receipt, whole.AsPriced, before.AsPriced, before.Rounding);
        _others = [.. receipt.Payments.Where(static payment => payment.Type.Kind != PaymentKind.Cash && payment.Amount.IsPositive)];
        var wasCashRounded = receipt.Payments.Any(static payment => payment.Type.Kind == PaymentKind.Cash) && CashRounding.Round(KeptCash(receipt), receipt.Policy) == KeptCash(receipt);
        _isCashRounded = wasCashRounded || type is not null;

        // Cash that goes back as it came is rounded as it was then; but not where something went back another way already.
        var isAllCash = type?.Kind == PaymentKind.Cash && _others.IsEmpty;
        _isMirrored = wasCashRounded && whole == ofSale && (type is null || isAllCash);
        _rounding = receipt.Totals.Rounding - ofSale.Rounding;
        var isAsCame = _isMirrored && (given is null || GoneOf(given).Equals(AsIf(Through(_before), type: null)));
        _isMirrored = isAsCame;
        _rounding += isAsCame ? Money.Zero : receipt.CashRounding;
        _type = isAsCame ? null : type;
        var asIf = AsIf(Through(_before), _type);
        _gone = given is null ? asIf : GoneOf(given);
        _cashBefore = _gone.Equals(asIf) ? Through(_before) - asIf.Else - asIf.Others.Aggregate(Money.Zero, static (sum, amount) => sum + amount) : _gone.Cash;
        _isCashRounded = _isCashRounded && CashRounding.Round(_gone.Cash, receipt.Policy) == _gone.Cash; // Where cents were paid out, cents are.
    }

    /// <summary>What goes back, and how.</summary>
    /// <param name="after">What has gone back with this refund comes to.</param>
    public PayBack With(Worth after)
    {
        var (earlier, now) = (Through(_before), Through(after.AsPriced));
        var isMore = now >= earlier;
        if (_type is { Kind: not PaymentKind.Cash } type)
        {
            var amount = now - _gone.Total;
            if (isMore)
                amount = Money.Max(amount, Money.Zero);
            return new(amount.IsZero ? [] : [new PaidBack(type, -amount, null, null)], Money.Zero) { ExactCash = (_gone.Cash, _gone.Cash) };
        }

        var others = _type is not null ? _gone.Others : isMore ? Fill(Money.Max(now - _gone.Total, Money.Zero)) : Drain(now - _gone.Else);
        var cash = CashThrough(now - _gone.Else - others.Aggregate(Money.Zero, static (sum, amount) => sum + amount), after);
        if (isMore && Round(cash) < _gone.Cash)
            cash = _gone.Cash; // More was paid out for coins than belongs to it by now.
        return new(
            [.. _others.Select((payment, i) => new PaidBack(payment.Type, _gone.Others[i] - others[i], payment, PointsBetween(payment, _gone.Others[i], others[i]))).Where(static payment => !payment.Amount.IsZero)],
            Round(cash) - _gone.Cash)
        {
            ExactCash = (_cashBefore, cash),
        };
    }

    /// <summary>What of this was prepaid: it goes back where it was paid, and not here.</summary>
    /// <inheritdoc cref="With"/>
    public Money Prepaid(Worth after) => Share(_receipt.Totals.Prepaid, after.AsPriced) - Share(_receipt.Totals.Prepaid, _before);

    /// <summary>What of this is no gross: what the prices of what goes back are above theirs, and the share of what the total was rounded by, but for coins.</summary>
    /// <inheritdoc cref="With"/>
    public Money Rounding(Worth after) => after.Rounding - _roundedBefore + Share(_rounding, after.AsPriced) - Share(_rounding, _before);

    /// <summary>The money that belongs to a part of what was sold.</summary>
    private Money Through(Money part) => part + Share(_rounding, part) - Share(_receipt.Totals.Prepaid, part);

    private Money Share(Money figure, Money part) => _whole.IsZero ? Money.Zero : Returning.Share(figure, part.Units, _whole.Units, _receipt.Currency);

    /// <summary>What has gone back in cash, not rounded: before the last step no coin more than there is, so that what is left can go back any way.</summary>
    private Money CashThrough(Money cash, Worth after)
    {
        var most = cash + Through(_whole) - Through(after.AsPriced);
        return _isMirrored || after.AsPriced == _whole || Round(cash) <= most ? cash : Round(cash) - (_receipt.Policy.CashStep ?? _receipt.Currency.Smallest);
    }

    /// <summary>What has gone back to each payment with an amount more: in order, each until all that it paid is back.</summary>
    private ImmutableArray<Money> Fill(Money money)
    {
        Money[] filled = [.. _gone.Others];
        for (var i = 0; i < filled.Length; i++)
        {
            var more = Money.Min(money, Money.Max(_others[i].Amount - filled[i], Money.Zero));
            (filled[i], money) = (filled[i] + more, money - more);
        }

        return [.. filled];
    }

    /// <summary>What is left there where they come to less again: something was worth less than nothing.</summary>
    private ImmutableArray<Money> Drain(Money most)
    {
        Money[] filled = [.. _gone.Others];
        var less = filled.Aggregate(-most, static (sum, amount) => sum + amount);
        for (var i = filled.Length - 1; i >= 0 && less.IsPositive; i--)
        {
            var part = i == 0 ? less : Money.Min(less, Money.Max(filled[i], Money.Zero));
            (filled[i], less) = (filled[i] - part, less - part);
        }

        return [.. filled];
    }

    /// <summary>What would have been given back if all of it had gone one way.</summary>
    private Gone AsIf(Money money, PaymentType? type)
    {
        var filled = new Money[_others.Length];
        if (type is { Kind: not PaymentKind.Cash })
            return new([.. filled], money, Money.Zero);
        for (var i = 0; i < filled.Length && type is null; i++)
        {
            filled[i] = money < _others[i].Amount ? money : _others[i].Amount;
            money -= filled[i];
        }

        return new([.. filled], Money.Zero, Round(money));
    }

    /// <summary>What was given back, by the payments that it went back to.</summary>
    private Gone GoneOf(GivenBack given)
    {
        var left = given.Others.ToDictionary(static way => (way.Type, way.Code), static way => way.Amount);
        var others = ImmutableArray.CreateBuilder<Money>(_others.Length);
        foreach (var payment in _others)
        {
            var key = (payment.Type.Id, payment.Code);
            var gone = Money.Min(left.GetValueOrDefault(key), payment.Amount);
            others.Add(gone);
            if (!gone.IsZero)
                left[key] -= gone;
        }

        return new(others.MoveToImmutable(), left.Values.Aggregate(Money.Zero, static (sum, amount) => sum + amount), given.Cash);
    }

    /// <summary>Points go back as the money does that they were.</summary>
    private static long? PointsBetween(ReceiptPayment payment, Money before, Money through) =>
        payment.Points is { } points ? -LoyaltyRules.Back(points, before.Units, through.Units, payment.Amount.Units) : null;

    private Money Round(Money cash) => _isCashRounded ? CashRounding.Round(cash, _receipt.Policy) : cash;

    private static Money KeptCash(Receipt receipt) =>
        receipt.Payments.Where(static payment => payment.Type.Kind == PaymentKind.Cash).Aggregate(-receipt.Change, static (sum, payment) => sum + payment.Amount);

    /// <summary>What was given back before.</summary>
    /// <param name="Others">To each payment other than in cash.</param>
    /// <param name="Else">Another way than it came, and not in cash.</param>
    /// <param name="Cash">In cash.</param>
    private sealed record Gone(ImmutableArray<Money> Others, Money Else, Money Cash)
    {
        public Money Total => Others.Aggregate(Else + Cash, static (sum, amount) => sum + amount);

        public bool Equals(Gone? other) => other is not null && (Else, Cash) == (other.Else, other.Cash) && Others.AsSpan().SequenceEqual(other.Others.AsSpan());

        public override int GetHashCode() => HashCode.Combine(Else, Cash);
    }
}
