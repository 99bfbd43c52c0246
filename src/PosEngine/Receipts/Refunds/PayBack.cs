using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Pricing;

namespace PosEngine.Receipts;

/// <summary>How the money of a refund goes back (invariants M4 and M5): total + rounding = Σ payments − change.</summary>
/// <param name="Payments">What goes back other than in cash, each below zero.</param>
/// <param name="Cash">What goes back in cash.</param>
internal sealed record PayBack(ImmutableArray<PaidBack> Payments, Money Cash)
{
    /// <summary>What had gone back in cash before, and what has with this refund: not rounded.</summary>
    public (Money Before, Money Through) ExactCash { get; init; }

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
/// A sale's money, and how much of it has gone back with a part of what was sold. Each refund gives back what has gone back with it, less what had gone back before: so everything refunded, in whatever
/// steps, gives back exactly what was paid, the rounding of the sale included. Pure.
/// </summary>
internal sealed class PaidMoney
{
    private readonly Receipt _receipt;
    private readonly Money _whole;
    private readonly PaymentType? _type;
    private readonly ImmutableArray<ReceiptPayment> _others;

    /// <summary>Whoever paid to the cent, although the policy rounds, is paid back to the cent.</summary>
    private readonly bool _isCashRounded;

    /// <summary>What is added to the prices of everything and is no matter of coins: the rounding of the total, and of the cash that does not go back as it came.</summary>
    private readonly Money _rounding;

    /// <param name="receipt">The sale.</param>
    /// <param name="whole">What everything that can go back came to.</param>
    /// <param name="ofSale">What the whole sale came to.</param>
    /// <param name="type">
    /// How all of it goes back; null for the ways in which it came: cards and the like first, each until all that it paid is back, and cash last. So a card is not turned into cash.
    /// </param>
    public PaidMoney(Receipt receipt, Worth whole, Worth ofSale, PaymentType? type)
    {
        (_receipt, _whole) = (receipt, whole.AsPriced);
        _others = [.. receipt.Payments.Where(static payment => payment.Type.Kind != PaymentKind.Cash && payment.Amount.IsPositive)];
        var wasCashRounded = receipt.Payments.Any(static payment => payment.Type.Kind == PaymentKind.Cash) && CashRounding.Round(KeptCash(receipt), receipt.Policy) == KeptCash(receipt);

        // Cash that goes back as it came is rounded as it was then.
        var isAllCash = type?.Kind == PaymentKind.Cash && _others.IsEmpty;
        var isMirrored = wasCashRounded && whole == ofSale && (type is null || isAllCash);
        _type = isMirrored ? null : type;
        _isCashRounded = wasCashRounded || type is not null;
        _rounding = receipt.Totals.Rounding - ofSale.Rounding + (isMirrored ? Money.Zero : receipt.CashRounding);
    }

    /// <summary>What goes back, and how.</summary>
    /// <param name="before">What went back before came to.</param>
    /// <param name="after">What went back with this refund comes to.</param>
    public PayBack Between(Worth before, Worth after)
    {
        if (_type is { Kind: not PaymentKind.Cash } type)
        {
            var amount = Through(before.AsPriced) - Through(after.AsPriced);
            return new(amount.IsZero ? [] : [new PaidBack(type, amount, null, null)], Money.Zero);
        }

        var (earlier, now) = (Fill(Through(before.AsPriced)), Fill(Through(after.AsPriced)));
        return new(
            [.. _others.Select((payment, i) => new PaidBack(payment.Type, earlier.Others[i] - now.Others[i], payment, PointsBetween(payment, earlier.Others[i], now.Others[i]))).Where(static payment => !payment.Amount.IsZero)],
            Round(now.Cash) - Round(earlier.Cash))
        {
            ExactCash = (earlier.Cash, now.Cash),
        };
    }

    /// <summary>What of this was prepaid: it goes back where it was paid, and not here.</summary>
    /// <inheritdoc cref="Between"/>
    public Money Prepaid(Worth before, Worth after) => Share(_receipt.Totals.Prepaid, after.AsPriced) - Share(_receipt.Totals.Prepaid, before.AsPriced);

    /// <summary>What of this is no gross: what the prices of what goes back are above theirs, and the share of what the total was rounded by, but for coins.</summary>
    /// <inheritdoc cref="Between"/>
    public Money Rounding(Worth before, Worth after) => after.Rounding - before.Rounding + Share(_rounding, after.AsPriced) - Share(_rounding, before.AsPriced);

    /// <summary>The money that belongs to a part of what was sold.</summary>
    private Money Through(Money part) => part + Share(_rounding, part) - Share(_receipt.Totals.Prepaid, part);

    private Money Share(Money figure, Money part) => _whole.IsZero ? Money.Zero : Returning.Share(figure, part.Units, _whole.Units, _receipt.Currency);

    private (Money[] Others, Money Cash) Fill(Money money)
    {
        var filled = new Money[_others.Length];
        for (var i = 0; i < filled.Length && _type is null; i++)
        {
            filled[i] = money < _others[i].Amount ? money : _others[i].Amount;
            money -= filled[i];
        }

        return (filled, money);
    }

    /// <summary>Points go back as the money does that they were.</summary>
    private static long? PointsBetween(ReceiptPayment payment, Money before, Money through) =>
        payment.Points is { } points ? -LoyaltyRules.Back(points, before.Units, through.Units, payment.Amount.Units) : null;

    private Money Round(Money cash) => _isCashRounded ? CashRounding.Round(cash, _receipt.Policy) : cash;

    private static Money KeptCash(Receipt receipt) =>
        receipt.Payments.Where(static payment => payment.Type.Kind == PaymentKind.Cash).Aggregate(-receipt.Change, static (sum, payment) => sum + payment.Amount);
}
