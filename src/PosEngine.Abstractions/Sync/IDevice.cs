using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Journal;

namespace PosEngine.Sync;

/// <summary>This device and its account at the back office.</summary>
/// <remarks>Nothing here, or anywhere else in the engine, destroys what was not synchronised. Thread-safe.</remarks>
[UnderCapability(nameof(Capability.Essentials))]
public interface IDevice
{
    /// <summary>This installation.</summary>
    DeviceId Id { get; }

    /// <summary>The number that receipts begin with.</summary>
    int Number { get; }

    /// <summary>Whether the device is signed in to its account, and every change. Signed out, nobody can sell on it; synchronisation still delivers what it has.</summary>
    IPosStream<bool> IsSignedIn { get; }

    /// <summary>Whether somebody practises, and every change: what is rung up then has a number series of its own, is in no total, and is marked on paper.</summary>
    IPosStream<bool> IsTraining { get; }

    /// <summary>Signs the device out of its account.</summary>
    /// <param name="isForced">
    /// Whether to sign out although receipts are unsynchronised, where the policy refuses that (<see cref="Capabilities.ReasonCodes.SignOutUnsynchronised"/>): needs <see cref="Permissions.ManageSettings"/>. They stay here, and are
    /// sent with the next connection, whoever is signed in then; <see cref="ExportAsync"/> writes them to a file as well.
    /// </param>
    /// <param name="approval">Of a forced one.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>
    /// Refused by the policy: by default offline while receipts are unsynchronised, with their count and amount. Refused with <see cref="RefusalCodes.ShiftOpen"/>, <see cref="RefusalCodes.DeviceSignedOut"/>, and where it is
    /// forced with <see cref="RefusalCodes.PermissionMissing"/>, <see cref="RefusalCodes.ApprovalInvalid"/> or <see cref="RefusalCodes.NotSignedIn"/>.
    /// </returns>
    [UnderCapability(nameof(Capability.SignOut))]
    Task<PosResult> SignOutAsync(bool isForced = false, Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Signs the device in again. What an earlier account left unsynchronised is still here and still sent.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.DeviceSignedIn"/> or <see cref="RefusalCodes.DeviceRemoved"/>.</returns>
    Task<PosResult> SignInAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes what the back office does not have to a file, forces it to the disk, reads it back and verifies it. The journal says so: then the device may be removed.</summary>
    /// <param name="path">The file, which must not exist yet.</param>
    /// <param name="cancellationToken">Ends the writing; the file goes then.</param>
    /// <returns>What it holds. Refused with <see cref="RefusalCodes.ExportInvalid"/> where it was not read back as it was written, and with <see cref="RefusalCodes.NotSignedIn"/>.</returns>
    /// <exception cref="IOException">The file cannot be written.</exception>
    Task<PosResult<JournalExport>> ExportAsync(string path, CancellationToken cancellationToken = default);

    /// <summary>
    /// Takes the device out of service for good: nobody sells on it again. To enrol the machine anew, give the engine another database: this one belongs to the account at the back office that it first synchronised with, and has nothing
    /// to do with another. Needs <see cref="Permissions.ManageSettings"/>.
    /// </summary>
    /// <param name="approval">By somebody who may.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>
    /// Refused with <see cref="RefusalCodes.RemovalUnsynchronised"/> while the back office does not have everything, unless <see cref="ExportAsync"/> wrote it and nothing was done since. Refused with
    /// <see cref="RefusalCodes.ShiftOpen"/>, <see cref="RefusalCodes.DeviceRemoved"/>, <see cref="RefusalCodes.PermissionMissing"/>, <see cref="RefusalCodes.ApprovalInvalid"/> or <see cref="RefusalCodes.NotSignedIn"/>.
    /// </returns>
    Task<PosResult> RemoveAsync(Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Puts the till into training mode. Needs <see cref="Permissions.Training"/>. Tickets that were begun before wait until it is over.</summary>
    /// <param name="approval">By somebody who may.</param>
    /// <param name="cancellationToken">Cancels only until it is handed to the writer.</param>
    /// <returns>Done, also where it is on already. Refused with <see cref="RefusalCodes.PermissionMissing"/>, <see cref="RefusalCodes.ApprovalInvalid"/>, <see cref="RefusalCodes.NotSignedIn"/> or <see cref="RefusalCodes.DeviceSignedOut"/>.</returns>
    Task<PosResult> BeginTrainingAsync(Approval? approval = null, CancellationToken cancellationToken = default);

    /// <summary>Ends training mode.</summary>
    /// <inheritdoc cref="BeginTrainingAsync"/>
    Task<PosResult> EndTrainingAsync(Approval? approval = null, CancellationToken cancellationToken = default);
}
