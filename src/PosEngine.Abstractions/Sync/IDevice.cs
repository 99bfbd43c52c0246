using PosEngine.Capabilities;

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

    /// <summary>Signs the device out of its account.</summary>
    /// <returns>Refused by the policy: by default offline while receipts are unsynchronised, with their count and amount. Refused with <see cref="RefusalCodes.ShiftOpen"/> or <see cref="RefusalCodes.DeviceSignedOut"/>.</returns>
    [UnderCapability(nameof(Capability.SignOut))]
    Task<PosResult> SignOutAsync(CancellationToken cancellationToken = default);

    /// <summary>Signs the device in again. What an earlier account left unsynchronised is still here and still sent.</summary>
    /// <returns>Refused with <see cref="RefusalCodes.DeviceSignedIn"/>.</returns>
    Task<PosResult> SignInAsync(CancellationToken cancellationToken = default);
}
