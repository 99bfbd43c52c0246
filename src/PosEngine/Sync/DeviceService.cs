using PosEngine.Capabilities;
using PosEngine.Employees;
using PosEngine.Journal;
using PosEngine.Ledger;
using PosEngine.Localization;
using PosEngine.Streams;

namespace PosEngine.Sync;

/// <summary>The device's account. Signing out takes nothing away: what is unsynchronised stays and is sent (invariant D7).</summary>
internal sealed class DeviceService(DeviceLedger ledger, IJournal journal, SessionService session, CapabilityService capabilities, PosText text) : IDevice
{
    public DeviceId Id => ledger.Identity.Id;

    public int Number => ledger.Identity.Number;

    public IPosStream<bool> IsSignedIn { get; } = DerivedStream.Select(ledger.States, static state => !state.IsSignedOut);

    public IPosStream<bool> IsTraining { get; } = DerivedStream.Select(ledger.States, static state => state.IsTraining);

    public async Task<PosResult> SignOutAsync(bool isForced = false, Approval? approval = null, CancellationToken cancellationToken = default)
    {
        if (session.Current.Value is { IsDismissed: true })
            return PosResult.Refused(text.Refuse(RefusalCodes.EmployeeDismissed));
        var grant = new Grant(session.EmployeeId ?? default, null);
        if (isForced && !session.Authority.Ask(Permissions.ManageSettings, approval, "sign_out").TryGet(out grant, out var notGranted))
            return PosResult.Refused(notGranted);
        return grant.Settle(await ledger.RunAsync(transaction =>
        {
            // Asked on the writer, so that no receipt slips in between the count and the sign-out.
            var left = transaction.State.Outbox.Receipts;
            if (capabilities.Check(Capability.SignOut, left) is { } forbidden && !(isForced && forbidden.Code == ReasonCodes.SignOutUnsynchronised))
                return PosResult.Refused(forbidden);
            if (transaction.State.IsSignedOut)
                return PosResult.Refused(text.Refuse(RefusalCodes.DeviceSignedOut));
            if (transaction.State.Shift is not null)
                return PosResult.Refused(text.Refuse(RefusalCodes.ShiftOpen));
            transaction.Append(new DeviceSignedOut(left.Count, left.Amount), session.EmployeeId, grant.ApprovedBy);
            transaction.AfterCommit(session.End);
            return PosResult.Done;
        }, cancellationToken).ConfigureAwait(false));
    }

    public async Task<PosResult> SignInAsync(CancellationToken cancellationToken = default) => await ledger.RunAsync(transaction =>
    {
        if (transaction.State.IsRemoved)
            return PosResult.Refused(text.Refuse(RefusalCodes.DeviceRemoved));
        if (!transaction.State.IsSignedOut)
            return PosResult.Refused(text.Refuse(RefusalCodes.DeviceSignedIn));
        transaction.Append(new DeviceSignedIn(), null);
        return PosResult.Done;
    }, cancellationToken).ConfigureAwait(false);

    public async Task<PosResult<JournalExport>> ExportAsync(string path, CancellationToken cancellationToken = default)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(path);
        if (session.Current.Value is not { } employee)
            return text.Refuse(RefusalCodes.NotSignedIn);
        if (employee.IsDismissed)
            return text.Refuse(RefusalCodes.EmployeeDismissed);
        if (await WriteAsync(path, cancellationToken).ConfigureAwait(false) is not { } export)
            return text.Refuse(RefusalCodes.ExportInvalid);
        return await ledger.RunAsync<JournalExport>(transaction =>
        {
            transaction.Append(new JournalExported(export.First, export.Last), employee.Id);
            return export;
        }, cancellationToken).ConfigureAwait(false);
    }

    public async Task<PosResult> RemoveAsync(Approval? approval = null, CancellationToken cancellationToken = default)
    {
        if (!session.Authority.Ask(Permissions.ManageSettings, approval, "remove_device").TryGet(out var grant, out var notGranted))
            return PosResult.Refused(notGranted);
        return grant.Settle(await ledger.RunAsync(transaction =>
        {
            var state = transaction.State;
            if (state.IsRemoved)
                return PosResult.Refused(text.Refuse(RefusalCodes.DeviceRemoved));
            if (state.Shift is not null)
                return PosResult.Refused(text.Refuse(RefusalCodes.ShiftOpen));
            if (state.Outbox.Acked < state.Head && !state.IsExported)
                return PosResult.Refused(text.Refuse(RefusalCodes.RemovalUnsynchronised, state.Outbox.Receipts.Count, state.Outbox.Receipts.Amount));
            transaction.Append(new DeviceRemoved(state.Outbox.Receipts.Count, state.Outbox.Receipts.Amount), grant);
            transaction.AfterCommit(session.End);
            return PosResult.Done;
        }, cancellationToken).ConfigureAwait(false));
    }

    public Task<PosResult> BeginTrainingAsync(Approval? approval = null, CancellationToken cancellationToken = default) =>
        TrainAsync(isOn: true, approval, "begin_training", cancellationToken);

    public Task<PosResult> EndTrainingAsync(Approval? approval = null, CancellationToken cancellationToken = default) =>
        TrainAsync(isOn: false, approval, "end_training", cancellationToken);

    private async Task<PosResult> TrainAsync(bool isOn, Approval? approval, string operation, CancellationToken cancellationToken)
    {
        if (!session.Authority.Ask(Permissions.Training, approval, operation).TryGet(out var grant, out var notGranted))
            return PosResult.Refused(notGranted);
        return grant.Settle(await ledger.RunAsync(transaction =>
        {
            if (transaction.State.IsSignedOut)
                return PosResult.Refused(text.Refuse(RefusalCodes.DeviceSignedOut));
            if (transaction.State.IsTraining != isOn)
                transaction.Append(isOn ? new TrainingBegun() : new TrainingEnded(), grant);
            return PosResult.Done;
        }, cancellationToken).ConfigureAwait(false));
    }

    /// <returns>What the file holds; null where it is not what was written.</returns>
    private async Task<JournalExport?> WriteAsync(string path, CancellationToken cancellationToken)
    {
        JournalExport export;
        var file = new FileStream(path, FileMode.CreateNew, FileAccess.ReadWrite, FileShare.None);
        await using (file.ConfigureAwait(false))
        {
            try
            {
                export = await journal.ExportAsync(file, JournalScope.Unsynchronised, progress: null, cancellationToken).ConfigureAwait(false);
                file.Flush(flushToDisk: true);
                file.Position = 0;
                var found = await JournalFile.VerifyAsync(file, cancellationToken).ConfigureAwait(false);
                if (found.IsValid && found.DeviceId == export.DeviceId && found.Entries == export.Entries)
                    return export;
            }
            catch
            {
                File.Delete(path);
                throw;
            }
        }

        File.Delete(path);
        return null;
    }
}
