using System.Collections.Immutable;
using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Receipts;
using PosEngine.Scheduling;
using PosEngine.Storage;
using PosEngine.Streams;

namespace PosEngine.Shifts;

/// <summary>Shifts and cash movements: commands of the writer, each one entry of the journal.</summary>
internal sealed class ShiftService(
    DeviceLedger ledger, Readers readers, SessionService session, CapabilityService capabilities, PosText text, Currency currency, TimeSpan dayStart, TimeProvider time, IReceiptDevices devices)
    : IShifts
{
    private const int DrawerMax = 99;

    public IPosStream<ShiftReport?> Current { get; } = DerivedStream.Select(ledger.States, static state => state.Shift);

    public IPosStream<int> Drawer { get; } = DerivedStream.Select(ledger.States, static state => state.Drawer);

    public Task<PosResult<ShiftReport>> OpenAsync(Money openingFloat, CancellationToken cancellationToken = default) =>
        OpenAsync([openingFloat], transaction => [new DrawerCash(transaction.State.Drawer, openingFloat)], cancellationToken);

    public Task<PosResult<ShiftReport>> OpenAsync(IReadOnlyCollection<DrawerCash> openingFloats, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(openingFloats);
        ImmutableArray<DrawerCash> floats = [.. openingFloats];
        var (seen, wrong) = (new HashSet<int>(), floats.IsEmpty ? 0 : (int?)null);
        foreach (var (drawer, _) in floats)
        {
            if (drawer is < 1 or > DrawerMax || !seen.Add(drawer))
                wrong ??= drawer;
        }

        return wrong is { } number
            ? RunAsync([], isZeroAllowed: true, (_, _) => text.Refuse(RefusalCodes.DrawerUnknown, number), cancellationToken)
            : OpenAsync([.. floats.Select(static drawer => drawer.Amount)], _ => floats, cancellationToken);
    }

    public Task<PosResult<ShiftReport>> SelectDrawerAsync(int drawer, CancellationToken cancellationToken = default) =>
        RunAsync([], isZeroAllowed: true, (transaction, employee) =>
        {
            if (transaction.State.Shift is not { } shift)
                return text.Refuse(RefusalCodes.ShiftClosed);
            if (shift.Drawers.All(report => report.Drawer != drawer))
                return text.Refuse(RefusalCodes.DrawerUnknown, drawer);
            if (transaction.State.Drawer != drawer)
                transaction.Append(new DrawerSelected(shift.Id, drawer), employee);
            return shift;
        }, cancellationToken);

    public Task<PosResult<ShiftReport>> PayInAsync(Money amount, string reason, CancellationToken cancellationToken = default) =>
        MoveAsync(isIn: true, amount, reason, cancellationToken);

    public Task<PosResult<ShiftReport>> PayOutAsync(Money amount, string reason, CancellationToken cancellationToken = default) =>
        MoveAsync(isIn: false, amount, reason, cancellationToken);

    public Task<PosResult<ShiftReport>> OpenDrawerAsync(string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return RunAsync([], isZeroAllowed: true, (transaction, employee) =>
        {
            if (transaction.State.Shift is not { } shift)
                return text.Refuse(RefusalCodes.ShiftClosed);
            var drawer = transaction.State.Drawer;
            if (!devices.HasDrawer(drawer))
                return text.Refuse(RefusalCodes.DrawerMissing);
            transaction.Append(new DrawerOpened(shift.Id, reason, drawer), employee);
            transaction.AfterCommit(() => devices.OpenDrawer(drawer));
            return shift;
        }, cancellationToken);
    }

    public Task<PosResult<ShiftReport>> CloseAsync(Money countedCash, CancellationToken cancellationToken = default) =>
        CloseAsync([countedCash], shift => shift.Drawers.Length == 1 ? PosResult.Of<ImmutableArray<Money>>([countedCash]) : Uncounted(shift.Drawers[1].Drawer), cancellationToken);

    public Task<PosResult<ShiftReport>> CloseAsync(IReadOnlyCollection<DrawerCash> countedCash, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(countedCash);
        ImmutableArray<DrawerCash> counted = [.. countedCash];
        return CloseAsync([.. counted.Select(static drawer => drawer.Amount)], shift => Counts(shift, counted), cancellationToken);
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
        RunAsync(amounts, isZeroAllowed: true, (transaction, employee) =>
        {
            if (transaction.State.Shift is not null)
                return text.Refuse(RefusalCodes.ShiftOpen);
            transaction.Append(
                new ShiftOpened(new ShiftId(time.NewId()), transaction.State.NextShiftNumber, floats(transaction), BusinessDay.Of(transaction.Now, dayStart)), employee);
            return transaction.State.Shift!;
        }, cancellationToken);

    private Task<PosResult<ShiftReport>> CloseAsync(
        ImmutableArray<Money> amounts, Func<ShiftReport, PosResult<ImmutableArray<Money>>> counts, CancellationToken cancellationToken) =>
        RunAsync(amounts, isZeroAllowed: true, (transaction, employee) =>
        {
            if (transaction.State.Shift is not { } shift)
                return text.Refuse(RefusalCodes.ShiftClosed);
            if (!counts(shift).TryGet(out var counted, out var refusal))
                return refusal;
            var report = ShiftFold.Close(shift, counted, transaction.Now, employee);
            var sequence = transaction.Append(ShiftClosed.Of(report), employee);
            ShiftTable.Insert(transaction.Session, sequence, report);
            transaction.AfterCommit(ledger.SaveState);
            return report;
        }, cancellationToken);

    /// <summary>What was counted, in the order of the shift's drawers: each of them, once.</summary>
    private PosResult<ImmutableArray<Money>> Counts(ShiftReport shift, ImmutableArray<DrawerCash> counted)
    {
        var counts = new Money?[shift.Drawers.Length];
        foreach (var (number, amount) in counted)
        {
            var index = shift.Drawers.IndexOf(shift.Drawers.FirstOrDefault(drawer => drawer.Drawer == number)!);
            if (index < 0 || counts[index] is not null)
                return text.Refuse(RefusalCodes.DrawerUnknown, number);
            counts[index] = amount;
        }

        return Array.IndexOf(counts, null) is >= 0 and var missing
            ? Uncounted(shift.Drawers[missing].Drawer)
            : PosResult.Of<ImmutableArray<Money>>([.. counts.Select(static amount => amount!.Value)]);
    }

    private Refusal Uncounted(int drawer) => text.Refuse(RefusalCodes.DrawerUncounted, drawer);

    private Task<PosResult<ShiftReport>> MoveAsync(bool isIn, Money amount, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return RunAsync([amount], isZeroAllowed: false, (transaction, employee) =>
        {
            if (transaction.State.Shift is not { } shift)
                return text.Refuse(RefusalCodes.ShiftClosed);
            transaction.Append(new CashMoved(isIn, shift.Id, amount, reason, transaction.State.Drawer), employee);
            return transaction.State.Shift!;
        }, cancellationToken);
    }

    /// <summary>What every cash operation asks first: may it, who is it, are the amounts such that coins can make them.</summary>
    private async Task<PosResult<ShiftReport>> RunAsync(
        ImmutableArray<Money> amounts, bool isZeroAllowed, Func<LedgerTransaction, EmployeeId, PosResult<ShiftReport>> work, CancellationToken cancellationToken)
    {
        if (capabilities.Check(Capability.ShiftManagement) is { } forbidden)
            return forbidden;
        if (session.EmployeeId is not { } employee)
            return text.Refuse(RefusalCodes.NotSignedIn);
        foreach (var amount in amounts)
        {
            if (amount.IsNegative || (amount.IsZero && !isZeroAllowed))
                return text.Refuse(RefusalCodes.AmountInvalid, amount);
            if (!amount.IsWholeIn(currency))
                return text.Refuse(RefusalCodes.AmountPrecision, currency.Smallest);
        }

        return await ledger.RunAsync(
            transaction => transaction.State.IsSignedOut ? text.Refuse(RefusalCodes.DeviceSignedOut) : work(transaction, employee), cancellationToken).ConfigureAwait(false);
    }
}
