using System.Collections.Immutable;
using PosEngine.Capabilities;

namespace PosEngine.Employees;

/// <summary>An employee who is clocked in.</summary>
/// <param name="Employee">Who.</param>
/// <param name="Since">Since when, by the device's clock.</param>
/// <param name="BreakSince">Since when on a break; null for not.</param>
public sealed record Attendance(EmployeeId Employee, DateTimeOffset Since, DateTimeOffset? BreakSince);

/// <summary>When employees come, pause and go. Always works without a connection, and whoever is signed in stays so.</summary>
/// <remarks>
/// Each call takes the employee's own PIN, and is refused as <see cref="ISession.SignInAsync(EmployeeId, string, CancellationToken)"/> is. The journal has each moment; the back office adds up the hours. Thread-safe.
/// </remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface ITimeClock
{
    /// <summary>Who is clocked in, by when they came, and every change.</summary>
    IPosStream<ImmutableArray<Attendance>> Present { get; }

    /// <summary>The employee comes.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ClockedIn"/>.</returns>
    Task<PosResult<Attendance>> ClockInAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default);

    /// <summary>The employee's break begins.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ClockedOut"/> or <see cref="RefusalCodes.OnBreak"/>.</returns>
    Task<PosResult<Attendance>> BeginBreakAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default);

    /// <summary>The employee's break ends.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.ClockedOut"/> or <see cref="RefusalCodes.NotOnBreak"/>.</returns>
    Task<PosResult<Attendance>> EndBreakAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default);

    /// <summary>The employee goes. A break ends with that.</summary>
    /// <returns>What ended. Refused with <see cref="RefusalCodes.ClockedOut"/>.</returns>
    Task<PosResult<Attendance>> ClockOutAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default);
}
