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
    public IPosStream<ShiftReport?> Current { get; } = DerivedStream.Select(ledger.States, static state => state.Shift);

    public Task<PosResult<ShiftReport>> OpenAsync(Money openingFloat, CancellationToken cancellationToken = default) =>
        RunAsync(openingFloat, isZeroAllowed: true, (transaction, employee) =>
        {
            if (transaction.State.Shift is not null)
                return text.Refuse(RefusalCodes.ShiftOpen);
            transaction.Append(
                new ShiftOpened(new ShiftId(time.NewId()), transaction.State.NextShiftNumber, openingFloat, BusinessDay.Of(transaction.Now, dayStart)), employee);
            return transaction.State.Shift!;
        }, cancellationToken);

    public Task<PosResult<ShiftReport>> PayInAsync(Money amount, string reason, CancellationToken cancellationToken = default) =>
        MoveAsync(isIn: true, amount, reason, cancellationToken);

    public Task<PosResult<ShiftReport>> PayOutAsync(Money amount, string reason, CancellationToken cancellationToken = default) =>
        MoveAsync(isIn: false, amount, reason, cancellationToken);

    public Task<PosResult<ShiftReport>> OpenDrawerAsync(string reason, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return RunAsync(Money.Zero, isZeroAllowed: true, (transaction, employee) =>
        {
            if (transaction.State.Shift is not { } shift)
                return text.Refuse(RefusalCodes.ShiftClosed);
            if (!devices.HasDrawer)
                return text.Refuse(RefusalCodes.DrawerMissing);
            transaction.Append(new DrawerOpened(shift.Id, reason), employee);
            transaction.AfterCommit(devices.OpenDrawers);
            return shift;
        }, cancellationToken);
    }

    public Task<PosResult<ShiftReport>> CloseAsync(Money countedCash, CancellationToken cancellationToken = default) =>
        RunAsync(countedCash, isZeroAllowed: true, (transaction, employee) =>
        {
            if (transaction.State.Shift is not { } shift)
                return text.Refuse(RefusalCodes.ShiftClosed);
            var report = ShiftFold.Close(shift, countedCash, transaction.Now, employee);
            var sequence = transaction.Append(ShiftClosed.Of(report), employee);
            ShiftTable.Insert(transaction.Session, sequence, report);
            transaction.AfterCommit(ledger.SaveState);
            return report;
        }, cancellationToken);

    public async Task<PosResult<IReadOnlyList<ShiftReport>>> ListClosedAsync(int limit = 50, CancellationToken cancellationToken = default)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(limit, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(limit, 500);
        if (capabilities.Check(Capability.ShiftManagement) is { } forbidden)
            return forbidden;
        return await readers.QueryAsync(connection => ShiftTable.List(connection, limit), cancellationToken).ConfigureAwait(false);
    }

    private Task<PosResult<ShiftReport>> MoveAsync(bool isIn, Money amount, string reason, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(reason);
        return RunAsync(amount, isZeroAllowed: false, (transaction, employee) =>
        {
            if (transaction.State.Shift is not { } shift)
                return text.Refuse(RefusalCodes.ShiftClosed);
            transaction.Append(new CashMoved(isIn, shift.Id, amount, reason), employee);
            return transaction.State.Shift!;
        }, cancellationToken);
    }

    /// <summary>What every cash operation asks first: may it, who is it, is the amount one that coins can make.</summary>
    private async Task<PosResult<ShiftReport>> RunAsync(
        Money amount, bool isZeroAllowed, Func<LedgerTransaction, EmployeeId, PosResult<ShiftReport>> work, CancellationToken cancellationToken)
    {
        if (capabilities.Check(Capability.ShiftManagement) is { } forbidden)
            return forbidden;
        if (session.EmployeeId is not { } employee)
            return text.Refuse(RefusalCodes.NotSignedIn);
        if (amount.IsNegative || (amount.IsZero && !isZeroAllowed))
            return text.Refuse(RefusalCodes.AmountInvalid, amount);
        if (!amount.IsWholeIn(currency))
            return text.Refuse(RefusalCodes.AmountPrecision, currency.Smallest);

        return await ledger.RunAsync(
            transaction => transaction.State.IsSignedOut ? text.Refuse(RefusalCodes.DeviceSignedOut) : work(transaction, employee), cancellationToken).ConfigureAwait(false);
    }
}
