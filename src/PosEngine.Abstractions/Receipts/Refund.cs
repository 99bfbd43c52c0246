using System.Collections.Immutable;
using PosEngine.Checkout;
using PosEngine.Employees;

namespace PosEngine.Receipts;

/// <summary>A part of a sold line that goes back, or went back: a quantity of it, or an amount of what was paid for it.</summary>
/// <param name="Line">The line of the receipt that sold it.</param>
/// <param name="Quantity">How much of it, with the sign that it was sold with; zero for an amount.</param>
public sealed record RefundedLine(LineId Line, Quantity Quantity)
{
    /// <summary>
    /// What is paid back of its price while the goods stay with the customer: gross, above zero and whole in the currency's smallest unit; zero for a quantity. Nothing comes back, and nothing is restocked. In a request a line has one
    /// or the other; of what went back, both may have.
    /// </summary>
    public Money Amount { get; init; }

    /// <summary>A price reduction after the sale: of damaged goods, say.</summary>
    /// <param name="line">The line of the receipt that sold it: of goods or a service, and not worth nothing.</param>
    /// <param name="amount">What is paid back of it, gross.</param>
    public static RefundedLine ByAmount(LineId line, Money amount) => new(line, Quantity.Zero) { Amount = amount };
}

/// <summary>What is left of a sold line.</summary>
/// <param name="Line">The line.</param>
/// <param name="Quantity">How much of it has not come back.</param>
/// <param name="Amount">What of its gross has not been paid back; zero where all of it was, although there are goods that can still come back.</param>
public sealed record RefundableLine(LineId Line, Quantity Quantity, Money Amount)
{
    /// <summary>
    /// Whether it may be less: another device may have given back some of it, since the back office could not be asked, has not answered or does not say, or since somebody is refunding the receipt at this moment. The refund itself
    /// finds out.
    /// </summary>
    public bool MayBeLess { get; init; }
}

/// <summary>The money that was really given back of a receipt, on whatever device.</summary>
/// <param name="Cash">In cash: what was paid out, in coins.</param>
/// <param name="Others">In other ways, each once.</param>
public sealed record GivenBack(Money Cash, ImmutableArray<GivenBackBy> Others)
{
    /// <summary>Nothing.</summary>
    public static GivenBack Nothing { get; } = new(Money.Zero, []);

    /// <inheritdoc/>
    public bool Equals(GivenBack? other) => other is not null && Cash == other.Cash && Others.AsSpan().SequenceEqual(other.Others.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Cash, Others.Length);
}

/// <summary>What was given back one way.</summary>
/// <param name="Type">The way.</param>
/// <param name="Code">The number of the gift card, where it is one.</param>
/// <param name="Amount">How much; below zero where more was paid in with refunds than was given back.</param>
public readonly record struct GivenBackBy(PaymentTypeId Type, string? Code, Money Amount);

/// <summary>What went back of a receipt before, on whatever device.</summary>
/// <param name="Lines">Of each line, quantity and amount together; one that is missing did not.</param>
internal sealed record GoneBack(ImmutableArray<RefundedLine> Lines)
{
    public static GoneBack Nothing { get; } = new(ImmutableArray<RefundedLine>.Empty) { Money = GivenBack.Nothing };

    /// <summary>What was given back for them; null where nobody knows it: then as if all had gone back the way that the next refund does.</summary>
    public GivenBack? Money { get; init; }

    /// <summary>How much of a line.</summary>
    public RefundedLine Of(LineId line)
    {
        foreach (var gone in Lines)
        {
            if (gone.Line == line)
                return gone;
        }

        return new(line, Quantity.Zero);
    }

    /// <summary>With what goes back now.</summary>
    public GoneBack With(ImmutableArray<RefundedLine> lines) => this with
    {
        Lines =
        [
            .. Lines.Concat(lines).GroupBy(static line => line.Line).Select(static parts => parts.Aggregate(static (sum, part) => sum with { Quantity = sum.Quantity + part.Quantity, Amount = sum.Amount + part.Amount })),
        ],
    };
}

/// <summary>What to give back of a receipt, and how.</summary>
public sealed record RefundRequest
{
    /// <summary>The receipt that sold it.</summary>
    public required ReceiptId ReceiptId { get; init; }

    /// <summary>What goes back, by quantity or by amount; empty for everything that has not come back yet, as far as this device knows.</summary>
    public ImmutableArray<RefundedLine> Lines { get; init; } = [];

    /// <summary>
    /// The id that the refund's own receipt gets; null for a new one. A call of unknown outcome tells it: given again with it, the call finds out and goes on, and never refunds twice.
    /// An attempt that was refused by the back office, released, or still in doubt as the engine was started anew, has ended: with its id the call is refused (<see cref="RefusalCodes.RefundEnded"/>), and another attempt wants another id.
    /// The id of another receipt or ticket that this device knows, the sale's above all, is refused too (<see cref="RefusalCodes.RefundIdTaken"/>).
    /// </summary>
    public ReceiptId? RefundId { get; init; }

    /// <summary>How the money goes back; null for the ways in which it came: cards and the like first, until all that they paid is back, cash last. Anything else needs <see cref="Permissions.RefundsOtherwise"/>, and an account or store credit a customer on the sale.</summary>
    public PaymentType? PayBackBy { get; init; }

    /// <summary>The number of the gift card that it goes back to, where <see cref="PayBackBy"/> is one: a new one is begun with it.</summary>
    public string? PayBackCode { get; init; }

    /// <summary>Whether it is made although it takes back more points than the customer has left (<see cref="RefusalCodes.PointsSpent"/>): the customer owes the rest then, and the back office tells.</summary>
    public bool AcceptsNegativePoints { get; init; }

    /// <summary>By somebody who may, where whoever is signed in may not.</summary>
    public Approval? Approval { get; init; }

    /// <summary>Why, for the record: up to 500 characters (<see cref="RefusalCodes.ReasonInvalid"/>). They stay for ever, and no erasure reaches them: names and addresses do not belong here.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether what goes back can be sold again. True.</summary>
    public bool Restocks { get; init; } = true;
}

/// <summary>What a refund's receipt says of the receipt that it refunds.</summary>
/// <param name="ReceiptId">The receipt that sold it.</param>
/// <param name="Number">Its number.</param>
public sealed record RefundReference(ReceiptId ReceiptId, string Number)
{
    /// <summary>The device that sold it.</summary>
    public required DeviceId DeviceId { get; init; }

    /// <summary>Why it was refunded.</summary>
    public string? Reason { get; init; }

    /// <summary>Whether what went back can be sold again.</summary>
    public bool Restocks { get; init; } = true;

    /// <summary>What of the sale had gone back in cash before, not rounded to coins.</summary>
    public Money CashBefore { get; init; }

    /// <summary>What of it has gone back in cash with this refund, not rounded to coins. What is paid out is this, rounded, less the other, rounded.</summary>
    public Money CashThrough { get; init; }

    /// <summary>On an exchange, what the return came to by itself: the rest of the receipt is the sale. Null where nothing is sold.</summary>
    public ExchangedReturn? Exchange { get; init; }
}

/// <summary>What the return of an exchange came to by itself. What it paid for is no payment of the receipt, which has only what was really handed over or given back.</summary>
/// <param name="Credit">What of the return paid for the sale, by the ways in which it would have gone back, each above zero but for cash of a total that rounds to nothing.</param>
public sealed record ExchangedReturn(ImmutableArray<ReceiptPayment> Credit)
{
    /// <summary>What of the return would have gone back in cash.</summary>
    public Money Change { get; init; }

    /// <summary>What coins add to it, as <see cref="Receipt.CashRounding"/> of a refund.</summary>
    public Money CashRounding { get; init; }

    /// <summary>What is added to its gross, as <see cref="Pricing.Totals.Rounding"/> of a refund.</summary>
    public Money Rounding { get; init; }

    /// <summary>What of it was prepaid, and goes back where it was paid; zero or below.</summary>
    public Money Prepaid { get; init; }

    /// <inheritdoc/>
    public bool Equals(ExchangedReturn? other) =>
        other is not null && (Change, CashRounding, Rounding, Prepaid) == (other.Change, other.CashRounding, other.Rounding, other.Prepaid) && Credit.AsSpan().SequenceEqual(other.Credit.AsSpan());

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Change, CashRounding, Rounding, Prepaid);
}
