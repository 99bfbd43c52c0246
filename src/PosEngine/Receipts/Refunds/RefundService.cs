using System.Collections.Concurrent;
using System.Collections.Immutable;
using System.Globalization;
using PosEngine.Capabilities;
using PosEngine.Checkout;
using PosEngine.Connectivity;
using PosEngine.Employees;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Reference;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Sync;
using PosEngine.Tickets;

namespace PosEngine.Receipts;

/// <summary>Refunds, one at a time: who may, whether the back office gives the right, and then one durable receipt.</summary>
#pragma warning disable CA1001 // The turn is not disposed with the engine: a refund that is durable still has to give it back.
internal sealed partial class RefundService(
    DeviceLedger ledger, Readers readers, SoldReceipts sales, SessionService session, CapabilityService capabilities, OnlineCalls online, PaymentTypeService types, StoredValues values, ReceiptAccess access,
    PosText text, TimeProvider time, Action<Receipt> completed)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    // Those whose commit nobody knows of: asked for again, each is the same one (invariant D4).
    private readonly ConcurrentDictionary<ReceiptId, Refund> _unresolved = [];

    public Task<PosResult<Receipt>> RefundAsync(RefundRequest request, CancellationToken cancellationToken) => RefundAsync(request, begin: null, cancellationToken);

    /// <summary>The same, with something that is sold on the same receipt.</summary>
    /// <param name="request">What goes back.</param>
    /// <param name="begin">Makes the ticket hold still, once nothing stands against what goes back, and is told whose that is; null for a mere refund.</param>
    /// <param name="cancellationToken">Counts until the writer takes it.</param>
    public async Task<PosResult<Receipt>> RefundAsync(RefundRequest request, Func<CustomerId?, PosResult<Purchase>>? begin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(request);
        await _turn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (begin is not null && RefuseAmounts(request) is { } byAmount)
                return byAmount;
            if (begin is null && await FindFirstAsync(request, cancellationToken).ConfigureAwait(false) is { } first)
                return first;
            if (!(await FindAsync(request.ReceiptId, cancellationToken).ConfigureAwait(false)).TryGet(out var sale, out var unknown))
                return capabilities.Check(Capability.Refund, request.ReceiptId) ?? unknown;
            var plan = await PlanAsync(request, sale, cancellationToken).ConfigureAwait(false);
            if (!Ask(request, sale.Receipt, plan).TryGet(out var grant, out var refusal))
                return StillUnknown(UnresolvedOf(request), refusal) ?? refusal;
            var id = request.RefundId ?? (begin is null ? UnresolvedOf(request)?.Id : null) ?? await FindPendingAsync(sale.Receipt, request, cancellationToken).ConfigureAwait(false) ?? new ReceiptId(time.NewId());
            var refund = new Refund(sale, request, id, grant);
            var result = begin is null
                ? await RefundAsync(refund, cancellationToken).ConfigureAwait(false)
                : await ExchangeAsync(refund, begin, cancellationToken).ConfigureAwait(false);
            return grant.Settle(result);
        }
        catch (StoreUnusableException e) when (e.Problem != StoreProblem.Damaged)
        {
            // It cannot even be read what there is to refund.
            var unread = text.Refuse(RefusalCodes.StoreUnavailable);
            return StillUnknown(UnresolvedOf(request), unread) ?? unread;
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<PosResult<Receipt>> ExchangeAsync(Refund refund, Func<CustomerId?, PosResult<Purchase>> begin, CancellationToken cancellationToken)
    {
        if (!begin(refund.Sale.Receipt.CustomerId).TryGet(out var purchase, out var refusal))
            return refusal;

        // Before anybody is asked for a right: mostly what is paid does not fit.
        var exchange = refund with { Purchase = purchase };
        var gone = await readers.QueryAsync(connection => RefundTable.Read(connection, refund.Sale.Receipt.Id), cancellationToken).ConfigureAwait(false);
        return exchange.FindFault(new RefundBasis(refund.Sale.Receipt, gone), out var lines) is null && RefuseExchange(exchange, purchase, exchange.PriceOf(gone, lines, types.Current, time)) is { } unpaid
            ? unpaid
            : await RefundAsync(exchange, cancellationToken).ConfigureAwait(false);
    }

    private Task<PosResult<Receipt>> RefundAsync(Refund refund, CancellationToken cancellationToken) =>
        online.ArePossible ? RefundByRightAsync(refund, cancellationToken) : CommitAsync(refund, gone: null, cancellationToken);

    /// <summary>What is to be paid for an exchange the way that is asked for; below zero, what is paid back.</summary>
    public async Task<PosResult<Money>> GetDueAsync(RefundRequest request, Purchase purchase, PaymentType type, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(request.ReceiptId, cancellationToken).ConfigureAwait(false)).TryGet(out var sale, out var unknown))
            return unknown;

        // Whoever may make an exchange may know what it comes to, as the refund of a receipt that somebody may not see is no secret to whoever may refund.
        if (!access.MaySee(sale.Receipt.ShiftId) && session.Current.Value?.Permissions.HasFlag(Permissions.Refunds) is not true)
            return text.Refuse(RefusalCodes.PermissionMissing);
        if (RefuseAmounts(request) is { } byAmount)
            return byAmount;
        var gone = await readers.QueryAsync(connection => RefundTable.Read(connection, request.ReceiptId), cancellationToken).ConfigureAwait(false);
        var exchange = new Refund(sale, request, default, default) { Purchase = purchase };
        if (exchange.FindFault(new RefundBasis(sale.Receipt, gone), out var lines) is { } fault)
            return Refuse(fault);
        var (receipt, missing) = exchange.PriceOf(gone, lines, types.Current, time);
        if (IsOfTwoCustomers(receipt, sale.Receipt.CustomerId))
            return text.Refuse(RefusalCodes.ExchangeSeparately);
        if (!missing.IsPositive)
            return receipt.Payments.Aggregate(-receipt.Change, static (sum, payment) => sum + payment.Amount);
        return Settlement.Due(purchase.Ticket.Totals.Payable, purchase.Ticket.Policy, [.. receipt.RefundOf!.Exchange!.Credit.Select(static payment => (payment.Type, payment.Amount))], type);
    }

    public Task<PosResult> ReleaseAsync(ReceiptId receipt, CancellationToken cancellationToken) => ledger.RunAsync(
        transaction =>
        {
            foreach (var (refund, _) in transaction.State.Refunds.Where(refund => refund.Value.ReceiptId == receipt))
                Release(transaction, refund, session.EmployeeId, approvedBy: null);
            transaction.AfterCommit(() => EndOf(receipt));
            return PosResult.Done;
        },
        cancellationToken);

    /// <summary>Nothing comes of a refund, nor of what it asked for of whoever keeps value.</summary>
    private void Release(LedgerTransaction transaction, ReceiptId refund, EmployeeId? employee, EmployeeId? approvedBy)
    {
        RefundTable.Release(transaction, refund, employee, approvedBy);
        transaction.AfterCommit(() =>
        {
            _unresolved.TryRemove(refund, out _); // It has ended: asked for again, it is another one.
            End(refund);
        });
    }

    public async Task<PosResult<IReadOnlyList<RefundableLine>>> GetRefundableAsync(ReceiptId receipt, CancellationToken cancellationToken)
    {
        if (!(await FindAsync(receipt, cancellationToken).ConfigureAwait(false)).TryGet(out var sale, out var refusal))
            return refusal;
        var acked = ledger.State.Outbox.Acked;
        var (own, last) = await readers.QueryAsync(connection => (RefundTable.Read(connection, receipt), RefundTable.LastSequence(connection, receipt)), cancellationToken).ConfigureAwait(false);

        // What this device gave back and has not sent is in nobody else's count.
        var told = last > acked ? null : await sales.AskWhatWentBackAsync(sale, cancellationToken).ConfigureAwait(false);
        var mayBeLess = online.AreThere && told is not { GoesOn: false };
        return PosResult.Of<IReadOnlyList<RefundableLine>>(
            [.. new RefundBasis(sale.Receipt, told is null ? own : new GoneBack(told.Refunded)).Left.Select(line => mayBeLess ? line with { MayBeLess = true } : line)]);
    }

    /// <summary>Whatever right an earlier run of the engine asked for, it made nothing of it: its refunds are in the journal, or never were.</summary>
    public static void ReleaseAll(LedgerTransaction transaction)
    {
        foreach (var refund in transaction.State.Refunds.Keys)
            RefundTable.Release(transaction, refund, employee: null);
    }

    /// <summary>What was sold: of an exchange, that alone.</summary>
    private async Task<PosResult<SoldReceipt>> FindAsync(ReceiptId receipt, CancellationToken cancellationToken) =>
        (await sales.FindAsync(receipt, cancellationToken).ConfigureAwait(false)).TryGet(out var sale, out var refusal) ? sale with { Receipt = Exchanges.SaleOf(sale.Receipt) } : refusal;

    /// <summary>What a refund comes to, as far as a decision wants to know: online no limit asks for it.</summary>
    private async Task<PlannedRefund> PlanAsync(RefundRequest request, SoldReceipt sale, CancellationToken cancellationToken)
    {
        if (online.ArePossible)
            return PlannedRefund.Whole(sale.Receipt);
        var gone = await readers.QueryAsync(connection => RefundTable.Read(connection, request.ReceiptId), cancellationToken).ConfigureAwait(false);
        var refund = new Refund(sale, request, default, default);
        return refund.FindFault(new RefundBasis(sale.Receipt, gone), out var lines) is null ? refund.PlanOf(gone, lines, types.Current, time) : PlannedRefund.Whole(sale.Receipt);
    }

    private PosResult<Grant> Ask(RefundRequest request, Receipt sale, PlannedRefund plan)
    {
        if (capabilities.Check(Capability.Refund, plan) is { } forbidden)
            return forbidden;
        if (session.EmployeeId is not null && (sale.IsTraining || ledger.State.IsTraining))
            return text.Refuse(RefusalCodes.TrainingMode);
        if ((session.EmployeeId is null ? null : ledger.Watch.RefuseMoney()) is { } unsaved)
            return unsaved;
        if (request.PayBackBy?.Kind is PaymentKind.OnAccount or PaymentKind.StoreCredit && sale.CustomerId is null)
            return text.Refuse(RefusalCodes.CustomerNeeded);
        if (request.PayBackBy?.Kind == PaymentKind.Points)
            return text.Refuse(RefusalCodes.RefundToPoints);
        if (request.PayBackBy?.Kind == PaymentKind.GiftCard && GiftCardNumber.Of(request.PayBackCode) is null)
            return text.Refuse(RefusalCodes.GiftCardInvalid);
        if (EnteredText.IsTooLong(request.Reason))
            return text.Refuse(RefusalCodes.ReasonInvalid);
        var needed = request.PayBackBy is null ? Permissions.Refunds : Permissions.Refunds | Permissions.RefundsOtherwise;
        var lines = string.Join(", ", request.Lines.Select(static line => string.Create(CultureInfo.InvariantCulture, $"{line.Line}: {line.Quantity.Units}{(line.Amount.IsZero ? "" : $" and {line.Amount} of its price")}")));
        return session.Authority.Ask(needed, request.Approval, "refund", sale.Id, lines, request.PayBackBy?.Id, request.PayBackBy?.Kind == PaymentKind.GiftCard ? GiftCardNumber.Of(request.PayBackCode) : null);
    }

    /// <summary>The same refund, if the answer to it never came: asked for again, it is the same one.</summary>
    private async Task<ReceiptId?> FindPendingAsync(Receipt sale, RefundRequest request, CancellationToken cancellationToken)
    {
        if (ledger.State.Refunds.All(pending => pending.Value.ReceiptId != sale.Id))
            return null;
        var lines = request.Lines.IsEmpty
            ? new RefundBasis(sale, await readers.QueryAsync(connection => RefundTable.Read(connection, sale.Id), cancellationToken).ConfigureAwait(false)).Rest
            : request.Lines;
        foreach (var (id, pending) in ledger.State.Refunds)
        {
            if (pending.ReceiptId == sale.Id && pending.Lines.SequenceEqual(lines))
                return id;
        }

        return null;
    }

    private async Task<PosResult<Receipt>> RefundByRightAsync(Refund refund, CancellationToken cancellationToken)
    {
        var intended = await ledger.RunAsync<ImmutableArray<RefundedLine>>(transaction => Intend(transaction, refund), cancellationToken).ConfigureAwait(false);
        if (!intended.TryGet(out var lines, out var refusal))
            return intended.Outcome == PosOutcome.Unknown ? PosResult.Unknown(refusal, refund.Id).As<Receipt>() : refusal;
        if (lines.IsEmpty)
            return await CommitAsync(refund, gone: null, cancellationToken).ConfigureAwait(false); // It was made already.

        var answer = await online.AskAsync(
            (services, cancellation) => services.ReserveRefundAsync(new(ledger.Identity.Id, refund.Id, refund.Sale.Receipt.Id, lines), cancellation),
            RefusalCodes.ReceiptUnknown, cancellationToken).ConfigureAwait(false);
        if (OnlineCalls.IsUnanswered(answer.Refusal))
            return answer.Refusal!;
        var gone = answer.TryGet(out var right, out var refused) ? await GoneAsync(refund, right, cancellationToken).ConfigureAwait(false) : GoneBack.Nothing;
        if (right?.Verdict == RefundVerdict.Granted)
        {
            var result = await CommitAsync(refund with { Lines = lines }, gone, cancellationToken).ConfigureAwait(false);
            if (result.Outcome == PosOutcome.Refused && !StoreFailures.Caused(result.Refusal))
                await GiveUpAsync(refund).ConfigureAwait(false);
            return result;
        }

        await GiveUpAsync(refund).ConfigureAwait(false);
        if (right is null)
            return refused!;
        if (right.Verdict != RefundVerdict.TooMuch)
            return text.Refuse(RefusalCodes.RefundInProgress, right.DeviceNumber ?? ledger.Identity.Number);

        // Another till gave back some of it: all that is left is what that has left.
        var basis = new RefundBasis(refund.Sale.Receipt, gone);
        var left = basis.Rest;
        return refund.Lines.IsEmpty && !left.IsEmpty
            ? await RefundByRightAsync(refund with { Id = new(time.NewId()), Lines = left }, cancellationToken).ConfigureAwait(false)
            : Refuse(basis.FindFault(lines) ?? (RefusalCodes.RefundTooMuch, Money.Zero));
    }

    /// <summary>What went back before, as the back office knows it. One that knows of no amounts, only of quantities, leaves out what this device has paid back of prices.</summary>
    private async Task<GoneBack> GoneAsync(Refund refund, RefundReservation right, CancellationToken cancellationToken)
    {
        var gone = new GoneBack(right.Refunded) { Money = right.GivenBack };
        if (right.GivenBack is not null || right.Refunded.Any(static line => !line.Amount.IsZero))
            return gone;
        var own = await readers.QueryAsync(connection => RefundTable.Read(connection, refund.Sale.Receipt.Id), cancellationToken).ConfigureAwait(false);
        return gone.With([.. own.Lines.Where(static line => !line.Amount.IsZero).Select(static line => line with { Quantity = Quantity.Zero })]);
    }

    private async Task GiveUpAsync(Refund refund) => _ = await ReleaseAsync(refund.Sale.Receipt.Id, CancellationToken.None).ConfigureAwait(false);

    private Refusal Refuse((string Code, Money Left) fault) => text.Refuse(fault.Code, fault.Left);

    /// <summary>What an exchange takes back comes back: amounts are paid back by a refund of their own.</summary>
    private Refusal? RefuseAmounts(RefundRequest request) => request.Lines.All(static line => line.Amount.IsZero) ? null : text.Refuse(RefusalCodes.ExchangeByQuantity);

    /// <summary>Announces the refund in the journal, so that a right whose answer is lost can be given back.</summary>
    /// <returns>What it gives back; nothing where its receipt is there already.</returns>
    private PosResult<ImmutableArray<RefundedLine>> Intend(LedgerTransaction transaction, Refund refund)
    {
        if (RefuseTaken(transaction, refund) is { } taken)
            return taken;
        if (ReceiptRecord.SequenceOf(transaction, refund.TicketId) is not null)
            return PosResult.Of(ImmutableArray<RefundedLine>.Empty);
        if (RefuseNow(transaction, refund.Id) is { } refusal)
            return refusal;
        var (sale, acked) = (refund.Sale, transaction.State.Outbox.Acked);
        var isUnsent = sale.DeviceId == transaction.Identity.Id && sale.Sequence > acked;
        if (isUnsent || RefundTable.LastSequence(transaction.Session.Connection, sale.Receipt.Id) > acked)
            return text.Refuse(RefusalCodes.RefundUnsent); // The back office would count without it.
        if (refund.FindFault(new RefundBasis(sale.Receipt, RefundTable.Read(transaction.Session.Connection, sale.Receipt.Id)), out var lines) is { } fault)
            return Refuse(fault);

        foreach (var (other, pending) in transaction.State.Refunds.Where(other => other.Key != refund.Id && other.Value.ReceiptId == sale.Receipt.Id))
            Release(transaction, other, refund.Grant.Employee, refund.Grant.ApprovedBy);
        if (!transaction.State.Refunds.ContainsKey(refund.Id))
            transaction.Append(new RefundIntended(refund.Id, sale.Receipt.Id, lines), refund.Grant);
        return PosResult.Of(transaction.State.Refunds[refund.Id].Lines);
    }

    /// <summary>Makes the receipt, or finds it (invariant D10).</summary>
    /// <param name="refund">The refund.</param>
    /// <param name="gone">What went back before, as the back office knows it; null where this device's own records decide.</param>
    /// <param name="cancellationToken">Counts until the writer takes it.</param>
    private async Task<PosResult<Receipt>> CommitAsync(Refund refund, GoneBack? gone, CancellationToken cancellationToken)
    {
        if (gone is null && UnansweredOf(refund) is { } unanswered)
            refund = refund with { Id = unanswered }; // With a right, that has the id.
        var moved = await MoveAsync(refund, gone, cancellationToken).ConfigureAwait(false);
        if (!moved.TryGet(out var keys, out var notMoved))
        {
            refund.Grant.GiveBack(); // Nothing is committed: asked for again, it is the same refund, by the same leave.
            return moved.Outcome == PosOutcome.Unknown ? PosResult.Unknown(notMoved, refund.Id).As<Receipt>() : notMoved;
        }

        var result = await ledger.RunAsync(transaction => Commit(transaction, refund, gone, keys), cancellationToken, refund.Id).ConfigureAwait(false);
        if (result.IsDone || (result.Outcome == PosOutcome.Refused && !StoreFailures.Caused(result.Refusal)))
            End(refund.Id);
        if (result.IsDone)
            EndOf(refund.Sale.Receipt.Id); // What was tried before is not made any more.
        if (refund.Purchase is not null)
            return result; // Its ticket knows whether it is resolved.
        if (result.Outcome == PosOutcome.Unknown)
            _unresolved[refund.Id] = refund;
        else if (!StoreFailures.Caused(result.Refusal))
            _unresolved.TryRemove(refund.Id, out _);
        return StillUnknown(_unresolved.GetValueOrDefault(refund.Id), result.Refusal) ?? result;
    }

    /// <summary>
    /// The receipt of the same refund, where it was made already: whoever asks again gets it, whatever has happened since to the till, the leave or whoever gave it (invariants D4 and D10). Null where it was not made, as far as
    /// anybody knows.
    /// </summary>
    private async Task<PosResult<Receipt>?> FindFirstAsync(RefundRequest request, CancellationToken cancellationToken)
    {
        var unresolved = UnresolvedOf(request);
        if ((request.RefundId ?? unresolved?.Id) is not { } id)
            return null;
        PosResult<Receipt>? first = null;
        var looked = await ledger.RunAsync(
            transaction =>
            {
                first = ReceiptRecord.Find(transaction, new(id.Value), () => text.Refuse(RefusalCodes.ReceiptArchived));
                return PosResult.Done;
            },
            cancellationToken).ConfigureAwait(false);
        if (!looked.IsDone)
            return unresolved is null ? null : PosResult.Unknown(text.Refuse(RefusalCodes.OutcomeUnknown), id).As<Receipt>();
        if (first is null)
        {
            unresolved?.Grant.GiveBack(); // Nothing came of it, which is certain now.
            return null;
        }

        if (first.TryGet(out var receipt, out _) && !IsRefund(receipt, id, request.ReceiptId, new(id.Value)))
            return null; // It is refused as soon as it is known who asks for it.
        _unresolved.TryRemove(id, out _);
        End(id);
        return first;
    }

    /// <summary>A refund of unknown outcome stays one as long as the till cannot look it up, whatever keeps it from that (invariant D4); null for every other.</summary>
    private PosResult<Receipt>? StillUnknown(Refund? unresolved, Refusal? refusal) => unresolved is not null && StoreFailures.Caused(refusal)
        ? PosResult.Unknown(text.Refuse(RefusalCodes.OutcomeUnknown), unresolved.Id).As<Receipt>()
        : null;

    /// <summary>The same refund, if nobody knows whether it was committed: asked for again, it is the same one.</summary>
    private Refund? UnresolvedOf(RefundRequest request) => request.RefundId is { } id
        ? _unresolved.GetValueOrDefault(id)
        : _unresolved.Values.FirstOrDefault(refund => refund.Request.ReceiptId == request.ReceiptId && refund.Request.Lines.SequenceEqual(request.Lines));

    private PosResult<Receipt> Commit(LedgerTransaction transaction, Refund refund, GoneBack? gone, ImmutableArray<Guid> keys)
    {
        if (RefuseTaken(transaction, refund) is { } taken)
            return taken;
        if (ReceiptRecord.Find(transaction, refund.TicketId, () => text.Refuse(RefusalCodes.ReceiptArchived)) is { } earlier)
        {
            if (refund.Purchase is { } known && earlier.TryGet(out var first, out _))
                transaction.AfterCommit(() => known.Completed(first));
            return earlier;
        }

        if ((Refuse(transaction, refund, gone, out var receipt) ?? values.RefuseTakenBack(transaction.State, keys)) is { } refusal)
            return refusal;
        if (refund.Purchase is not { } purchase)
            return ReceiptRecord.Write(transaction, number => refund.Number(receipt, number, transaction), [], refund.Grant, completed);
        TicketRecord.WriteChanges(transaction, refund.TicketId, purchase.Content);
        return ReceiptRecord.Write(transaction, number => refund.Number(receipt, number, transaction), purchase.Content.RemovedLines, refund.Grant, purchase.Completed);
    }

    /// <summary>Why it cannot be made, as a transaction sees it: asked before anything is moved for it, and again when it is made.</summary>
    private Refusal? Refuse(LedgerTransaction transaction, Refund refund, GoneBack? gone, out Receipt receipt)
    {
        receipt = refund.Sale.Receipt;
        if ((RefuseTaken(transaction, refund) ?? RefuseNow(transaction, refund.Id)) is { } refusal)
            return refusal;
        var isRight = transaction.State.Refunds.ContainsKey(refund.Id);
        if (gone is null ? transaction.State.Refunds.Values.Any(pending => pending.ReceiptId == refund.Sale.Receipt.Id) : !isRight)
            return text.Refuse(RefusalCodes.RefundInProgress, transaction.Identity.Number); // A right may be out that only a connection can clear up.
        var before = gone ?? RefundTable.Read(transaction.Session.Connection, refund.Sale.Receipt.Id);
        if (refund.FindFault(new RefundBasis(refund.Sale.Receipt, before), out var lines) is { } fault)
            return Refuse(fault);

        // Asked again on the writer: of two refunds at once, each within a limit, only one may be within it.
        if (gone is null && capabilities.CheckRefund(refund.PlanOf(before, lines, types.Current, time), transaction.State.Outbox.Receipts) is { } forbidden)
            return forbidden;
        var priced = refund.PriceOf(before, lines, types.Current, time);
        receipt = priced.Receipt;
        if (refund.Purchase is not { } purchase)
            return null;
        if (purchase.Content.IsTraining)
            return text.Refuse(RefusalCodes.TrainingTicket);
        if (transaction.State.Payments.ContainsKey(refund.TicketId))
            return text.Refuse(RefusalCodes.TicketInPayment);
        return purchase.RefuseReturns(gone is null ? WithReturned(transaction.State, receipt) : transaction.State)
            ?? RefuseExchange(refund, purchase, priced)
            ?? AccountCredit.RefuseExchange(transaction, receipt, purchase, text);
    }

    /// <summary>Why its receipt cannot have its id: something else has it, as far as this device knows. Two receipts of one id would be one to everybody.</summary>
    private Refusal? RefuseTaken(LedgerTransaction transaction, Refund refund)
    {
        var (id, sale) = (refund.Id, refund.Sale.Receipt.Id);
        var known = ReceiptRecord.SequenceOf(transaction, new(id.Value)) ?? ReceiptTable.SequenceOf(transaction.Session.Connection, id);
        var isTaken = known is not { } sequence
            ? id == sale || TicketTable.IsThere(transaction.Session, new(id.Value)) || (transaction.State.Refunds.TryGetValue(id, out var right) && right.ReceiptId != sale)
            : EntryReader.TryReadReceipt(JournalTable.BodyOf(transaction.Session.Connection, sequence)) is { } receipt
            ? !IsRefund(receipt, id, sale, refund.TicketId)
            : ReceiptRecord.SequenceOf(transaction, refund.TicketId) != sequence;
        return isTaken ? text.Refuse(RefusalCodes.RefundIdTaken) : null;
    }

    private static bool IsRefund(Receipt receipt, ReceiptId id, ReceiptId sale, TicketId ticket) => receipt.Id == id && receipt.TicketId == ticket && receipt.RefundOf?.ReceiptId == sale;

    private Refusal? RefuseNow(LedgerTransaction transaction, ReceiptId refund) =>
        transaction.State.IsSignedOut ? text.Refuse(RefusalCodes.DeviceSignedOut)
        : transaction.State.IsTraining ? text.Refuse(RefusalCodes.TrainingMode)
        : transaction.State.Shift is null ? text.Refuse(RefusalCodes.ShiftClosed)
        : RefundTable.WasReleased(transaction.Session, refund) ? text.Refuse(RefusalCodes.RefundEnded)
        : null;
}
