using System.Collections.Immutable;
using PosEngine.Ledger;
using PosEngine.Receipts;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Checkout;

/// <summary>Something that a receipt moves on an account.</summary>
/// <param name="Key">The payment that moves it, which is the key; null for what a line moves.</param>
/// <param name="Account">The account.</param>
/// <param name="Amount">What is put there; below zero what is taken.</param>
internal readonly record struct ValueMove(Guid? Key, StoredValueAccount Account, long Amount);

/// <summary>What stands on receipts and is kept elsewhere. Pure.</summary>
internal static class ValueMoves
{
    /// <summary>What a way to pay draws on; null where nobody keeps it, or where it is not said whose it is.</summary>
    public static StoredValueAccount? AccountOf(PaymentKind kind, string? code, CustomerId? customer) => kind switch
    {
        PaymentKind.GiftCard => code is null ? null : new(StoredValueKind.GiftCard, code),
        PaymentKind.StoreCredit => customer is { } owner ? new(StoredValueKind.StoreCredit, owner.ToString()) : null,
        PaymentKind.Points => customer is { } collector ? PointsOf(collector) : null,
        _ => null,
    };

    /// <summary>Whether somebody keeps what is paid with.</summary>
    public static bool IsStored(PaymentKind kind) => kind is PaymentKind.GiftCard or PaymentKind.StoreCredit or PaymentKind.Points;

    /// <summary>What a payment moves.</summary>
    public static ValueMove? Of(ReceivedPayment payment, CustomerId? customer) =>
        AccountOf(payment.Type.Kind, payment.Code, customer) is { } account ? new(payment.Id.Value, account, -(payment.Points ?? payment.Amount.Units)) : null;

    /// <summary>What the gift cards on a ticket are to hold.</summary>
    public static IEnumerable<ValueMove> OfLines(ImmutableArray<TicketLine> lines, Func<int, Money> grossOf)
    {
        for (var i = 0; i < lines.Length; i++)
        {
            if (lines[i].GiftCard is { } code && !grossOf(i).IsZero)
                yield return new(null, new(StoredValueKind.GiftCard, code), grossOf(i).Units);
        }
    }

    /// <summary>Everything that a receipt moves and that is asked for: points that go back are there with it.</summary>
    public static IEnumerable<ValueMove> Of(Receipt receipt) => receipt.Payments.Where(static payment => payment.Points is null or > 0)
        .Select(payment => Of(new ReceivedPayment(payment.Id, payment.Type, payment.Amount) { Code = payment.Code, Points = payment.Points }, receipt.CustomerId)).OfType<ValueMove>()
        .Concat(OfLines(receipt.Lines, i => receipt.Priced.Lines[i].Gross))
        .Concat(PointsTakenBack(receipt) is { } move ? [move] : []);

    /// <summary>The points that a refund takes back, where these are more than it gives back; null where not. Of an exchange, what its sale earns counts too; what the customer spends on it is asked for by itself.</summary>
    public static ValueMove? PointsTakenBack(Receipt receipt) => receipt is { RefundOf: { } returned, CustomerId: { } customer }
        && receipt.PointsEarned - receipt.Payments.Sum(payment => returned.Exchange is not null && payment.Points > 0 ? 0 : payment.Points ?? 0) is < 0 and var points
        ? new(null, PointsOf(customer), points)
        : null;

    public static StoredValueAccount PointsOf(CustomerId customer) => new(StoredValueKind.Points, customer.ToString());

    /// <summary>What is still in doubt once a receipt is there: what stands on it is not, whatever else was asked for it is.</summary>
    public static ImmutableDictionary<Guid, PendingValue> WithoutThoseOn(Receipt receipt, ImmutableDictionary<Guid, PendingValue> values)
    {
        if (values.IsEmpty)
            return values;
        foreach (var move in Of(receipt))
        {
            if (move.Key is { } key && values.ContainsKey(key))
            {
                values = values.Remove(key);
                continue;
            }

            var like = new PendingValue(receipt.Id, move.Account, move.Amount);
            foreach (var (other, pending) in values)
            {
                if (pending != like)
                    continue;
                values = values.Remove(other);
                break;
            }
        }

        return values;
    }
}
