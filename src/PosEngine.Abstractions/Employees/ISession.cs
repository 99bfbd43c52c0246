using PosEngine.Capabilities;

namespace PosEngine.Employees;

/// <summary>Who stands at the till. Always works without a connection.</summary>
/// <remarks>Thread-safe.</remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface ISession
{
    /// <summary>The signed-in employee, null while the till is locked, and every change.</summary>
    IPosStream<Employee?> Current { get; }

    /// <summary>Everybody who may sign in here, by name.</summary>
    Task<IReadOnlyList<Employee>> ListEmployeesAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds an employee on a till that stands alone. Where there is a back office, employees come from there.</summary>
    /// <param name="name">The name that the UI shows: not blank, at most 100 characters.</param>
    /// <param name="pin">The PIN: 4 to 12 digits.</param>
    /// <param name="cancellationToken">Cancels before the employee was recorded.</param>
    /// <returns>
    /// The employee, who is not signed in by this. The first one may be enrolled by anybody, each later one by whoever is signed in: else refused with <see cref="RefusalCodes.NotSignedIn"/>.
    /// Refused with <see cref="RefusalCodes.EmployeesManaged"/>, <see cref="RefusalCodes.NameInvalid"/> or <see cref="RefusalCodes.PinInvalid"/>.
    /// </returns>
    Task<PosResult<Employee>> EnrolAsync(string name, string pin, CancellationToken cancellationToken = default);

    /// <summary>Signs an employee in, or takes over from another one.</summary>
    /// <param name="employee">Who.</param>
    /// <param name="pin">The PIN as typed.</param>
    /// <param name="cancellationToken">Cancels before the sign-in was recorded.</param>
    /// <returns>Refused with <see cref="RefusalCodes.EmployeeUnknown"/>, <see cref="RefusalCodes.PinWrong"/> or <see cref="RefusalCodes.DeviceSignedOut"/>.</returns>
    Task<PosResult<Employee>> SignInAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default);

    /// <summary>The same as <see cref="SignInAsync"/>, under the name of what the cashiers do: change over at an open till.</summary>
    Task<PosResult<Employee>> SwitchAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default) =>
        SignInAsync(employee, pin, cancellationToken);

    /// <summary>Locks the till until somebody signs in. Open tickets and the shift stay as they are.</summary>
    Task<PosResult> LockAsync(CancellationToken cancellationToken = default);
}
