using System.Collections.Concurrent;
using System.Collections.Immutable;
using PosEngine.Capabilities;
using PosEngine.Connectivity;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Scheduling;
using PosEngine.Sync;

namespace PosEngine.Checkout;

/// <summary>Moves value that somebody else keeps: the journal has each move before it is asked for, and what does not come to stand on a receipt is cancelled, after a restart too.</summary>
#pragma warning disable CA1001 // The turn is not disposed with the engine: a cancellation that was answered still has to give it back.
internal sealed class StoredValues(
    DeviceLedger ledger, OnlineCalls online, IStoredValue? keeper, bool isAlone, IPosStream<ConnectivityState> connectivity, CapabilityService capabilities, PosText text, TimeProvider time)
#pragma warning restore CA1001
{
    private readonly SemaphoreSlim _turn = new(1, 1);

    // What this run is at: the same asked for again is that one, and nobody cancels it meanwhile.
    private readonly ConcurrentDictionary<Guid, Held> _held = [];

    // What is being taken back. Only the writer decides it, so that nothing comes to stand on a receipt at the same moment.
    private readonly ConcurrentDictionary<Guid, bool> _takenBack = [];

    /// <summary>Whether anybody can be asked right now.</summary>
    public bool ArePossible => keeper is not null && (isAlone || connectivity.Value == ConnectivityState.Online);

    public async Task<PosResult<StoredValueBalance>> GetBalanceAsync(StoredValueAccount account, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(account);
        if (capabilities.Check(account.Kind == StoredValueKind.Points ? Capability.PointRedemption : Capability.StoredValue, account) is { } forbidden)
            return forbidden;
        return ArePossible
            ? await online.AskAsync(cancellation => keeper!.GetBalanceAsync(account, cancellation), RefusalCodes.ValueUnknown, cancellationToken).ConfigureAwait(false)
            : text.Refuse(RefusalCodes.BackOfficeUnanswered);
    }

    /// <summary>Announces moves. One that was asked for before, and not answered, keeps its key.</summary>
    /// <param name="transaction">The transaction.</param>
    /// <param name="receipt">The receipt to be.</param>
    /// <param name="moves">The moves.</param>
    /// <param name="employee">Who does it.</param>
    /// <param name="instead">Another receipt that would make an end of them: the one that the ticket of an exchange has where it is sold by itself.</param>
    /// <returns>The keys.</returns>
    public ImmutableArray<Guid> Intend(LedgerTransaction transaction, ReceiptId receipt, IEnumerable<ValueMove> moves, EmployeeId? employee, ReceiptId? instead = null)
    {
        var keys = ImmutableArray.CreateBuilder<Guid>();
        foreach (var move in moves)
        {
            var wanted = new PendingValue(receipt, move.Account, move.Amount);
            var key = transaction.State.Values.Where(pending => pending.Value == wanted && _held.ContainsKey(pending.Key) && !keys.Contains(pending.Key) && !IsReceived(transaction.State, pending.Key))
                .Select(static pending => (Guid?)pending.Key).FirstOrDefault();
            if (key is null)
            {
                key = time.NewId();
                transaction.Append(new ValueIntended(key.Value, wanted), employee);
            }

            _held[key.Value] = new(receipt, instead);
            keys.Add(key.Value);
        }

        return keys.ToImmutable();
    }

    /// <summary>Asks for a move that was announced.</summary>
    /// <returns>Unknown where the answer did not come.</returns>
    public async Task<PosResult> AskAsync(Guid key, ReceiptId receipt, ValueMove move, CancellationToken cancellationToken)
    {
        var answer = await online.AskAsync(
            cancellation => keeper!.MoveAsync(new(ledger.Identity.Id, key, receipt, move.Account, move.Amount), cancellation), RefusalCodes.ValueUnknown, cancellationToken).ConfigureAwait(false);
        if (OnlineCalls.IsUnanswered(answer.Refusal))
            return PosResult.Unknown(text.Refuse(RefusalCodes.ValueUnanswered));
        var isAnswered = answer.TryGet(out var told, out var refusal);
        if (isAnswered && told.Verdict == StoredValueVerdict.Granted)
            return PosResult.Done;
        await ReleaseAsync(key, problem: null).ConfigureAwait(false);
        return PosResult.Refused(!isAnswered ? refusal!
            : told.Verdict == StoredValueVerdict.TooLittle ? RefuseTooLittle(move, Math.Max(0, told.Available))
            : text.Refuse(RefusalCodes.PaymentUnknown));
    }

    /// <summary>Announces what a receipt is to move, and asks for it.</summary>
    /// <param name="receipt">The receipt to be.</param>
    /// <param name="moves">The moves.</param>
    /// <param name="refuse">Why not, as the transaction sees it, before anything is announced. Refused without a refusal: there is nothing to do any more.</param>
    /// <param name="employee">Who does it.</param>
    /// <param name="cancellationToken">Stops waiting.</param>
    /// <param name="instead">As of <see cref="Intend"/>.</param>
    /// <returns>The keys of what was granted, which are to stand when the receipt is made (<see cref="RefuseTakenBack"/>).</returns>
    public async Task<PosResult<ImmutableArray<Guid>>> MoveAsync(
        ReceiptId receipt, IReadOnlyList<ValueMove> moves, Func<LedgerTransaction, PosResult<bool>> refuse, EmployeeId? employee, CancellationToken cancellationToken, ReceiptId? instead = null)
    {
        if (IsLikeGivenUp(ledger.State, receipt, moves))
            await CancelAllAsync().ConfigureAwait(false);
        var intended = await ledger.RunAsync<ImmutableArray<Guid>>(
            transaction => !refuse(transaction).TryGet(out var goesOn, out var refused) ? refused
                : !goesOn ? PosResult.Of(ImmutableArray<Guid>.Empty)
                : IsLikeGivenUp(transaction.State, receipt, moves) ? text.Refuse(RefusalCodes.ValueUnanswered) // A receipt could not say which of the two it has.
                : PosResult.Of(Intend(transaction, receipt, moves, employee, instead)),
            cancellationToken).ConfigureAwait(false);
        if (!intended.TryGet(out var keys, out _))
            return intended;
        for (var i = 0; i < keys.Length; i++)
        {
            var asked = await AskAsync(keys[i], receipt, moves[i], cancellationToken).ConfigureAwait(false);
            if (asked.Outcome == PosOutcome.Refused)
                End(receipt);
            if (!asked.IsDone)
                return asked.As<ImmutableArray<Guid>>();
        }

        return intended;
    }

    /// <summary>Why what was granted cannot come to stand on a receipt: it was given up meanwhile, and is taken back. Null where all of it stands. Asked on the writer.</summary>
    public Refusal? RefuseTakenBack(DeviceState state, ImmutableArray<Guid> keys) =>
        keys.All(key => state.Values.ContainsKey(key) && !_takenBack.ContainsKey(key)) ? null : text.Refuse(RefusalCodes.ValueUnanswered);

    /// <summary>Why no more is taken than there is.</summary>
    public Refusal RefuseTooLittle(ValueMove move, long available) => move.Account.Kind != StoredValueKind.Points ? text.Refuse(RefusalCodes.ValueTooLittle, Money.FromUnits(available))
        : move.Key is null ? text.Refuse(RefusalCodes.PointsSpent, -move.Amount, available)
        : text.Refuse(RefusalCodes.PointsTooFew, available);

    /// <summary>Nothing more is asked for a receipt: what does not stand on it, and on no payment that was received, is cancelled.</summary>
    public void End(ReceiptId receipt)
    {
        foreach (var (key, _) in _held.Where(held => held.Value.Receipt == receipt || held.Value.Instead == receipt))
            _held.TryRemove(key, out _);
        _ = CancelAllAsync();
    }

    /// <summary>The same for one move.</summary>
    public void End(Guid key)
    {
        _held.TryRemove(key, out _);
        _ = CancelAllAsync();
    }

    /// <summary>Cancels what nobody is at any more: now, or once somebody can be asked.</summary>
    public async Task CancelAllAsync()
    {
        if (keeper is null || ledger.State.Values.IsEmpty)
            return;
        await _turn.WaitAsync().ConfigureAwait(false);
        try
        {
            foreach (var (key, _) in ledger.State.Values)
            {
                if (!ArePossible)
                    return;
                if (!_held.ContainsKey(key) && !await TryCancelAsync(key).ConfigureAwait(false))
                    return;
            }
        }
        catch (InvalidOperationException)
        {
            // The engine was stopped: its next start goes on.
        }
        finally
        {
            _turn.Release();
        }
    }

    private async Task<bool> TryCancelAsync(Guid key)
    {
        // On the writer: a receipt may have come to stand on it, or somebody be at it again.
        var decided = await ledger.RunAsync<bool>(
            transaction => PosResult.Of(IsGivenUp(transaction.State, key) && (_takenBack[key] = true)), CancellationToken.None).ConfigureAwait(false);
        if (!decided.TryGet(out var isTakenBack, out _) || !isTakenBack)
            return decided.IsDone;
        var answer = await online.AskAsync(
            async cancellation =>
            {
                await keeper!.CancelAsync(ledger.Identity.Id, key, cancellation).ConfigureAwait(false);
                return true;
            },
            RefusalCodes.ValueUnknown, CancellationToken.None).ConfigureAwait(false);
        if (OnlineCalls.IsUnanswered(answer.Refusal))
            return false;
        return await ReleaseAsync(key, answer.Refusal?.Message).ConfigureAwait(false);
    }

    private async Task<bool> ReleaseAsync(Guid key, string? problem)
    {
        var released = await ledger.RunAsync(
            transaction =>
            {
                if (transaction.State.Values.ContainsKey(key) && !IsReceived(transaction.State, key))
                    transaction.Append(new ValueReleased(key, problem), employee: null);
                return PosResult.Done;
            },
            CancellationToken.None).ConfigureAwait(false);
        if (released.IsDone)
        {
            _held.TryRemove(key, out _);
            _takenBack.TryRemove(key, out _);
        }

        return released.IsDone;
    }

    /// <param name="Receipt">The receipt that it is to stand on.</param>
    /// <param name="Instead">The one that its ticket may have instead.</param>
    private readonly record struct Held(ReceiptId Receipt, ReceiptId? Instead);

    /// <summary>Whether the same was asked for the receipt before, nobody is at it any more, and it is not taken back yet.</summary>
    private bool IsLikeGivenUp(DeviceState state, ReceiptId receipt, IEnumerable<ValueMove> moves) =>
        moves.Any(move => state.Values.Any(pending => pending.Value == new PendingValue(receipt, move.Account, move.Amount) && IsGivenUp(state, pending.Key)));

    private bool IsGivenUp(DeviceState state, Guid key) => state.Values.ContainsKey(key) && !_held.ContainsKey(key) && !IsReceived(state, key);

    private static bool IsReceived(DeviceState state, Guid key) => state.Payments.Values.Any(open => open.Payments.Any(payment => payment.Id.Value == key));
}
