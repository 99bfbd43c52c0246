using PosEngine.Capabilities;

namespace PosEngine.Employees;

/// <summary>Who stands at the till. Always works without a connection.</summary>
/// <remarks>Thread-safe.</remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface ISession
{
    /// <summary>
    /// The signed-in employee, null while the till is locked, and every change: another person, or other rights that a pull has brought. Somebody whom the back office has removed is signed out, at once or as soon
    /// as no payment is under way any more (<see cref="Employee.IsDismissed"/>).
    /// </summary>
    IPosStream<Employee?> Current { get; }

    /// <summary>Everybody who may sign in here, by name.</summary>
    Task<IReadOnlyList<Employee>> ListEmployeesAsync(CancellationToken cancellationToken = default);

    /// <summary>Adds an employee on a till that stands alone. Where there is a back office, employees come from there.</summary>
    /// <param name="name">The name that the UI shows: not blank, at most 100 characters.</param>
    /// <param name="pin">The PIN: 4 to 12 digits.</param>
    /// <param name="cancellationToken">Cancels before the employee was recorded.</param>
    /// <returns>
    /// The employee, who is not signed in by this. The first one may be enrolled by anybody, each later one by whoever is signed in: else refused with <see cref="RefusalCodes.NotSignedIn"/>.
    /// Refused with <see cref="RefusalCodes.PermissionMissing"/>, <see cref="RefusalCodes.EmployeesManaged"/>, <see cref="RefusalCodes.NameInvalid"/>, <see cref="RefusalCodes.PinInvalid"/> or
    /// <see cref="RefusalCodes.PinTaken"/>: no two people of such a till have the same.
    /// </returns>
    Task<PosResult<Employee>> EnrolAsync(string name, string pin, CancellationToken cancellationToken = default);

    /// <summary>Signs an employee in, or takes over from another one.</summary>
    /// <param name="employee">Who.</param>
    /// <param name="pin">The PIN as typed.</param>
    /// <param name="cancellationToken">Cancels before the sign-in was recorded.</param>
    /// <returns>
    /// Refused with <see cref="RefusalCodes.EmployeeUnknown"/>, <see cref="RefusalCodes.PinWrong"/>, <see cref="RefusalCodes.PinLocked"/> or <see cref="RefusalCodes.DeviceSignedOut"/>. Wrong PINs are in the
    /// journal. After the third in a row the employee waits 30 seconds, and twice as long after each further one, up to an hour: by a clock that nobody can set, and anew after each restart. Nobody else waits.
    /// </returns>
    Task<PosResult<Employee>> SignInAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default);

    /// <summary>The same as <see cref="SignInAsync(EmployeeId, string, CancellationToken)"/>, under the name of what the cashiers do: change over at an open till.</summary>
    Task<PosResult<Employee>> SwitchAsync(EmployeeId employee, string pin, CancellationToken cancellationToken = default) =>
        SignInAsync(employee, pin, cancellationToken);

    /// <summary>Signs in whoever has this PIN, or takes over: where the shop's settings say that no two people have the same, and on a till that stands alone.</summary>
    /// <param name="pin">The PIN as typed.</param>
    /// <param name="cancellationToken">Cancels before the sign-in was recorded.</param>
    /// <returns>
    /// Refused with <see cref="RefusalCodes.PinsNotUnique"/>, with <see cref="RefusalCodes.PinAmbiguous"/> where two people have it after all, <see cref="RefusalCodes.PinWrong"/>, <see cref="RefusalCodes.PinLocked"/> or <see cref="RefusalCodes.DeviceSignedOut"/>. Whoever types wrong PINs here keeps
    /// nobody from <see cref="SignInAsync(EmployeeId, string, CancellationToken)"/>.
    /// </returns>
    Task<PosResult<Employee>> SignInAsync(string pin, CancellationToken cancellationToken = default);

    /// <summary>Allows one operation that was refused for want of a permission. Who stays signed in; both are on record.</summary>
    /// <param name="refusal">The refusal, one that <see cref="Refusal.CanBeApproved"/>.</param>
    /// <param name="approver">Who allows it.</param>
    /// <param name="pin">The approver's PIN as typed.</param>
    /// <param name="cancellationToken">Cancels before the approval was recorded.</param>
    /// <returns>
    /// What the repeated call takes along. Refused with <see cref="RefusalCodes.PermissionMissing"/> where the approver may not do it either, <see cref="RefusalCodes.NotSignedIn"/>, and as
    /// <see cref="SignInAsync(EmployeeId, string, CancellationToken)"/> is.
    /// </returns>
    /// <exception cref="ArgumentException">The refusal is none that can be approved.</exception>
    Task<PosResult<Approval>> ApproveAsync(Refusal refusal, EmployeeId approver, string pin, CancellationToken cancellationToken = default);

    /// <summary>Somebody is there: where the till locks itself after a while, that while begins anew. For a UI to call with every touch; what is done on tickets counts by itself.</summary>
    void NoteActivity();

    /// <summary>Locks the till until somebody signs in. Open tickets and the shift stay as they are.</summary>
    Task<PosResult> LockAsync(CancellationToken cancellationToken = default);
}
