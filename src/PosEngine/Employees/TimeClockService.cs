using System.Collections.Immutable;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Streams;

namespace PosEngine.Employees;

/// <summary>The time clock: commands of the writer, each one entry of the journal, by whoever has the PIN.</summary>
internal sealed class TimeClockService(DeviceLedger ledger, PinCheck pins, SessionService session, PosText text) : ITimeClock
{
    public IPosStream<ImmutableArray<Attendance>> Present { get; } = DerivedStream.Of<ImmutableArray<Attendance>>(
        () => [.. ledger.State.Present.Values.OrderBy(static present => present.Since).ThenBy(static present => present.Employee.Value)], SameAttendance.Instance, DerivedStream.ChangesOf(ledger.States));

    public Task<PosResult<Attendance>> ClockInAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default) =>
        MoveAsync(ClockMove.In, employee, pin, cancellationToken);

    public Task<PosResult<Attendance>> BeginBreakAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default) =>
        MoveAsync(ClockMove.BreakBegin, employee, pin, cancellationToken);

    public Task<PosResult<Attendance>> EndBreakAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default) =>
        MoveAsync(ClockMove.BreakEnd, employee, pin, cancellationToken);

    public Task<PosResult<Attendance>> ClockOutAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default) =>
        MoveAsync(ClockMove.Out, employee, pin, cancellationToken);

    private Task<PosResult<Attendance>> MoveAsync(ClockMove move, EmployeeId employee, string pin, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(pin);
        return pins.RunAsync<Attendance>(employee, pin, PinPurposes.TimeClock, session.EmployeeId, (transaction, found) =>
        {
            var before = transaction.State.Present.GetValueOrDefault(found.Id);
            if (TimeClockRules.Refuse(before, move) is { } code)
                return text.Refuse(code);
            transaction.Append(new Clocked(move), found.Id);
            return transaction.State.Present.GetValueOrDefault(found.Id) ?? before!;
        }, cancellationToken);
    }

    private sealed class SameAttendance : IEqualityComparer<ImmutableArray<Attendance>>
    {
        public static SameAttendance Instance { get; } = new();

        public bool Equals(ImmutableArray<Attendance> x, ImmutableArray<Attendance> y) => x.SequenceEqual(y);

        public int GetHashCode(ImmutableArray<Attendance> obj) => obj.Length;
    }
}
