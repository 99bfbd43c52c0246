using System.Collections.Immutable;
using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Scheduling;
using PosEngine.Settings;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Shifts;

/// <summary>Shifts and cash movements: commands of the writer, each one entry of the journal.</summary>
internal sealed class ShiftService(
    DeviceLedger ledger, Readers readers, SessionService session, CapabilityService capabilities, IPosStream<ShopSettings> settings, PosText text, Currency currency, TimeSpan dayStart, TimeProvider time,
    IReceiptDevices devices) : IShifts
{
    private const int DrawerMax = 99;

    public IPosStream<ShiftReport?> Current { get; } = DerivedStream.Of(
        () => Show(ledger.State.Shift, settings.Value), EqualityComparer<ShiftReport?>.Default, DerivedStream.ChangesOf(ledger.States), DerivedStream.ChangesOf(settings));

    public IPosStream<int> Drawer { get; } = DerivedStream.Select(ledger.States, static state => state.Drawer);

    public Task<PosResult<ShiftReport>> OpenAsync(Money openingFloat, CancellationToken cancellationToken = default) =>
        OpenAsync([openingFloat], transaction => [new DrawerCash(transaction.State.Drawer, openingFloat)], cancellationToken);

    public Task<PosResult<ShiftReport>> OpenAsync(IReadOnlyCollection<DrawerCash> openingFloats, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(openingFloats);
        ImmutableArray<DrawerCash> floats = [.. openingFloats];
        var (seen, wrong) = (new HashSet<int>(), floats.IsEmpty ? 0 : (int?)null);
        foreach (var (drawer, _, _) in floats)
        {
            if (drawer is < 1 or > DrawerMax || !seen.Add(drawer))
                wrong ??= drawer;
        }

        if ((Miscounted(floats) ?? RefuseForeign(floats)) is { } miscounted)
            return RunAsync([], isZeroAllowed: true, (_, _) => miscounted, cancellationToken);

        return wrong is { } number
            ? RunAsync([], isZeroAllowed: true, (_, _) => text.Refuse(RefusalCodes.DrawerUnknown, number), cancellationToken)
            : OpenAsync([.. floats.Select(static drawer => drawer.Amount)], _ => floats, cancellationToken);
    }

    public Task<PosResult<ShiftReport>> SelectDrawerAsync(int drawer, CancellationToken cancellationToken = default) =>
        RunAsync([], isZeroAllowed: true, (transaction, grant) =>
        {
            if (transaction.State.Shift is not { } shift)
                return text.Refuse(RefusalCodes.ShiftClosed);
            if (shift.Drawers.All(report => report.Drawer != drawer))
                return text.Refuse(RefusalCodes.DrawerUnknown, drawer);
            if (transaction.State.Drawer != drawer)
                transaction.Append(new DrawerSelected(shift.Id, drawer), grant);
            return shift;
        }, cancellationToken);

    public Task<PosResult<ShiftReport>> PayInAsync(Money amount, string reason, Approval? approval = null, CancellationToken cancellationToken = default) =>
        MoveAsync(CashMove.PayIn, amount, reason, approval, "pay_in", cancellationToken);

    public Task<PosResult<ShiftReport>> PayOutAsync(Money amount, string reason, Approval? approval = null, CancellationToken cancellationToken = default) =>
        MoveAsync(CashMove.PayOut, amount, reason, approval, "pay_out", cancellationToken);

    public Task<PosResult<ShiftReport>> DropAsync(Money amount, string reason, Approval? approval = null, CancellationToken cancellationToken = default) =>
        MoveAsync(CashMove.Drop, amount, reason, approval, "drop_cash", cancellationToken);

    public Task<PosResult<ShiftReport>> PayTipsOutAsync(Money amount, string reason, Approval? approval = null, CancellationToken cancellationToken = default) =>
        MoveAsync(CashMove.TipsOut, amount, reason, approval, "pay_tips_out", cancellationToken);

    public Task<PosResult<ShiftReport>> OpenDrawerAsync(string reason, Approval? approval = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return RunAsync([], isZeroAllowed: true, state => session.Authority.Ask(Permissions.OpenDrawer, approval, "open_drawer", state.Shift?.Id, state.Drawer, reason), (transaction, grant) =>
        {
            if (transaction.State.Shift is not { } shift)
                return text.Refuse(RefusalCodes.ShiftClosed);
            var drawer = transaction.State.Drawer;
            if (!devices.HasDrawer(drawer))
                return text.Refuse(RefusalCodes.DrawerMissing);
            transaction.Append(new DrawerOpened(shift.Id, reason, drawer), grant);
            transaction.AfterCommit(() => devices.OpenDrawer(drawer));
            return transaction.State.Shift!;
        }, cancellationToken);
    }

    public Task<PosResult<ShiftReport>> CloseAsync(Money countedCash, string? differenceReason = null, Approval? approval = null, CancellationToken cancellationToken = default) =>
        CloseAsync(
            [new DrawerCash(0, countedCash)],
            shift => shift.Drawers.Length == 1 ? PosResult.Of<ImmutableArray<DrawerCash>>([new DrawerCash(shift.Drawers[0].Drawer, countedCash)]) : Uncounted(shift.Drawers[1].Drawer), differenceReason, approval, cancellationToken);

    public Task<PosResult<ShiftReport>> CloseAsync(
        IReadOnlyCollection<DrawerCash> countedCash, string? differenceReason = null, Approval? approval = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(countedCash);
        ImmutableArray<DrawerCash> counted = [.. countedCash];
        return CloseAsync(counted, shift => Counts(shift, counted), differenceReason, approval, cancellationToken);
    }

    public async Task<PosResult<IReadOnlyList<ShiftReport>>> ListClosedAsync(int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 500);
        if (capabilities.Check(Capability.ShiftManagement) is { } forbidden)
            return forbidden;
        return await readers.QueryAsync(connection => ShiftTable.List(connection, limit), cancellationToken).ConfigureAwait(false);
    }

    private Task<PosResult<ShiftReport>> OpenAsync(
        ImmutableArray<Money> amounts, Func<LedgerTransaction, ImmutableArray<DrawerCash>> floats, CancellationToken cancellationToken) =>
        RunAsync(amounts, isZeroAllowed: true, (transaction, grant) =>
        {
            if (transaction.State.Shift is not null)
                return text.Refuse(RefusalCodes.ShiftOpen);
            transaction.Append(
                new ShiftOpened(new ShiftId(time.NewId()), transaction.State.NextShiftNumber, floats(transaction), BusinessDay.Of(transaction.Now, dayStart)), grant);
            return transaction.State.Shift!;
        }, cancellationToken);

    private Task<PosResult<ShiftReport>> CloseAsync(
        ImmutableArray<DrawerCash> cash, Func<ShiftReport, PosResult<ImmutableArray<DrawerCash>>> counts, string? reason, Approval? approval, CancellationToken cancellationToken) => RunAsync(
            [.. cash.Select(static drawer => drawer.Amount)], isZeroAllowed: true,
            state => session.Authority.Ask(
                state.Shift is { } open && open.OpenedBy != session.EmployeeId ? Permissions.CloseOthersShift : Permissions.None, approval, "close_shift", state.Shift?.Id, string.Join(", ", cash.Select(Describe))),
            (transaction, grant) =>
            {
                if (transaction.State.Shift is not { } shift)
                    return text.Refuse(RefusalCodes.ShiftClosed);
                if (Miscounted(cash) is { } miscounted)
                    return miscounted;
                if (!counts(shift).TryGet(out var counted, out var refusal))
                    return refusal;
                var report = ShiftFold.Close(shift, counted, transaction.Now, grant.Employee, string.IsNullOrWhiteSpace(reason) ? null : reason.Trim());
                if (report.DifferenceReason is null && IsUnexplained(report))
                {
                    if (settings.Value.CountsBlind)
                        transaction.Append(CountRefused.Of(report) with { Counts = cash }, grant);
                    return text.Refuse(RefusalCodes.DifferenceUnexplained);
                }

                var sequence = transaction.Append(ShiftClosed.Of(report) with { Counts = cash }, grant);
                ShiftTable.Insert(transaction.Session, sequence, report);
                transaction.AfterCommit(ledger.SaveState);
                return report;
            },
            cancellationToken);

    /// <summary>What an approval of a count is bound to.</summary>
    private static string Describe(DrawerCash drawer) =>
        string.Concat(drawer.Foreign.Select(static count => $" {count.Currency.Code} {count.Amount.Units}").Prepend($"{drawer.Drawer}: {drawer.Amount.Units}"));

    /// <summary>
    /// Whether a count needs a reason: it differs by too much, which in another currency is anything, or, where it was made blind, another one before it did. The first count stands on record, and no other one can be tried until it fits.
    /// </summary>
    private bool IsUnexplained(ShiftReport report) => settings.Value.DifferenceMax is { } most
        && ((settings.Value.CountsBlind && report.RefusedCounts > 0) || report.Drawers.Any(drawer => drawer.Cash.Difference!.Value.Abs() > most)
            || report.Drawers.Any(static drawer => drawer.ForeignCash.Any(static total => total.Difference is { IsZero: false })));

    /// <summary>Coins and notes come to the amount that they are given with, or there are none; other currencies are others, and each there once.</summary>
    private Refusal? Miscounted(ImmutableArray<DrawerCash> cash)
    {
        foreach (var drawer in cash)
        {
            foreach (var (other, foreign) in drawer.Foreign)
            {
                if (other == currency || foreign.IsNegative || drawer.Foreign.Count(count => count.Currency == other) > 1)
                    return text.Refuse(RefusalCodes.AmountInvalid, foreign);
                if (!foreign.IsWholeIn(other))
                    return text.Refuse(RefusalCodes.AmountPrecision, other.Smallest);
            }

            var (_, amount, counts) = drawer;
            if (counts.IsDefaultOrEmpty)
                continue;
            try
            {
                if (counts.Any(static count => !count.Value.IsPositive || count.Count < 0) || CashCount.Sum(counts) != amount)
                    return text.Refuse(RefusalCodes.AmountInvalid, amount);
            }
            catch (OverflowException)
            {
                return text.Refuse(RefusalCodes.AmountTooLarge);
            }
        }

        return null;
    }

    private Refusal? RefuseForeign(ImmutableArray<DrawerCash> floats) =>
        floats.SelectMany(static drawer => drawer.Foreign).ToList() is [var first, ..] ? text.Refuse(RefusalCodes.AmountInvalid, first.Amount) : null;

    /// <summary>What may be seen of a shift.</summary>
    private static ShiftReport? Show(ShiftReport? shift, ShopSettings settings) => shift is { ClosedAt: null } && settings.CountsBlind ? shift.Blind() : shift;

    /// <summary>What was counted, in the order of the shift's drawers: each of them, once.</summary>
    private PosResult<ImmutableArray<DrawerCash>> Counts(ShiftReport shift, ImmutableArray<DrawerCash> counted)
    {
        var counts = new DrawerCash?[shift.Drawers.Length];
        foreach (var cash in counted)
        {
            var index = shift.Drawers.IndexOf(shift.Drawers.FirstOrDefault(drawer => drawer.Drawer == cash.Drawer)!);
            if (index < 0 || counts[index] is not null)
                return text.Refuse(RefusalCodes.DrawerUnknown, cash.Drawer);
            counts[index] = cash;
        }

        return Array.IndexOf(counts, null) is >= 0 and var missing
            ? Uncounted(shift.Drawers[missing].Drawer)
            : PosResult.Of<ImmutableArray<DrawerCash>>([.. counts.Select(static cash => cash!.Value)]);
    }

    private Refusal Uncounted(int drawer) => text.Refuse(RefusalCodes.DrawerUncounted, drawer);

    private Task<PosResult<ShiftReport>> MoveAsync(CashMove move, Money amount, string reason, Approval? approval, string operation, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return RunAsync([amount], isZeroAllowed: false, state => session.Authority.Ask(Permissions.CashMovements, approval, operation, amount, state.Drawer, reason), (transaction, grant) =>
        {
            if (transaction.State.Shift is not { } shift)
                return text.Refuse(RefusalCodes.ShiftClosed);
            transaction.Append(new CashMoved(move, shift.Id, amount, reason, transaction.State.Drawer), grant);
            return transaction.State.Shift!;
        }, cancellationToken);
    }

    private Task<PosResult<ShiftReport>> RunAsync(
        ImmutableArray<Money> amounts, bool isZeroAllowed, Func<LedgerTransaction, Grant, PosResult<ShiftReport>> work, CancellationToken cancellationToken) =>
        RunAsync(amounts, isZeroAllowed, _ => session.Authority.Ask(Permissions.None, approval: null, ""), work, cancellationToken);

    /// <summary>
    /// What every cash operation asks first: may it, who is it, are the amounts such that coins can make them. Then, on the writer, whether that person may: nothing comes between the answer and what is done.
    /// </summary>
    private async Task<PosResult<ShiftReport>> RunAsync(
        ImmutableArray<Money> amounts, bool isZeroAllowed, Func<DeviceState, PosResult<Grant>> ask, Func<LedgerTransaction, Grant, PosResult<ShiftReport>> work, CancellationToken cancellationToken)
    {
        if (capabilities.Check(Capability.ShiftManagement) is { } forbidden)
            return forbidden;
        if (session.EmployeeId is null)
            return text.Refuse(RefusalCodes.NotSignedIn);
        foreach (var amount in amounts)
        {
            if (amount.IsNegative || (amount.IsZero && !isZeroAllowed))
                return text.Refuse(RefusalCodes.AmountInvalid, amount);
            if (!amount.IsWholeIn(currency))
                return text.Refuse(RefusalCodes.AmountPrecision, currency.Smallest);
        }

        var used = default(Grant);
        var result = await ledger.RunAsync(
            transaction =>
            {
                used.GiveBack(); // By a run whose transaction was rolled back.
                used = default;
                if (!ask(transaction.State).TryGet(out var grant, out var notGranted))
                    return notGranted;
                used = grant;
                return transaction.State.IsSignedOut ? text.Refuse(RefusalCodes.DeviceSignedOut)
                    : transaction.State.IsTraining ? text.Refuse(RefusalCodes.TrainingMode)
                    : work(transaction, grant);
            },
            cancellationToken).ConfigureAwait(false);
        return used.Settle(result).TryGet(out var report, out _) ? Show(report, settings.Value)! : result;
    }
}
