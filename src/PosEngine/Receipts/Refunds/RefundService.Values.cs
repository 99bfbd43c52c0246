using System.Collections.Concurrent;
using System.Collections.Immutable;
using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Customers;
using PosEngine.Ledger;
using PosEngine.Reference;
using PosEngine.Sync;

namespace PosEngine.Receipts;

/// <summary>What refunds and exchanges move of value that somebody else keeps.</summary>
internal sealed partial class RefundService
{
    // Those that may have moved value and have no receipt, as far as anybody knows: asked for again, each keeps its id, and with that the keys of its moves.
    private readonly ConcurrentDictionary<ReceiptId, Refund> _unanswered = [];

    /// <summary>The id of the same refund, where nobody knows what was moved for it.</summary>
    private ReceiptId? UnansweredOf(Refund refund) => refund.Request.RefundId is not null ? null : _unanswered.Values
        .Where(other => other.Sale.Receipt.Id == refund.Sale.Receipt.Id && other.Purchase?.Ticket.Id == refund.Purchase?.Ticket.Id && other.Request.Lines.SequenceEqual(refund.Request.Lines))
        .Select(static other => (ReceiptId?)other.Id).FirstOrDefault();

    /// <summary>Nothing more is asked for a refund.</summary>
    private void End(ReceiptId refund)
    {
        _unanswered.TryRemove(refund, out _);
        values.End(refund);
    }

    /// <summary>Nor for anything that was tried of a sale.</summary>
    private void EndOf(ReceiptId sale)
    {
        foreach (var (refund, _) in _unanswered.Where(tried => tried.Value.Sale.Receipt.Id == sale))
            End(refund);
    }

    /// <summary>
    /// Asks whoever keeps value for what the receipt moves of it: what goes back to a gift card or an account, what was on a card that is taken back, and in an exchange what the customer pays with and the cards that are sold.
    /// What of the return pays for the sale is on no payment of the receipt, and moves nothing.
    /// </summary>
    /// <returns>The keys of what was granted.</returns>
    private async Task<PosResult<ImmutableArray<Guid>>> MoveAsync(Refund refund, GoneBack? gone, CancellationToken cancellationToken)
    {
        var nothing = PosResult.Of(ImmutableArray<Guid>.Empty);
        var before = gone ?? await readers.QueryAsync(connection => RefundTable.Read(connection, refund.Sale.Receipt.Id), cancellationToken).ConfigureAwait(false);
        if (refund.FindFault(new RefundBasis(refund.Sale.Receipt, before), out var lines) is not null)
            return nothing; // The commit says why not.
        var planned = refund.PriceOf(before, lines, types.Current, time).Receipt;
        var points = refund.Request.AcceptsNegativePoints ? null : ValueMoves.PointsTakenBack(planned);

        // Points that a refund gives back come with its receipt, less those that it takes back; what a customer spends in an exchange is a payment.
        var moves = ValueMoves.Of(planned).Where(move => move.Account.Kind != StoredValueKind.Points || (refund.Purchase is not null && move.Key is not null)).ToList();
        if (ValueMoves.Of(Exchanges.ReturnOf(planned)).Any(static move => move.Account.Kind != StoredValueKind.Points) && capabilities.Check(Capability.StoredValue, refund.Sale.Receipt) is { } forbidden)
            return forbidden;
        if (refund.Purchase?.RefuseValue() is { } notPaid)
            return notPaid;
        if (!values.ArePossible)
            return await RefusePointsAsync(planned.CustomerId, points, cancellationToken).ConfigureAwait(false) is { } refused ? refused : nothing; // The rest the policy lets be: the receipt says it.
        if (points is { } taken)
            moves.Add(taken);
        if (moves.Count == 0)
            return nothing;
        if (await GiveUpOthersAsync(refund).ConfigureAwait(false) is { IsDone: false } notKnown)
            return notKnown.As<ImmutableArray<Guid>>();
        _unanswered[refund.Id] = refund;
        var moved = await values.MoveAsync(
            refund.Id, moves,
            transaction => ReceiptRecord.SequenceOf(transaction, refund.TicketId) is not null ? false : Refuse(transaction, refund, gone, out _) is { } refusal ? refusal : true,
            refund.Grant.Employee, cancellationToken, refund.Purchase?.ReceiptId).ConfigureAwait(false);
        if (moved.Outcome == PosOutcome.Refused && !StoreFailures.Caused(moved.Refusal))
            End(refund.Id);
        return moved;
    }

    /// <summary>What was tried of the sale before, or with the same ticket, is given up for this: what it took is there again, as far as anybody can be asked, before more is asked for.</summary>
    private async Task<PosResult> GiveUpOthersAsync(Refund refund)
    {
        var others = _unanswered.Where(other => other.Key != refund.Id
            && (other.Value.Sale.Receipt.Id == refund.Sale.Receipt.Id || (refund.Purchase is { } purchase && other.Value.Purchase?.Ticket.Id == purchase.Ticket.Id))).Select(static other => other.Key).ToList();
        if (others.Count > 0)
        {
            // Whether one of them has a receipt after all, the ledger knows once it has run anything.
            var isKnown = await ledger.RunAsync(static _ => PosResult.Done, CancellationToken.None).ConfigureAwait(false);
            if (!isKnown.IsDone)
                return isKnown;
            others.ForEach(End);
        }

        await values.CancelAllAsync().ConfigureAwait(false);
        return PosResult.Done;
    }

    /// <summary>Where nobody can be asked, the points as last known say whether they are there to be taken back.</summary>
    private async Task<Refusal?> RefusePointsAsync(CustomerId? customer, ValueMove? taken, CancellationToken cancellationToken)
    {
        if (customer is not { } id || taken is not { } move)
            return null;
        var acked = ledger.State.Outbox.Acked;
        var left = await readers.QueryAsync(
            connection => (ReferenceTable.Find(connection, CustomerFormat.Kind, id.ToString()) is { } json ? CustomerFormat.Read(json).Points : 0)
                + ReceiptTable.Uncounted(connection, acked, id).Sum(static receipt => receipt.PointsEarned - receipt.PointsSpent),
            cancellationToken).ConfigureAwait(false);
        return left + move.Amount < 0 ? values.RefuseTooLittle(move, Math.Max(0, left)) : null;
    }
}
