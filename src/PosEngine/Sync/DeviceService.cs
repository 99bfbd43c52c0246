using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Streams;

namespace PosEngine.Sync;

/// <summary>The device's account. Signing out takes nothing away: what is unsynchronised stays and is sent (invariant D7).</summary>
internal sealed class DeviceService(DeviceLedger ledger, SessionService session, CapabilityService capabilities, PosText text) : IDevice
{
    public DeviceId Id => ledger.Identity.Id;

    public int Number => ledger.Identity.Number;

    public IPosStream<bool> IsSignedIn { get; } = DerivedStream.Select(ledger.States, static state => !state.IsSignedOut);

    public async Task<PosResult> SignOutAsync(CancellationToken cancellationToken = default) => await ledger.RunAsync(transaction =>
    {
        // Asked on the writer, so that no receipt slips in between the count and the sign-out.
        var left = transaction.State.Outbox.Receipts;
        if (capabilities.Check(Capability.SignOut, left) is { } forbidden)
            return PosResult.Refused(forbidden);
        if (transaction.State.IsSignedOut)
            return PosResult.Refused(text.Refuse(RefusalCodes.DeviceSignedOut));
        if (transaction.State.Shift is not null)
            return PosResult.Refused(text.Refuse(RefusalCodes.ShiftOpen));
        transaction.Append(new DeviceSignedOut(left.Count, left.Amount), session.EmployeeId);
        transaction.AfterCommit(session.End);
        return PosResult.Done;
    }, cancellationToken).ConfigureAwait(false);

    public async Task<PosResult> SignInAsync(CancellationToken cancellationToken = default) => await ledger.RunAsync(transaction =>
    {
        if (!transaction.State.IsSignedOut)
            return PosResult.Refused(text.Refuse(RefusalCodes.DeviceSignedIn));
        transaction.Append(new DeviceSignedIn(), null);
        return PosResult.Done;
    }, cancellationToken).ConfigureAwait(false);
}
